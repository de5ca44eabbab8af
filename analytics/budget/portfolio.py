"""What official videos for tracks without one would bring, and which ones a budget buys.

Expected extra streams = streams to come within the horizon x (lift - 1). Everything is simulated
together over all comparisons believed in: bounds are never added up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.budget.beliefs import Belief, weighed
from analytics.budget.forecast import Forecast
from analytics.budget.future import Future
from analytics.budget.plan import Plan, problems
from analytics.stats.clustered import RatioEstimate
from data.errors import BadOption, NotEnoughData

N_SIMULATIONS = 1_000
MAX_CANDIDATES = 20_000
CHUNK = 2_000
TOP_SHARE = 0.2
BOUGHT = "What the budget buys"
COLUMNS = ("expected_return", "net", "low", "high", "chance_of_loss")
OF_BELIEF = ("name", "label", "weight", "lift", "lift_low", "lift_high", *COLUMNS[1:])


@dataclass(frozen=True, eq=False, slots=True)
class Budget:
    """What the plan would bring.

    Attributes
    ----------
    candidates : DataFrame, largest expected net first
        One row per track without an official video: `track_id`, `artist`, `track`, `streams`,
        `expected_streams` (over the horizon, without a video), `extra_streams`,
        `expected_return`, `low`, `high` (95 % of the return), `net`, `chance_of_loss`,
        `break_even_lift`, `kind` ('official', 'lyric' or '': bought with the budget).
    policies : DataFrame
        `policy`, `n_tracks`, `cost`, `expected_return`, `net`, `low`, `high` (95 % of the net),
        `chance_of_loss`.
    by_belief : DataFrame
        What the budget buys, were one comparison right: `name`, `label`, `weight`, `lift`,
        `lift_low`, `lift_high`, `net`, `low`, `high`, `chance_of_loss`.
    doubt : mapping of 'comparison', 'sampling' and 'forecast' to float in [0, 1]
        Shares of the variance of that net: which comparison is right, how far each is off by
        chance, how many streams are to come. They add up to 1, or are 0 where nothing is bought.
    simulated : ndarray of shape (n_policies, n_beliefs, n_simulations)
        Net of each policy.
    lift : float
        Expected over all comparisons.
    n_left_out : int
        Candidates beyond `MAX_CANDIDATES`, those with the fewest streams to come.
    """

    candidates: pd.DataFrame
    policies: pd.DataFrame
    by_belief: pd.DataFrame
    doubt: Mapping[str, float]
    simulated: np.ndarray
    lift: float
    n_left_out: int


def plan_budget(
    forecast: Forecast,
    lifts: Sequence[RatioEstimate],
    plan: Plan,
    *,
    n_simulations: int = N_SIMULATIONS,
    random_state: int = 0,
) -> Budget:
    """Simulate what videos for the tracks without one would bring.

    Parameters
    ----------
    forecast : Forecast
    lifts : sequence of RatioEstimate
        Of an official video, see `analytics.budget.beliefs`; an interval is simulated as a normal
        on the log scale.
    plan : Plan
    n_simulations : int, default=1000
    random_state : int, default=0

    Raises
    ------
    BadOption
        If a field of the plan cannot be; see `analytics.budget.plan.problems`.
    NotEnoughData
        If there is no track without an official video whose streams to come can be told, or no
        comparison believed in can be made.

    Notes
    -----
    A policy is simulated under each comparison, and the comparisons' simulations count by their
    weights. A single track's are shared out among the comparisons by these weights.
    """
    if wrong := problems(plan):
        name, sentence = next(iter(wrong.items()))
        raise BadOption(f"{name}: {sentence}")
    beliefs = weighed(lifts, plan)
    future = Future.of(forecast, plan, n_simulations, random_state)
    rng = np.random.default_rng(random_state)
    normal = rng.standard_normal(n_simulations)
    gains = np.array([belief.simulated(normal) - 1 for belief in beliefs])
    weights = np.array([belief.weight for belief in beliefs])
    worth = _worth(forecast, plan)
    table, n_left_out = _expected(forecast.candidates, future, plan, worth, gains, weights)
    chosen = _policies(table, plan)
    streams, table = _simulate(table, chosen, future, plan, worth, _mixed(gains, weights), rng)
    costs = np.array([_cost(what, plan) for what in chosen.values()])
    lyric_gain = (plan.lyric_lift or 1) - 1
    official, lyric = streams * worth
    nets = official[:, None] * gains + lyric[:, None] * lyric_gain - costs[:, None, None]
    expected = _expected_nets(table, chosen, gains, worth, lyric_gain) - costs[:, None]
    bought = list(chosen).index(BOUGHT)
    return Budget(
        candidates=table.sort_values(
            ["net", "track_id"], ascending=[False, True], ignore_index=True
        ),
        policies=_summary(chosen, expected, nets, weights, costs),
        by_belief=_by_belief(beliefs, expected[bought], nets[bought]),
        doubt=_doubt(official[bought], lyric[bought] * lyric_gain, gains, weights),
        simulated=nets,
        lift=1 + float(weights @ gains.mean(axis=1)),
        n_left_out=n_left_out,
    )


def _worth(forecast: Forecast, plan: Plan) -> float:
    """Return what one extra stream earns, the views that come with it included."""
    return (plan.revenue_per_stream or 0) + forecast.views_per_stream * (plan.revenue_per_view or 0)


def _mixed(gains: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return one gain for each simulation, shared out among the comparisons by their weights."""
    n_simulations = gains.shape[1]
    place = (np.arange(n_simulations) + 0.5) / n_simulations
    belief = np.minimum(np.searchsorted(weights.cumsum(), place), len(weights) - 1)
    return gains[belief, np.arange(n_simulations)]


