"""The report asks the answers that the pages ask; whoever wants it, a page or a command, asks here.

Public functions
----------------
findings(selection, plan) -> Findings of the whole version, whatever the filter
content(findings, kind)   -> the report as the bytes of a file: 'html', 'json' or 'pdf'
"""

from datetime import UTC, datetime
from typing import Literal

from analytics.budget import answers as budget
from analytics.budget.plan import Plan
from analytics.budget.portfolio import Budget
from analytics.claims import answers as claims
from analytics.correlations import answers as correlations
from analytics.overview import answers as overview
from analytics.report import html, pdf
from analytics.report.document import Findings, document, to_json
from analytics.report.scores import ChampionScores, champion_scores
from analytics.runs import experiments, registry
from analytics.runs.database import with_models
from analytics.stats.correlation import Correlation
from analytics.video_lift import answers as video_lift
from analytics.video_lift.comparison import LiftComparison, Robust
from data import published
from data.errors import BadOption, ModelRefused, NotEnoughData
from data.selection import Selection
from data.settings import settings

FLAG = "has_official_video"
DEFAULT_PLAN = Plan()

Kind = Literal["html", "json", "pdf"]


def findings(selection: Selection, plan: Plan = DEFAULT_PLAN) -> Findings:
    """Ask for all that the report says, of the whole version, whatever the filter.

    What is not kept yet is computed here and now, which may take a minute.

    Parameters
    ----------
    selection : Selection
    plan : Plan, optional
        The video budget to report on.
    """
    everything = Selection(selection.version)
    comparison, robust = _lift(everything)
    return Findings(
        manifest=published.manifest(everything.version),
        label=settings().label,
        overview=overview.overview(everything),
        spearman=overview.correlation_or_none(everything),
        pearson=_pearson(everything),
        comparison=comparison,
        robust=robust,
        verdicts=claims.verdicts(everything, wait=True),
        plan=plan,
        budget=_budget(everything, plan),
        models=models(),
        generated_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _pearson(everything: Selection) -> Correlation | None:
    try:
        return correlations.correlations(everything, method="pearson").headline
    except NotEnoughData:
        return None


def _budget(everything: Selection, plan: Plan) -> Budget | None:
    try:
        return budget.planned(everything, plan=plan)
    except (BadOption, ModelRefused, NotEnoughData):
        return None


def _lift(everything: Selection) -> tuple[LiftComparison | None, Robust | None]:
    try:
        comparison = video_lift.comparison(everything, flag=FLAG)
        return comparison, video_lift.robust(everything, flag=FLAG)
    except NotEnoughData:
        return None, None


@with_models
def models() -> ChampionScores:
    """Return the champions' scores, empty without models."""
    return champion_scores(registry.champions(), experiments.runs())


def content(findings: Findings, kind: Kind) -> bytes:
    """Write the report down.

    Raises
    ------
    NoChromium
        For a PDF, where there is no browser to print it with.
    """
    if kind == "json":
        return to_json(document(findings))
    page = html.page(findings)
    return pdf.print_pdf(page) if kind == "pdf" else page.encode()
