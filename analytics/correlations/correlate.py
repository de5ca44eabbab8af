"""Which figures of a track go together: all pairs, by feature, by segment, and one pair closely."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from analytics.stats.correlation import (
    CONFIDENCE,
    Correlation,
    Estimates,
    Floats,
    Mask,
    Method,
    Scores,
    correlations,
    differences,
    enough,
    estimate,
    intervals,
    resample,
    scale,
)
from analytics.stats.resampling import N_REPLICATES, ArtistResamples, adjust, t_quantile
from data.metrics import AUDIO_FEATURES, COUNTS

DERIVED = ("engagement_rate", "cross_platform_ratio", "audio_positivity")
VARIABLES = (*COUNTS, *DERIVED, *AUDIO_FEATURES)
PARTS = {
    "engagement_rate": {"likes", "comments", "views"},
    "cross_platform_ratio": {"streams", "views"},
    "audio_positivity": {"danceability", "energy", "valence"},
}
"""What a derived variable is computed from, and so goes along with by construction."""
VERDICTS = (
    "both",
    "both, more streams",
    "both, more views",
    "opposite",
    "streams only",
    "views only",
    "streams, other open",
    "views, other open",
    "neither",
    "too few",
)
"""Where an audio feature goes with plays, the widest first. 'Other open': a link on one platform,
none seen on the other, and the two not distinguishable either, so nothing is settled."""
TEMPO_BANDS = (0, 90, 100, 110, 120, 130, 140, np.inf)
TEMPO_NAMES = ("under 90", "90–100", "100–110", "110–120", "120–130", "130–140", "140 and up")
THIRDS = (0, 1 / 3, 2 / 3, np.inf)
THIRD_NAMES = ("low", "middle", "high")
METHODS: tuple[Method, Method] = ("pearson", "spearman")
MAX_POINTS = 5_000
N_BINS = 48


@dataclass(frozen=True, eq=False, slots=True)
class Correlations:
    """All pairs of variables, and what they say of each audio feature."""

    method: str
    headline: Correlation
    """Streams with views."""
    pairs: pd.DataFrame
    """One row per pair: x, y, r, low, high, n_tracks, n_artists, p_value, p_adjusted,
    is_built_in (one is computed from the other), is_clear (distinguishable from zero)."""
    travel: pd.DataFrame
    """One row per audio feature, sorted by verdict: feature; streams, views and difference, each
    with _low and _high bounds that hold for all features together; verdict, see `VERDICTS`."""
    n_tracks: int
    n_artists: int
    n_replicates: int


@dataclass(frozen=True, eq=False, slots=True)
class Segments:
    """Streams with views inside each segment and in the rest."""

    method: str
    overall: Correlation
    table: pd.DataFrame
    """One row per segment: family, segment, n_tracks, n_artists, r, low, high, rest, rest_low,
    rest_high, difference, difference_low, difference_high, p_adjusted, is_clear. The bounds of
    differences hold for all segments together; too small segments are NaN."""
    n_compared: int


@dataclass(frozen=True, eq=False, slots=True)
class Relation:
    """One pair of variables closely: every track, a straight fit, and what tenths do.

    Figures are on the scale of the fit: ln(1 + x) for what is `LOGGED`, else as they are.
    """

    x: str
    y: str
    pearson: Correlation
    spearman: Correlation
    points: pd.DataFrame
    """Columns x, y, track, artist; empty above `MAX_POINTS` tracks."""
    density: Floats
    """Shape (N_BINS, N_BINS): number of tracks by y (rows) and x (columns)."""
    x_edges: Floats
    y_edges: Floats
    fit: pd.DataFrame
    """Columns x, y, low, high: the straight line and its 95 % interval."""
    tenths: pd.DataFrame
    """Columns x, y, low, high, n_tracks: mean of y in each tenth of tracks by x."""


def correlate(
    tracks: pd.DataFrame,
    *,
    method: Method = "pearson",
    variables: Sequence[str] = VARIABLES,
    n_replicates: int = N_REPLICATES,
    random_state: int = 0,
) -> Correlations:
    """Correlate every pair of variables over the tracks where both are known.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        One row per recording. Needs `artist` and the variables.
    method : {"pearson", "spearman"}, default="pearson"
        Pearson takes counts and the cross-platform ratio as ln(1 + x).
    variables : sequence of str, default=VARIABLES
        Starts with `streams` and `views`.
    n_replicates : int, default=1000
        Number of draws of artists.
    random_state : int, default=0

    Returns
    -------
    Correlations
        Pairs of too few tracks or artists are NaN.

    Raises
    ------
    NotEnoughData
        If streams and views are such a pair.

    Notes
    -----
    Intervals as in `analytics.stats.correlation.correlate`. Pairs that are built in stay out of the
    Benjamini-Hochberg adjustment: certain hits would make it lenient on the rest.
    """
    resamples = resample(tracks, n_replicates, random_state)
    scores = Scores(tracks, method)
    names = list(combinations(variables, 2))
    estimates = estimate([scores.pair(x, y) for x, y in names], resamples)
    return Correlations(
        method=method,
        headline=enough(correlations(estimates)[names.index(("streams", "views"))]),
        pairs=_pairs(names, estimates),
        travel=_travel(names, estimates, [v for v in variables if v in AUDIO_FEATURES]),
        n_tracks=len(tracks),
        n_artists=resamples.n_artists,
        n_replicates=n_replicates,
    )


def _pairs(names: Sequence[tuple[str, str]], estimates: Estimates) -> pd.DataFrame:
    pairs = pd.DataFrame(names, columns=["x", "y"]).join(pd.DataFrame(correlations(estimates)))
    pairs["is_built_in"] = [_is_built_in(x, y) for x, y in names]
    pairs["p_adjusted"] = adjust(pairs["p_value"].mask(pairs["is_built_in"]))
    pairs["is_clear"] = pairs["p_adjusted"] < 1 - CONFIDENCE
    return pairs


def _is_built_in(x: str, y: str) -> bool:
    """Whether one is computed from the other, or both from something in common."""
    of_x, of_y = PARTS.get(x, set()) | {x}, PARTS.get(y, set()) | {y}
    return bool(of_x & of_y)


def _travel(
    names: Sequence[tuple[str, str]], estimates: Estimates, features: Sequence[str]
) -> pd.DataFrame:
    """Hold each feature's link to streams against its link to views, from the same draws."""
    where = {
        "streams": [names.index(("streams", feature)) for feature in features],
        "views": [names.index(("views", feature)) for feature in features],
    }
    n_comparisons = 3 * len(features)
    travel = pd.DataFrame({"feature": features})
    for name, of in where.items():
        low, high, _ = intervals(estimates, n_comparisons=n_comparisons, of=of)
        travel[[name, f"{name}_low", f"{name}_high"]] = np.column_stack(
            [estimates.r[of], low, high]
        )
    found = differences(estimates, *where.values(), n_comparisons=n_comparisons)
    travel[["difference", "difference_low", "difference_high"]] = np.column_stack(found[:3])
    travel["verdict"] = [_verdict(row) for row in travel.to_dict("records")]
    travel["strength"] = travel[["streams", "views"]].abs().max(axis=1)
    travel["place"] = travel["verdict"].map(lambda verdict: max(VERDICTS.index(verdict), 2))
    travel = travel.sort_values(["place", "strength"], ascending=[True, False], kind="stable")
    return travel.drop(columns=["place", "strength"]).reset_index(drop=True)


