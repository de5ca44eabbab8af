"""The reader's selection: parameters that mean what they say, one text for equal ones."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from data.reads import tracks as reads
from data.selection import OPEN, Selection


def test_every_filter_does_what_pandas_does(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    artist = demo_tracks.artist.mode()[0]
    median = demo_tracks.streams.median()
    chosen = {
        "artists": ((artist,), demo_tracks.artists.map(lambda names: artist in names)),
        "album_types": (("single",), demo_tracks.album_type == "single"),
        "official_video": (True, demo_tracks.has_official_video.fillna(False).astype(bool)),
        "licensed": (False, ~demo_tracks.is_licensed.fillna(True).astype(bool)),
        "streams": ((median, None), demo_tracks.streams >= median),
        "views": ((None, 10**6), demo_tracks.views <= 10**6),
        "tempo": ((100, 120), demo_tracks.tempo.between(100, 120)),
    }
    for name, (value, expected) in chosen.items():
        found = reads.tracks(Selection(everything.version, **{name: value}), ["track_id"])
        assert list(found.track_id) == list(demo_tracks.track_id[expected]), name
        assert 0 < len(found) < len(demo_tracks)


def test_a_hostile_filter_is_only_a_value(everything: Selection) -> None:
    hostile = Selection(everything.version, artists=("'); drop view tracks; --",))
    assert reads.n_tracks(hostile) == 0
    assert reads.n_tracks(everything) > 0


def test_without_a_filter_nothing_is_asked(everything: Selection) -> None:
    assert everything.is_everything
    assert everything.conditions() == ([], {})


def test_conditions_hold_names_and_no_values() -> None:
    chosen = Selection(
        "0001-00000000", artists=("x'--",), album_types=("single",), streams=(5, 10), licensed=False
    )
    texts, values = chosen.conditions()
    assert not chosen.is_everything
    assert not any("x'--" in text or "single" in text for text in texts)
    assert values == {
        "chosen_artists": ["x'--"],
        "chosen_album_types": ["single"],
        "chosen_licensed": False,
        "chosen_streams_low": 5,
        "chosen_streams_high": 10,
    }
    assert all(sum(f"${name}" in text for text in texts) >= 1 for name in values)


BOUNDS = st.tuples(st.none() | st.integers(0, 9), st.none() | st.integers(0, 9))


@given(streams=BOUNDS, artists=st.lists(st.text(max_size=3), max_size=2).map(tuple))
def test_equal_selections_have_one_text_and_others_another(streams, artists) -> None:
    chosen = Selection("v", artists=artists, streams=streams)
    assert chosen.to_json() == Selection("v", artists=artists, streams=streams).to_json()
    is_open = (streams, artists) == (OPEN, ())
    assert (chosen.to_json() == Selection("v").to_json()) == is_open == chosen.is_everything
