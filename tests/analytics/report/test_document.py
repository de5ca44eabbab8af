"""The report's JSON: its shape and its numbers."""

import dataclasses
import json

import pandas as pd
import pytest

from analytics.budget.portfolio import BOUGHT
from analytics.claims.claim import BUILT_IN
from analytics.report.document import document, to_json
from analytics.video_lift.comparison import REPORTED


@pytest.fixture(scope="module")
def written(findings) -> dict:
    return document(findings)


def test_every_field_is_there(written):
    assert list(written) == [
        "catalogue",
        "kpis",
        "growth",
        "video_lift",
        "video_lift_identified",
        "video_lift_reasons",
        "models",
        "claims",
        "budget",
        "data_version",
        "trained_on",
        "trained_on_catalogue",
        "generated_at",
    ]
    assert list(written["catalogue"]) == [
        "rows_read",
        "rows_merged",
        "rows_rejected",
        "recordings",
        "artists",
        "streams",
        "views",
    ]
    assert list(written["kpis"]) == [
        "engagement_rate_mean",
        "engagement_rate_median",
        "engagement_rate_pooled",
        "spearman_streams_views",
        "pearson_log_streams_views",
        "data_quality_score",
    ]
    for rung in written["video_lift"]:
        assert list(rung) == ["estimator", "lift", "low", "high"]
    for claim in written["claims"]:
        assert list(claim) == ["claim", "threshold", "estimate", "low", "high", "verdict"]


def test_catalogue_adds_up_to_the_tracks(written, demo_tracks):
    catalogue, kpis = written["catalogue"], written["kpis"]
    assert catalogue["recordings"] == len(demo_tracks)
    assert catalogue["rows_read"] == (
        catalogue["recordings"] + catalogue["rows_merged"] + catalogue["rows_rejected"]
    )
    assert catalogue["streams"] == demo_tracks["streams"].sum()
    assert kpis["engagement_rate_mean"] == pytest.approx(demo_tracks["engagement_rate"].mean())
    assert kpis["engagement_rate_median"] == pytest.approx(demo_tracks["engagement_rate"].median())
    for name in ("spearman_streams_views", "pearson_log_streams_views"):
        assert kpis[name]["low"] < kpis[name]["estimate"] < kpis[name]["high"]


def test_every_rung_and_every_claim_is_there(written):
    assert [rung["estimator"] for rung in written["video_lift"]] == list(REPORTED)
    for rung in written["video_lift"]:
        assert rung["low"] < rung["lift"] < rung["high"]
    assert [claim["claim"] for claim in written["claims"]] == [claim.text for claim in BUILT_IN]
    assert {claim["verdict"] for claim in written["claims"]} <= {
        "supported",
        "rejected",
        "undecided",
    }


def test_what_is_not_known_is_null(small):
    written = document(small)
    assert written["video_lift"] == []
    assert written["video_lift_identified"] is None
    assert written["kpis"]["spearman_streams_views"] == {
        "estimate": None,
        "low": None,
        "high": None,
    }


def test_json_is_strict_and_reads_back(written):
    assert json.loads(to_json(written)) == written


def test_growth_and_budget_are_plain_numbers(findings):
    step = {"since": pd.Timestamp("2026-01-01"), "until": pd.Timestamp("2026-02-01"), "n_tracks": 9}
    counts = {"streams_before": 1.0, "streams": 2.0, "views_before": 3.0, "views": float("nan")}
    grown = dataclasses.replace(findings.overview, growth=pd.DataFrame([step | counts]))
    written = json.loads(to_json(document(dataclasses.replace(findings, overview=grown))))
    first = written["growth"][0]
    assert (first["since"], first["n_tracks"], first["views"]) == ("2026-01-01", 9, None)
    assert written["budget"]["plan"] == dataclasses.asdict(findings.plan)
    bought = written["budget"]["policies"][-1]
    assert bought["policy"] == BOUGHT
    assert bought["low"] < bought["net"] < bought["high"]
