"""Genres of tracks that nobody has labelled: a chart, a view of the catalogue, a new recording.

Public names
------------
Labeller                         an ensemble with what tells how strange a track is
prepare(examples, ...)           -> Labeller
label(labeller, tracks, ...)     -> Labels: three likeliest genres, votes, strangeness
compare(one, other)              -> DataFrame: how two mixes of genres differ
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.genres import learning, outside, shift
from analytics.genres.learning import LEARNED, Ensemble
from analytics.genres.matrix import FEATURES, known_in, matrix
from analytics.genres.models import MODELS
from analytics.genres.outside import Surroundings
from data.errors import NotEnoughData
from data.jobs.progress import Progress, untold

Floats = npt.NDArray[np.float64]

N_SHOWN = 3
OUTSIDE = 0.99
"""Stranger than so many of the examples: outside what was learned."""


@dataclass(frozen=True, eq=False, slots=True)
class Labeller:
    """What names genres of new tracks."""

    ensemble: Ensemble
    surroundings: Surroundings
    way: str
    """One of `shift.WAYS`."""
    n_effective: float
    auc: float
    """How well chart and examples can be told apart by sound; NaN without a chart."""


@dataclass(frozen=True, eq=False, slots=True)
class Labels:
    """Genres of tracks."""

    table: pd.DataFrame
    """The tracks' own columns, genre_1 to genre_3 with chance_1 to chance_3 (calibrated), for each
    model the genre it votes for, strangeness (0 to 1), is_outside; in the tracks' order."""
    chances: npt.NDArray[np.float32]
    """Shape (n, n_genres)."""
    genres: tuple[str, ...]
    mix: pd.DataFrame
    """See `shift.mix`."""
    n_unknown: int
    """Tracks left out because not half of their features are known."""


def prepare(
    examples: pd.DataFrame,
    *,
    features: tuple[str, ...] | None = None,
    chart: pd.DataFrame | None = None,
    way: str = "all",
    balance: str = "none",
    names: tuple[str, ...] = tuple(MODELS),
    random_state: int = 0,
    progress: Progress = untold,
) -> Labeller:
    """Learn from examples, for tracks in general or for one chart.

    Parameters
    ----------
    examples : DataFrame of shape (n, k)
        See `analytics.genres.learning.learn`.
    features : tuple of str, optional
        To learn from; by default those that the examples know. What the tracks lack should not be
        among them.
    chart : DataFrame, optional
        Tracks to learn for; needed for a way other than 'all'.
    way : str, default='all'
        One of `shift.WAYS`.
    """
    examples = examples.reset_index(drop=True)
    features = known_in(examples) if features is None else features
    if not features:
        raise NotEnoughData(
            "The examples and the tracks share no feature.",
            hint=f"Needed: some of {', '.join(FEATURES)}.",
        )
    X = matrix(examples, features).to_numpy()
    around = outside.survey(X[~examples["recording"].duplicated().to_numpy()])
    weights, n_effective, auc = None, float(len(X)), float("nan")
    if chart is not None:
        drawn = shift.towards(way, X, matrix(chart, features).to_numpy())
        n_effective, auc = drawn.n_effective, drawn.auc
        if way != "all":
            examples = examples[drawn.weights > 0].reset_index(drop=True)
            weights = drawn.weights[drawn.weights > 0]
    ensemble = learning.learn(
        examples,
        tuple(sorted(examples["genre"].unique())),
        features=features,
        names=names,
        balance=balance,
        weights=weights,
        random_state=random_state,
        progress=progress,
    )
    return Labeller(ensemble, around, way, n_effective, auc)


def label(labeller: Labeller, tracks: pd.DataFrame, *, contender: str = LEARNED) -> Labels:
    """Name the genres of tracks.

    Parameters
    ----------
    labeller : Labeller
    tracks : DataFrame of shape (n, k)
        Columns of the labeller's features; `artist`, where there, says what is resampled as one.
    contender : str, default='learned'
        Whose chances: one of `learning.CONTENDERS`.

    Raises
    ------
    NotEnoughData
        If no track's sound is known.
    """
    ensemble = labeller.ensemble
    X = matrix(tracks, ensemble.features)
    known = X.notna().mean(axis=1) > 0.5
    if not known.any():
        raise NotEnoughData(
            f"Of none of the {len(tracks):,} tracks is the sound known.",
            hint=f"Needed: columns such as {', '.join(ensemble.features[:5])}.",
        )
    rows = tracks[known].reset_index(drop=True)
    said = ensemble.chances(rows)
    chances = said[contender]
    names = np.array(ensemble.genres, dtype=object)
    order = np.argsort(-chances, axis=1, kind="stable")[:, :N_SHOWN]
    columns: dict[str, object] = {}
    for place in range(order.shape[1]):
        columns[f"genre_{place + 1}"] = names[order[:, place]]
        columns[f"chance_{place + 1}"] = chances[np.arange(len(rows)), order[:, place]]
    for name in (name for name in said if name in MODELS):
        columns[name] = names[said[name].argmax(axis=1)]
    strange = labeller.surroundings.strangeness(X[known].to_numpy())
    columns |= {"strangeness": strange, "is_outside": strange >= OUTSIDE}
    own = [c for c in ("track_id", "line", "artist", "track", "streams") if c in rows]
    table = pd.concat([rows[own], pd.DataFrame(columns)], axis=1)
    artist = rows["artist"] if "artist" in rows else pd.Series([None] * len(rows))
    who = artist.astype(object).where(artist.notna(), "row " + rows.index.astype(str).to_series())
    return Labels(
        table,
        chances.astype(np.float32),
        ensemble.genres,
        shift.mix(chances, who, ensemble.genres),
        int((~known).sum()),
    )


def compare(one: Labels, other: Labels) -> pd.DataFrame:
    """Return how much more of each genre one set of tracks has than the other.

    Returns
    -------
    DataFrame with columns genre, one, other, difference, low, high (95 %)
        Shares from 0 to 1; the sets are taken as independent.
    """
    both = one.mix.merge(other.mix, on="genre", suffixes=("", "_other"))
    difference = both["share"] - both["share_other"]
    down = np.hypot(both["share"] - both["low"], both["high_other"] - both["share_other"])
    up = np.hypot(both["high"] - both["share"], both["share_other"] - both["low_other"])
    table = pd.DataFrame(
        {
            "genre": both["genre"],
            "one": both["share"],
            "other": both["share_other"],
            "difference": difference,
            "low": difference - down,
            "high": difference + up,
        }
    )
    order = difference.abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)
