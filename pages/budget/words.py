"""Sentences, cards and tables of the budget page."""

import dataclasses

import numpy as np
import pandas as pd

from analytics.budget.forecast import Forecast
from analytics.budget.own_life import share_of_new, share_to_come
from analytics.budget.plan import Plan
from analytics.budget.portfolio import BOUGHT, Budget
from data.metrics import exact, percent, ratio, short
from pages.ui.wording import Kpi, many, plain

QUESTION = "Which tracks without an official video should get one, and what would that bring?"
FIELDS = {
    "cost_official": ("Cost of an official video", 500.0, "%.0f"),
    "budget": ("Budget", 10_000.0, "%.0f"),
    "revenue_per_stream": ("Revenue per stream", 0.0005, "%.4f"),
    "revenue_per_view": ("Revenue per view", 0.0001, "%.4f"),
    "horizon_months": ("Horizon (months)", 1.0, "%.0f"),
    "months_out": ("Months since release, if unknown", 6.0, "%.0f"),
    "cost_lyric": ("Cost of a lyric video", 100.0, "%.0f"),
    "lyric_lift": ("Lyric video's lift (not measured)", 0.01, "%.2f"),
}
"""Each field's label, step and format, in the order of the page; money in any one currency."""

ASSUMED = {
    "rate_kept": ("Monthly streams left when a track's age doubles (share)", 0.05, "%.2f"),
    "forecast_factor": ("Streams to come may be off by a factor of", 0.5, "%.1f"),
}
"""As `FIELDS`, of what is assumed."""

TRUST = {
    "trust_untreated": "Like tracks, any artist",
    "trust_artist": "Same artist",
    "trust_licence": "Same artist, licence equal",
    "trust_album": "Same album",
}
"""What each slider of a comparison's weight is called."""

BELIEFS = (
    "Four ways of comparing tracks with and without an official video give different lifts, and "
    "the data cannot say which is right. Give each the weight you would bet on it."
)
HELP = {
    "cost_official": "All money on this page is in one currency, whichever you plan in.",
    "revenue_per_view": "Each extra stream brings as many views as on tracks with a video.",
    "months_out": "The data has no release dates. Where a track has two captures, its own pace "
    "counts instead.",
    "lyric_lift": "The data does not tell lyric videos apart. At 1.0, they change nothing.",
    "rate_kept": "Between 0.55 and 1; at 1, streams never fade.",
    "forecast_factor": "At 2, streams to come are between half and twice what is expected, 95 "
    "times in 100. Half of that doubt is shared by all tracks.",
    "trust_untreated": "What a video would do for tracks that have none, judged by similar tracks "
    "of artists of similar standing.",
    "trust_artist": "Each artist's tracks with a video against the same artist's without.",
    "trust_licence": "The same with the licence held equal too: what a video does without one.",
    "trust_album": "Tracks of one album. Labels film the track they believe in, so this may be "
    "too high.",
}
DOUBTFUL = (
    "The channel, the title or the number of views does not fit the track. It may have an official "
    "video that was not found, so it is left out."
)
IF = {
    "untreated": "if like tracks of any artist are compared",
    "artist": "if each artist's own tracks are compared",
    "licence": "if the licence is held equal too",
    "album": "if tracks of the same album are compared",
}
"""What each comparison makes the answer hang on."""

DEFAULTS = Plan()
COLUMNS = {
    "track": "Track",
    "chance_of_loss": "Chance of loss",
    "artist": "Artist",
    "kind": "Buy",
    "expected_return": "Return",
    "interval": "95 % of returns",
    "streams": "Streams so far",
    "expected_streams": "To come",
    "break_even_lift": "Break-even lift",
}
ADVICE = {
    "track": "Track",
    "artist": "Artist",
    "advice": "Most room on",
    "gap": "How far behind",
    "sureness": "How sure",
}
MIN_SURE, MAX_ADVICE = 0.8, 12

HOW = """
**Expected extra streams** = streams to come within the horizon × (lift − 1).

**Streams to come** of a track that is out are a share of its own streams so far, at the most all of
them. Streams are taken to grow with a power of a track's age, so that the monthly ones fall by the
same share whenever its age doubles. The age is what you enter; where a track has two captures at
least a week apart, it follows from its own pace. Only of tracks whose streams are not known does
the `release` champion speak: it predicts what like tracks have by the age you enter, raised from
medians to means by smearing (Duan 1983) with the errors it made on tracks without an official
video, by artists it had not seen.

**The lift** comes from four comparisons over the whole catalogue. *Like tracks, any artist* is the
doubly robust effect on tracks without a video (Video lift's own is the average over all tracks,
most of which have one). The others compare within an artist or an album by fixed effects.

**Return** = extra streams × (revenue per stream + views per stream × revenue per view). Views per
stream is pooled over tracks with an official video. No lift of views is assumed beyond that: the
video counted for a track without an official one is somebody else's upload.

**How sure.** 1,000 simulations for each comparison, which count by your weights: a lift from its
interval by artist, and streams to come off by the factor you enter, half of its variance shared by
all tracks. Intervals and chances of loss are read off these; bounds are never added up. The shares
of the doubt are those of the variance of the net. A small catalogue flatters the lift a little: in
40 simulated ones of 120 artists it came out 2 % too high, and where a loss was as likely as not the
chance said was 45 %.

**The portfolio** takes the videos with the largest expected net for their cost until the budget is
spent; every track has the same lift.

**Platform advice** holds streams against what views and the artist's other tracks lead one to
expect; 'how sure' is the share of tracks that stray less far on that side.
"""


