"""The plan's arithmetic by hand, the portfolio by brute force, what simulations must hold to."""

import dataclasses
import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.budget import portfolio
from analytics.budget.forecast import Forecast
from analytics.budget.plan import Plan
from analytics.budget.portfolio import BOUGHT, Budget, plan_budget
from data.errors import BadOption, NotEnoughData
from tests.analytics.budget_forecasts import LIFTS, MIXED, PLAN, SURE, lift
from tests.analytics.budget_forecasts import forecast as made


@pytest.fixture(scope="module")
def forecast() -> Forecast:
    return made()


@pytest.fixture(scope="module")
def planned(forecast) -> Budget:
    return plan_budget(forecast, MIXED, PLAN)


def bought(budget: Budget) -> pd.Series:
    return budget.policies.set_index("policy").loc[BOUGHT]


def test_expected_figures_by_hand(forecast):
    table = plan_budget(forecast, SURE, PLAN).candidates.set_index("track_id")
    for row in forecast.candidates.head(5).to_dict("records"):
        mine = table.loc[row["track_id"]]
        expected = row["streams"] * 0.5
        returned = expected * 0.2 * (0.004 + 0.5 * 0.001)
        assert mine["expected_streams"] == pytest.approx(expected)
        assert mine["extra_streams"] == pytest.approx(expected * 0.2)
        assert mine["expected_return"] == pytest.approx(returned)
        assert mine["net"] == pytest.approx(returned - 1_000)
        assert mine["break_even_lift"] == pytest.approx(1 + 1_000 / (expected * 0.0045))


def test_simulations_agree_with_what_is_expected(planned):
    table = planned.policies.set_index("policy")
    weights = planned.by_belief["weight"].to_numpy()
    means = np.einsum("pbs,b->p", planned.simulated, weights) / planned.simulated.shape[2]
    for net, mean in zip(table["net"], means, strict=True):
        assert mean == pytest.approx(net, rel=0.15, abs=200)
    assert (table["low"] <= table["net"]).all()
    assert (table["net"] <= table["high"]).all()


def test_what_is_bought_is_the_weighed_mean_of_what_each_comparison_says(planned):
    table, policy = planned.by_belief, bought(planned)
    for name in ("net", "chance_of_loss"):
        assert policy[name] == pytest.approx(table["weight"] @ table[name])
    assert policy["low"] >= table["low"].min()
    assert policy["high"] <= table["high"].max()
    assert planned.lift == pytest.approx(table["weight"] @ table["lift"], rel=0.01)


def test_a_chance_of_loss_hangs_on_the_weights(forecast):
    losing = dataclasses.replace(PLAN, trust_untreated=0.0, trust_artist=0.0)
    certain = plan_budget(forecast, MIXED, losing)
    assert certain.by_belief["name"].tolist() == ["licence"]
    assert (certain.candidates["kind"] == "").all()
    half = plan_budget(forecast, MIXED, dataclasses.replace(losing, trust_artist=10.0))
    artist, licence = half.by_belief["chance_of_loss"]
    assert artist < 0.05 < 0.6 < licence
    assert half.doubt["comparison"] > 0.5


def test_shares_of_the_doubt_are_the_variance_s(planned, forecast):
    assert sum(planned.doubt.values()) == pytest.approx(1)
    only = plan_budget(forecast, LIFTS, PLAN)
    assert only.doubt["comparison"] == 0
    nets = only.simulated[-1, 0]
    fixed = plan_budget(forecast, SURE, PLAN)
    of_forecast = fixed.simulated[-1, 0].var() / nets.var()
    assert only.doubt["forecast"] == pytest.approx(of_forecast, abs=0.1)
    assert fixed.doubt == {"comparison": 0, "sampling": pytest.approx(0), "forecast": 1}
    none = plan_budget(forecast, SURE, dataclasses.replace(PLAN, budget=0.0))
    assert set(none.doubt.values()) == {0}


def test_portfolio_interval_is_no_sum_of_bounds(forecast):
    all_of_them = dataclasses.replace(PLAN, budget=1e9, cost_official=1.0)
    planned = plan_budget(forecast, SURE, all_of_them)
    every = planned.policies.set_index("policy").loc["Every track"]
    width = every["high"] - every["low"]
    summed = (planned.candidates["high"] - planned.candidates["low"]).sum()
    assert width < 0.85 * summed  # half of the doubt is shared by all tracks


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
    planned = plan_budget(forecast, [lift(1.0, 0.0)], PLAN)
    assert (planned.candidates["kind"] == "").all()
    assert (planned.candidates["chance_of_loss"] == 1).all()


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


