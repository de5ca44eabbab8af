"""The report's charts as inline SVG, drawn by matplotlib: small, sharp on paper, no script."""

import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analytics.claims.claim import Outcome, Verdict
from analytics.report.scores import ChampionScores
from analytics.stats.clustered import RatioEstimate
from data.metrics import decimal

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STREAMS, VIEWS, GREY, INK = "#009E73", "#D55E00", "#8A8F98", "#2B2B33"
COLORS: dict[Outcome, str] = {"supported": STREAMS, "rejected": VIEWS}
STYLE: dict[str, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "crossfade",
    "font.family": "sans-serif",
    "font.size": 9,
    "text.parse_math": False,
    "text.color": INK,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def ladder(rungs: Sequence[RatioEstimate]) -> str:
    """Draw each estimator's ratio with its interval."""
    fair = ("artist_fixed_effects", "doubly_robust")
    return _dots(
        [rung.label for rung in rungs],
        [(rung.lift, rung.low, rung.high) for rung in rungs],
        [STREAMS if rung.estimator in fair else GREY for rung in rungs],
        "Streams with an official video over streams without (ratio)",
    )


def claims(verdicts: Sequence[Verdict]) -> str:
    """Draw each measurement as a multiple of what its claim asks for."""
    shown = [
        (number, verdict)
        for number, verdict in enumerate(verdicts, 1)
        if verdict.claim.threshold > 0 and not math.isnan(verdict.low)
    ]
    rows = [
        tuple(value / one.claim.threshold for value in (one.estimate, one.low, one.high))
        for _, one in shown
    ]
    return _dots(
        [f"{number}" for number, _ in shown],
        rows,
        [COLORS.get(verdict.outcome, GREY) for _, verdict in shown],
        "Measured, as a multiple of what is claimed; numbers as in the table",
    )


def models(scores: ChampionScores) -> str:
    """Draw R² of every count and feature set with its spread over folds."""
    shown = [
        (f"{what}, {name}", one["r2_mean"], one["r2_sd"] or 0.0)
        for what, sets in scores.items()
        for name, one in sets.items()
        if one.get("r2_mean") is not None
    ]
    return _dots(
        [name for name, *_ in shown],
        [(mean, mean - spread, mean + spread) for _, mean, spread in shown],
        [STREAMS] * len(shown),
        "R² of log plays on artists not seen (mean and spread over folds)",
        reference=0,
    )


def _dots(
    names: Sequence[str],
    rows: Sequence[tuple[float, ...]],
    colors: Sequence[str],
    scale: str,
    *,
    reference: float = 1,
) -> str:
    """Draw estimates as dots with intervals as bars, one under the other; nothing of none.

    Parameters
    ----------
    names, colors : sequence of str
    rows : sequence of (estimate, low, high)
    scale : str
        What the axis shows.
    reference : float, default=1
        Where the dotted line stands.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    if not rows:
        return ""
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(7.2, 0.7 + 0.34 * len(rows)), layout="constrained")
        axes = figure.subplots()
        axes.axvline(reference, color=GREY, linestyle=":", linewidth=1)
        axes.set_xlabel(scale)
        for place, ((value, low, high), color) in enumerate(zip(rows, colors, strict=True)):
            axes.plot([low, high], [place, place], color=color, linewidth=2)
            axes.plot([value], [place], "o", color=color, markersize=6)
            axes.annotate(
                decimal(value), (value, place), (0, 5), textcoords="offset points", ha="center"
            )
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.5, -0.7)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
        return _svg(figure)


def _svg(figure: "Figure") -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]
