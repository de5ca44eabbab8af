"""The report's HTML: one safe file with every number."""

import dataclasses
import re
from html import unescape

import pytest

from analytics.report import html, words
from analytics.report.document import document
from data.metrics import decimal, exact, ratio

HOSTILE = '<script>alert(1)</script> & $x^2$ {{ 7 * 7 }} "quoted"'


@pytest.fixture(scope="module")
def page(findings) -> str:
    return html.page(findings)


def test_it_is_one_file_without_scripts_or_addresses(page):
    assert page.startswith("<!doctype html>")
    assert len(page.encode()) < 2_000_000
    assert "<script" not in page
    assert not re.search(r"(src|href)\s*=\s*[\"']?(https?:)?//", page)
    assert page.count("<svg") == 3


def test_it_says_the_numbers_of_the_document(page, findings, text_of):
    said, written = text_of(page), document(findings)
    assert "Demo catalogue, fictional" in said
    assert f"Tracks {exact(written['catalogue']['recordings'])} recordings" in said
    spearman = written["kpis"]["spearman_streams_views"]
    bounds = f"95 % interval {decimal(spearman['low'])} to {decimal(spearman['high'])}"
    assert f"Streams and views together {decimal(spearman['estimate'])} {bounds}" in said
    assert f"have {ratio(written['video_lift'][0]['lift'])} times the streams" in said
    for claim in written["claims"]:
        assert f"[{decimal(claim['low'])}, {decimal(claim['high'])}]" in said
        assert claim["verdict"].capitalize() in said


def test_it_shows_the_models(page, text_of):
    said = text_of(page)
    assert "Streams, release OLS 0.50 ± 0.02 0.54 −0.01" in said
    assert "Hits, release XGBoost 0.50 0.80 0.070 0.10" in said
    assert "Trained on data version 0001 of the demo catalogue; the rest of this report" in said


def test_text_from_readers_is_escaped(findings, text_of):
    first = findings.verdicts[0]
    claim = dataclasses.replace(first.claim, text=HOSTILE)
    hostile = dataclasses.replace(first, claim=claim, measured=HOSTILE)
    page = html.page(dataclasses.replace(findings, verdicts=(hostile,)))
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 2
    assert "{{ 7 * 7 }}" in text_of(page)


def test_a_lift_that_is_not_identified_is_said_to_be_none(findings, text_of):
    poor = dataclasses.replace(findings.robust, share_poor=0.9)
    said = text_of(html.page(dataclasses.replace(findings, robust=poor)))
    assert "Cannot be told: 90" in said


def test_a_catalogue_too_small_to_compare_still_has_a_report(small, text_of):
    said = text_of(html.page(small))
    assert "Too few tracks with and without one to compare." in said
    assert "There are no models of this catalogue yet" in said


def test_it_opens_with_title_day_and_summary(page, findings, text_of):
    said = text_of(page)
    assert "<title>Northern Lights: catalogue report</title>" in page
    assert "1 March 2026. Data version" in said
    assert " ".join(words.summary(findings).split()) in unescape(said)
    assert "powers of ten" not in said