def plan_of(values: dict[str, float | None]) -> Plan:
    """Return the plan of the fields' values."""
    return dataclasses.replace(DEFAULTS, **values)


def chance(value: float) -> str:
    """Write a chance read off simulations: none of them is not never."""
    if value < 0.005:
        return "under 1 %"
    return "over 99 %" if value > 0.995 else percent(value, 0)


def policy(budget: Budget, name: str) -> dict[str, float]:
    """Return one policy's figures."""
    row = budget.policies[budget.policies["policy"] == name].drop(columns="policy")
    return dict(zip(row.columns, row.to_numpy(dtype=float)[0].tolist(), strict=True))


def lead(budget: Budget) -> str:
    """Say the page's answer, and what it hangs on."""
    bought = policy(budget, BOUGHT)
    if not bought["n_tracks"]:
        return (
            "**No video pays** at these costs: none of "
            f"{many(len(budget.candidates), 'track')} without an official video is expected to "
            "earn its cost."
        )
    official = int((budget.candidates["kind"] == "official").sum())
    lyric = int(bought["n_tracks"]) - official
    kinds = f"{exact(official)} official" + (f" and {exact(lyric)} lyric" if lyric else "")
    videos, are = ("video", "is") if official + lyric == 1 else ("videos", "are")
    more = "more than it costs" if official + lyric == 1 else "more than they cost"
    return (
        f"{short(bought['cost'])} buys **{kinds} {videos}** that {are} expected to earn "
        f"**{short(bought['net'])}** [{short(bought['low'])}, {short(bought['high'])}] {more}, "
        f"with a **{chance(bought['chance_of_loss'])}** chance of losing money. "
        f"{_condition(budget)}"
    )


def _condition(budget: Budget) -> str:
    """Say what the chance of loss hangs on."""
    table = budget.by_belief.sort_values("chance_of_loss", kind="stable")
    names = [IF[name] for name in table["name"]]
    losses = table["chance_of_loss"].to_numpy(dtype=float)
    if len(names) == 1:
        return f"That holds {names[0]}, the only comparison with any weight."
    if losses[-1] - losses[0] < 0.1:
        ends = dict.fromkeys(chance(loss) for loss in (losses[0], losses[-1]))
        return f"Whichever comparison is right, that chance is {' to '.join(ends)}."
    return (
        f"That chance depends on the comparison: **{chance(losses[-1])}** {names[-1]}, "
        f"**{chance(losses[0])}** {names[0]}."
    )


def notes(budget: Budget, known: Forecast, plan: Plan, *, with_doubtful: bool) -> list[str]:
    """Say what the answer takes for granted and which tracks it leaves out."""
    said = [f"{_taken(known, plan)} A video is assumed to lift all tracks alike."]
    if budget.n_left_out:
        said.append(
            f"Simulated for the {exact(len(budget.candidates))} tracks with the most streams to "
            f"come; {exact(budget.n_left_out)} more without an official video are left out."
        )
    if known.n_doubtful and not with_doubtful:
        said.append(
            f"{_tracks(known.n_doubtful)} left out: the video found looks like somebody else's, "
            "so there may be an official one."
        )
    if known.n_unpredicted:
        said.append(
            f"{_tracks(known.n_unpredicted)} left out: their streams are not known, and no model "
            "is there to predict them."
        )
    return said


def _tracks(n: int) -> str:
    return f"{exact(n)} track is" if n == 1 else f"{exact(n)} tracks are"


