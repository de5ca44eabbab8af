"""The whole ladder: on simulated catalogues, on the demo and on the real data."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.video_lift import comparison as video_lift
from analytics.video_lift.sample import prepare
from tests.analytics.lift_catalogues import EFFECT, catalogue


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


def test_flags_are_counted_together():
    tracks = catalogue(5, n_artists=40)
    compared = video_lift.compare(tracks)
    wanted = tracks.groupby(["has_official_video", "is_licensed"]).size()
    together = compared.together.set_index(["has_official_video", "is_licensed"])["n_tracks"]
    assert together.to_dict() == wanted.to_dict()
    assert compared.n_with == tracks["has_official_video"].sum()
    assert compared.n_with + compared.n_without == len(tracks)
    assert compared.n_artists == 40


def test_the_ladder_is_climbed_again_without_doubtful_videos():
    tracks = catalogue(5, n_artists=60)
    plain = video_lift.compare(tracks)
    assert (plain.n_doubtful, plain.without_doubtful) == (0, ())
    # fans' uploads that hide the video of great tracks: left out, the effect is found again
    doubtful = np.arange(len(tracks)) % 9 == 0
    hidden = tracks.assign(
        is_doubtful_video=doubtful,
        has_official_video=tracks["has_official_video"] & ~doubtful,
        streams=tracks["streams"] * np.where(doubtful, 50, 1),
    )
    found = video_lift.compare(hidden)
    assert found.n_doubtful == doubtful.sum()
    assert [one.estimator for one in found.without_doubtful] == [
        one.estimator for one in found.rungs
    ]
    assert found.rungs[-1].lift < 0.5
    left = video_lift.compare(tracks[~doubtful]).rungs
    assert [one.lift for one in found.without_doubtful] == [one.lift for one in left]
    assert found.specifications[-1].label == "doubtful videos left out"
    none_left = hidden.assign(is_doubtful_video=True)
    assert video_lift.compare(none_left).without_doubtful == ()


def test_the_verdict_names_what_it_hangs_on(demo_tracks, demo_robust):
    compared = video_lift.compare(demo_tracks)
    usual = compared.specifications[0]
    inside = dataclasses.replace(usual, lift=demo_robust.estimate.lift)
    steady = dataclasses.replace(compared, specifications=(inside,))
    assert video_lift.judge(steady, demo_robust).hangs_on == ()
    low = dataclasses.replace(usual, lift=0.5)
    moved = dataclasses.replace(compared, specifications=(inside, low))
    assert video_lift.judge(moved, demo_robust).hangs_on == (low, inside)


def test_weighting_by_the_true_chance_balances_both_sides():
    tracks = catalogue(4, n_artists=400)
    sample = prepare(tracks, "has_official_video")
    measured = tracks["back_streams_mean"].to_numpy() - 17
    table = video_lift.balance(sample, 1 / (1 + np.exp(-(0.8 + 0.9 * measured))))
    assert table["before"].abs().is_monotonic_decreasing
    best = table.set_index("covariate").loc["back_streams_mean"]
    assert best["before"] > 0.5
    assert abs(best["after"]) < 0.1


def test_the_ladder_ends_with_the_last_rung_if_it_is_there(demo_tracks, demo_robust):
    compared = video_lift.compare(demo_tracks)
    assert video_lift.ladder(compared, None) == compared.rungs
    names = [rung.estimator for rung in video_lift.ladder(compared, demo_robust)]
    assert names == list(video_lift.REPORTED)


def test_demo_recovers_its_planted_effect(demo_tracks, demo_robust):
    compared = video_lift.compare(demo_tracks)
    means, typical, adjusted, fixed, robust = video_lift.ladder(compared, demo_robust)
    for fair in (fixed, robust):
        assert fair.low <= EFFECT <= fair.high
    for unfair in (means, typical, adjusted):
        assert unfair.low > EFFECT
    assert video_lift.judge(compared, demo_robust).is_identified


def test_demo_is_balanced_by_weighting(demo_robust):
    balance = demo_robust.balance
    assert balance["after"].abs().max() < balance["before"].abs().max()
    assert demo_robust.share_poor < 0.1
    assert demo_robust.overlap[["with_flag", "without"]].sum().to_numpy() == pytest.approx([1, 1])
    assert demo_robust.without_back.lift > demo_robust.estimate.lift


def test_disagreeing_estimators_are_not_identified(demo_tracks, demo_robust):
    compared = video_lift.compare(demo_tracks)
    far = dataclasses.replace(demo_robust.estimate, lift=3.0, low=2.8, high=3.2)
    judgement = video_lift.judge(compared, dataclasses.replace(demo_robust, estimate=far))
    assert not judgement.is_identified
    assert "disagree" in judgement.reasons[0]


def test_tracks_without_counterparts_are_not_identified(demo_tracks, demo_robust):
    compared = video_lift.compare(demo_tracks)
    judgement = video_lift.judge(compared, dataclasses.replace(demo_robust, share_poor=0.3))
    assert not judgement.is_identified
    assert judgement.reasons[0].startswith("30\u00a0% of the tracks hardly have a counterpart")


@pytest.mark.real
def test_real_ladder_goes_down(real_tracks: pd.DataFrame):
    compared = video_lift.compare(real_tracks)
    robust = video_lift.robust(real_tracks)
    lifts = [rung.lift for rung in video_lift.ladder(compared, robust)]
    assert lifts == pytest.approx([1.70, 1.53, 1.42, 1.19, 1.17], abs=0.03)
    assert video_lift.judge(compared, robust).is_identified
    assert compared.rungs[0].lift == pytest.approx(1.70, abs=0.005)
    assert compared.rungs[1].lift == pytest.approx(1.53, abs=0.005)