def _verdict(row: Mapping[Hashable, float]) -> str:
    """Decide where a feature goes with plays; only intervals that leave out zero count."""
    if np.isnan(row["difference_low"]):
        return "too few"
    on_streams, on_views, differs = (
        _sign(row, name) for name in ("streams", "views", "difference")
    )
    if not on_streams and not on_views:
        return "neither"
    if on_streams and on_views:
        if on_streams != on_views:
            return "opposite"
        if not differs:
            return "both"
        return "both, more streams" if differs == on_streams else "both, more views"
    one = "streams" if on_streams else "views"
    return f"{one} only" if differs else f"{one}, other open"


def _sign(row: Mapping[Hashable, float], name: str) -> int:
    """Return 1 or -1 where the interval lies on one side of zero, else 0."""
    return int(row[f"{name}_low"] > 0) - int(row[f"{name}_high"] < 0)


def segments(
    tracks: pd.DataFrame,
    *,
    method: Method = "pearson",
    n_replicates: int = N_REPLICATES,
    random_state: int = 0,
) -> Segments:
    """Ask whether streams and views go together more closely in one segment than in the rest.

    Parameters
    ----------
    tracks : DataFrame
        One row per recording. Needs `artist`, `streams`, `views`, `tempo`, `valence`, `energy`,
        `album_type` and `has_official_video`. The rest of a segment is every other track.
        For the options see `correlate`.

    Returns
    -------
    Segments

    Raises
    ------
    NotEnoughData
        If streams and views have too few tracks or artists altogether.

    Notes
    -----
    Corrected for the number of segments by Bonferroni, in bounds and p-values alike, so that the
    picture and the verdict are the same thing.
    """
    groups = _groups(tracks)
    scores = Scores(tracks, method)
    pairs = [scores.pair("streams", "views")]
    for _, _, inside, rest in groups:
        pairs += [scores.pair("streams", "views", within=mask) for mask in (inside, rest)]
    estimates = estimate(pairs, resample(tracks, n_replicates, random_state))
    table = pd.DataFrame([group[:2] for group in groups], columns=["family", "segment"])
    overall = enough(correlations(estimates)[0])
    return Segments(method, overall, *_compared(table, estimates))


def _compared(table: pd.DataFrame, estimates: Estimates) -> tuple[pd.DataFrame, int]:
    """Join the links inside and outside each segment and their differences to the table."""
    inside = list(range(1, len(estimates.r), 2))
    rest = [place + 1 for place in inside]
    found = pd.DataFrame(correlations(estimates))
    table = table.join(found.iloc[inside].reset_index(drop=True).drop(columns="p_value"))
    table[["rest", "rest_low", "rest_high"]] = found.loc[rest, ["r", "low", "high"]].to_numpy()
    n_compared = max(int((~np.isnan(estimates.r[inside] - estimates.r[rest])).sum()), 1)
    difference, low, high, p = differences(estimates, inside, rest, n_comparisons=n_compared)
    table["difference"] = difference
    table["difference_low"], table["difference_high"] = low, high
    table["p_adjusted"] = np.minimum(p * n_compared, 1)
    table["is_clear"] = table["p_adjusted"] < 1 - CONFIDENCE
    return table, n_compared


