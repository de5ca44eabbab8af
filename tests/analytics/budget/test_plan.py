"""The plan's arithmetic by hand, the portfolio by brute force, what simulations must hold to."""

import dataclasses
import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.budget import plan as budget
from analytics.budget.forecast import Forecast
from analytics.budget.plan import Plan, plan_budget, problems
from analytics.budget.smearing import Errors
from analytics.stats.clustered import Estimate, as_ratio
from data.errors import BadOption, NotEnoughData
from tests.analytics.budget_forecasts import LIFT, PLAN, SURE
from tests.analytics.budget_forecasts import forecast as made


@pytest.fixture(scope="module")
def forecast() -> Forecast:
    return made()


@pytest.fixture(scope="module")
def planned(forecast) -> budget.Budget:
    return plan_budget(forecast, LIFT, PLAN)


def test_expected_figures_by_hand(forecast):
    table = plan_budget(forecast, SURE, PLAN).candidates.set_index("track_id")
    errors = Errors.of(forecast.known, budget.N_SIMULATIONS, 0)
    for row in forecast.candidates.head(5).to_dict("records"):
        mine = table.loc[row["track_id"]]
        expected = float(errors.smear(np.array([row["predicted"]]))[0]) * 0.5
        returned = expected * 0.2 * (0.004 + 0.5 * 0.001)
        assert mine["expected_streams"] == pytest.approx(expected)
        assert mine["extra_streams"] == pytest.approx(expected * 0.2)
        assert mine["expected_return"] == pytest.approx(returned)
        assert mine["net"] == pytest.approx(returned - 1_000)
        assert mine["break_even_lift"] == pytest.approx(1 + 1_000 / (expected * 0.0045))
        assert mine["break_even_months"] == pytest.approx(12 * 1_000 / returned)


def test_simulations_agree_with_what_is_expected(planned):
    table = planned.policies.set_index("policy")
    means = planned.simulated.mean(axis=1)
    for net, mean in zip(table["net"], means, strict=True):
        assert mean == pytest.approx(net, rel=0.15, abs=200)
    assert (table["low"] <= table["net"]).all()
    assert (table["net"] <= table["high"]).all()


def test_portfolio_interval_is_no_sum_of_bounds(forecast):
    all_of_them = dataclasses.replace(PLAN, budget=1e9, cost_official=1.0)
    planned = plan_budget(forecast, LIFT, all_of_them)
    every = planned.policies.set_index("policy").loc["Every track"]
    width = every["high"] - every["low"]
    summed = (planned.candidates["high"] - planned.candidates["low"]).sum()
    assert width < 0.6 * summed


def test_no_video_costs_and_brings_nothing(planned):
    none = planned.policies.set_index("policy").loc["No videos"]
    assert (none[["n_tracks", "cost", "net", "low", "high", "chance_of_loss"]] == 0).all()


def test_portfolio_is_the_best_by_brute_force(forecast):
    few = dataclasses.replace(forecast, candidates=forecast.candidates.head(10))
    planned = plan_budget(few, SURE, dataclasses.replace(PLAN, budget=3_000.0))
    nets = planned.candidates["net"].clip(lower=0)
    best = max(sum(pick) for pick in itertools.combinations(nets, 3))
    assert planned.policies.iloc[-1]["net"] == pytest.approx(best)
    assert planned.policies.iloc[-1]["cost"] <= 3_000


def test_a_lyric_video_is_bought_only_where_it_is_said_to_lift(forecast):
    plain = plan_budget(forecast, SURE, PLAN).candidates
    assert not (plain["kind"] == "lyric").any()
    better = dataclasses.replace(PLAN, lyric_lift=1.19, cost_lyric=10.0)
    assert (plan_budget(forecast, SURE, better).candidates["kind"] == "lyric").any()


def test_a_lift_of_one_buys_nothing(forecast):
    flat = as_ratio("doubly_robust", "", Estimate(0.0, 0.0, 500))
    planned = plan_budget(forecast, flat, PLAN)
    assert (planned.candidates["kind"] == "").all()
    assert (planned.candidates["chance_of_loss"] == 1).all()
    assert np.isinf(planned.candidates["break_even_months"]).all()


@given(st.floats(0, 60_000), st.floats(0, 60_000))
@settings(max_examples=8)
def test_more_money_never_brings_less(one, other):
    forecast = made(n_known=400, n_candidates=25)
    less, more = sorted((one, other))
    nets = [
        plan_budget(
            forecast, SURE, dataclasses.replace(PLAN, budget=amount), n_simulations=20
        ).policies.iloc[-1]["net"]
        for amount in (less, more)
    ]
    assert nets[0] <= nets[1] + 1e-6


def test_row_order_does_not_matter(forecast, planned):
    mixed = dataclasses.replace(
        forecast,
        known=forecast.known.sample(frac=1, random_state=1),
        candidates=forecast.candidates.sample(frac=1, random_state=2),
    )
    again = plan_budget(mixed, LIFT, PLAN)
    pd.testing.assert_frame_equal(again.candidates, planned.candidates)
    pd.testing.assert_frame_equal(again.policies, planned.policies)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("cost_official", -1.0, "not between 0"),
        ("cost_lyric", None, "Enter a number"),
        ("revenue_per_stream", -0.1, "not between 0"),
        ("revenue_per_view", math.nan, "Enter a number"),
        ("horizon_months", 0.0, "not between 1"),
        ("share_in_horizon", 1.5, "not between 0.01"),
        ("lyric_lift", 9.0, "not between 0.5"),
        ("budget", None, "Enter a number"),
        ("budget", -5.0, "not between 0"),
    ],
)
def test_every_field_says_what_is_wrong(forecast, field, value, said):
    plan = dataclasses.replace(PLAN, **{field: value})
    assert said in problems(plan)[field]
    with pytest.raises(BadOption, match=field):
        plan_budget(forecast, LIFT, plan)


def test_no_revenue_at_all_is_said():
    plan = dataclasses.replace(PLAN, revenue_per_stream=0.0, revenue_per_view=0.0)
    assert "nothing is earned" in problems(plan)["revenue_per_stream"]
    assert not problems(dataclasses.replace(plan, revenue_per_view=0.1))
    assert not problems(Plan())


def test_the_lowest_predictions_are_left_out_and_counted(forecast):
    few = forecast.candidates.head(2)
    many = pd.concat([few] * (budget.MAX_CANDIDATES // 2 + 1), ignore_index=True)
    many["track_id"] = [f"c{i:06d}" for i in range(len(many))]
    planned = plan_budget(
        dataclasses.replace(forecast, candidates=many), LIFT, PLAN, n_simulations=5
    )
    assert len(planned.candidates) == budget.MAX_CANDIDATES
    assert planned.n_left_out == len(many) - budget.MAX_CANDIDATES == 2


def test_too_little_data_is_said(forecast):
    with pytest.raises(NotEnoughData, match="official video"):
        plan_budget(
            dataclasses.replace(forecast, candidates=forecast.candidates.head(0)), LIFT, PLAN
        )
    with pytest.raises(NotEnoughData, match="100"):
        plan_budget(dataclasses.replace(forecast, known=forecast.known.head(50)), LIFT, PLAN)
