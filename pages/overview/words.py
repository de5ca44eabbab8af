"""The Overview in words: its answer, its cards, the two splits of its shares."""

import math
from collections.abc import Callable, Mapping

import pandas as pd

from analytics.overview.answers import Overview
from analytics.stats.correlation import Correlation
from data.metrics import decimal, exact, percent, short
from pages.ui.wording import Kpi, compact, many


def summary(shown: Overview, together: Correlation | None) -> str:
    """Return the page's answer in a sentence or two."""
    totals = shown.totals
    text = (
        f"**{many(totals['n_tracks'], 'track')}** by {many(totals['n_artists'], 'artist')}: "
        f"**{short(totals['streams'])} streams** on Spotify and "
        f"**{short(totals['views'])} views** on YouTube."
    )
    if together is None:
        return text
    return (
        f"{text} {_in_words(together)}: rank correlation {decimal(together.r)} "
        f"[{decimal(together.low)}, {decimal(together.high)}]."
    )


def _in_words(together: Correlation) -> str:
    if together.low <= 0 <= together.high:
        return "It is not clear that streams and views rise together"
    if together.r < 0:
        return "Tracks with more streams tend to have fewer views"
    return "Tracks with more streams tend to have more views"


def kpis(shown: Overview, together: Correlation | None, quality: pd.Series) -> list[Kpi]:
    """Return the page's cards.

    Parameters
    ----------
    shown : Overview
    together : Correlation or None
        Of streams and views.
    quality : Series
        Data quality score of each version up to this one.
    """
    totals = shown.totals
    return [
        _count(shown, "Tracks", "n_tracks", "Recordings, each counted once."),
        _count(shown, "Artists", "n_artists", "Everyone listed on at least one of them."),
        _count(shown, "Streams", "streams", "Plays on Spotify, all tracks together."),
        _count(shown, "Views", "views", "Plays on YouTube, all videos together."),
        Kpi(
            "Engagement rate, mean",
            percent(totals["engagement_mean"], 2),
            f"mean {decimal(totals['engagement_mean'], 6)}, "
            f"median {decimal(totals['engagement_median'], 6)}, "
            f"pooled {decimal(totals['engagement_pooled'], 6)}, "
            f"{many(totals['n_engagement'], 'track')}",
            f"Likes and comments per view, averaged over tracks. Median "
            f"{percent(totals['engagement_median'], 2)}; pooled, all reactions over all views, "
            f"{percent(totals['engagement_pooled'], 2)}.",
            *_change(shown.history, "engagement_mean", _points),
        ),
        _together(shown, together),
        Kpi(
            "Official video",
            percent(totals["official_video_share"]),
            f"{decimal(totals['official_video_share'], 6)} of "
            f"{many(totals['n_official_known'], 'track')}",
            "Share of tracks whose video is an official one, where that is known.",
            *_change(shown.history, "official_video_share", _points),
        ),
        _quality(quality),
    ]


def _count(shown: Overview, label: str, column: str, meaning: str) -> Kpi:
    value = shown.totals[column]
    change = _change(shown.history, column)
    return Kpi(label, compact(value), exact(value), meaning, *change)


def earned(shown: Overview, rates: Mapping[str, float | None]) -> list[Kpi]:
    """Return cards of what the chosen tracks have earned, at one rate for all plays.

    Parameters
    ----------
    shown : Overview
    rates : mapping of 'streams' and 'views' to float or None
        Money for one play; None where it is not entered, and so left out.
    """
    known = {count: rate for count, rate in rates.items() if rate}
    sums = {count: shown.totals[count] * rate for count, rate in known.items()}
    parts = [f"{short(value)} from {count}" for count, value in sums.items() if value == value]
    total = sum(value for value in sums.values() if value == value)
    cards = [
        Kpi(
            "Earned so far",
            compact(total),
            exact(total),
            f"{' and '.join(parts).capitalize() or 'No plays are known'}, at the rates entered for "
            "all plays alike.",
        ),
        Kpi(
            "Per track",
            compact(total / shown.totals["n_tracks"]),
            exact(total / shown.totals["n_tracks"]),
            "The mean; a few hits carry most of it.",
        ),
    ]
    if len(shown.growth):
        step = shown.growth.iloc[-1]
        gained = sum(rate * (step[n] - step[f"{n}_before"]) for n, rate in known.items())
        cards.append(
            Kpi(
                "Earned since the capture before",
                compact(gained),
                exact(gained),
                f"Since {step['since']:%-d %B %Y}, on {many(step['n_tracks'], 'track')} with both.",
            )
        )
    return cards


def _growth(before: float, now: float) -> str:
    return ("+" if now >= before else "") + percent(now / before - 1) if before else "–"


def _points(before: float, now: float) -> str:
    return f"{100 * (now - before):+.2f} points"


def _difference(before: float, now: float) -> str:
    return f"{now - before:+.3f}"


def _change(
    history: pd.DataFrame, column: str, in_words: Callable[[float, float], str] = _growth
) -> tuple[str | None, list[float] | None]:
    """Return the change since the last capture in words, and the figure at each capture.

    A step too small for the words to tell is drawn level.
    """
    values = [float(value) for value in history.get(column, ())]
    if len(values) < 2 or not all(map(math.isfinite, values[-2:])):
        return None, None
    drawn = values[:1]
    for value in values[1:]:
        is_told = in_words(drawn[-1], value) != in_words(drawn[-1], drawn[-1])
        drawn.append(value if is_told else drawn[-1])
    said = in_words(*values[-2:])
    if said == in_words(values[-2], values[-2]):
        return "unchanged", drawn
    return said.replace("-", "−"), drawn


def _together(shown: Overview, together: Correlation | None) -> Kpi:
    label = "Streams and views together"
    if together is None:
        return Kpi(label, "–", "not known", "Too few tracks with both for a rank correlation.")
    return Kpi(
        label,
        decimal(together.r),
        f"{together.r:.6f} [{together.low:.6f}, {together.high:.6f}], "
        f"{many(together.n_tracks, 'track')} of {many(together.n_artists, 'artist')}",
        f"Rank correlation from −1 to 1; 95 % interval {decimal(together.low)} to "
        f"{decimal(together.high)}.",
        *_change(shown.history, "rank_correlation", _difference),
    )


def _quality(scores: pd.Series) -> Kpi:
    score = scores.iloc[-1]
    return Kpi(
        "Data quality",
        percent(score),
        f"{score:.6f}, whole catalogue",
        "Share of needed cells that hold a valid value, in the whole catalogue.",
        *_change(pd.DataFrame({"score": scores}), "score", _points),
    )


def split(shown: Overview, by: str) -> pd.DataFrame:
    """Return the shares of one split, 'album_type' or 'official_video'."""
    return shown.shares[shown.shares["split"] == by]
