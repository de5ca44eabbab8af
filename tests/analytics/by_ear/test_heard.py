import numpy as np

from analytics.by_ear import heard
from analytics.by_ear.heard import HeardSound


def test_what_was_heard_survives_as_bytes(heards: list[HeardSound]) -> None:
    again = heard.from_bytes(heard.to_bytes(heards[0]))
    for name in ("recording_id", "name", "seconds", "loudness", "tempo", "key", "notes"):
        assert getattr(again, name) == getattr(heards[0], name)
    assert again.features == heards[0].features
    assert all(
        np.array_equal(getattr(again, name), getattr(heards[0], name)) for name in heard.ARRAYS
    )
