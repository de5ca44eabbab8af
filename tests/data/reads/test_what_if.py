"""What the What-if page asks of the marts, held against the marts themselves."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data import published
from data.metrics import AUDIO_FEATURES
from data.reads import what_if as reads_what_if
from data.selection import Selection


def asked_of(tracks: pd.DataFrame) -> pd.DataFrame:
    columns = ["track_id", "artists", "album", "track", "channel"]
    rows = tracks.reset_index(drop=True)[columns].explode("artists")
    return rows.rename(columns={"artists": "artist"}).rename_axis("row_no").reset_index()


def assert_as_in_the_mart(version: str, tracks: pd.DataFrame) -> None:
    """Ask for every track as if it were new, a thousand at a time."""
    for start in range(0, len(tracks), 1_000):
        part = tracks.iloc[start : start + 1_000].reset_index(drop=True)
        asked = reads_what_if.back_catalogue(version, asked_of(part)).drop(columns="row_no")
        mart = part[list(asked.columns)].astype("float64")
        pd.testing.assert_frame_equal(asked, mart, check_dtype=False, rtol=1e-12, atol=1e-12)


def test_a_tracks_back_catalogue_is_the_marts_own_as_if_it_were_new(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    assert_as_in_the_mart(everything.version, demo_tracks)


@pytest.mark.real
def test_it_is_the_marts_own_for_every_track_of_the_real_file(
    real_warehouse: Path, real_tracks: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(real_warehouse))
    assert_as_in_the_mart(published.current_version(), real_tracks)


def test_a_track_measured_another_time_is_told_by_its_title(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    """The catalogue has no recording of its id, so its own streams could slip in unseen."""
    titles = demo_tracks.groupby(["artist", "track"])["track_id"].transform("size")
    alone = demo_tracks[(titles == 1) & (demo_tracks["artists"].map(len) == 1)]
    sample = alone.sample(40, random_state=1).reset_index(drop=True)
    asked = asked_of(sample)
    known = reads_what_if.back_catalogue(everything.version, asked)
    other = reads_what_if.back_catalogue(everything.version, asked.assign(track_id="elsewhere"))
    pd.testing.assert_frame_equal(
        known.drop(columns="channel_n_tracks"), other.drop(columns="channel_n_tracks")
    )
    # A channel's tracks are counted with the new one, and nothing says that it is there already.
    assert (other["channel_n_tracks"] - known["channel_n_tracks"]).dropna().eq(1).all()


def test_names_count_whatever_their_case(everything: Selection, demo_tracks: pd.DataFrame) -> None:
    artist = demo_tracks["artist"].mode()[0]
    asked = pd.DataFrame(
        {
            "row_no": [0, 1, 2],
            "track_id": None,
            "artist": [artist, artist.upper(), "Nobody Knows"],
            "album": None,
            "track": None,
            "channel": None,
        }
    )
    known = reads_what_if.back_catalogue(everything.version, asked).drop(columns="row_no")
    pd.testing.assert_series_equal(known.iloc[0], known.iloc[1], check_names=False)
    assert known["back_n_tracks"].iloc[0] > 0
    counts = ["back_n_tracks", "back_versions_n", "album_n_tracks"]
    assert known.iloc[2][counts].tolist() == [0, 0, 0]
    assert known.iloc[2].drop(counts).isna().all()


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
    lines = reads_what_if.reactions(everything.version).set_index("name")
    known = demo_tracks.dropna(subset=["likes", "views"])
    slope, constant = np.polyfit(np.log1p(known["views"]), np.log1p(known["likes"]), 1)
    assert lines.loc["likes", "slope"] == pytest.approx(slope)
    assert lines.loc["likes", "constant"] == pytest.approx(constant)
