"""Means, differences and ratios against statsmodels; what must not matter to them."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats import clustered
from analytics.stats.clustered import Estimate
from data.errors import NotEnoughData


def made(seed: int = 0, n: int = 900, n_artists: int = 120) -> pd.DataFrame:
    """Return tracks alike within artists: `value`, `inside`, `artist`."""
    rng = np.random.default_rng(seed)
    artist = rng.integers(0, n_artists, n)
    inside = rng.random(n) < 0.3
    value = 5 + 0.4 * inside + rng.normal(0, 0.8, n_artists)[artist] + rng.normal(0, 1, n)
    return pd.DataFrame(
        {"value": value.clip(0.1), "inside": inside, "artist": [f"artist {a}" for a in artist]}
    )


@pytest.fixture(scope="module")
def tracks() -> pd.DataFrame:
    return made()


def golden(y: np.ndarray, x: np.ndarray, artists: pd.Series):
    """Fit by statsmodels itself."""
    groups = {"groups": pd.factorize(artists)[0]}
    return sm.OLS(y, x).fit(cov_type="cluster", cov_kwds=groups, use_t=True)


def same(estimate: Estimate, fit, place: int = 0) -> None:
    assert estimate.value == pytest.approx(fit.params[place], rel=1e-10)
    assert estimate.error == pytest.approx(fit.bse[place], rel=1e-10)
    assert estimate.interval() == pytest.approx(fit.conf_int()[place], rel=1e-10)
    assert estimate.interval(0.8) == pytest.approx(fit.conf_int(0.2)[place], rel=1e-10)
    assert estimate.p_value == pytest.approx(fit.pvalues[place], rel=1e-8, abs=1e-300)


def test_a_mean_is_a_regression_on_a_constant(tracks):
    values = tracks["value"].to_numpy()
    fit = golden(values, np.ones((len(values), 1)), tracks["artist"])
    same(clustered.mean(values, tracks["artist"]), fit)


def test_a_difference_is_a_regression_on_a_flag(tracks):
    values, inside = tracks["value"].to_numpy(), tracks["inside"].to_numpy()
    x = np.column_stack([inside, np.ones(len(values))]).astype(float)
    fit = golden(values, x, tracks["artist"])
    same(clustered.difference(values, inside, tracks["artist"]), fit)
    same(clustered.coefficient(values, x, tracks["artist"]), fit)


def test_a_ratio_is_a_poisson_regression_on_a_flag(tracks):
    values, inside = tracks["value"].to_numpy(), tracks["inside"].to_numpy()
    x = np.column_stack([inside, np.ones(len(values))]).astype(float)
    groups = {"groups": pd.factorize(tracks["artist"])[0]}
    poisson = sm.GLM(values, x, family=sm.families.Poisson())
    fit = poisson.fit(cov_type="cluster", cov_kwds=groups)
    ratio = clustered.ratio_of_means(values, inside, tracks["artist"])
    assert ratio.value == pytest.approx(fit.params[0], rel=1e-6)
    # statsmodels also corrects for two parameters: (n - 1) / (n - 2)
    assert ratio.error == pytest.approx(fit.bse[0], rel=2 / len(values))


def test_all_slopes_are_statsmodels(tracks):
    rng = np.random.default_rng(1)
    x = np.column_stack([tracks["inside"], np.ones(len(tracks)), rng.normal(size=len(tracks))])
    fit = golden(tracks["value"].to_numpy(), x.astype(float), tracks["artist"])
    ours = clustered.ols(tracks["value"].to_numpy(), x.astype(float), tracks["artist"])
    assert ours.params == pytest.approx(fit.params)
    assert ours.bse == pytest.approx(fit.bse)


def test_a_coefficient_leaves_out_what_others_say(tracks):
    rng = np.random.default_rng(1)
    held = rng.normal(size=(len(tracks), 2))
    x = np.column_stack([tracks["inside"], np.ones(len(tracks)), held]).astype(float)
    y = tracks["value"].to_numpy()
    usual = clustered.coefficient(y, x, tracks["artist"])
    again = np.column_stack([x, held.sum(axis=1), np.zeros(len(x))])
    assert clustered.independent(again).tolist() == [0, 1, 2, 3]
    same(clustered.coefficient(y, again, tracks["artist"]), golden(y, x, tracks["artist"]))
    assert usual.value == pytest.approx(clustered.coefficient(y, again, tracks["artist"]).value)


def test_a_coefficient_that_cannot_be_told_is_refused(tracks):
    y, constant = tracks["value"].to_numpy(), np.ones(len(tracks))
    with pytest.raises(NotEnoughData, match="so is what is to be compared"):
        clustered.coefficient(y, np.column_stack([3 * constant, constant]), tracks["artist"])
    with pytest.raises(NotEnoughData, match="900 tracks by 1 artist:"):
        clustered.coefficient(y, constant[:, None], np.zeros(len(y)))
    with pytest.raises(NotEnoughData, match="2 tracks by 2 artists"):
        clustered.coefficient(y[:2], np.eye(2), np.arange(2))


def test_a_rate_stays_between_none_and_all():
    artists = pd.Series([f"artist {a}" for a in range(40)])
    share, low, high = clustered.rate(np.arange(40) == 0, artists)
    assert (share, low) == (1 / 40, 0.0)
    assert 1 / 40 < high < 0.1
    share, low, high = clustered.rate(np.arange(40) > 0, artists, confidence=0.5)
    assert high < 1
    assert clustered.rate(np.arange(40) > 0, artists)[2] == 1.0


def test_one_artist_alone_says_nothing_of_others():
    values, artists = np.array([0.0, 1.0, 1.0]), pd.Series(["one"] * 3)
    assert math.isnan(clustered.mean(values, artists).error)
    assert math.isnan(clustered.error_of_mean(values - values.mean(), artists))
    assert clustered.rate(values, artists) == (2 / 3, 0.0, 1.0)


def test_a_ratio_to_nothing_is_refused():
    values, inside = np.array([0.0, 0.0, 3.0, 4.0]), np.array([True, True, False, False])
    with pytest.raises(NotEnoughData, match="have zero"):
        clustered.ratio_of_means(values, inside, np.arange(4))


def test_a_logarithm_as_ratio_has_its_interval_around_it():
    ratio = clustered.as_ratio("name", "Label", Estimate(math.log(1.2), 0.1, 1_000_000))
    assert ratio.lift == pytest.approx(1.2)
    assert (ratio.low, ratio.high) == pytest.approx(
        (1.2 * math.exp(-0.196), 1.2 * math.exp(0.196)), rel=1e-4
    )
    assert ratio.p_value == pytest.approx(0.0683, rel=1e-2)
    assert (ratio.estimator, ratio.label, ratio.log_se) == ("name", "Label", 0.1)


@given(st.integers(0, 200), st.floats(0.01, 100))
def test_order_scale_and_names_of_artists_do_not_matter(seed, factor):
    tracks = made(seed, n=90, n_artists=15)
    mixed = tracks.sample(frac=1, random_state=seed)
    numbered = mixed.assign(artist=pd.factorize(mixed["artist"])[0] * 7 + 3)
    one = clustered.mean(tracks["value"].to_numpy(), tracks["artist"])
    other = clustered.mean(numbered["value"].to_numpy() * factor, numbered["artist"])
    assert other.value == pytest.approx(one.value * factor)
    assert other.error == pytest.approx(one.error * factor)
    assert other.degrees == one.degrees
    ratios = [
        clustered.ratio_of_means(part["value"].to_numpy() * by, part["inside"], part["artist"])
        for part, by in ((tracks, 1.0), (numbered, factor))
    ]
    assert ratios[0].value == pytest.approx(ratios[1].value)
    assert ratios[0].error == pytest.approx(ratios[1].error)


@given(st.integers(0, 50))
def test_tracks_twice_by_the_same_artist_are_no_new_evidence(seed):
    tracks = made(seed, n=90, n_artists=15)
    twice = pd.concat([tracks, tracks])
    one, two = (
        clustered.mean(part["value"].to_numpy(), part["artist"]) for part in (tracks, twice)
    )
    assert (two.value, two.error) == pytest.approx((one.value, one.error))


def test_within_groups_nothing_is_left_of_their_means(tracks):
    codes = pd.factorize(tracks["artist"])[0]
    both = tracks[["value", "inside"]].to_numpy(dtype=float)
    centred = clustered.within(both, codes)
    wanted = both - tracks.groupby("artist")[["value", "inside"]].transform("mean").to_numpy()
    assert centred == pytest.approx(wanted.astype(float))
    assert clustered.within(both[:, 0], codes) == pytest.approx(centred[:, 0])
    assert clustered.sums_by(codes, centred) == pytest.approx(np.zeros((codes.max() + 1, 2)))
