"""The report for download: the pages' own answers, written down."""

from analytics.report import document as report
from analytics.report import html as report_html
from analytics.report import pdf as report_pdf
from analytics.report.document import Document, Findings
from analytics.runs import registry
from analytics.stats.correlation import Correlation
from analytics.video_lift.comparison import Comparison, Robust
from data import published
from data.errors import NotEnoughData
from data.selection import Selection
from pages.claims import answers as claims
from pages.correlations import answers as correlations
from pages.overview import answers as overview
from pages.video_lift import answers as video_lift

FLAG = "has_official_video"
TYPES = {"html": "text/html", "json": "application/json", "pdf": "application/pdf"}


def download(selection: Selection, kind: str) -> bytes:
    """Return the report of the whole version, whatever the filter.

    Parameters
    ----------
    selection : Selection
    kind : {'html', 'json', 'pdf'}

    Raises
    ------
    NoChromium
        For a PDF, where there is no browser to print it with.
    """
    found = findings(Selection(selection.version))
    written = report.document(found)
    if kind == "json":
        return report.to_json(written)
    page = report_html.page(found, written)
    return report_pdf.print_pdf(page) if kind == "pdf" else page.encode()


def document(selection: Selection) -> Document:
    """Return the report's numbers."""
    return report.document(findings(Selection(selection.version)))


def findings(everything: Selection) -> Findings:
    """Ask each page for its answers."""
    compared, last = _lift(everything)
    training = registry.latest()
    return Findings(
        manifest=published.manifest(everything.version),
        totals=overview.overview(everything).totals,
        spearman=overview.correlation_or_none(everything),
        pearson=_pearson(everything),
        comparison=compared,
        robust=last,
        verdicts=claims.verdicts(everything, wait=True),
        models=report.model_scores(),
        trained_on=training.data_version if training else None,
    )


def _pearson(everything: Selection) -> Correlation | None:
    try:
        return correlations.correlations(everything, method="pearson").headline
    except NotEnoughData:
        return None


def _lift(everything: Selection) -> tuple[Comparison | None, Robust | None]:
    try:
        compared = video_lift.comparison(everything, flag=FLAG)
        return compared, video_lift.robust(everything, flag=FLAG)
    except NotEnoughData:
        return None, None
