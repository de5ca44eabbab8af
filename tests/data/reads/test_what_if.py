"""What the What-if page asks of the marts, held against the marts themselves."""

import numpy as np
import pandas as pd
import pytest

from data.metrics import AUDIO_FEATURES
from data.reads import what_if as reads_what_if
from data.selection import Selection


def asked_of(tracks: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (number, artist, track.album, track.track, track.channel)
        for number, track in enumerate(tracks.itertuples())
        for artist in track.artists
    ]
    return pd.DataFrame(rows, columns=["row_no", "artist", "album", "track", "channel"])


def test_standing_is_the_marts_own(everything: Selection, demo_tracks: pd.DataFrame) -> None:
    sample = demo_tracks.sample(150, random_state=1).reset_index(drop=True)
    found = reads_what_if.standing(everything.version, asked_of(sample))
    # A track of the same title is left out here; in the mart it may be another recording.
    alike = [
        abs(found[name] - sample[name].astype(float)).fillna(0) < 1e-9
        for name in found.columns.drop("row_no")
    ]
    assert np.mean(np.all(alike, axis=0)) > 0.95


def test_names_count_whatever_their_case(everything: Selection, demo_tracks: pd.DataFrame) -> None:
    artist = demo_tracks["artist"].mode()[0]
    asked = pd.DataFrame(
        {
            "row_no": [0, 1, 2],
            "artist": [artist, artist.upper(), "Nobody Knows"],
            "album": None,
            "track": None,
            "channel": None,
        }
    )
    found = reads_what_if.standing(everything.version, asked).drop(columns="row_no")
    pd.testing.assert_series_equal(found.iloc[0], found.iloc[1], check_names=False)
    assert found["back_n_tracks"].iloc[0] > 0
    assert found["back_n_tracks"].iloc[2] == 0
    counts = ["back_n_tracks", "back_versions_n", "album_n_tracks"]
    assert found.iloc[2].drop(counts).isna().all()


def test_a_search_finds_all_words_accents_and_case_aside(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    wanted = demo_tracks.iloc[7]
    found = reads_what_if.find(everything, f"{wanted['artist'].upper()} {wanted['track'].lower()}")
    assert wanted["track_id"] in set(found["track_id"])
    assert reads_what_if.find(everything, "no such words anywhere").empty
    assert len(reads_what_if.find(everything, "")) == reads_what_if.MAX_FOUND


def test_middle_quantiles_and_ranges_are_those_of_the_tracks(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    middle = reads_what_if.middle(everything.version)
    spans = reads_what_if.ranges(everything.version).set_index("feature")
    for name in AUDIO_FEATURES:
        column = demo_tracks[name].astype(float)
        assert middle[name].iloc[0] == pytest.approx(column.median())
        assert spans.loc[name, "low"] == pytest.approx(column.quantile(0.001))
        assert spans.loc[name, "high"] == pytest.approx(column.quantile(0.999))
    quantiles = reads_what_if.quantiles(everything.version)
    assert quantiles.iloc[[0, 500, 1000]].tolist() == pytest.approx(
        demo_tracks["streams"].quantile([0, 0.5, 1]).tolist()
    )


def test_likes_follow_views_as_least_squares_says(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    found = reads_what_if.reactions(everything.version).set_index("name")
    known = demo_tracks.dropna(subset=["likes", "views"])
    slope, constant = np.polyfit(np.log1p(known["views"]), np.log1p(known["likes"]), 1)
    assert found.loc["likes", "slope"] == pytest.approx(slope)
    assert found.loc["likes", "constant"] == pytest.approx(constant)
