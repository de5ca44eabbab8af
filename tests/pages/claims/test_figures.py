"""The picture of the claims page."""

from analytics.claims.claim import Claim, Verdict
from pages.claims import figures

LONG = "Tracks in the top quarter of engagement rate have 2.3 times the streams of the rest."


def judged(text: str, threshold: float, estimate: float, outcome: str) -> Verdict:
    claim = Claim(text, "correlation", threshold, ("streams", "views"))
    return Verdict(claim, estimate, estimate - 0.1, estimate + 0.1, outcome, "")


def test_each_claim_is_a_multiple_of_what_it_says():
    fig = figures.verdicts(
        [judged("One", 0.5, 0.6, "supported"), judged("Two", 2.0, 1.0, "rejected")]
    )
    assert fig.layout.title.text == "1 of 2 claims holds beyond doubt"
    values = [value for trace in fig.data for value in trace.x or () if value is not None]
    assert {1.2, 0.5} <= {round(value, 6) for value in values}


def test_claims_about_a_difference_or_without_a_number_are_left_out():
    nan = float("nan")
    fig = figures.verdicts([judged("Zero", 0.0, 0.1, "supported"), judged("x", 1, nan, "pending")])
    assert fig.layout.title.text == "None of 0 claims holds beyond doubt"


def test_a_long_claim_is_broken_over_two_lines_and_is_never_markup():
    text = str(figures.verdicts([judged(f"<b>{LONG}", 0.5, 0.6, "supported")]).to_plotly_json())
    assert "<b>" not in text
    assert "<br>" in text
