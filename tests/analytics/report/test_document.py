"""The report: its shape, its numbers, its HTML, and what the command says."""

import dataclasses
import json
import re
from pathlib import Path

import pytest

from analytics.claims.claim import BUILT_IN
from analytics.report import document as report
from analytics.report import html as report_html
from analytics.report import pdf as report_pdf
from analytics.report.document import Findings
from data.errors import CannotWrite
from data.kept import claims as kept

HOSTILE = '<script>alert(1)</script> & $x^2$ "quoted"'


@pytest.fixture(scope="module")
def findings(everything) -> Findings:
    return report.gather(everything.version)


@pytest.fixture(scope="module")
def written(findings) -> dict:
    return report.document(findings, generated_at="2026-01-01T00:00:00+00:00")


def test_every_field_is_there(written):
    assert set(written) >= {
        "catalogue",
        "kpis",
        "video_lift",
        "models",
        "claims",
        "data_version",
        "trained_on",
        "generated_at",
    }
    assert set(written["catalogue"]) == {
        "rows_read",
        "rows_merged",
        "rows_rejected",
        "recordings",
        "artists",
        "streams",
        "views",
    }
    assert set(written["kpis"]) == {
        "engagement_rate_mean",
        "engagement_rate_median",
        "engagement_rate_pooled",
        "spearman_streams_views",
        "pearson_log_streams_views",
        "data_quality_score",
    }
    assert [rung["estimator"] for rung in written["video_lift"]] == list(report.REPORTED)
    for rung in written["video_lift"]:
        assert rung["low"] < rung["lift"] < rung["high"]
    assert [one["claim"] for one in written["claims"]] == [claim.text for claim in BUILT_IN]
    for one in written["claims"]:
        assert set(one) == {"claim", "threshold", "estimate", "low", "high", "verdict"}


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


def test_json_is_strict_and_reads_back(written):
    assert json.loads(report.to_json(written)) == written


def test_html_is_one_file_without_scripts_or_addresses(findings, written):
    page = report_html.page(findings, written)
    assert len(page.encode()) < 2_000_000
    assert "<script" not in page
    assert not re.search(r"(src|href)\s*=\s*[\"']?(https?:)?//", page)
    assert page.count("<svg") >= 2
    for one in written["claims"]:
        assert one["verdict"].capitalize() in page
    assert "fictional" in page


def test_text_from_readers_is_escaped(findings):
    first = findings.verdicts[0]
    claim = dataclasses.replace(first.claim, text=HOSTILE)
    hostile = dataclasses.replace(first, claim=claim, measured=HOSTILE, sentence=HOSTILE)
    mixed = dataclasses.replace(findings, verdicts=(hostile, *findings.verdicts[1:]))
    page = report_html.page(mixed, report.document(mixed))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_catalogue_too_small_to_compare_still_has_a_report(findings):
    small = dataclasses.replace(
        findings, comparison=None, robust=None, spearman=None, pearson=None, verdicts=()
    )
    written = report.document(small)
    assert written["video_lift"] == []
    assert written["kpis"]["spearman_streams_views"]["estimate"] is None
    assert "Too few tracks" in report_html.page(small, written)


def test_models_are_drawn_where_there_are_any(findings, written):
    scores = {
        "model": "ols",
        "r2_mean": 0.5,
        "r2_sd": 0.02,
        "naive_r2_mean": 0.54,
        "nrmse": 0.7,
        "baseline_r2": -0.01,
    }
    hits = {"model": "xgboost", "average_precision": 0.5, "roc_auc": 0.8, "brier": 0.07}
    models = {"streams": {"release": scores}, "hits": {"release": {**hits, "base_rate": 0.1}}}
    page = report_html.page(findings, {**written, "models": models, "trained_on": "0001"})
    assert "0.50 ± 0.02" in page
    assert page.count("<svg") >= 3


def test_claims_of_the_file_are_tested_too(demo_copy):
    kept.add({"text": "Mine", "kind": "correlation", "threshold": 0.1, "on": ["streams", "views"]})
    kept.add({"text": "Broken", "kind": "correlation", "threshold": 0.1, "on": ["fame", "views"]})
    texts = [claim.text for claim in report.known_claims()]
    assert texts == [*(claim.text for claim in BUILT_IN), "Mine"]


def test_without_chromium_the_command_says_how_to_get_it(
    demo_warehouse, monkeypatch, tmp_path, capsys
):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setattr(report_pdf, "find", report_pdf.find.__wrapped__)
    assert report.main(["--pdf", str(tmp_path / "r.pdf")]) == 2
    said = capsys.readouterr().err
    assert "apt-get install chromium" in said
    assert not (tmp_path / "r.pdf").exists()


def test_without_a_catalogue_the_command_says_so(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path))
    assert report.main([]) == 2
    assert "No catalogue" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_said():
    with pytest.raises(CannotWrite, match="/nowhere/at/all"):
        report._save(Path("/nowhere/at/all.json"), b"")


@pytest.mark.browser
def test_pdf_is_a_few_pages_of_a4(findings, written):
    if report_pdf.find() is None:
        pytest.skip("no Chromium here")
    content = report_pdf.print_pdf(report_html.page(findings, written))
    assert content.startswith(b"%PDF")
    assert 1 <= len(re.findall(rb"/Type\s*/Page[^s]", content)) <= 6
