"""Learning genres from examples: models, their votes, and chances that mean what they say.

Public names
------------
Ensemble                        all that was learned, as text and arrays
learn(examples, ...)            -> Ensemble
Ensemble.chances(rows)          -> for each contender an ndarray of shape (n, n_genres)

First everything is fitted to four fifths of the artists (recordings where the artist is unknown)
and asked about the others: there weights, calibrations and factors are learned. Then the models
are fitted again to all examples.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.genres import folds, models, resampling, titles, voting
from analytics.genres.matrix import matrix
from analytics.genres.models import MODELS, GenreModel, Kept
from analytics.genres.titles import Titles
from analytics.genres.voting import Recalibration
from analytics.stats.splits import Fold
from data.errors import NotEnoughData
from data.jobs.progress import Progress, untold

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

STUDY, LEARNED, TITLED = "study", "learned", "titled"
VOTES = {STUDY: "Vote of the study", LEARNED: "Vote, weights learned"}
CONTENDERS = MODELS | VOTES | {TITLED: "Vote, titles too"}
MIN_EXAMPLES = 60
MIN_PER_GENRE = 2


@dataclass(frozen=True, eq=False, slots=True)
class Ensemble:
    """What was learned of genres."""

    genres: tuple[str, ...]
    features: tuple[str, ...]
    models: dict[str, Kept]
    weights: dict[str, dict[str, float]]
    """Of each of `VOTES`."""
    calibrations: dict[str, Recalibration]
    """Of each contender."""
    factors: Floats
    """Shape (n_genres,): what the chances of `best` are multiplied by to hear rare genres."""
    n_examples: int
    titles: Titles | None
    """What titles say, where they were learned from."""
    title_weight: float

    def chances(self, rows: pd.DataFrame) -> dict[str, Floats]:
        """Return calibrated chances of each contender.

        Parameters
        ----------
        rows : DataFrame of shape (n, k)
            Columns of `features`, and `track` where titles were learned from; what is not there is
            unknown.
        """
        X = matrix(rows, self.features).to_numpy()
        raw = {name: ready(self, name).chances(X) for name in self.models}
        said = _calibrated(raw, self.weights, self.calibrations)
        if self.titles is not None:
            moved = titles.follow(said[LEARNED], self.titles.say(rows["track"]), self.title_weight)
            said[TITLED] = self.calibrations[TITLED].applied(moved)
        return said


@lru_cache(maxsize=32)
def ready(ensemble: Ensemble, name: str) -> GenreModel:
    """Return a model of an ensemble, brought back once."""
    return models.restored(ensemble.models[name])


def learn(
    examples: pd.DataFrame,
    genres: tuple[str, ...],
    *,
    features: tuple[str, ...],
    names: tuple[str, ...] = tuple(MODELS),
    balance: str = "none",
    weights: Floats | None = None,
    with_titles: bool = False,
    random_state: int = 0,
    progress: Progress = untold,
) -> Ensemble:
    """Fit the models to examples.

    Parameters
    ----------
    examples : DataFrame of shape (n, k)
        See `analytics.genres.folds.clusters`; and `genre` with the features.
    genres : tuple of str
        All that may be named.
    features : tuple of str
        Of `analytics.genres.matrix.FEATURES`.
    names : tuple of str
        Of `models.MODELS`.
    balance : str, default='none'
        One of `resampling.BALANCES`; of rows to learn from, never of those to be judged on.
    weights : ndarray of shape (n,), optional
        Of the examples; not together with resampling.
    with_titles : bool, default=False
        Learn from the letters of `track` too, as one more contender; the others hear sound alone.
    random_state : int, default=0
    progress : callable

    Raises
    ------
    NotEnoughData
        With fewer than `MIN_EXAMPLES` examples.
    """
    if len(examples) < MIN_EXAMPLES:
        raise NotEnoughData(
            f"There are {len(examples):,} examples of genres to learn from; {MIN_EXAMPLES} are "
            "needed.",
            hint="Import a genre table, or a catalogue with a column `genre`, in the Data room.",
        )
    X = matrix(examples, features).to_numpy()
    y = pd.Categorical(examples["genre"], categories=list(genres)).codes.astype(np.int64)
    every = np.arange(len(y))
    part = folds.inner(examples, every, random_state=random_state)

    def fitted(rows: Codes, name: str) -> GenreModel:
        evened = resampling.even(balance, X[rows], y[rows], random_state=random_state)
        given = evened.weights if weights is None else weights[rows]
        return models.fit(
            name, evened.X, evened.y, len(genres), weights=given, random_state=random_state
        )

    held, final = {}, {}
    for number, name in enumerate(names):
        progress(number / len(names), f"learning with {MODELS[name]}")
        held[name] = fitted(part.train, name).chances(X[part.test])
        final[name] = fitted(every, name).state()
    learned = _learned(held, y[part.test])
    ensemble = Ensemble(genres, features, final, *learned, len(y), None, 0.0)
    return _titled(ensemble, held, examples["track"], y, part) if with_titles else ensemble


def best(chances: Mapping[str, Floats]) -> Floats:
    """Return the chances to decide by: those that heard titles too, where there are such."""
    return chances[TITLED if TITLED in chances else LEARNED]


def _titled(
    sound: Ensemble, held: Mapping[str, Floats], names: pd.Series, y: Codes, part: Fold
) -> Ensemble:
    """Learn how far to follow titles on rows held out, and what they say on all rows."""
    n, actual = len(sound.genres), y[part.test]
    vote = _calibrated(held, sound.weights, sound.calibrations)[LEARNED]
    said = titles.learn(names.iloc[part.train], y[part.train], n).say(names.iloc[part.test])
    weight = titles.trust(vote, said, actual)
    moved = titles.follow(vote, said, weight)
    calibration = voting.calibrate(moved, actual)
    return replace(
        sound,
        calibrations=sound.calibrations | {TITLED: calibration},
        factors=voting.balanced(calibration.applied(moved), actual),
        titles=titles.learn(names, y, n),
        title_weight=weight,
    )


def _learned(
    held: Mapping[str, Floats], actual: Codes
) -> tuple[dict[str, dict[str, float]], dict[str, Recalibration], Floats]:
    """Learn weights, calibrations and factors on rows that the models have not seen."""
    calibrations = {name: voting.calibrate(raw, actual) for name, raw in held.items()}
    single = {name: calibrations[name].applied(raw) for name, raw in held.items()}
    weights = {
        STUDY: {name: voting.STUDY.get(name, 0.0) for name in held},
        LEARNED: voting.learned_weights(single, actual),
    }
    votes = {name: voting.vote(single, weights[name]) for name in VOTES}
    calibrations |= {name: voting.calibrate(raw, actual) for name, raw in votes.items()}
    final = calibrations[LEARNED].applied(votes[LEARNED])
    return weights, calibrations, voting.balanced(final, actual)


def _calibrated(
    raw: Mapping[str, Floats],
    weights: Mapping[str, Mapping[str, float]],
    calibrations: Mapping[str, Recalibration],
) -> dict[str, Floats]:
    single = {name: calibrations[name].applied(chances) for name, chances in raw.items()}
    votes = {
        name: calibrations[name].applied(voting.vote(single, given))
        for name, given in weights.items()
    }
    return {**single, **votes}
