"""The rungs against statsmodels and scipy, and over simulated catalogues."""

import numpy as np
import pandas as pd
import pytest

from analytics.video_lift import doubly_robust, ladder
from analytics.video_lift.sample import prepare
from data.errors import NotEnoughData
from tests.analytics.lift_catalogues import EFFECT, catalogue


@pytest.mark.parametrize(
    ("rung", "tolerance"),
    [
        (ladder.ratio_of_means, 0.02),  # small-sample factors differ
        (ladder.ratio_of_geometric_means, 1e-6),
        (ladder.adjusted_ols, 1e-6),
        (ladder.artist_fixed_effects, 1e-6),
    ],
)
def test_rungs_agree_with_statsmodels(saved, golden, rung, tolerance):
    estimate = rung(saved)
    log_lift, error = golden[estimate.estimator]
    assert np.log(estimate.lift) == pytest.approx(log_lift, abs=1e-6)
    assert estimate.log_se == pytest.approx(error, rel=tolerance)
    assert estimate.low < estimate.lift < estimate.high


def test_what_does_not_vary_within_artists_is_no_regressor(saved):
    constant = saved.artist[:, None].astype(float)
    plain, more = (ladder.artist_fixed_effects(saved, extra) for extra in (None, constant))
    assert (more.lift, more.log_se) == pytest.approx((plain.lift, plain.log_se))


def test_welch_agrees_with_scipy(saved, golden):
    estimate = ladder.welch(saved)
    _, p_value, low, high = golden["welch"]
    assert estimate.p_value == pytest.approx(p_value, rel=1e-6)
    assert np.log([estimate.low, estimate.high]) == pytest.approx([low, high], rel=1e-9)


def test_mann_whitney_agrees_with_all_pairs(saved, golden):
    median, share = golden["mann_whitney"]
    assert np.log(ladder.mann_whitney(saved).lift) == pytest.approx(median, abs=1e-6)
    high, low = (np.sort(saved.y[saved.d == side]) for side in (1, 0))
    assert ladder.superiority(high, low) == pytest.approx(share)


def test_a_tie_is_half_a_win():
    assert ladder.superiority(np.array([1.0, 2.0]), np.array([1.0, 1.0])) == 0.75
    assert ladder.superiority(np.array([2.0]), np.array([1.0]), 1.0) == 0.5


def test_permutation_agrees_with_dummies_and_with_fixed_effects(saved, golden):
    estimate = ladder.permutation(saved)
    assert np.log(estimate.lift) == pytest.approx(golden["permutation"][0], abs=1e-9)
    fixed = ladder.artist_fixed_effects(saved)
    assert estimate.log_se == pytest.approx(fixed.log_se, rel=0.3)


def test_permutation_p_values_are_uniform_without_an_effect():
    p_values = []
    for seed in range(30):
        sample = prepare(catalogue(seed, effect=1.0, n_artists=30), "has_official_video")
        p_values.append(ladder.permutation(sample, n_permutations=99).p_value)
    assert 0.3 < np.mean(p_values) < 0.7


def test_the_permutation_is_the_same_every_time(saved):
    one, other = (ladder.permutation(saved, n_permutations=49) for _ in range(2))
    assert (one.p_value, one.low, one.high) == (other.p_value, other.low, other.high)


@pytest.mark.proof
@pytest.mark.parametrize("selection", ["back", "standing"])
def test_coverage_over_simulated_catalogues(selection, proof_count):
    n = proof_count(100)
    covered: dict[str, int] = {}
    lifts: dict[str, list[float]] = {}
    for seed in range(n):
        sample = prepare(catalogue(seed, selection=selection), "has_official_video")
        for rung in (
            *ladder.raw_rungs(sample),
            ladder.adjusted_ols(sample),
            ladder.artist_fixed_effects(sample),
            doubly_robust.fit(sample).estimate,
        ):
            name = rung.estimator
            covered[name] = covered.get(name, 0) + (rung.low <= EFFECT <= rung.high)
            lifts.setdefault(name, []).append(rung.lift)
    least = 0.9 * n if n >= 100 else 0.9 * n - 1
    assert covered["artist_fixed_effects"] >= least
    for name in ("ratio_of_means", "ratio_of_geometric_means", "adjusted_ols"):
        assert covered[name] <= 0.1 * n
    if selection == "back":
        assert covered["doubly_robust"] >= least
    else:  # nothing measured tells standing apart: doubly robust is biased upwards
        assert np.mean(lifts["doubly_robust"]) > EFFECT * 1.15
        assert covered["doubly_robust"] <= 0.1 * n


def test_artists_with_too_little_to_compare_are_refused_with_numbers():
    tracks = catalogue(9, n_artists=200)
    apart = tracks.drop_duplicates("artist")
    with pytest.raises(NotEnoughData, match="None of 200 artists"):
        ladder.artist_fixed_effects(prepare(apart, "has_official_video"))
    flag = tracks["artist"].map(apart.set_index("artist")["has_official_video"])
    others = tracks[tracks["has_official_video"] != flag].drop_duplicates("artist").head(5)
    few = prepare(pd.concat([apart, others]), "has_official_video")
    with pytest.raises(NotEnoughData, match="205 tracks by 200 artists leave 5 comparisons"):
        ladder.artist_fixed_effects(few)
