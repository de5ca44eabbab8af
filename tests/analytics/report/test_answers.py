"""The report asks what the pages ask: every number is the page's own."""

import dataclasses
import json
import time

import pytest

from analytics.claims import answers as claims
from analytics.correlations import answers as correlations
from analytics.overview import answers as overview
from analytics.report import answers
from analytics.report.document import document
from analytics.video_lift import answers as video_lift


@pytest.fixture(scope="module")
def found(everything):
    return answers.findings(everything)


def test_findings_are_the_pages_answers(everything):
    found = answers.findings(everything)
    assert found.overview is overview.overview(everything)
    assert found.spearman is overview.correlation(everything)
    assert found.pearson is correlations.correlations(everything, method="pearson").headline
    assert found.comparison is video_lift.comparison(everything, flag=answers.FLAG)
    assert found.robust is video_lift.robust(everything, flag=answers.FLAG)
    shown = claims.verdicts(everything)
    assert [verdict.estimate for verdict in found.verdicts] == [one.estimate for one in shown]


def test_the_filter_changes_nothing(found, everything):
    other = answers.findings(dataclasses.replace(everything, album_types=("single",)))
    first, second = (
        document(dataclasses.replace(each, generated_at="2026-03-01")) for each in (found, other)
    )
    assert first == second


def test_it_is_quick_where_all_is_kept(everything):
    answers.findings(everything)
    started = time.perf_counter()
    answers.findings(everything)
    assert time.perf_counter() - started < 1


def test_a_small_catalogue_still_has_findings(demo_copy, tmp_path):
    import pandas as pd

    from data import build, published
    from data.selection import Selection

    raw = next((demo_copy / "raw").glob("*.parquet"))
    few = tmp_path / "few.parquet"
    pd.read_parquet(raw).head(20).to_parquet(few)
    assert build.main([str(few)]) == 0
    found = answers.findings(Selection(published.current_version()))
    assert found.comparison is None
    assert found.robust is None
    assert {verdict.outcome for verdict in found.verdicts} == {"not testable"}


def test_without_models_there_are_no_scores(found):
    assert found.models == {}
    assert document(found)["trained_on"] is None


def test_each_kind_of_file_is_what_it_says(found):
    assert answers.content(found, "html").startswith(b"<!doctype html>")
    assert json.loads(answers.content(found, "json")) == document(found)