def _expected(
    candidates: pd.DataFrame,
    future: Future,
    plan: Plan,
    worth: float,
    gains: np.ndarray,
    weights: np.ndarray,
) -> tuple[pd.DataFrame, int]:
    """Return what is expected of each track, most streams to come first, and how many are cut."""
    if candidates.empty:
        raise NotEnoughData(
            "no track in view is known to lack an official video.",
            hint="Clear the filter on official videos.",
        )
    table = candidates.assign(expected_streams=future.expected(candidates)).sort_values(
        ["expected_streams", "track_id"], ascending=[False, True], ignore_index=True
    )
    n_left_out = max(len(table) - MAX_CANDIDATES, 0)
    table = table.head(MAX_CANDIDATES)
    cost, value = plan.cost_official or 0, table["expected_streams"] * worth
    table = table.assign(
        extra_streams=table["expected_streams"] * float(weights @ gains.mean(axis=1)),
        expected_return=value * float(weights @ gains.mean(axis=1)),
        lyric_net=value * ((plan.lyric_lift or 1) - 1) - (plan.cost_lyric or 0),
    )
    table["net"] = table["expected_return"] - cost
    with np.errstate(divide="ignore", invalid="ignore"):
        table["break_even_lift"] = 1 + cost / value.to_numpy()
    return table, n_left_out


def _policies(table: pd.DataFrame, plan: Plan) -> dict[str, np.ndarray]:
    """Return for each policy what each track gets: 0 nothing, 1 official, 2 lyric."""
    n = len(table)
    top = np.zeros(n, dtype=np.int8)
    # candidates come sorted by streams to come
    top[: int(np.ceil(n * TOP_SHARE))] = 1
    return {
        "No videos": np.zeros(n, dtype=np.int8),
        "Every track": np.ones(n, dtype=np.int8),
        "Top 20 % by streams to come": top,
        "Every track expected to pay": (table["net"].to_numpy() > 0).astype(np.int8),
        BOUGHT: _bought(table, plan),
    }


def _bought(table: pd.DataFrame, plan: Plan) -> np.ndarray:
    """Buy the options with the largest expected net per cost until the budget is spent."""
    costs = {1: plan.cost_official or 0, 2: plan.cost_lyric or 0}
    nets = {1: table["net"].to_numpy(), 2: table["lyric_net"].to_numpy()}
    options = [
        (-net / max(costs[kind], 1e-9), row, kind)
        for kind, of_track in nets.items()
        for row, net in enumerate(of_track)
        if net > 0
    ]
    bought = np.zeros(len(table), dtype=np.int8)
    left = plan.budget or 0
    for _, row, kind in sorted(options):
        if not bought[row] and costs[kind] <= left:
            bought[row] = kind
            left -= costs[kind]
    return bought