def _groups(tracks: pd.DataFrame) -> list[tuple[str, str, Mask, Mask]]:
    """List family, segment, and which tracks are inside and in the rest."""
    families = {
        "tempo": pd.cut(tracks["tempo"], TEMPO_BANDS, right=False, labels=TEMPO_NAMES),
        "valence": pd.cut(tracks["valence"], THIRDS, right=False, labels=THIRD_NAMES),
        "energy": pd.cut(tracks["energy"], THIRDS, right=False, labels=THIRD_NAMES),
        "album_type": tracks["album_type"],
        "has_official_video": tracks["has_official_video"].map({True: "yes", False: "no"}),
    }
    groups = []
    for family, kinds in families.items():
        names = kinds.astype("category").cat.categories
        # what holds with a video against without holds the other way round: asked once
        for name in names[-1:] if family == "has_official_video" else names:
            inside = (kinds == name).to_numpy(dtype=bool)
            groups.append((family, str(name), inside, ~inside))
    return groups


def relate(
    tracks: pd.DataFrame,
    *,
    x: str,
    y: str,
    n_replicates: int = N_REPLICATES,
    random_state: int = 0,
) -> Relation:
    """Look at one pair of variables closely.

    Parameters
    ----------
    tracks : DataFrame
        One row per recording. Needs `artist`, `track`, `x` and `y`. For the options see
        `correlate`.

    Returns
    -------
    Relation

    Raises
    ------
    NotEnoughData
        If too few tracks or artists have both.

    Notes
    -----
    The line is fitted by least squares in every replicate; its band at each place is the spread
    of those lines there. It ends at the outer half percents of x: it says nothing beyond.
    """
    resamples = resample(tracks, n_replicates, random_state)
    pairs = [Scores(tracks, method).pair(x, y) for method in METHODS]
    pearson, spearman = (enough(found) for found in correlations(estimate(pairs, resamples)))
    both = pairs[0].both
    across, up = (scale(name, tracks[name]) for name in (x, y))
    points = tracks.loc[both, ["track", "artist"]].assign(x=across[both], y=up[both])
    density, x_edges, y_edges = np.histogram2d(points["x"], points["y"], bins=N_BINS)
    return Relation(
        x=x,
        y=y,
        pearson=pearson,
        spearman=spearman,
        points=points if len(points) <= MAX_POINTS else points.iloc[:0],
        density=density.T,
        x_edges=x_edges,
        y_edges=y_edges,
        fit=_fit(across, up, both, resamples),
        tenths=_tenths(across, up, both, resamples),
    )


def _fit(x: Floats, y: Floats, both: Mask, resamples: ArtistResamples) -> pd.DataFrame:
    """Fit a straight line through all points, and in each replicate for the band."""
    middle_x, middle_y = x[both].mean(), y[both].mean()
    dx, dy = np.where(both, x - middle_x, 0), np.where(both, y - middle_y, 0)
    n, sx, sy, sxx, sxy = resamples.sums([both, dx, dy, dx * dx, dx * dy]).T
    slopes = (n * sxy - sx * sy) / (n * sxx - sx * sx)
    low, high = np.quantile(x[both], [0.005, 0.995])
    grid = np.linspace(float(low), float(high), 41)
    lines = ((sy - slopes * sx) / n)[:, None] + slopes[:, None] * (grid - middle_x)
    reach = t_quantile(CONFIDENCE, resamples.n_groups) * lines.std(axis=0, ddof=1)
    line = middle_y + (dx @ dy) / (dx @ dx) * (grid - middle_x)
    return pd.DataFrame({"x": grid, "y": line, "low": line - reach, "high": line + reach})


def _tenths(x: Floats, y: Floats, both: Mask, resamples: ArtistResamples) -> pd.DataFrame:
    """Average y in each tenth of tracks by x, so that a bend shows that the line hides."""
    edges = np.unique(np.quantile(x[both], np.linspace(0, 1, 11)[1:-1]))
    tenth = np.where(both, np.searchsorted(edges, x), -1)
    members = [tenth == place for place in np.unique(tenth[both])]
    counts = resamples.sums(members)
    totals = resamples.sums([np.where(member, y, 0) for member in members])
    means = totals / np.where(counts > 0, counts, np.nan)
    reach = t_quantile(CONFIDENCE, resamples.n_groups) * np.nanstd(means, axis=0, ddof=1)
    middle = np.array([y[member].mean() for member in members])
    return pd.DataFrame(
        {
            "x": [x[member].mean() for member in members],
            "y": middle,
            "low": middle - reach,
            "high": middle + reach,
            "n_tracks": [np.count_nonzero(member) for member in members],
        }
    )
