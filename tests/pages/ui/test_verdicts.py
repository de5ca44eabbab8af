"""Verdicts in words, as both pages that show them say them."""

from typing import get_args

from analytics.claims.claim import Claim, Outcome, Verdict
from pages.ui import verdicts

CLAIM = Claim("x", "correlation", 0.5, ("streams", "views"))


def judged(outcome: Outcome, estimate: float = 0.6) -> Verdict:
    return Verdict(CLAIM, estimate, estimate - 0.1, estimate + 0.1, outcome, "")


def test_the_counts_add_up():
    lead = verdicts.lead(
        [judged(outcome) for outcome in ("supported", "rejected", "rejected", "undecided")]
    )
    assert lead == (
        "Of **4 claims** that playbooks make, this catalogue supports **1**, rejects **2** and "
        "leaves **1** undecided."
    )


def test_claims_without_a_verdict_are_counted_too():
    lead = verdicts.lead([judged("pending"), judged("not testable"), judged("not testable")])
    assert lead.endswith("; **1** still being computed; **2** cannot be tested here.")


def test_a_number_comes_with_its_interval_where_there_is_one():
    assert verdicts.number(judged("supported")) == "0.60 [0.50, 0.70]"
    assert verdicts.number(judged("pending", float("nan"))) == "–"


def test_each_outcome_has_a_word_and_a_mark():
    assert set(verdicts.WORDS) == set(verdicts.MARKS) == set(get_args(Outcome))