def _simulate(
    table: pd.DataFrame,
    chosen: dict[str, np.ndarray],
    future: Future,
    plan: Plan,
    worth: float,
    gain: np.ndarray,
    rng: np.random.Generator,
) -> tuple[np.ndarray, pd.DataFrame]:
    """Simulate every track's streams to come.

    Returns
    -------
    Sums of shape (2, n_policies, n_simulations), over tracks with an official and with a lyric
    video, and the table with each track's own spread.
    """
    n = len(table)
    sums = np.zeros((2, len(chosen), len(gain)))
    low, high, loss = (np.empty(n) for _ in range(3))
    codes, names = pd.factorize(table["artist"])
    of_artist = future.of_artists(len(names), rng)
    for start in range(0, n, CHUNK):
        part = slice(start, start + CHUNK)
        streams = future.simulated(table[part], of_artist[:, codes[part]], rng)
        for row, what in enumerate(chosen.values()):
            for kind in (1, 2):
                sums[kind - 1, row] += streams @ (what[part] == kind).astype(float)
        returned = streams * (worth * gain)[:, None]
        low[part], high[part] = np.quantile(returned, [0.025, 0.975], axis=0)
        loss[part] = (returned < (plan.cost_official or 0)).mean(axis=0)
    kinds = np.array(["", "official", "lyric"], dtype=object)
    columns = ["monthly_streams", "predicted", "is_out", "is_doubtful", "lyric_net"]
    return sums, table.drop(columns=columns).assign(
        low=low, high=high, chance_of_loss=loss, kind=kinds[chosen[BOUGHT]]
    )


def _cost(what: np.ndarray, plan: Plan) -> float:
    official, lyric = int((what == 1).sum()), int((what == 2).sum())
    return official * (plan.cost_official or 0) + lyric * (plan.cost_lyric or 0)


def _expected_nets(
    table: pd.DataFrame,
    chosen: dict[str, np.ndarray],
    gains: np.ndarray,
    worth: float,
    lyric_gain: float,
) -> np.ndarray:
    """Return what each policy is expected to return under each comparison."""
    value = table["expected_streams"].to_numpy() * worth
    official, lyric = (
        np.array([value @ (what == kind) for what in chosen.values()]) for kind in (1, 2)
    )
    expected: np.ndarray = np.outer(official, gains.mean(axis=1)) + lyric[:, None] * lyric_gain
    return expected


def _spread(nets: np.ndarray, weights: np.ndarray) -> tuple[float, float, float]:
    """Return 95 % bounds and the chance of loss of nets, shape (n_beliefs, n_simulations)."""
    of_each = np.broadcast_to(weights[:, None], nets.shape).ravel()
    low, high = np.quantile(
        nets.ravel(), [0.025, 0.975], weights=of_each, method="inverted_cdf"
    ).tolist()
    return low, high, float(weights @ (nets < 0).mean(axis=1))


def _summary(
    chosen: dict[str, np.ndarray],
    expected: np.ndarray,
    nets: np.ndarray,
    weights: np.ndarray,
    costs: np.ndarray,
) -> pd.DataFrame:
    rows = [
        (name, int((what > 0).sum()), cost, net + cost, net, *_spread(of_policy, weights))
        for (name, what), cost, net, of_policy in zip(
            chosen.items(), costs.tolist(), (expected @ weights).tolist(), nets, strict=True
        )
    ]
    return pd.DataFrame(rows, columns=["policy", "n_tracks", "cost", *COLUMNS])


def _by_belief(beliefs: Sequence[Belief], expected: np.ndarray, nets: np.ndarray) -> pd.DataFrame:
    rows = []
    for belief, net, of_belief in zip(beliefs, expected.tolist(), nets, strict=True):
        lift, spread = belief.lift, _spread(of_belief[None], np.ones(1))
        rows.append(
            (belief.name, lift.label, belief.weight, lift.lift, lift.low, lift.high, net, *spread)
        )
    return pd.DataFrame(rows, columns=list(OF_BELIEF))


def _doubt(
    official: np.ndarray, other: np.ndarray, gains: np.ndarray, weights: np.ndarray
) -> dict[str, float]:
    """Share out the variance of official x gain + other: streams and gains are independent."""
    mean, of_belief = official.mean(), gains.mean(axis=1)
    centre = weights @ of_belief
    square = weights @ (gains**2).mean(axis=1)
    covariance = np.cov(official, other)
    parts = {
        "comparison": mean**2 * (weights @ (of_belief - centre) ** 2),
        "sampling": mean**2 * (weights @ gains.var(axis=1)),
        "forecast": covariance[0, 0] * square + 2 * covariance[0, 1] * centre + covariance[1, 1],
    }
    total = sum(parts.values())
    return {name: float(part / total) if total > 0 else 0.0 for name, part in parts.items()}
