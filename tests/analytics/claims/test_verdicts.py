"""Verdicts, each kind of claim against a direct calculation, and what cannot be tested."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics.claims import claim as claims
from analytics.claims import score as claim_score
from analytics.claims import verdicts as claim_tests
from analytics.claims.claim import BUILT_IN, Claim, Condition, from_record, problems, to_record
from analytics.stats.clustered import Estimate, as_ratio
from data.errors import BadOption

RULE, TOP, TOGETHER, BAND = (
    next(claim for claim in BUILT_IN if claim.kind == kind)
    for kind in ("rule", "top_quarter", "correlation", "tempo_band")
)
numbers = st.floats(-5, 5, allow_nan=False)


@given(numbers, numbers, numbers)
def test_a_verdict_needs_the_whole_interval_on_one_side(threshold, one, other):
    low, high = sorted((one, other))
    claim = Claim("x", "correlation", threshold, ("streams", "views"))
    found = claim_tests.verdict(claim, ((low + high) / 2, low, high, "")).verdict
    assert (found == "supported") == (low >= threshold)
    assert (found == "rejected") == (high < threshold)
    assert found in ("supported", "rejected", "undecided")


def test_correlation_is_that_of_scipy(demo_tracks):
    found = claim_tests.quick(TOGETHER, demo_tracks)
    known = demo_tracks.dropna(subset=["streams", "views"])
    assert found.estimate == pytest.approx(
        stats.spearmanr(known["streams"], known["views"]).statistic
    )
    assert found.low < found.estimate < found.high


def test_top_quarter_by_hand(demo_tracks):
    found = claim_tests.quick(TOP, demo_tracks)
    known = demo_tracks.dropna(subset=["streams", "engagement_rate"])
    top = known["engagement_rate"] >= known["engagement_rate"].quantile(0.75)
    by_hand = known["streams"][top].mean() / known["streams"][~top].mean()
    assert found.estimate == pytest.approx(by_hand)
    assert found.verdict == "rejected"


def test_rule_by_hand(demo_tracks):
    found = claim_tests.quick(RULE, demo_tracks)
    known = demo_tracks.dropna(subset=["streams", "danceability", "energy"])
    is_hit = known["streams"] >= demo_tracks["streams"].quantile(0.9)
    inside = (known["danceability"] >= 0.7) & (known["energy"] >= 0.8)
    assert found.estimate == pytest.approx(is_hit[inside].mean() / is_hit[~inside].mean())


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
    ("inside", "outside", "verdict"),
    [(0.9, 0.4, "supported"), (0.2, 0.7, "rejected"), (0.5, 0.5, "undecided")],
)
def test_a_tempo_band_is_held_against_its_hardest_rival(inside, outside, verdict):
    found = claim_tests.quick(BAND, _banded(inside, outside))
    if verdict == "undecided":
        assert found.verdict != "supported"
    else:
        assert found.verdict == verdict
    assert "6 other bands" in found.measured


def test_score_is_higher_with_the_youtube_counts(demo_tracks):
    audio = claim_score.score(demo_tracks, inputs="audio")
    both = claim_score.score(demo_tracks)
    assert audio.low < audio.r2 < both.r2
    assert both.low < both.r2 < both.high
    assert claim_tests.of_score(BUILT_IN[0], both).verdict == "rejected"


def test_a_lift_that_is_not_identified_is_not_testable():
    claim, raw = BUILT_IN[1], as_ratio("ratio_of_means", "", Estimate(0.5, 0.05, 100))
    robust = as_ratio("doubly_robust", "", Estimate(math.log(1.17), 0.03, 1000))
    assert claim_tests.of_lift(claim, robust, raw, ()).verdict == "rejected"
    assert "1.65" in claim_tests.of_lift(claim, robust, raw, ()).measured
    found = claim_tests.of_lift(claim, robust, raw, ("No counterparts.",))
    assert found.verdict == "not testable"
    assert math.isnan(found.estimate)


def test_too_few_tracks_are_not_testable(demo_tracks):
    nowhere = Claim("x", "rule", 2.0, conditions=(Condition("tempo", 500),))
    assert claim_tests.quick(nowhere, demo_tracks).verdict == "not testable"
    assert claim_tests.quick(TOGETHER, demo_tracks.head(5)).verdict == "not testable"
    assert claim_tests.quick(BAND, demo_tracks.head(5)).verdict == "not testable"


def test_built_in_claims_are_well_formed():
    assert [problems(claim) for claim in BUILT_IN] == [{}] * 6
    assert len({claim.text for claim in BUILT_IN}) == 6


@pytest.mark.parametrize("claim", BUILT_IN)
def test_claims_survive_the_file(claim):
    again = from_record(to_record(claim))
    assert to_record(again) == to_record(claim)
    assert not again.is_built_in


@pytest.mark.parametrize(
    ("claim", "field", "said"),
    [
        (Claim(" ", "rule", 1, conditions=(Condition("tempo", 1),)), "text", "in a sentence"),
        (Claim("x" * 300, "lift", 1, ("is_licensed",)), "text", "at most 200"),
        (Claim("x", "guess", 1), "kind", "no kind"),  # type: ignore[arg-type]
        (Claim("x", "lift", math.nan, ("is_licensed",)), "threshold", "Enter a number"),
        (Claim("x", "correlation", 2, ("streams", "views")), "threshold", "between -1 and 1"),
        (Claim("x", "lift", 1, ("fame",)), "on_0", "no 'fame'"),
        (Claim("x", "correlation", 0.5, ("streams", "fame")), "on_1", "no 'fame'"),
        (Claim("x", "correlation", 0.5, ("streams", "streams")), "on_1", "with itself"),
        (Claim("x", "score", 0.5, ("streams",)), "on_0", "2 columns"),
        (Claim("x", "rule", 2), "condition_0", "one to three"),
        (Claim("x", "rule", 2, conditions=(Condition("fame", 1),)), "condition_0", "no 'fame'"),
        (Claim("x", "rule", 2, conditions=(Condition("tempo"),)), "condition_0", "one bound"),
        (
            Claim("x", "rule", 2, conditions=(Condition("tempo", 130, 120),)),
            "condition_0",
            "holds nothing",
        ),
        (
            Claim("x", "rule", 2, conditions=(Condition("streams", 1),)),
            "condition_0",
            "told by streams",
        ),
    ],
)
def test_every_field_says_what_is_wrong(claim, field, said):
    assert said in problems(claim)[field]


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"text": "x", "kind": "rule", "threshold": "many"},
        {"text": "x", "kind": ["rule"], "threshold": 1},
        {"text": "x", "kind": "rule", "threshold": 1, "conditions": [{"column": "fame", "low": 1}]},
        {"text": "x", "kind": "rule", "threshold": 1, "conditions": [{"code": "import os"}]},
        {"text": "x", "kind": "lift", "threshold": 1, "on": 5},
    ],
)
def test_a_damaged_record_is_refused(record):
    with pytest.raises(BadOption):
        from_record(record)


def test_needed_columns_are_in_the_mart(demo_tracks):
    assert set(claims.NEEDED) <= set(demo_tracks.columns)
    assert set(claim_score.NEEDED) <= set(demo_tracks.columns)


@pytest.mark.real
def test_real_verdicts(real_tracks):
    found = [claim_tests.quick(claim, real_tracks) for claim in (TOGETHER, TOP, RULE, BAND)]
    assert [one.verdict for one in found] == ["undecided", "rejected", "rejected", "undecided"]
    assert [one.estimate for one in found[:3]] == pytest.approx([0.611, 0.60, 1.06], abs=0.01)
    score = claim_score.score(real_tracks)
    assert score.r2 == pytest.approx(0.46, abs=0.02)
    assert claim_tests.of_score(BUILT_IN[0], score).verdict == "rejected"