@pytest.mark.parametrize("is_new", [False, True])
def test_row_order_does_not_matter(is_new):
    forecast = made(is_new=is_new)
    planned = plan_budget(forecast, MIXED, PLAN)
    mixed = dataclasses.replace(
        forecast,
        known=forecast.known.sample(frac=1, random_state=1),
        candidates=forecast.candidates.sample(frac=1, random_state=2),
    )
    again = plan_budget(mixed, MIXED, PLAN)
    pd.testing.assert_frame_equal(again.candidates, planned.candidates)
    pd.testing.assert_frame_equal(again.policies, planned.policies)


def test_a_plan_that_cannot_be_is_refused(forecast):
    with pytest.raises(BadOption, match="budget: -5"):
        plan_budget(forecast, LIFTS, dataclasses.replace(PLAN, budget=-5.0))


def test_the_fewest_streams_to_come_are_left_out_and_counted(forecast):
    few = forecast.candidates.head(2)
    many = pd.concat([few] * (portfolio.MAX_CANDIDATES // 2 + 1), ignore_index=True)
    many["track_id"] = [f"c{i:06d}" for i in range(len(many))]
    planned = plan_budget(
        dataclasses.replace(forecast, candidates=many), LIFTS, PLAN, n_simulations=5
    )
    assert len(planned.candidates) == portfolio.MAX_CANDIDATES
    assert planned.n_left_out == len(many) - portfolio.MAX_CANDIDATES == 2


def test_too_little_data_is_said(forecast):
    with pytest.raises(NotEnoughData, match="official video"):
        plan_budget(
            dataclasses.replace(forecast, candidates=forecast.candidates.head(0)), LIFTS, PLAN
        )
    new = made(is_new=True)
    with pytest.raises(NotEnoughData, match="100"):
        plan_budget(dataclasses.replace(new, known=new.known.head(50)), LIFTS, PLAN)


@pytest.mark.proof
def test_intervals_cover_and_chances_of_loss_come_true(proof_count):
    """In worlds of known effects, of which a plan is told only an estimate with its error."""
    n, covered, said, lost = proof_count(2_000), 0, [], []
    plan = Plan(trust_artist=0.0, trust_licence=0.0, trust_album=0.0, revenue_per_view=0.0)
    tracks = made(n_candidates=20).candidates
    world = dataclasses.replace(made(), candidates=tracks.assign(streams=tracks["streams"] * 100))
    for seed in range(n):
        rng = np.random.default_rng([seed, 7])
        truth = np.exp(rng.uniform(-0.1, 0.4))
        estimate = lift(truth * np.exp(0.05 * rng.standard_normal()), 0.05)
        budget = plan_budget(world, [estimate], plan, n_simulations=400)
        every = budget.policies.set_index("policy").loc["Every track"]
        actual = _actual(budget, plan, truth, rng) - every["cost"]
        covered += every["low"] <= actual <= every["high"]
        said.append(every["chance_of_loss"])
        lost.append(actual < 0)
    assert covered == pytest.approx(0.95 * n, abs=3 * np.sqrt(n * 0.95 * 0.05))
    said, lost = np.array(said), np.array(lost)
    assert said.mean() == pytest.approx(lost.mean(), abs=3 * _error(said))
    unsure = (said > 0.2) & (said < 0.8)
    assert said[unsure].mean() == pytest.approx(lost[unsure].mean(), abs=3 * _error(said[unsure]))


def _error(chances: np.ndarray) -> float:
    """Return the standard error of a share whose parts have these chances."""
    return float(np.sqrt((chances * (1 - chances)).sum()) / len(chances))


def _actual(budget: Budget, plan: Plan, truth: float, rng: np.random.Generator) -> float:
    """Draw what all tracks earn with a video: off by the factor that the plan states."""
    sd = np.log(plan.forecast_factor) / 1.96 / np.sqrt(2)
    off = np.exp(sd * (rng.standard_normal() + rng.standard_normal(len(budget.candidates))))
    streams = budget.candidates["expected_streams"] * off / np.exp(sd**2)
    return float(streams.sum() * (truth - 1) * plan.revenue_per_stream)
