"""Every number of the report is the page's: both call the same functions."""

import pytest

from analytics.report import document as report
from pages.claims import answers as claims
from pages.overview import report as answers
from pages.video_lift import answers as video_lift


@pytest.fixture(scope="module")
def headless(everything) -> dict:
    return report.document(report.gather(everything.version), generated_at="x")


def test_report_and_pages_agree(headless, everything):
    video_lift.robust(everything, flag="has_official_video")
    claims.score(everything, target="streams", inputs="audio and YouTube counts")
    shown = {**answers.document(everything), "generated_at": "x"}
    assert shown.keys() == headless.keys()
    numbers, others = flat(shown), flat(headless)
    assert numbers.keys() == others.keys()
    assert len(numbers) > 70
    for place, value in numbers.items():
        same = pytest.approx(others[place]) if isinstance(value, float) else others[place]
        assert value == same, place


def flat(value, place: str = "") -> dict:
    """Return every leaf of a nested document by its place."""
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    leaves: dict = {}
    for name, part in parts:
        inner = f"{place}/{name}"
        leaves |= flat(part, inner) if isinstance(part, (dict, list)) else {inner: part}
    return leaves


def test_downloads_are_what_they_say(everything, headless):
    video_lift.robust(everything, flag="has_official_video")
    assert answers.download(everything, "html").startswith(b"<!doctype html>")
    assert answers.download(everything, "json").startswith(b"{")
