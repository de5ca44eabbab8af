"""Finding by text: whole titles first, typing errors forgiven, strangers not found."""

import pandas as pd
import pytest

from data.metrics import AUDIO_FEATURES
from data.reads import similar
from data.selection import Selection


@pytest.fixture(scope="module")
def title(demo_tracks: pd.DataFrame) -> str:
    """Return a title of two long words that no other track has."""
    plain = demo_tracks[demo_tracks["track"].str.fullmatch(r"[A-Z][a-z]{6,} [A-Z][a-z]{6,}")]
    once = plain[~plain["track"].duplicated(keep=False)]
    return str(once["track"].iloc[0])


def test_a_whole_title_comes_first(everything: Selection, title: str) -> None:
    found = similar.found(everything, f"  {title.upper()} ")
    assert found["track"].iloc[0] == title
    assert found["is_whole"].iloc[0]


@pytest.mark.parametrize("slip", ["wrong", "missing", "twice", "swapped", "swapped in the middle"])
def test_a_slip_in_a_word_is_forgiven(everything: Selection, title: str, slip: str) -> None:
    one, other = title.split()
    half = round(len(one) / 2)
    middle = one[: half - 1] + one[half] + one[half - 1] + one[half + 1 :]
    slipped = {
        "wrong": f"{one[:3]}x{one[4:]} {other}",
        "missing": f"{one[:3]}{one[4:]} {other}",
        "twice": f"{one} {other[:4]}{other[3:]}",
        "swapped": f"{one[:2]}{one[3]}{one[2]}{one[4:]} {other}",
        "swapped in the middle": f"{middle} {other}",
    }[slip]
    found = similar.nearly_found(everything, slipped)
    assert title in found["track"].tolist()
    assert found["edits"].is_monotonic_increasing


def test_what_is_like_nothing_is_not_found(everything: Selection) -> None:
    for text in ("xqzzt blorp", "", "  ", "%_'\"; --", "." * 50):
        assert similar.nearly_found(everything, text).empty


def test_artists_are_found_by_name_and_nearly(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    artist = max(demo_tracks["artist"].unique(), key=len)
    version = everything.version
    assert similar.artist_named(version, artist.upper()) == artist
    slipped = artist[:4] + artist[5:]
    assert similar.artist_named(version, slipped) is None
    assert similar.artist_named(version, slipped, is_misspelt=True) == artist
    assert similar.artist_named(version, "xqzzt", is_misspelt=True) is None
    tracks = similar.of_artist(everything, artist)
    assert set(tracks["track_id"]) == set(
        demo_tracks["track_id"][[artist in names for names in demo_tracks["artists"]]]
    )


def test_every_complete_track_is_read_once_by_its_number(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    features = ("energy", "tempo")
    batches = [b.to_pandas() for b in similar.sound(everything.version, features, rows=500)]
    read = pd.concat(batches)
    known = demo_tracks.dropna(subset=list(features))
    assert similar.n_complete(everything.version, features) == len(read) == len(known)
    assert read["number"].tolist() == sorted(int(track_id, 16) for track_id in known["track_id"])
    assert set(similar.numbers(everything)) == {int(t, 16) for t in demo_tracks["track_id"]}
    assert similar.heard(everything.version, AUDIO_FEATURES) == AUDIO_FEATURES


def test_tracks_and_genres_are_those_asked_for(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    some = demo_tracks.iloc[[3, 700]]
    got = similar.tracks(everything.version, some["track_id"].tolist(), some["lot"].tolist())
    assert set(got["track_id"]) == set(some["track_id"])
    said = similar.genres_of(everything.version, demo_tracks["track_id"].tolist())
    assert set().union(*said["genres"]) == set(similar.genres(everything.version))
