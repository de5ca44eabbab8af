"""What an official video would bring each track that has none, and which ones a budget buys.

Expected extra streams = expected streams over the horizon x (lift - 1). Expected streams are
means, not the medians that a model of logs gives, and the model's and the lift's uncertainty are
simulated together: bounds are never added up.
"""

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from analytics.budget.forecast import Forecast
from analytics.budget.smearing import Errors
from analytics.stats.clustered import RatioEstimate
from data.errors import BadOption, NotEnoughData

N_SIMULATIONS = 1_000
MAX_CANDIDATES = 20_000
CHUNK = 2_000
TOP_SHARE = 0.2
POLICY_COLUMNS = (
    "policy",
    "n_tracks",
    "cost",
    "expected_return",
    "net",
    "low",
    "high",
    "chance_of_loss",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the reader enters; money in one currency of his own.

    Attributes
    ----------
    cost_official, cost_lyric : float >= 0
        Of one video; None where the field is empty, as in all others.
    revenue_per_stream, revenue_per_view : float >= 0
        Not both 0.
    horizon_months : float in (0, 240]
        How long a video has to earn its money.
    share_in_horizon : float in (0, 1]
        Share of a track's lifetime streams that falls within the horizon.
    lyric_lift : float in [0.5, 3]
        Not measured; 1.0 says that a lyric video changes nothing.
    budget : float >= 0
    """

    cost_official: float | None = 15_000.0
    cost_lyric: float | None = 1_500.0
    revenue_per_stream: float | None = 0.0035
    revenue_per_view: float | None = 0.0007
    horizon_months: float | None = 24.0
    share_in_horizon: float | None = 0.35
    lyric_lift: float | None = 1.0
    budget: float | None = 250_000.0


LIMITS: dict[str, tuple[float, float]] = {
    "cost_official": (0, 1e8),
    "cost_lyric": (0, 1e8),
    "revenue_per_stream": (0, 10),
    "revenue_per_view": (0, 10),
    "horizon_months": (1, 240),
    "share_in_horizon": (0.01, 1),
    "lyric_lift": (0.5, 3),
    "budget": (0, 1e10),
}


@dataclass(frozen=True, eq=False, slots=True)
class Budget:
    """What the plan would bring.

    Attributes
    ----------
    candidates : DataFrame, largest expected net first
        One row per track without an official video: `track_id`, `artist`, `track`, `streams`,
        `expected_streams` (over the horizon), `extra_streams`, `expected_return`, `low`, `high`
        (95 % of the return), `net`, `chance_of_loss`, `break_even_lift`, `break_even_months`,
        `kind` ('official', 'lyric' or '': bought with the budget).
    policies : DataFrame
        `policy`, `n_tracks`, `cost`, `expected_return`, `net`, `low`, `high` (95 % of the net),
        `chance_of_loss`.
    simulated : ndarray of shape (n_policies, n_simulations)
        Net of each policy in each simulation.
    lift : RatioEstimate
    n_left_out : int
        Candidates beyond `MAX_CANDIDATES`, those with the lowest prediction.
    """

    candidates: pd.DataFrame
    policies: pd.DataFrame
    simulated: np.ndarray
    lift: RatioEstimate
    n_left_out: int


def problems(plan: Plan) -> dict[str, str]:
    """Return a sentence for each field that cannot be, by its name; empty if all is well."""
    wrong = {}
    for field in fields(plan):
        value = getattr(plan, field.name)
        low, high = LIMITS[field.name]
        if value is None or not np.isfinite(value):
            wrong[field.name] = "Enter a number here."
        elif not low <= value <= high:
            wrong[field.name] = f"{value:g} is not between {low:g} and {high:,.0f}."
    earns = (plan.revenue_per_stream or 0) + (plan.revenue_per_view or 0) > 0
    if not earns and not {"revenue_per_stream", "revenue_per_view"} & set(wrong):
        wrong["revenue_per_stream"] = "With no revenue per stream or view nothing is earned."
    return wrong


def plan_budget(
    forecast: Forecast,
    lift: RatioEstimate,
    plan: Plan,
    *,
    n_simulations: int = N_SIMULATIONS,
    random_state: int = 0,
) -> Budget:
    """Simulate what videos for the tracks without one would bring.

    Parameters
    ----------
    forecast : Forecast
    lift : RatioEstimate
        Of an official video; its interval is simulated as a normal on the log scale.
    plan : Plan
    n_simulations : int, default=1000
    random_state : int, default=0

    Raises
    ------
    BadOption
        If a field of the plan cannot be; see `problems`.
    NotEnoughData
        If there is no track without an official video, or fewer than `smearing.MIN_KNOWN`
        with streams.

    Notes
    -----
    A simulation takes one lift for all tracks, one resample of artists for the smearing factors,
    and for each track an error of its artist and one of its own from the model's errors on
    artists it has not seen. Smearing: Duan (1983), JASA 78, by bins of the prediction.
    """
    if wrong := problems(plan):
        name, sentence = next(iter(wrong.items()))
        raise BadOption(f"{name}: {sentence}")
    candidates, n_left_out = _candidates(forecast.candidates)
    errors = Errors.of(forecast.known, n_simulations, random_state)
    worth = _worth(forecast, plan)
    rng = np.random.default_rng(random_state)
    lifts = np.exp(np.log(lift.lift) + lift.log_se * rng.standard_normal(n_simulations))
    table = _expected(candidates, errors, lift, lifts, plan, worth)
    chosen = _policies(table, plan)
    simulated, table = _simulate(table, chosen, errors, lifts, plan, worth, rng)
    return Budget(
        candidates=table.drop(columns="predicted").sort_values(
            ["net", "track_id"], ascending=[False, True], ignore_index=True
        ),
        policies=_summary(chosen, simulated, table, plan),
        simulated=simulated,
        lift=lift,
        n_left_out=n_left_out,
    )


def _candidates(tracks: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    rows = tracks[tracks["predicted"].notna()]
    if rows.empty:
        raise NotEnoughData(
            "every track in view has an official video, or it is not known.",
            hint="Clear the filter on official videos.",
        )
    rows = rows.sort_values(["predicted", "track_id"], ascending=[False, True], ignore_index=True)
    return rows.head(MAX_CANDIDATES), max(len(rows) - MAX_CANDIDATES, 0)


def _worth(forecast: Forecast, plan: Plan) -> float:
    """Return what one extra stream earns, the views that come with it included."""
    return (plan.revenue_per_stream or 0) + forecast.views_per_stream * (plan.revenue_per_view or 0)


def _expected(
    rows: pd.DataFrame,
    errors: Errors,
    lift: RatioEstimate,
    lifts: np.ndarray,
    plan: Plan,
    worth: float,
) -> pd.DataFrame:
    share, months = plan.share_in_horizon or 0, plan.horizon_months or 0
    cost, lyric_cost = plan.cost_official or 0, plan.cost_lyric or 0
    expected = errors.smear(rows["predicted"].to_numpy()) * share
    extra = expected * (lifts.mean() - 1)
    table = rows[["track_id", "artist", "track", "streams", "predicted"]].assign(
        expected_streams=expected, extra_streams=extra, expected_return=extra * worth
    )
    table["net"] = table["expected_return"] - cost
    table["lyric_net"] = expected * ((plan.lyric_lift or 1) - 1) * worth - lyric_cost
    per_lift = expected * worth
    with np.errstate(divide="ignore", invalid="ignore"):
        table["break_even_lift"] = 1 + cost / per_lift
        returned = table["expected_return"].to_numpy()
        table["break_even_months"] = np.where(returned > 0, months * cost / returned, np.inf)
    return table


def _policies(table: pd.DataFrame, plan: Plan) -> dict[str, np.ndarray]:
    """Return for each policy what each track gets: 0 nothing, 1 official, 2 lyric."""
    n = len(table)
    top = np.zeros(n, dtype=np.int8)
    # candidates come sorted by prediction
    top[: int(np.ceil(n * TOP_SHARE))] = 1
    return {
        "No videos": np.zeros(n, dtype=np.int8),
        "Every track": np.ones(n, dtype=np.int8),
        "Top 20 % by prediction": top,
        "Every track expected to pay": (table["net"].to_numpy() > 0).astype(np.int8),
        "What the budget buys": _portfolio(table, plan),
    }


def _portfolio(table: pd.DataFrame, plan: Plan) -> np.ndarray:
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
    errors: Errors,
    lifts: np.ndarray,
    plan: Plan,
    worth: float,
    rng: np.random.Generator,
) -> tuple[np.ndarray, pd.DataFrame]:
    """Simulate every track's return; sum by policy, and note each track's own spread."""
    n_simulations = len(lifts)
    artists = pd.factorize(table["artist"])[0]
    by_artist = rng.choice(errors.by_artist, size=(n_simulations, int(artists.max()) + 1))
    gains = {1: lifts[:, None] - 1, 2: np.full((n_simulations, 1), (plan.lyric_lift or 1) - 1)}
    totals = np.zeros((len(chosen), n_simulations))
    low, high, loss = (np.empty(len(table)) for _ in range(3))
    for start in range(0, len(table), CHUNK):
        part = slice(start, start + CHUNK)
        predicted = table["predicted"].to_numpy()[part]
        value = errors.smear_simulated(predicted)
        value *= errors.noise(predicted, by_artist[:, artists[part]], rng)
        value *= worth * (plan.share_in_horizon or 0)
        returned = value * gains[1]
        low[part], high[part] = np.quantile(returned, [0.025, 0.975], axis=0)
        loss[part] = (returned < (plan.cost_official or 0)).mean(axis=0)
        for row, what in enumerate(chosen.values()):
            for kind, gain in gains.items():
                totals[row] += (value @ (what[part] == kind).astype(float)) * gain[:, 0]
    costs = np.array([_cost(what, plan) for what in chosen.values()])
    names = np.array(["", "official", "lyric"], dtype=object)
    with_spread = table.assign(
        low=low, high=high, chance_of_loss=loss, kind=names[chosen["What the budget buys"]]
    )
    return totals - costs[:, None], with_spread


def _cost(what: np.ndarray, plan: Plan) -> float:
    official, lyric = int((what == 1).sum()), int((what == 2).sum())
    return official * (plan.cost_official or 0) + lyric * (plan.cost_lyric or 0)


def _summary(
    chosen: dict[str, np.ndarray], simulated: np.ndarray, table: pd.DataFrame, plan: Plan
) -> pd.DataFrame:
    rows = []
    for (name, what), net in zip(chosen.items(), simulated, strict=True):
        expected = table["net"].to_numpy() @ (what == 1) + table["lyric_net"].to_numpy() @ (
            what == 2
        )
        low, high = np.quantile(net, [0.025, 0.975])
        cost = _cost(what, plan)
        loss = float((net < 0).mean())
        rows.append((name, int((what > 0).sum()), cost, expected + cost, expected, low, high, loss))
    return pd.DataFrame(rows, columns=list(POLICY_COLUMNS))
