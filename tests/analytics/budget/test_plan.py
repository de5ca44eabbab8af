"""What the reader may enter, and what is said of the rest."""

import dataclasses
import math

import pytest

from analytics.budget.plan import LIMITS, TRUST, Plan, problems


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("cost_official", -1.0, "not between 0"),
        ("cost_lyric", None, "Enter a number"),
        ("revenue_per_stream", -0.1, "not between 0"),
        ("revenue_per_view", math.nan, "Enter a number"),
        ("horizon_months", 0.0, "not between 1"),
        ("months_out", 0.0, "not between 1"),
        ("rate_kept", 0.5, "not between 0.55"),
        ("forecast_factor", 0.5, "not between 1"),
        ("lyric_lift", 9.0, "not between 0.5"),
        ("budget", None, "Enter a number"),
        ("budget", -5.0, "not between 0"),
        ("trust_album", 11.0, "not between 0"),
    ],
)
def test_every_field_says_what_is_wrong(field, value, said):
    assert said in problems(dataclasses.replace(Plan(), **{field: value}))[field]


def test_every_field_has_limits_that_its_default_keeps():
    assert set(LIMITS) == {field.name for field in dataclasses.fields(Plan)}
    assert not problems(Plan())


def test_no_revenue_at_all_is_said():
    plan = Plan(revenue_per_stream=0.0, revenue_per_view=0.0)
    assert "nothing is earned" in problems(plan)["revenue_per_stream"]
    assert not problems(dataclasses.replace(plan, revenue_per_view=0.1))


def test_belief_in_nothing_is_said():
    none = Plan(**dict.fromkeys(TRUST, 0.0))
    assert "some weight" in problems(none)[TRUST[0]]
    assert not problems(dataclasses.replace(none, trust_licence=0.5))
