"""Verdicts on claims in words, for the pages that show them."""

import math
from collections.abc import Sequence

from analytics.claims.claim import Outcome, Verdict
from data.metrics import decimal
from pages.ui.wording import many

WORDS: dict[Outcome, str] = {
    "supported": "Supported",
    "rejected": "Rejected",
    "undecided": "Undecided",
    "pending": "Being computed",
    "not testable": "Not testable",
}
MARKS: dict[Outcome, str] = {
    "supported": ":material/check_circle:",
    "rejected": ":material/cancel:",
    "undecided": ":material/help:",
    "pending": ":material/hourglass_top:",
    "not testable": ":material/block:",
}


def lead(verdicts: Sequence[Verdict]) -> str:
    """Say how many claims hold, in Markdown."""
    counts = {
        outcome: sum(verdict.outcome == outcome for verdict in verdicts)
        for outcome in ("supported", "rejected", "undecided")
    }
    return (
        f"Of **{many(len(verdicts), 'claim')}** that playbooks make, this catalogue supports "
        f"**{counts['supported'] or 'none'}**, rejects **{counts['rejected'] or 'none'}** and "
        f"leaves **{counts['undecided'] or 'none'}** undecided{_rest(verdicts)}."
    )


def _rest(verdicts: Sequence[Verdict]) -> str:
    """Say of how many claims there is no verdict, so that the counts add up."""
    words = {"pending": "still being computed", "not testable": "cannot be tested here"}
    counts = {outcome: sum(verdict.outcome == outcome for verdict in verdicts) for outcome in words}
    return "".join(f"; **{n}** {words[outcome]}" for outcome, n in counts.items() if n)


def number(verdict: Verdict) -> str:
    """Write what was measured with its interval."""
    if math.isnan(verdict.estimate):
        return "–"
    return f"{decimal(verdict.estimate)} [{decimal(verdict.low)}, {decimal(verdict.high)}]"
