"""The sentences of the correlations page."""

import pandas as pd

from analytics.correlations.pairs import Correlations
from analytics.correlations.variables import VARIABLES
from analytics.stats.correlation import Correlation, Method
from analytics.stats.resampling import N_REPLICATES
from data import metrics

QUESTION = "Which figures of a track go together, and how sure that is."
METHODS: dict[Method, str] = {"pearson": "Plays (Pearson)", "spearman": "Ranks (Spearman)"}
LABELS = {name: metrics.label(name) for name in VARIABLES}
VERDICTS = {
    "both": "travels",
    "both, more streams": "travels; more on Spotify",
    "both, more views": "travels; more on YouTube",
    "opposite": "pulls in opposite directions",
    "streams only": "Spotify only",
    "views only": "YouTube only",
    "streams, other open": "Spotify; YouTube open",
    "views, other open": "YouTube; Spotify open",
    "neither": "no link seen on either",
    "too few": "too few tracks",
}
HOLDS = {
    "all": "",
    "not beside other audio": "not with other audio equal",
    "within artists, streams only": "within artists on Spotify only",
    "within artists, views only": "within artists on YouTube only",
    "not within artists": "between artists only",
    "unknown": "unknown within artists",
    "": "",
}
HOW = f"""
**Pearson** asks how close tracks lie to a straight line. Counts and the cross-platform ratio enter
as ln(1 + x), so that a step from 10 k to 100 k plays is as long as one from 10 M to 100 M.
**Spearman** asks only whether the order agrees. Each pair uses the tracks that have both figures.

**How sure.** Tracks of one artist are alike. So {N_REPLICATES:,} times we sample artists with
replacement, each with all their tracks, and correlate again; intervals (95 %) and p-values come
from that spread, on Fisher's z scale with Student's t. Ranks are not worked out anew in each
sample, which leaves intervals near zero as they are and makes those of links above 0.9 up to 8 %
too narrow.

**Within artists.** A link of all tracks can be one between artists: loud ones may be famous ones.
So each artist's mean is taken off both figures and the rest correlated (repeated measures), over
artists with two tracks or more. **Other audio equal**: the partial correlation beside all other
audio features that nine in ten tracks have. Both come from the same samples of artists.

**How many questions.** Among many pairs some look linked by chance. The p-values of the triangle
are adjusted for their number (Benjamini-Hochberg: of those called clear, one in twenty is expected
to be a false alarm); pairs that are linked by construction stay out of that. The intervals of
features and of segments are widened until all of them hold together with 95 % (Bonferroni).

**What it is not.** A link is no cause: a label's push, an artist's fame and a track's age move both
platforms and are not in the data. Where no official video is known, the video is often a cover or
a wrong match, which alone loosens the link of streams and views. Key is a circle of twelve notes,
so a straight link to it says little. The figures are those of the tracks that the filter leaves.
"""


def lead(correlations: Correlations) -> str:
    """Say the page's answer in two sentences."""
    scale = "where 1 is lock-step and 0 no link at all."
    return f"**{headline(correlations.headline)}**, {scale} {travellers(correlations.travel)}"


def headline(together: Correlation) -> str:
    """Say how streams and views go together."""
    r, low, high = (metrics.decimal(value) for value in (together.r, together.low, together.high))
    number = f"{r} [{low}, {high}]"
    if together.low > 0:
        return f"Streams and views rise together: {number}"
    if together.high < 0:
        return f"Where streams are high, views are low: {number}"
    return f"Streams and views show no clear link: {number}"


def travellers(travel: pd.DataFrame) -> str:
    """Name the audio features that go with plays on both platforms, however compared."""
    firm = travel[(travel["holds"] == "all") & travel["verdict"].str.startswith("both")]
    if firm.empty:
        return "No audio feature goes with plays on both platforms in every comparison."
    said = _directions("On both platforms", firm, "streams")
    return f"{said[:-1]}, even within artists and with the other audio held equal."


def others(travel: pd.DataFrame) -> str:
    """Name the audio features that go with plays on one platform, or between artists only."""
    holds, firm = travel["holds"], travel[travel["holds"] == "all"]
    said = [
        _directions(f"On {platform} only", firm[chosen], column)
        for platform, column in (("Spotify", "streams"), ("YouTube", "views"))
        if (chosen := firm["verdict"] == f"{column} only").any()
    ]
    if (between := holds == "not within artists").any():
        said.append(f"Between artists only: {_listed(travel.loc[between, 'feature'])}.")
    return " ".join(said)


def _directions(where: str, travel: pd.DataFrame, column: str) -> str:
    """Say which features go with more plays and which with fewer."""
    parts = [
        f"{amount} plays go with {_listed(travel.loc[chosen, 'feature'])}"
        for amount, chosen in (("more", travel[column] > 0), ("fewer", travel[column] < 0))
        if chosen.any()
    ]
    return f"{where}, {' and '.join(parts)}."


def _listed(names: pd.Series) -> str:
    *first, last = (metrics.label(name).lower() for name in names)
    return f"{', '.join(first)} and {last}" if first else last
