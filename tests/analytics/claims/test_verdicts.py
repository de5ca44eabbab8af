"""Verdicts, each kind of claim against a direct calculation, and what cannot be tested."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics.claims import verdicts
from analytics.claims.claim import BUILT_IN, Claim, Verdict
from analytics.claims.score import Score
from analytics.features.condition import Condition
from analytics.stats.clustered import Estimate, as_ratio

BY_KIND = {claim.kind: claim for claim in BUILT_IN}
numbers = st.floats(-5, 5, allow_nan=False)


def judged(claim: Claim, tracks: pd.DataFrame) -> Verdict:
    threshold = float(tracks["streams"].quantile(0.9))
    return verdicts.of_tracks(claim, tracks, hit_threshold=threshold)


@given(numbers, numbers, numbers)
def test_a_verdict_needs_the_whole_interval_on_one_side(threshold, one, other):
    low, high = sorted((one, other))
    claim = Claim("x", "correlation", threshold, ("streams", "views"))
    outcome = verdicts.verdict(claim, ((low + high) / 2, low, high, "")).outcome
    assert (outcome == "supported") == (low >= threshold)
    assert (outcome == "rejected") == (high < threshold)
    assert outcome in ("supported", "rejected", "undecided")


def test_correlation_is_that_of_scipy(demo_tracks):
    verdict = judged(BY_KIND["correlation"], demo_tracks)
    known = demo_tracks.dropna(subset=["streams", "views"])
    expected = stats.spearmanr(known["streams"], known["views"]).statistic
    assert verdict.estimate == pytest.approx(expected)
    assert verdict.low < verdict.estimate < verdict.high


def test_top_quarter_by_hand(demo_tracks):
    verdict = judged(BY_KIND["top_quarter"], demo_tracks)
    known = demo_tracks.dropna(subset=["streams", "engagement_rate"])
    top = known["engagement_rate"] >= known["engagement_rate"].quantile(0.75)
    by_hand = known["streams"][top].mean() / known["streams"][~top].mean()
    assert verdict.estimate == pytest.approx(by_hand)
    assert verdict.outcome == "rejected"


def test_rule_by_hand(demo_tracks):
    verdict = judged(BY_KIND["rule"], demo_tracks)
    known = demo_tracks.dropna(subset=["streams", "danceability", "energy"])
    is_hit = known["streams"] >= demo_tracks["streams"].quantile(0.9)
    inside = (known["danceability"] >= 0.7) & (known["energy"] >= 0.8)
    assert verdict.estimate == pytest.approx(is_hit[inside].mean() / is_hit[~inside].mean())
    assert verdict.measured == (
        "hit rate with danceability at least 0.7 and energy at least 0.8 over the rest's"
    )


def test_a_lower_threshold_of_hits_is_another_measurement(demo_tracks):
    claim = BY_KIND["rule"]
    tenth = verdicts.of_tracks(claim, demo_tracks, hit_threshold=0)
    assert tenth.estimate == pytest.approx(1)


def _banded(rho_inside: float, rho_outside: float) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    n = 6_000
    tempo = rng.uniform(70, 160, n)
    inside = (tempo >= 120) & (tempo < 130)
    rho = np.where(inside, rho_inside, rho_outside)
    x = rng.normal(size=n)
    y = rho * x + np.sqrt(1 - rho**2) * rng.normal(size=n)
    return pd.DataFrame(
        {
            "track_id": [f"t{i:05d}" for i in range(n)],
            "artist": [f"a{i // 5}" for i in range(n)],
            "streams": np.exp(14 + x),
            "views": np.exp(14 + y),
            "tempo": tempo,
        }
    )


@pytest.mark.parametrize(
    ("inside", "outside", "outcomes"),
    [
        (0.9, 0.4, {"supported"}),
        (0.2, 0.7, {"rejected"}),
        (0.5, 0.5, {"rejected", "undecided"}),
    ],
)
def test_a_tempo_band_is_held_against_its_hardest_rival(inside, outside, outcomes):
    verdict = judged(BY_KIND["tempo_band"], _banded(inside, outside))
    assert verdict.outcome in outcomes
    assert "6 other bands" in verdict.measured


def test_a_prediction_is_judged_by_its_interval():
    score = Score(r2=0.6, low=0.55, high=0.65, n_tracks=1000, n_artists=100)
    verdict = verdicts.of_score(BY_KIND["score"], score)
    assert verdict.outcome == "rejected"
    assert (verdict.estimate, verdict.low, verdict.high) == (0.6, 0.55, 0.65)


def test_a_lift_that_is_not_identified_is_not_testable():
    claim, raw = BY_KIND["lift"], as_ratio("ratio_of_means", "", Estimate(0.5, 0.05, 100))
    robust = as_ratio("doubly_robust", "", Estimate(math.log(1.17), 0.03, 1000))
    assert verdicts.of_lift(claim, robust, raw, ()).outcome == "rejected"
    assert "1.65" in verdicts.of_lift(claim, robust, raw, ()).measured
    verdict = verdicts.of_lift(claim, robust, raw, ("No counterparts.",))
    assert verdict.outcome == "not testable"
    assert verdict.reason == "Cannot be told: No counterparts."
    assert math.isnan(verdict.estimate)


@pytest.mark.parametrize("kind", ["rule", "top_quarter", "correlation", "tempo_band"])
def test_too_few_tracks_are_not_testable(kind, demo_tracks):
    verdict = judged(BY_KIND[kind], demo_tracks.head(5))
    assert verdict.outcome == "not testable"
    assert verdict.reason != ""


def test_a_rule_that_nothing_follows_is_not_testable(demo_tracks):
    nowhere = Claim("x", "rule", 2.0, conditions=(Condition("tempo", 500),))
    assert judged(nowhere, demo_tracks).reason.endswith("there are 0 on one and 2901 on the other.")


def test_tracks_of_one_artist_allow_no_interval(demo_tracks):
    verdict = judged(BY_KIND["top_quarter"], demo_tracks.assign(artist="One"))
    assert "one artist" in verdict.reason


@pytest.mark.real
def test_real_verdicts(real_tracks):
    kinds = ("correlation", "top_quarter", "rule", "tempo_band")
    verdicts_of_real = [judged(BY_KIND[kind], real_tracks) for kind in kinds]
    outcomes = [verdict.outcome for verdict in verdicts_of_real]
    assert outcomes == ["undecided", "rejected", "rejected", "undecided"]
    estimates = [verdict.estimate for verdict in verdicts_of_real[:3]]
    assert estimates == pytest.approx([0.611, 0.60, 1.06], abs=0.01)
