"""Resampling artists: samples, sums, bundles, intervals and p-values."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics.stats.resampling import p_values, resample_artists, t_quantile

ARTISTS = pd.Series(["Cleo", "Ada", "Ada", "Bo", "Cleo", "Cleo", "Dee"])
VALUES = np.array([5.0, 1.0, 2.0, 10.0, 7.0, 6.0, 100.0])


def test_sums_are_those_of_the_tracks_sampled() -> None:
    resamples = resample_artists(ARTISTS, n_replicates=50)
    for weights, total in zip(resamples.weights, resamples.sums([VALUES])[:, 0], strict=True):
        tracks = [
            value
            for name, times in zip(["Ada", "Bo", "Cleo", "Dee"], weights, strict=True)
            for value in list(VALUES[name == ARTISTS]) * int(times)
        ]
        assert total == pytest.approx(sum(tracks))


def test_every_replicate_samples_as_many_artists_as_there_are() -> None:
    resamples = resample_artists(ARTISTS, n_replicates=2000)
    assert (resamples.weights.sum(axis=1) == 4).all()
    assert resamples.weights.mean(axis=0) == pytest.approx(np.ones(4), abs=0.08)
    assert resamples.n_artists == resamples.n_groups == 4


def test_an_artist_is_never_in_two_bundles() -> None:
    artists = pd.Series(np.repeat(np.arange(90), 3).astype(str))
    resamples = resample_artists(artists, max_groups=10)
    groups = pd.DataFrame({"artist": artists, "group": resamples.groups}).drop_duplicates()
    assert groups["group"].value_counts().to_list() == [9] * 10
    assert (resamples.n_artists, resamples.n_groups) == (90, 10)


def test_bundles_leave_the_spread_of_a_mean_as_it_is() -> None:
    rng = np.random.default_rng(1)
    artists = pd.Series(np.arange(3000).astype(str))
    values = rng.normal(size=3000)
    for max_groups in (300, 5000):
        resamples = resample_artists(artists, max_groups=max_groups)
        total, n = resamples.sums([values, np.ones(3000)]).T
        assert (total / n).std() == pytest.approx(1 / np.sqrt(3000), rel=0.12)


@given(st.permutations(range(7)))
def test_row_order_changes_nothing(order: list[int]) -> None:
    plain, moved = (resample_artists(ARTISTS.iloc[o], n_replicates=20) for o in (range(7), order))
    assert plain.sums([VALUES]) == pytest.approx(moved.sums([VALUES[order]]))


def test_artists_with_counts_artists_not_tracks() -> None:
    resamples = resample_artists(ARTISTS)
    assert resamples.artists_with((ARTISTS != "Dee").to_numpy()) == 3


def test_p_value_and_interval_say_the_same() -> None:
    reach = float(t_quantile(0.95, 30))
    assert p_values(np.array([reach]), np.array([1.0]), 30) == pytest.approx([0.05])
    assert reach == pytest.approx(stats.t.ppf(0.975, 29))
