"""What the Overview reads, against pandas on the same tracks."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from data.reads import overview
from data.reads import tracks as reads
from data.selection import Selection


@pytest.fixture(params=["everything", "singles"])
def selection(request, everything) -> Selection:
    if request.param == "everything":
        return everything
    return dataclasses.replace(everything, album_types=("single",))


@pytest.fixture
def tracks(selection) -> pd.DataFrame:
    return reads.tracks(selection)


def test_totals_are_those_of_pandas(selection, tracks):
    totals = overview.totals(selection)
    assert totals["n_tracks"] == len(tracks)
    assert totals["n_artists"] == tracks["artists"].explode().nunique()
    for count in ("streams", "views"):
        assert totals[count] == tracks[count].sum()
        assert totals[f"n_{count}"] == tracks[count].count()
        assert totals[f"median_{count}"] == tracks[count].median()
    rate = tracks["engagement_rate"]
    known = tracks[rate.notna()]
    assert totals["n_engagement"] == len(known)
    assert totals["engagement_mean"] == pytest.approx(rate.mean())
    assert totals["engagement_median"] == pytest.approx(rate.median())
    pooled = (known["likes"] + known["comments"]).sum() / known["views"].sum()
    assert totals["engagement_pooled"] == pytest.approx(pooled)
    flags = tracks["has_official_video"].dropna().astype(bool)
    assert totals["official_video_share"] == pytest.approx(flags.mean())
    assert totals["n_official_known"] == len(flags)
    assert totals["n_outliers"] == tracks["is_outlier"].sum()


def test_the_top_is_that_of_pandas(selection, tracks):
    top = overview.top_tracks(selection, limit=5)
    expected = tracks.sort_values(["streams", "track_id"], ascending=[False, True]).head(5)
    assert list(top["track_id"]) == list(expected["track_id"])
    by_artist = tracks.explode("artists").groupby("artists")["streams"].sum()
    artists = overview.top_artists(selection, limit=5)
    np.testing.assert_allclose(artists["streams"], by_artist.nlargest(5))
    np.testing.assert_allclose(artists["streams"], by_artist[artists["artist"]])


def test_shares_add_up_within_each_split(selection, tracks):
    shares = overview.shares(selection)
    np.testing.assert_allclose(shares.groupby("split")[["tracks", "streams", "views"]].sum(), 1)
    counted = shares.groupby("split")["n_tracks"].sum()
    assert counted["album_type"] == tracks["album_type"].count()
    assert counted["official_video"] == tracks["has_official_video"].count()


def test_the_distribution_counts_every_track_above_zero(selection, tracks):
    bins = overview.distribution(selection)
    counted = bins.groupby("metric")["n_tracks"].sum()
    for count in ("streams", "views"):
        assert counted[count] == (tracks[count] > 0).sum()
        logs = np.log10(tracks[count][tracks[count] > 0])
        expected = np.floor(logs * overview.BINS_PER_DECADE).value_counts().sort_index()
        part = bins[bins["metric"] == count]
        assert list(part["bin"]) == list(expected.index)
        assert list(part["n_tracks"]) == list(expected)


@pytest.mark.usefixtures("two_captures")
def test_history_and_growth_add_up():
    from data import published

    everything = Selection(published.current_version())
    history, growth = overview.history(everything), overview.growth(everything)
    totals = overview.totals(everything)
    assert list(history["n_tracks"]) == [totals["n_tracks"]] * 2
    assert history["streams"].iloc[-1] == totals["streams"]
    assert growth["streams"].iloc[0] == totals["streams"]
    assert growth["streams_before"].iloc[0] == history["streams"].iloc[0]
    assert (overview.risers(everything)["gained"] > 0).all()
    tracks = reads.tracks(everything, ["streams", "views"])
    expected = tracks.corr(method="spearman").iloc[0, 1]
    assert history["rank_correlation"].iloc[-1] == pytest.approx(expected)
