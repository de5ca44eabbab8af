"""An artist's score: where the artist stands among all, part by part, and how sure that is.

Others publish a score without saying of what, and without an interval. This one is the plain mean
of its parts, each a percentile, and its interval redraws the artist's tracks: an artist with one
hit among ten tracks is known less well than one with ten alike.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.catalogue.percentiles import PercentileGrid

PARTS = ("streams", "views", "engagement_rate", "typical_track", "streams_growth")
STAGES = ((0.0, "Starting"), (50.0, "Developing"), (75.0, "Established"), (95.0, "Leading"))
"""From which percentile of reach among the catalogue's artists on; our own cuts, a convention."""
MIN_TRACKS = 3
"""With fewer there is nothing to redraw."""
N_DRAWS = 1_000
INTERVAL = (0.025, 0.975)


@dataclass(frozen=True, eq=False, slots=True)
class ArtistScore:
    """Where an artist stands among the artists in view, 0 to 100.

    Attributes
    ----------
    score, low, high : float
        Mean of the known parts with its 95 % interval; the ends are NaN with fewer than
        `MIN_TRACKS` tracks.
    parts : DataFrame
        `part` (one of `PARTS`), `value`, `percentile`, `low`, `high`; unknown parts left out.
    stages : tuple of str
        Of `STAGES`: one, or the lowest and the highest that the interval of reach allows.
    n_tracks : int
    """

    score: float
    low: float
    high: float
    parts: pd.DataFrame
    stages: tuple[str, ...]
    n_tracks: int


def artist_score(
    tracks: pd.DataFrame,
    *,
    artists: PercentileGrid,
    catalogue: PercentileGrid,
    random_state: int = 0,
) -> ArtistScore | None:
    """Score an artist by the artist's tracks.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        With `streams`, `views`, `likes`, `comments`, `streams_gained`; nulls are left out.
    artists, catalogue : PercentileGrid
        Of all artists and of all tracks in view.
    random_state : int, default=0
        Of the `N_DRAWS` redrawings of the tracks.

    Returns
    -------
    ArtistScore or None
        None where neither streams nor views are known.

    Notes
    -----
    Reach on Spotify and on YouTube and engagement are percentiles among artists, the typical
    track (median streams) among tracks, growth among artists and only after a second capture.
    """
    counts = tracks[["streams", "views", "likes", "comments", "streams_gained"]]
    values = counts.to_numpy(dtype=float, na_value=np.nan)
    if np.isnan(values[:, :2]).all():
        return None
    as_is = np.arange(len(values))[None, :]
    rng = np.random.default_rng(random_state)
    drawn = rng.integers(0, len(values), (N_DRAWS, len(values)))
    measured, spread = _measured(values[as_is]), _measured(values[drawn])
    places = _percentiles(measured, artists, catalogue)
    redrawn = _percentiles(spread, artists, catalogue)
    known = [part for part in PARTS if np.isfinite(places[part][0])]
    is_sure = len(values) >= MIN_TRACKS
    rows = [
        (part, measured[part][0], places[part][0], *_ends(redrawn[part], is_sure=is_sure))
        for part in known
    ]
    parts = pd.DataFrame(rows, columns=["part", "value", "percentile", "low", "high"])
    scores = np.nanmean([redrawn[part] for part in known], axis=0)
    return ArtistScore(
        float(parts["percentile"].mean()),
        *_ends(scores, is_sure=is_sure),
        parts=parts,
        stages=_stages(parts),
        n_tracks=len(values),
    )


def _measured(tracks: np.ndarray) -> dict[str, np.ndarray]:
    """Return each part's value; `tracks` has the shape (n_draws, n_tracks, 5)."""
    streams, views, likes, comments, gained = np.moveaxis(tracks, -1, 0)
    reactions = np.where(views > 0, likes + comments, np.nan)
    seen = np.where(np.isfinite(reactions), views, np.nan)
    before = streams - gained
    return {
        "streams": _sum(streams),
        "views": _sum(views),
        "engagement_rate": _ratio(_sum(reactions), _sum(seen)),
        "typical_track": _median(streams),
        "streams_growth": _ratio(_sum(np.where(np.isfinite(before), gained, np.nan)), _sum(before)),
    }


def _sum(values: np.ndarray) -> np.ndarray:
    """Sum over tracks; NaN where none is known."""
    total = np.nansum(values, axis=1)
    return np.where(np.isnan(values).all(axis=1), np.nan, total)


def _median(values: np.ndarray) -> np.ndarray:
    known = ~np.isnan(values).all(axis=1)
    middle = np.full(len(values), np.nan)
    middle[known] = np.nanmedian(values[known], axis=1)
    return middle


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)


def _percentiles(
    measured: dict[str, np.ndarray], artists: PercentileGrid, catalogue: PercentileGrid
) -> dict[str, np.ndarray]:
    return {
        part: catalogue.percentiles("streams", pd.Series(values))
        if part == "typical_track"
        else artists.percentiles(part, pd.Series(values))
        for part, values in measured.items()
    }


def _ends(drawn: np.ndarray, *, is_sure: bool) -> tuple[float, float]:
    if not is_sure or np.isnan(drawn).all():
        return np.nan, np.nan
    low, high = np.nanquantile(drawn, INTERVAL)
    return float(low), float(high)


def _stages(parts: pd.DataFrame) -> tuple[str, ...]:
    """Name the stages that the percentile of reach, or its interval, falls into."""
    reach = parts[parts["part"] == "streams"]
    if reach.empty:
        return ()
    ends = reach[["low", "high"]].to_numpy()[0]
    at = ends if np.isfinite(ends).all() else reach["percentile"].to_numpy()
    names = [[name for bound, name in STAGES if place >= bound][-1] for place in at]
    return tuple(dict.fromkeys(names))
