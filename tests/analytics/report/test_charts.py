"""Charts of the report: inline SVG with its text as text, and nothing of nothing."""

import dataclasses
import xml.etree.ElementTree as ET

import pytest

from analytics.report import charts
from analytics.video_lift.comparison import ladder


def texts(svg: str) -> list[str]:
    """Return what a chart says; it has to be well-formed to be read."""
    return [text for node in ET.fromstring(svg).iter() if (text := (node.text or "").strip())]


@pytest.fixture(scope="module")
def rungs(findings):
    return ladder(findings.comparison, findings.robust)


def test_the_ladder_names_each_rung_with_its_ratio(rungs):
    said = texts(charts.ladder(rungs))
    for rung in rungs:
        assert rung.label in said
        assert f"{rung.lift:.2f}" in said
    assert "Streams with an official video over streams without (ratio)" in said


def test_only_fair_rungs_have_the_colour_of_streams(rungs):
    assert charts.STREAMS.lower() in charts.ladder(rungs[-1:])
    assert charts.STREAMS.lower() not in charts.ladder(rungs[:1])


def test_claims_are_multiples_of_what_is_claimed(findings):
    verdict = findings.verdicts[1]
    said = texts(charts.claims([verdict]))
    assert f"{verdict.estimate / verdict.claim.threshold:.2f}" in said


def test_claims_keep_their_numbers_where_one_is_left_out(findings):
    first, second, *_ = findings.verdicts
    unknown = dataclasses.replace(first, low=float("nan"))
    said = texts(charts.claims([unknown, second]))
    assert "2" in said
    assert "1" not in said


def test_models_are_named_by_what_and_from_what():
    scores = {"model": "ols", "r2_mean": 0.51, "r2_sd": None}
    said = texts(charts.models({"views": {"audio": scores}}))
    assert "views, audio" in said
    assert "0.51" in said


@pytest.mark.parametrize(
    "draw", [lambda: charts.ladder([]), lambda: charts.claims([]), lambda: charts.models({})]
)
def test_nothing_is_drawn_of_nothing(draw):
    assert draw() == ""


def test_the_same_numbers_are_drawn_the_same_way_twice(rungs):
    assert charts.ladder(rungs) == charts.ladder(rungs)
