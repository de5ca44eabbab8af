"""Where streams and views go together more closely than elsewhere: segment by segment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.stats.correlation import (
    CONFIDENCE,
    Correlation,
    Estimates,
    Mask,
    Method,
    Scores,
    correlations,
    differences,
    enough,
    estimate,
    resample,
)
from analytics.stats.resampling import N_REPLICATES

TEMPO_BANDS = (0, 90, 100, 110, 120, 130, 140, np.inf)
TEMPO_NAMES = ("under 90", "90–100", "100–110", "110–120", "120–130", "130–140", "140 and up")
THIRDS = (0, 1 / 3, 2 / 3, np.inf)
THIRD_NAMES = ("low", "middle", "high")


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


def compare_segments(
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
        For the options see `pairs.correlate_pairs`.

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
    """Join the correlations inside and outside each segment and their differences to the table."""
    inside = list(range(1, len(estimates.r), 2))
    rest = [place + 1 for place in inside]
    each = pd.DataFrame(correlations(estimates))
    table = table.join(each.iloc[inside].reset_index(drop=True).drop(columns="p_value"))
    table[["rest", "rest_low", "rest_high"]] = each.loc[rest, ["r", "low", "high"]].to_numpy()
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
