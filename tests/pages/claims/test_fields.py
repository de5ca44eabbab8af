"""What a reader typed, as a claim."""

import math

from analytics.claims.claim import problems
from analytics.features.condition import Condition
from pages.claims.fields import claim_of


def test_columns_are_known_by_label_and_by_name():
    claim = claim_of("x", "correlation", 0.5, (" engagement RATE ", "streams"))
    assert claim.on == ("engagement_rate", "streams")
    assert problems(claim) == {}


def test_a_column_that_is_not_there_stays_as_it_was_typed():
    claim = claim_of("x", "correlation", 0.5, ("Streams", "Fame"))
    assert claim.on == ("streams", "Fame")
    assert "no figure 'Fame'" in problems(claim)["on_1"]


def test_conditions_without_a_column_are_left_out():
    rows = (("Loudness", -6.0, None), (None, 1.0, 2.0))
    assert claim_of("x", "rule", 1.5, conditions=rows).conditions == (Condition("loudness", -6.0),)


def test_empty_fields_are_no_claim():
    claim = claim_of("  ", "lift", None, (None,))
    assert claim.text == ""
    assert math.isnan(claim.threshold)
    assert set(problems(claim)) == {"text", "threshold", "on_0"}


def test_spaces_in_the_sentence_are_single():
    assert claim_of(" Loud \n tracks ", "lift", 1.0).text == "Loud tracks"
