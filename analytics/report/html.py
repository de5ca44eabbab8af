"""The report as one self-contained HTML file that prints well on A4; it is laid out by Jinja2."""

import functools
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.models.model import LABELS
from analytics.report import charts, words
from analytics.report.document import Findings, document
from analytics.runs import catalogues
from analytics.stats.clustered import RatioEstimate
from analytics.video_lift.comparison import ladder
from data.metrics import decimal, exact, percent, ratio, short

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATE = Path(__file__).with_name("report.html.j2")
TOP = 6
"""Rows of the lists of tracks and artists: a board reads no further."""
FILTERS = {
    "change": lambda now, before: words.signed(now / before - 1) if before else "–",
    "decimal": decimal,
    "exact": exact,
    "percent": percent,
    "ratio": ratio,
    "short": short,
}


def page(findings: Findings) -> str:
    """Return the report as HTML, its numbers those of `document.document`."""
    written, shown = document(findings), findings.overview
    rungs = ladder(findings.comparison, findings.robust) if findings.comparison is not None else ()
    counts = {what: sets for what, sets in written["models"].items() if what != "hits"}
    return _template().render(
        **written,
        title=words.title(findings),
        day=f"{datetime.fromisoformat(findings.generated_at):%-d %B %Y}",
        summary=words.summary(findings),
        changes_of_mind=words.changes_of_mind(findings),
        totals=shown.totals,
        risers=shown.risers.head(TOP).to_dict("records"),
        top_artists=shown.top_artists.head(TOP).to_dict("records"),
        top_tracks=shown.top_tracks.head(TOP).to_dict("records"),
        choices=_choices(findings),
        beliefs=findings.budget.by_belief.to_dict("records") if findings.budget else [],
        is_demo=findings.manifest.is_demo,
        captures=findings.manifest.captures,
        rungs=rungs,
        verdicts=findings.verdicts,
        labels=LABELS,
        catalogues=catalogues.NAMES,
        charts={
            "ladder": charts.ladder(rungs),
            "claims": charts.claims(findings.verdicts),
            "models": charts.models(counts),
        },
    )


def _choices(findings: Findings) -> list[RatioEstimate]:
    """Return the same-artist ratio under other choices; the first is the ladder's own."""
    if findings.comparison is None:
        return []
    compared = findings.comparison
    return [*compared.specifications[1:], *compared.by_licence]


@functools.cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATE.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= FILTERS
    return environment.get_template(TEMPLATE.name)