def _taken(known: Forecast, plan: Plan) -> str:
    """Say how many streams are taken to come."""
    ages = {
        "horizon_months": plan.horizon_months or 1,
        "months_out": plan.months_out or 1,
        "rate_kept": plan.rate_kept or 1,
    }
    tracks = known.candidates
    n_own = int(tracks["monthly_streams"].notna().sum())
    n_unknown = int((tracks["streams"].isna() & tracks["is_out"]).sum())
    n_new = int((~tracks["is_out"]).sum())
    share = share_to_come(np.ones(1), np.full(1, np.nan), **ages)[0]
    text = (
        f"In {ages['horizon_months']:g} months a track is assumed to get {percent(share, 0)} of "
        "its streams so far"
    )
    if n_own:
        text += f"; for {exact(n_own)} tracks with two captures their own pace counts"
    if n_unknown:
        text += f"; for {exact(n_unknown)} whose streams are not known, of what the model predicts"
    if n_new:
        share = share_of_new(**ages)
        text += f"; for {exact(n_new)} not out yet, {percent(share, 0)} of what the model predicts"
    return f"{text}."


def kpis(budget: Budget) -> list[Kpi]:
    """Return the page's cards."""
    bought = policy(budget, BOUGHT)
    pays = policy(budget, "Every track expected to pay")
    interval = f"95 % interval {short(bought['low'])} to {short(bought['high'])}."
    lifts = budget.by_belief["lift"]
    return [
        Kpi("Expected net", short(bought["net"]), exact(bought["net"]), interval),
        Kpi(
            "Chance of loss",
            chance(bought["chance_of_loss"]),
            f"{bought['chance_of_loss']:.3f}",
            "That the videos together earn less than they cost.",
        ),
        Kpi(
            "Worth a video",
            exact(pays["n_tracks"]),
            exact(pays["n_tracks"]),
            f"Tracks expected to earn its cost, of {exact(len(budget.candidates))} without one.",
        ),
        Kpi(
            "Lift used",
            ratio(budget.lift),
            f"{budget.lift:.4f}",
            f"Weighted mean of the comparisons, which say {ratio(lifts.min())} to "
            f"{ratio(lifts.max())}."
            if len(lifts) > 1
            else "By the only comparison with any weight.",
        ),
    ]


def doubt(budget: Budget) -> str:
    """Say which share of the doubt about the net is whose; nothing where nothing is bought."""
    if not sum(budget.doubt.values()):
        return ""
    comparison, sampling, forecast = (
        percent(budget.doubt[name], 0) for name in ("comparison", "sampling", "forecast")
    )
    return (
        f"Where the doubt comes from: **{comparison}** from which comparison to believe, "
        f"**{sampling}** from chance within each, **{forecast}** from how many streams are to come."
    )


def shown(budget: Budget) -> pd.DataFrame:
    """Return the first rows of the table in words and short numbers."""
    table = budget.candidates.head(20).copy()
    table["kind"] = table["kind"].replace("", "–")
    table["expected_return"] = table["expected_return"].round(0)
    bounds = table[["low", "high"]].to_numpy(dtype=float)
    table["interval"] = [f"{short(low)} to {short(high)}" for low, high in bounds]
    table["chance_of_loss"] = [chance(value) for value in table["chance_of_loss"]]
    table["break_even_lift"] = [ratio(value) for value in table["break_even_lift"]]
    return table


def change_of_mind(budget: Budget, plan: Plan) -> str:
    """Say which lift would make the whole portfolio break even, and who says more or less."""
    bought = budget.candidates[budget.candidates["kind"] == "official"]
    gain = bought["expected_return"].sum()
    if not len(bought) or gain <= 0:
        best = budget.candidates["break_even_lift"].min()
        return f"The most promising track would need a lift of {ratio(best)} to earn its video."
    needed = 1 + (budget.lift - 1) * len(bought) * (plan.cost_official or 0) / gain
    measured = "; ".join(
        f"{ratio(lift)} [{ratio(low)}, {ratio(high)}] {IF[name]}"
        for name, lift, low, high in budget.by_belief[
            ["name", "lift", "lift_low", "lift_high"]
        ].itertuples(index=False)
    )
    return (
        f"The official videos bought break even together at a lift of **{ratio(needed)}**. We "
        f"measured {measured}."
    )


def for_whom(groups: pd.DataFrame) -> str:
    """Say whether Video lift finds groups that differ; here every track has the same lift."""
    known = groups[groups["is_identified"]]
    differing = known[known["p_adjusted"] < 0.05]
    if known.empty:
        return "Every track has the same lift here: no group has data enough to tell its own."
    if differing.empty:
        return (
            f"Every track has the same lift here: none of {many(len(known), 'group')} clearly "
            "differs from the rest."
        )
    differ = "differs" if len(differing) == 1 else "differ"
    named = ", ".join(
        f"{plain(group)} ({ratio(lift)})"
        for group, lift in differing[["group", "lift"]].itertuples(index=False)
    )
    return (
        f"Every track has the same lift here, though {len(differing)} of "
        f"{many(len(known), 'group')} clearly {differ} from the rest: {named}."
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
        f"Most room on YouTube: {many(youtube, 'track')}; on Spotify: {many(spotify, 'track')}; "
        f"in balance: {many(int(counts.get('either', 0)), 'track')}."
    )
