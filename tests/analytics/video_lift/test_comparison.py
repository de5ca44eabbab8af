"""The ladder against other tools, on simulated catalogues, on the demo and on the real data."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.video_lift import comparison as video_lift
from analytics.video_lift import doubly_robust
from analytics.video_lift import ladder as lift_ladder
from analytics.video_lift import sample as lift_sample
from data.errors import BadOption, NotEnoughData
from data.metrics import AUDIO_FEATURES
from tests.analytics.lift_catalogues import catalogue

GOLDEN = Path(__file__).parents[2] / "golden"
EFFECT = 1.15


@pytest.fixture(scope="module")
def saved() -> lift_sample.Sample:
    tracks = pd.read_csv(GOLDEN / "video_lift.csv")
    return lift_sample.prepare(tracks, "has_official_video")


@pytest.fixture(scope="module")
def expected() -> dict[str, list[float]]:
    return json.loads((GOLDEN / "video_lift.json").read_text())


@pytest.fixture(scope="module")
def simulated() -> lift_sample.Sample:
    return lift_sample.prepare(catalogue(3), "has_official_video")


@pytest.mark.parametrize(
    ("estimate", "tolerance"),
    [
        (lift_ladder.ratio_of_means, 0.02),  # small-sample factors differ
        (lift_ladder.ratio_of_geometric_means, 1e-9),
        (lift_ladder.adjusted_ols, 1e-9),
        (lift_ladder.artist_fixed_effects, 1e-9),
    ],
)
def test_estimators_agree_with_statsmodels(saved, expected, estimate, tolerance):
    found = estimate(saved)
    log_lift, error = expected[found.estimator]
    assert np.log(found.lift) == pytest.approx(log_lift, abs=1e-6)
    assert found.log_se == pytest.approx(error, rel=max(tolerance, 1e-6))
    assert found.low < found.lift < found.high


def test_welch_agrees_with_scipy(saved, expected):
    found = lift_ladder.welch(saved)
    _, p_value, low, high = expected["welch"]
    assert found.p_value == pytest.approx(p_value, rel=0.02)
    assert np.log([found.low, found.high]) == pytest.approx([low, high], rel=1e-3)


def test_mann_whitney_agrees_with_all_pairs(saved, expected):
    found = lift_ladder.mann_whitney(saved)
    median, share = expected["mann_whitney"]
    assert np.log(found.lift) == pytest.approx(median, abs=1e-6)
    high, low = (np.sort(saved.y[saved.d == side]) for side in (1, 0))
    assert lift_ladder._superiority(high, low, 0.0) == pytest.approx(share)


def test_permutation_agrees_with_dummies_and_with_fixed_effects(saved, expected):
    found = lift_ladder.permutation(saved)
    assert np.log(found.lift) == pytest.approx(expected["permutation"][0], abs=1e-9)
    fixed = lift_ladder.artist_fixed_effects(saved)
    assert found.log_se == pytest.approx(fixed.log_se, rel=0.3)


def test_permutation_p_values_are_uniform_without_an_effect():
    p_values = []
    for seed in range(30):
        tracks = catalogue(seed, effect=1.0, n_artists=30)
        sample = lift_sample.prepare(tracks, "has_official_video")
        p_values.append(lift_ladder.permutation(sample, n_permutations=99).p_value)
    assert 0.3 < np.mean(p_values) < 0.7


def test_doubly_robust_error_is_that_of_its_scores_by_artist(simulated):
    found = doubly_robust.fit(simulated)
    assert np.log(found.estimate.lift) == pytest.approx(found.signal.mean(), abs=1e-9)
    by_hand = lift_sample.clustered_se(found.signal - found.signal.mean(), simulated.artist)
    assert found.estimate.log_se == pytest.approx(by_hand, rel=0.05)
    assert ((found.propensity >= 0.01) & (found.propensity <= 0.99)).all()
    assert 0 < found.robustness_bound <= found.robustness_value < 1


def test_row_order_does_not_matter():
    tracks = catalogue(5, n_artists=40)
    shuffled = tracks.sample(frac=1, random_state=1)
    for one, other in zip(
        video_lift.compare(tracks).rungs, video_lift.compare(shuffled).rungs, strict=True
    ):
        assert (one.lift, one.low) == pytest.approx((other.lift, other.low))


@given(st.floats(5, 500))
@settings(max_examples=10)
def test_scaling_streams_changes_no_ratio(factor):
    tracks = catalogue(6, n_artists=30)
    scaled = tracks.assign(streams=tracks["streams"] * factor)
    for one, other in zip(
        video_lift.compare(tracks).rungs, video_lift.compare(scaled).rungs, strict=True
    ):
        assert one.lift == pytest.approx(other.lift, rel=1e-4)


def test_tracks_without_flag_or_streams_are_left_out():
    tracks = catalogue(8, n_artists=40)
    more = tracks.head(20).assign(track_id=[f"x{i}" for i in range(20)], has_official_video=None)
    less = tracks.tail(20).assign(track_id=[f"y{i}" for i in range(20)], streams=np.nan)
    found = video_lift.compare(pd.concat([tracks, more, less]))
    assert found.rungs[0].lift == pytest.approx(video_lift.compare(tracks).rungs[0].lift)


def test_missing_audio_and_back_catalogue_are_no_obstacle():
    tracks = catalogue(9, n_artists=60)
    tracks.loc[::7, ["tempo", "back_streams_mean"]] = np.nan
    tracks[["key", "back_views_mean"]] = np.nan
    sample = lift_sample.prepare(tracks, "has_official_video")
    assert "key" not in sample.covariates
    assert np.isfinite(doubly_robust.fit(sample).estimate.lift)


def test_too_little_data_and_an_unknown_flag_are_said():
    tracks = catalogue(1, n_artists=40)
    with pytest.raises(NotEnoughData, match="artists"):
        video_lift.compare(tracks[tracks["artist"] < "artist 0005"])
    with pytest.raises(NotEnoughData, match="0 without"):
        video_lift.compare(tracks.assign(has_official_video=True))
    with pytest.raises(BadOption, match="loudness"):
        video_lift.compare(tracks, flag="loudness")


@pytest.mark.proof
@pytest.mark.parametrize("selection", ["back", "standing"])
def test_coverage_over_simulated_catalogues(selection, proof_count):
    n = proof_count(100)
    covered: dict[str, int] = {}
    lifts: dict[str, list[float]] = {}
    for seed in range(n):
        sample = lift_sample.prepare(catalogue(seed, selection=selection), "has_official_video")
        for found in (
            *lift_ladder.raw_rungs(sample),
            lift_ladder.adjusted_ols(sample),
            lift_ladder.artist_fixed_effects(sample),
            doubly_robust.fit(sample).estimate,
        ):
            name = found.estimator
            covered[name] = covered.get(name, 0) + (found.low <= EFFECT <= found.high)
            lifts.setdefault(name, []).append(found.lift)
    least = 0.9 * n if n >= 100 else 0.9 * n - 1
    assert covered["artist_fixed_effects"] >= least
    for name in ("ratio_of_means", "ratio_of_geometric_means", "adjusted_ols"):
        assert covered[name] <= 0.1 * n
    if selection == "back":
        assert covered["doubly_robust"] >= least
    else:  # nothing measured tells standing apart: doubly robust is biased upwards
        assert np.mean(lifts["doubly_robust"]) > EFFECT * 1.15
        assert covered["doubly_robust"] <= 0.1 * n


@pytest.fixture(scope="module")
def demo_robust(demo_tracks) -> video_lift.Robust:
    return video_lift.robust(demo_tracks)


def test_demo_recovers_its_planted_effect(demo_tracks, demo_robust):
    found = video_lift.compare(demo_tracks)
    means, typical, adjusted, fixed, robust = video_lift.ladder(found, demo_robust)
    for fair in (fixed, robust):
        assert fair.low <= EFFECT <= fair.high
    for unfair in (means, typical, adjusted):
        assert unfair.low > EFFECT
    assert video_lift.judge(found, demo_robust).is_identified


def test_demo_is_balanced_by_weighting_and_has_groups(demo_robust):
    balance = demo_robust.balance
    assert balance["after"].abs().max() < balance["before"].abs().max()
    assert demo_robust.share_poor < 0.1
    assert demo_robust.overlap[["with_flag", "without"]].sum().to_numpy() == pytest.approx([1, 1])
    groups = demo_robust.groups
    assert {"Album type", "Artist standing", "Audio"} <= set(groups["kind"])
    known = groups[groups["is_identified"]]
    assert (known["low"] <= known["lift"]).all()
    assert (known["p_adjusted"].dropna() >= 0).all()
    assert groups.loc[~groups["is_identified"], "lift"].isna().all()
    assert demo_robust.without_back.lift > demo_robust.estimate.lift


def test_a_licence_is_not_identified_as_it_comes_with_the_video(demo_tracks):
    found = video_lift.compare(demo_tracks, flag="is_licensed")
    judged = video_lift.judge(found, video_lift.robust(demo_tracks, flag="is_licensed"))
    assert not judged.is_identified
    assert "counterpart" in judged.reasons[0]


def test_disagreeing_estimators_are_not_identified(demo_tracks, demo_robust):
    import dataclasses

    found = video_lift.compare(demo_tracks)
    far = dataclasses.replace(demo_robust.estimate, lift=3.0, low=2.8, high=3.2)
    judged = video_lift.judge(found, dataclasses.replace(demo_robust, estimate=far))
    assert not judged.is_identified
    assert "disagree" in judged.reasons[0]


def test_columns_are_all_in_the_mart(demo_tracks):
    assert set(video_lift.COLUMNS) <= set(demo_tracks.columns)
    assert set(AUDIO_FEATURES) <= set(video_lift.COLUMNS)


@pytest.mark.real
def test_real_ladder_goes_down(real_tracks):
    found = video_lift.compare(real_tracks)
    robust = video_lift.robust(real_tracks)
    lifts = [rung.lift for rung in video_lift.ladder(found, robust)]
    assert lifts == pytest.approx([1.70, 1.53, 1.42, 1.19, 1.17], abs=0.03)
    assert video_lift.judge(found, robust).is_identified
    assert found.rungs[0].lift == pytest.approx(1.70, abs=0.005)
    assert found.rungs[1].lift == pytest.approx(1.53, abs=0.005)
