"""Sentences, cards and tables of the budget page."""

import dataclasses

import pandas as pd

from analytics.budget.plan import Budget, Plan
from data.metrics import exact, percent, ratio, short
from pages.ui.wording import Kpi

QUESTION = "Which tracks without an official video should get one, and what would that bring?"
FIELDS = {
    "cost_official": ("Cost of an official video", 500.0, "%.0f"),
    "cost_lyric": ("Cost of a lyric video", 100.0, "%.0f"),
    "budget": ("Budget", 10_000.0, "%.0f"),
    "horizon_months": ("Horizon (months)", 1.0, "%.0f"),
    "revenue_per_stream": ("Revenue per stream", 0.0005, "%.4f"),
    "revenue_per_view": ("Revenue per view", 0.0001, "%.4f"),
    "share_in_horizon": ("Share of lifetime streams in the horizon", 0.05, "%.2f"),
    "lyric_lift": ("Lyric video's lift (not measured)", 0.01, "%.2f"),
}
"""Each field's label, step and format, in the order of the page; money in any one currency."""

HELP = {
    "cost_official": "All money on this page is in one currency, whichever you plan in.",
    "revenue_per_view": "Extra streams are taken to bring views as tracks with a video have them.",
    "share_in_horizon": "From 0 to 1: how much of all streams a track will ever get falls here.",
    "lyric_lift": "The data does not tell lyric videos apart. 1.0 says that they change nothing.",
}
DEFAULTS = Plan()
COLUMNS = {
    "track": "Track",
    "artist": "Artist",
    "kind": "Buy",
    "expected_streams": "Expected streams",
    "expected_return": "Expected return",
    "interval": "95 % of returns",
    "break_even_lift": "Break-even lift",
    "break_even_months": "Break-even, months",
    "chance_of_loss": "Chance of loss",
}
ADVICE = {
    "track": "Track",
    "artist": "Artist",
    "advice": "Most room on",
    "gap": "How far behind",
    "sureness": "How sure",
}
MIN_SURE, MAX_ADVICE = 0.8, 12


def plan_of(values: dict[str, float | None]) -> Plan:
    """Return the plan of the fields' values."""
    return dataclasses.replace(DEFAULTS, **values)


def chance(value: float) -> str:
    """Write a chance read off a thousand simulations: none of them is not never."""
    if value < 0.005:
        return "under 1 %"
    return "over 99 %" if value > 0.995 else percent(value, 0)


def policy(budget: Budget, name: str) -> dict[str, float]:
    """Return one policy's figures."""
    row = budget.policies[budget.policies["policy"] == name].drop(columns="policy")
    return dict(zip(row.columns, row.to_numpy(dtype=float)[0].tolist(), strict=True))


def lead(budget: Budget) -> str:
    """Say the page's answer."""
    bought = policy(budget, "What the budget buys")
    if not bought["n_tracks"]:
        return (
            f"**No video pays** at these costs: none of {exact(len(budget.candidates))} tracks "
            "without an official video is expected to earn it back."
        )
    official = int((budget.candidates["kind"] == "official").sum())
    lyric = int(bought["n_tracks"]) - official
    videos = f"{exact(official)} official" + (f" and {exact(lyric)} lyric" if lyric else "")
    return (
        f"{short(bought['cost'])} buys **{videos} videos** that are expected to bring "
        f"**{short(bought['net'])}** beyond their cost [{short(bought['low'])}, "
        f"{short(bought['high'])}]; chance of losing money {chance(bought['chance_of_loss'])}."
    )


def left_out(budget: Budget) -> str:
    """Say how many tracks are not simulated; nothing where all are."""
    if not budget.n_left_out:
        return ""
    return (
        f"Simulated for the {exact(len(budget.candidates))} tracks with the highest prediction; "
        f"{exact(budget.n_left_out)} more without an official video are left out."
    )


def kpis(budget: Budget) -> list[Kpi]:
    """Return the page's cards."""
    bought = policy(budget, "What the budget buys")
    pays = policy(budget, "Every track expected to pay")
    e = budget.lift
    interval = f"95 % interval {short(bought['low'])} to {short(bought['high'])}."
    return [
        Kpi("Expected net", short(bought["net"]), exact(bought["net"]), interval),
        Kpi(
            "Chance of loss",
            chance(bought["chance_of_loss"]),
            f"{bought['chance_of_loss']:.3f}",
            "That all videos bought together earn less than they cost.",
        ),
        Kpi(
            "Worth a video",
            exact(pays["n_tracks"]),
            exact(pays["n_tracks"]),
            f"Of {exact(len(budget.candidates))} tracks without one: expected to earn its cost.",
        ),
        Kpi(
            "Lift used",
            ratio(e.lift),
            f"{e.lift:.4f} [{e.low:.4f}, {e.high:.4f}]",
            f"Doubly robust, whole catalogue [{ratio(e.low)}, {ratio(e.high)}].",
        ),
    ]


def shown(budget: Budget) -> pd.DataFrame:
    """Return the first rows of the table in words and short numbers."""
    table = budget.candidates.head(20).copy()
    table["kind"] = table["kind"].replace("", "–")
    table["expected_return"] = table["expected_return"].round(0)
    bounds = table[["low", "high"]].to_numpy(dtype=float)
    table["interval"] = [f"{short(low)} to {short(high)}" for low, high in bounds]
    table["chance_of_loss"] = [chance(value) for value in table["chance_of_loss"]]
    months = table["break_even_months"]
    table["break_even_months"] = [f"{m:.1f}" if m < 1000 else "never" for m in months]
    table["break_even_lift"] = [ratio(value) for value in table["break_even_lift"]]
    return table


def change_of_mind(budget: Budget, plan: Plan) -> str:
    """Say which lift would make the whole portfolio break even."""
    bought = budget.candidates[budget.candidates["kind"] == "official"]
    gain = bought["expected_return"].sum()
    if not len(bought) or gain <= 0:
        best = budget.candidates["break_even_lift"].min()
        return f"The most promising track would need a lift of {ratio(best)} to earn its video."
    cost = len(bought) * (plan.cost_official or 0)
    lift = budget.lift
    needed = 1 + (lift.lift - 1) * cost / gain
    return (
        f"The official videos bought break even together at a lift of **{ratio(needed)}**; we "
        f"measured {ratio(lift.lift)} [{ratio(lift.low)}, {ratio(lift.high)}]. "
        "Held equal with the licence, the lift cannot be told from 1: see Video lift."
    )


def advised(table: pd.DataFrame) -> pd.DataFrame:
    """Return the surest advice in words."""
    sure = table[(table["advice"] != "either") & (table["sureness"] >= MIN_SURE)]
    sure = sure.sort_values(["streams", "track_id"], ascending=[False, True])
    sure = sure.groupby("advice", sort=False).head(MAX_ADVICE // 2)
    return sure.assign(
        gap=[f"{value:.1f} times" for value in sure["gap"]],
        sureness=[chance(value) for value in sure["sureness"]],
    )


def advice_in_words(table: pd.DataFrame) -> str:
    """Say how many tracks have room where."""
    counts = table["advice"].value_counts()
    youtube, spotify = (int(counts.get(name, 0)) for name in ("YouTube", "Spotify"))
    return (
        f"{exact(youtube)} tracks have most room on YouTube and {exact(spotify)} on Spotify; for "
        f"{exact(int(counts.get('either', 0)))} the balance is as expected."
    )
