"""What the Overview asks: the chosen tracks in numbers, and what holds of the label's claims.

Public functions
----------------
totals(selection)               -> counts, sums, means and medians
overview(selection)             -> Overview: totals, the top, shares of groups, history
correlation(selection)          -> Correlation of streams and views
correlation_or_none(selection)  -> the same, None where there are too few tracks
quality(selection)              -> the data quality score, version by version
verdicts(selection)             -> the claims' verdicts as far as they are known
measurements(selection)         -> the slow questions behind them
"""

from dataclasses import dataclass
from itertools import takewhile

import pandas as pd

from analytics import kept
from analytics.claims import answers as claims
from analytics.stats.correlation import Correlation, correlate
from data import build, published
from data.errors import NotEnoughData
from data.reads import overview as reads_overview
from data.reads import tracks as reads
from data.selection import Selection

BINS_PER_DECADE = reads_overview.BINS_PER_DECADE
verdicts = claims.verdicts
measurements = claims.measurements


@dataclass(frozen=True, eq=False, slots=True)
class Overview:
    """The chosen tracks in numbers; frames as `data.reads.overview` returns them.

    Attributes
    ----------
    totals : Series
    distribution, top_tracks, top_artists, shares : DataFrame
    history, growth, risers : DataFrame
        Empty where there is one capture only.
    """

    totals: pd.Series
    distribution: pd.DataFrame
    top_tracks: pd.DataFrame
    top_artists: pd.DataFrame
    shares: pd.DataFrame
    history: pd.DataFrame
    growth: pd.DataFrame
    risers: pd.DataFrame


@kept.in_memory
def totals(selection: Selection) -> pd.Series:
    """Return counts, sums, means and medians of the chosen tracks.

    Raises
    ------
    NotEnoughData
        If no track fits the filter.
    """
    row = reads_overview.totals(selection)
    if not row["n_tracks"]:
        raise NotEnoughData("No track fits the filter.", hint="Widen or clear the filter.")
    return row


@kept.in_memory
def overview(selection: Selection) -> Overview:
    """Return the figures of the chosen tracks.

    Raises
    ------
    NotEnoughData
        If no track fits the filter.
    """
    row = totals(selection)
    several = published.manifest(selection.version).has_history
    nothing = pd.DataFrame()
    return Overview(
        totals=row,
        distribution=reads_overview.distribution(selection),
        top_tracks=reads_overview.top_tracks(selection),
        top_artists=reads_overview.top_artists(selection),
        shares=reads_overview.shares(selection),
        history=reads_overview.history(selection) if several else nothing,
        growth=reads_overview.growth(selection) if several else nothing,
        risers=reads_overview.risers(selection) if several else nothing,
    )


@kept.in_memory
def correlation(selection: Selection) -> Correlation:
    """Return Spearman's correlation of streams and views, with an interval over artists.

    Raises
    ------
    NotEnoughData
        If the filter leaves too few tracks.
    """
    tracks = reads.whole_artists(selection, ("artist", "streams", "views"))
    return correlate(tracks, method="spearman")


def correlation_or_none(selection: Selection) -> Correlation | None:
    """Return the correlation of streams and views, None where there are too few tracks."""
    try:
        return correlation(selection)
    except NotEnoughData:
        return None


def quality(selection: Selection) -> pd.Series:
    """Return the data quality score of the version and of those before it, oldest first.

    Returns
    -------
    Series of shape (n_versions,), at least one
        Shares from 0 to 1, by the name of the version; demo or real, as the version itself is.
    """
    this = published.manifest(selection.version)
    before = takewhile(lambda other: other.version != this.version, build.versions())
    shown = [*(other for other in before if other.is_demo == this.is_demo), this]
    names = [manifest.version for manifest in shown]
    return pd.Series([manifest.data_quality_score for manifest in shown], names)
