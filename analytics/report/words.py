"""The report's sentences: what a board reads before, and instead of, the tables."""

from analytics.budget.portfolio import BOUGHT
from analytics.report.document import Findings
from analytics.stats.clustered import RatioEstimate
from analytics.video_lift.comparison import judge
from data.metrics import decimal, exact, percent, ratio, short


def title(findings: Findings) -> str:
    """Name the report by its label, as far as that is known."""
    return f"{findings.label}: catalogue report" if findings.label else "Catalogue report"


def summary(findings: Findings) -> str:
    """Say in one paragraph how large the catalogue is, how it moves and what was learned."""
    totals = findings.overview.totals
    said = [
        f"{exact(totals['n_tracks'])} tracks by {exact(totals['n_artists'])} artists stand at "
        f"{short(totals['streams'])} streams and {short(totals['views'])} views.",
        *_growth(findings),
        *_lift(findings),
        *_prediction(findings),
        *_claims(findings),
        *_budget(findings),
    ]
    return " ".join(said)


def _growth(findings: Findings) -> list[str]:
    if findings.overview.growth.empty:
        return []
    step = findings.overview.growth.iloc[-1]
    grown = [
        f"{name} {signed(step[name] / step[f'{name}_before'] - 1)}"
        for name in ("streams", "views")
        if step[f"{name}_before"] > 0
    ]
    if not grown:
        return []
    return [f"Since {step['since']:%-d %B %Y}, on the same tracks: {' and '.join(grown)}."]


def signed(share: float) -> str:
    """Write a change with its sign: +12.3 %."""
    return f"{'+' if share >= 0 else ''}{percent(share)}"


def claims_table(findings: Findings) -> str:
    """Return the built-in claims and what came of them as a Markdown table."""
    lines = ["| What playbooks say | asked | measured | verdict |", "|---|---:|---:|---|"]
    for verdict in findings.verdicts:
        if verdict.claim.is_built_in:
            measured = (
                f"{decimal(verdict.estimate)} [{decimal(verdict.low)}, {decimal(verdict.high)}]"
            )
            asked = decimal(verdict.claim.threshold)
            lines.append(f"| {verdict.claim.text} | {asked} | {measured} | {verdict.outcome} |")
    recordings = exact(findings.overview.totals["n_tracks"])
    lines += ["", f"{recordings} recordings; written by `python -m analytics.report --readme`."]
    return "\n".join(lines)


def _lift(findings: Findings) -> list[str]:
    if findings.comparison is None or findings.robust is None:
        return []
    lift = findings.robust.estimate
    if not judge(findings.comparison, findings.robust).is_identified:
        return ["What an official video is worth cannot be told from this data."]
    return [f"Like with like, an official video goes with {_times(lift)} the streams."]


def _times(lift: RatioEstimate) -> str:
    return f"{ratio(lift.lift)} [{ratio(lift.low)}, {ratio(lift.high)}] times"


def _prediction(findings: Findings) -> list[str]:
    scores = findings.models.get("streams", {}).get("release")
    if not scores or scores["r2_mean"] is None:
        return []
    return [
        f"Before release, models foresee {percent(scores['r2_mean'], 0)} of what sets tracks' "
        "streams apart."
    ]


def _claims(findings: Findings) -> list[str]:
    outcomes = [verdict.outcome for verdict in findings.verdicts]
    if not outcomes:
        return []
    return [
        f"Of {len(outcomes)} rules of the playbook, the data supports "
        f"{outcomes.count('supported')} and rejects {outcomes.count('rejected')}."
    ]


def _budget(findings: Findings) -> list[str]:
    bought = bought_videos(findings)
    if bought is None:
        return []
    return [
        f"A video budget of {short(findings.plan.budget)} would bring "
        f"{short(bought['net'])} [{short(bought['low'])}, {short(bought['high'])}] beyond its cost."
    ]


def bought_videos(findings: Findings) -> dict[str, float] | None:
    """Return what the budget buys: n_tracks, cost, net, low, high, chance_of_loss.

    None where there is no plan to simulate, or it buys nothing.
    """
    if findings.budget is None:
        return None
    policies = findings.budget.policies
    bought = policies[(policies["policy"] == BOUGHT) & (policies["n_tracks"] > 0)]
    names = ["n_tracks", "cost", "net", "low", "high", "chance_of_loss"]
    return None if bought.empty else {name: float(bought.iloc[0][name]) for name in names}


def _rarely(share: float) -> str:
    return f"under {percent(0.01, 0)}" if share < 0.01 else percent(share, 0)


def _worst_belief(findings: Findings) -> str:
    assert findings.budget is not None
    worst = findings.budget.by_belief.sort_values("chance_of_loss").iloc[-1]
    return (
        f"were '{str(worst['label']).lower()}' the right comparison, in "
        f"{_rarely(worst['chance_of_loss'])}"
    )


def changes_of_mind(findings: Findings) -> list[str]:
    """Say what, if it were so, would overturn the report's answers; a sentence each."""
    said: list[str] = []
    if findings.comparison is not None and findings.robust is not None:
        said += judge(findings.comparison, findings.robust).reasons
        said += [
            f"With {choice.label}, the ratio of an official video would be {ratio(choice.lift)} "
            f"[{ratio(choice.low)}, {ratio(choice.high)}]: no gain that can be told from none."
            for choice in findings.comparison.specifications[1:]
            if choice.low <= 1
        ]
        if findings.robust.robustness_value > 0:
            said.append(
                "A trait of tracks that we do not see, which explained "
                f"{percent(findings.robust.robustness_value)} of what is left open both in streams "
                "and in who gets an official video, would bring its ratio down to 1."
            )
    undecided = [one.claim.text for one in findings.verdicts if one.outcome == "undecided"]
    if undecided:
        said.append(
            f"{len(undecided)} of the rules stay undecided: more tracks, or more artists, could "
            "still settle them either way."
        )
    bought = bought_videos(findings)
    if bought is not None:
        said.append(
            f"The videos bought lose money in {_rarely(bought['chance_of_loss'])} of the simulated "
            f"futures; {_worst_belief(findings)}."
        )
    return said
