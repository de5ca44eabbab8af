"""The picture of the claims page."""

import math
from collections.abc import Sequence

import plotly.graph_objects as go

from analytics.claims.claim import Outcome, Verdict
from data.metrics import decimal, many
from pages.ui import theme

COLORS: dict[Outcome, str] = {"supported": theme.STREAMS, "rejected": theme.VIEWS}
MAX_TEXT = 46


def verdicts(judged: Sequence[Verdict]) -> go.Figure:
    """Draw each measurement as a multiple of what its claim asks for."""
    shown = [one for one in judged if one.claim.threshold > 0 and not math.isnan(one.low)]
    reached = sum(verdict.outcome == "supported" for verdict in shown)
    hold = "holds" if reached < 2 else "hold"
    title = f"{reached or 'None'} of {many(len(shown), 'claim')} {hold} beyond doubt"
    fig = theme.figure(title, x="Multiple of what is claimed", height=90 + 46 * len(shown))
    asked = [verdict.claim.threshold for verdict in shown]
    theme.interval(
        fig,
        at=[_short(verdict.claim.text) for verdict in shown],
        value=[one.estimate / goal for one, goal in zip(shown, asked, strict=True)],
        low=[one.low / goal for one, goal in zip(shown, asked, strict=True)],
        high=[one.high / goal for one, goal in zip(shown, asked, strict=True)],
        color=[COLORS.get(verdict.outcome, theme.GREY) for verdict in shown],
        hover=[
            f"{theme.plain(one.claim.text)}<br>measured {decimal(one.estimate)} "
            f"[{decimal(one.low)}, {decimal(one.high)}], claimed {decimal(one.claim.threshold)}"
            for one in shown
        ],
    )
    fig.add_vline(x=1, line_color=theme.GREY, line_dash="dot")
    return fig.update_yaxes(range=[len(shown) - 0.5, -0.5], automargin=True)


def _short(text: str) -> str:
    """Break a claim over two lines so that it fits beside the picture."""
    words, line = text.split(), ""
    for i, word in enumerate(words):
        if len(line) + len(word) > MAX_TEXT // 2 and i:
            rest = " ".join(words[i:])
            rest = rest if len(rest) <= MAX_TEXT // 2 + 6 else rest[: MAX_TEXT // 2 + 4] + "…"
            return f"{theme.plain(line.strip())}<br>{theme.plain(rest)}"
        line += word + " "
    return theme.plain(line.strip())
