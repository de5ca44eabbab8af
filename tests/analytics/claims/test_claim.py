"""Claims: what makes one that can be tested, and how they are read from a file."""

import math

import pytest

from analytics.claims.claim import BUILT_IN, NEEDED, Claim, from_record, problems, to_record
from analytics.features.condition import Condition
from data.errors import BadOption


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
        (Claim("x" * 300, "lift", 1, ("is_licensed",)), "text", "the limit is 200"),
        (Claim("x", "guess", 1), "kind", "no kind"),  # type: ignore[arg-type]
        (Claim("x", "lift", math.nan, ("is_licensed",)), "threshold", "Enter a number"),
        (Claim("x", "correlation", 2, ("streams", "views")), "threshold", "between -1 and 1"),
        (Claim("x", "lift", 1, ("fame",)), "on_0", "'fame'"),
        (Claim("x", "correlation", 0.5, ("streams", "fame")), "on_1", "'fame'"),
        (Claim("x", "correlation", 0.5, ("streams", "streams")), "on_1", "with itself"),
        (Claim("x", "score", 0.5, ("streams",)), "on_0", "2 columns"),
        (Claim("x", "rule", 2), "condition_0", "one to three"),
        (
            Claim("x", "rule", 2, conditions=(Condition("fame", 1),)),
            "condition_0",
            "'fame'",
        ),
        (Claim("x", "rule", 2, conditions=(Condition("tempo"),)), "condition_0", "one bound"),
        (
            Claim("x", "rule", 2, conditions=(Condition("tempo", 130, 120),)),
            "condition_0",
            "Nothing lies",
        ),
        (
            Claim("x", "rule", 2, conditions=(Condition("streams", 1),)),
            "condition_0",
            "decide what a hit is",
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
    assert set(NEEDED) <= set(demo_tracks.columns)
