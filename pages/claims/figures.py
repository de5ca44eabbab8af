"""The picture of the claims page."""

from collections.abc import Sequence

import plotly.graph_objects as go

from analytics.claims.claim import Verdict
from data.metrics import decimal
from pages.ui import theme

COLORS = {"supported": theme.STREAMS, "rejected": theme.VIEWS}
MAX_TEXT = 46


def verdicts(found: Sequence[Verdict]) -> go.Figure:
    """Draw each measurement as a share of what its claim asks for."""
    ratios = [one for one in found if one.claim.threshold > 0 and one.low == one.low]
    reached = sum(one.verdict == "supported" for one in ratios)
    title = f"{reached} of {len(ratios)} claims reach what they say"
    fig = theme.figure(title, x="Multiple of what is claimed", height=90 + 46 * len(ratios))
    names = [_short(one.claim.text) for one in ratios]
    asked = [one.claim.threshold for one in ratios]
    theme.interval(
        fig,
        at=names,
        value=[one.estimate / goal for one, goal in zip(ratios, asked, strict=True)],
        low=[one.low / goal for one, goal in zip(ratios, asked, strict=True)],
        high=[one.high / goal for one, goal in zip(ratios, asked, strict=True)],
        color=[COLORS.get(one.verdict, theme.GREY) for one in ratios],
        hover=[
            f"{theme.plain(one.claim.text)}<br>measured {decimal(one.estimate)} "
            f"[{decimal(one.low)}, {decimal(one.high)}], claimed {decimal(one.claim.threshold)}"
            for one in ratios
        ],
    )
    fig.add_vline(x=1, line_color=theme.GREY, line_dash="dot")
    return fig.update_yaxes(range=[len(ratios) - 0.5, -0.5], automargin=True)


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
