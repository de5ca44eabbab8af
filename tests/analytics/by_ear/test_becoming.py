"""What a recording may become, in a catalogue where energy alone makes streams."""

import numpy as np
import pandas as pd
import pytest

from analytics.by_ear.becoming import Measure, become
from analytics.features import matrix as features
from analytics.models import model
from data.errors import NotEnoughData
from data.metrics import AUDIO_FEATURES

HIT = float(np.expm1(13.0))


@pytest.fixture(scope="module")
def tracks() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    n = 1_200
    values = {name: rng.random(n) for name in AUDIO_FEATURES}
    artist = [f"artist {number // 4}" for number in range(n)]
    table = pd.DataFrame(values).assign(
        artist=artist, artists=[[name] for name in artist], track=""
    )
    table["tempo"] = 120 + 60 * (table["energy"] - 0.5) + rng.normal(0, 4, n)
    log_streams = 10 + 4 * table["energy"] + rng.normal(0, 0.3, n)
    return table.assign(streams=np.expm1(log_streams))


@pytest.fixture(scope="module")
def trained(tracks: pd.DataFrame) -> model.Model:
    y = np.log1p(tracks["streams"].to_numpy())
    X = features.matrix(tracks, "audio")
    return model.fit("ols", X, y, tracks, rows=np.arange(len(tracks)))


def asked(tracks: pd.DataFrame, trained: model.Model, **measures: Measure):
    return become(measures, tracks, trained, hit_threshold=HIT)


def middles() -> dict[str, Measure]:
    return {name: Measure(0.5) for name in AUDIO_FEATURES} | {"tempo": Measure(120.0)}


def test_all_that_is_known_gives_the_models_own_answer(tracks, trained) -> None:
    known = middles() | {"energy": Measure(0.75)}
    found = asked(tracks, trained, **known)
    assert np.log1p(found.streams) == pytest.approx(13.0, abs=0.1)
    assert found.probability == pytest.approx(0.5, abs=0.15)
    assert found.widened == pytest.approx(1.0, abs=1e-3)
    assert found.open == ()


def test_what_is_open_widens_and_what_is_measured_tells_of_it(tracks, trained) -> None:
    known = middles()
    del known["energy"], known["tempo"]
    blind = asked(tracks, trained, **known)
    assert blind.open == ("energy", "tempo")
    assert blind.widened > 3
    assert blind.low < np.expm1(11) < np.expm1(13) < blind.high
    # Quick tracks are energetic ones here.
    quick = asked(tracks, trained, tempo=Measure(148.0))
    slow = asked(tracks, trained, tempo=Measure(92.0))
    assert slow.high < quick.low
    assert 1 < quick.widened < blind.widened


def test_an_error_of_measurement_widens_and_moves_nothing(tracks, trained) -> None:
    exact = asked(tracks, trained, **middles())
    rough = asked(tracks, trained, **middles() | {"energy": Measure(0.5, error=0.15)})
    assert rough.widened > 1.5 * exact.widened
    assert np.log1p(rough.streams) == pytest.approx(np.log1p(exact.streams), abs=0.15)
    assert rough == asked(tracks, trained, **middles() | {"energy": Measure(0.5, error=0.15)})


def test_a_catalogue_without_sound_is_too_little(tracks, trained) -> None:
    silent = tracks.assign(energy=np.nan)
    with pytest.raises(NotEnoughData, match="0 tracks have all audio features; at least 50"):
        asked(silent, trained)
