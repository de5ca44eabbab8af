"""How well each model and vote names genres of artists and recordings that it has not heard.

Public functions and names
--------------------------
judge(examples, ...)           -> GenreJudgement: every example judged in the fold that held it out
contender(judgement, weights)  -> chances of a model, a vote, or a vote with a reader's weights
table(chances, ...)            -> DataFrame: every score of every contender
any_of_its_genres(...)         -> share of rows for which a genre of the same recording was named
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.genres import folds as genre_folds
from analytics.genres import learning, scores, titles, voting
from analytics.genres.learning import CONTENDERS, LEARNED
from analytics.genres.matrix import known_in
from analytics.genres.models import MODELS
from analytics.genres.scores import GenreScores
from data.errors import NotEnoughData
from data.jobs.progress import Progress, untold

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

BALANCED = "balanced"
"""The best vote, named after chances times factors that make rare genres heard."""
MIN_CLUSTERS = 30


@dataclass(frozen=True, eq=False, slots=True)
class GenreJudgement:
    """Chances of every example from the fold that held it out."""

    genres: tuple[str, ...]
    features: tuple[str, ...]
    actual: Codes
    """Positions in `genres`, shape (n,)."""
    rows: pd.DataFrame
    """cluster (what is resampled as one) and recording of each example."""
    chances: dict[str, npt.NDArray[np.float32]]
    """Of each contender, shape (n, n_genres)."""
    named: Codes
    """Genre decided on to hear rare genres, shape (n,)."""
    weights: pd.DataFrame
    """fold, model, weight: what the learned vote gave each model in each fold."""
    table: pd.DataFrame
    """contender and the columns of `scores.GenreScores.table`."""
    balance: str
    n_dropped: int
    """Rows left out of training parts because they share an artist or recording, over all folds."""

    @property
    def n_rows(self) -> int:
        """Number of examples."""
        return len(self.actual)


def require_enough(examples: pd.DataFrame) -> None:
    """Refuse examples that no model can be judged on.

    Raises
    ------
    NotEnoughData
        With fewer than two genres, `learning.MIN_EXAMPLES` examples or `MIN_CLUSTERS` artists or
        recordings.
    """
    n_genres = examples["genre"].nunique()
    n_clusters = genre_folds.clusters(examples).nunique() if len(examples) else 0
    if n_genres < 2 or len(examples) < learning.MIN_EXAMPLES or n_clusters < MIN_CLUSTERS:
        raise NotEnoughData(
            f"There are {len(examples):,} examples of {n_genres:,} genres by {n_clusters:,} "
            f"artists or recordings; {learning.MIN_EXAMPLES} of two genres by {MIN_CLUSTERS} are "
            "needed.",
            hint="Import a genre table, or a catalogue with a column `genre`, in the Data room.",
        )


def judge(
    examples: pd.DataFrame,
    *,
    names: tuple[str, ...] = tuple(MODELS),
    balance: str = "none",
    also: tuple[str, ...] = (),
    random_state: int = 0,
    progress: Progress = untold,
) -> GenreJudgement:
    """Judge models on folds that share no artist and no recording.

    Parameters
    ----------
    examples : DataFrame of shape (n, k)
        See `analytics.genres.learning.learn`.
    names : tuple of str
        Of `models.MODELS`.
    balance : str, default='none'
        One of `resampling.BALANCES`, applied to training parts alone.
    also : tuple of str
        Numeric columns to learn from beside the sound.
    random_state : int, default=0
    progress : callable
    """
    require_enough(examples)
    examples = examples.reset_index(drop=True)
    codes, genres = pd.factorize(examples["genre"], sort=True)
    features = (*known_in(examples), *also)
    split = genre_folds.disjoint(examples, random_state=random_state)
    chances: dict[str, Floats] = {}
    named = np.zeros(len(codes), dtype=np.int64)
    weights = []
    for number, fold in enumerate(split):

        def told(share: float, text: str, number: int = number) -> None:
            progress((number + share) / len(split), f"fold {number + 1} of {len(split)}: {text}")

        ensemble = learning.learn(
            examples.iloc[fold.train].reset_index(drop=True),
            tuple(genres),
            features=features,
            names=names,
            balance=balance,
            with_titles=titles.are_known(examples),
            random_state=random_state,
            progress=told,
        )
        told_here = ensemble.chances(examples.iloc[fold.test])
        for name, said in told_here.items():
            chances.setdefault(name, np.zeros((len(codes), len(genres))))[fold.test] = said
        named[fold.test] = (learning.best(told_here) * ensemble.factors).argmax(axis=1)
        weights += [(number, name, w) for name, w in ensemble.weights[LEARNED].items()]
    clusters = genre_folds.clusters(examples)
    return GenreJudgement(
        genres=tuple(genres),
        features=features,
        actual=codes.astype(np.int64),
        rows=pd.DataFrame({"cluster": clusters, "recording": examples["recording"]}),
        chances={name: values.astype(np.float32) for name, values in chances.items()},
        named=named,
        weights=pd.DataFrame(weights, columns=["fold", "model", "weight"]),
        table=table(chances, named, codes, clusters, tuple(genres)),
        balance=balance,
        n_dropped=sum(fold.n_dropped for fold in split),
    )


def table(
    chances: Mapping[str, Floats],
    named: Codes,
    actual: Codes,
    clusters: pd.Series,
    genres: tuple[str, ...],
) -> pd.DataFrame:
    """Score contenders.

    Parameters
    ----------
    chances : mapping of contender to ndarray of shape (n, n_genres)
    named : ndarray of int, shape (n,)
        Genres decided on to hear rare genres.
    actual : ndarray of int, shape (n,)
    clusters : Series of shape (n,)
    genres : tuple of str

    Returns
    -------
    DataFrame
        contender and the columns of `scores.GenreScores.table`.
    """
    tables = [
        scores.measure(values, actual, clusters, genres).table.assign(contender=name)
        for name, values in chances.items()
    ]
    for_rare = scores.measure(learning.best(chances), actual, clusters, genres, named=named)
    return pd.concat([*tables, for_rare.table.assign(contender=BALANCED)], ignore_index=True)


def contender(
    judgement: GenreJudgement, name: str, weights: Mapping[str, float] | None = None
) -> Floats:
    """Return the chances of a contender.

    Parameters
    ----------
    judgement : GenreJudgement
    name : str
        One of `learning.CONTENDERS`, or `BALANCED`, whose chances are those of the learned vote.
    weights : mapping of model to float, optional
        A reader's weights: the vote of the calibrated models by these instead.
    """
    if weights is not None:
        single = {m: judgement.chances[m].astype(float) for m in judgement.chances if m in MODELS}
        return voting.vote(single, weights)
    if name == BALANCED:
        name = learning.TITLED if learning.TITLED in judgement.chances else learning.LEARNED
    return judgement.chances[name].astype(float)


def scored(
    judgement: GenreJudgement, name: str, weights: Mapping[str, float] | None = None
) -> GenreScores:
    """Score a contender, genre by genre too; see `contender`."""
    return scores.measure(
        contender(judgement, name, weights),
        judgement.actual,
        judgement.rows["cluster"],
        judgement.genres,
        named=judgement.named if name == BALANCED and weights is None else None,
    )


def any_of_its_genres(judgement: GenreJudgement, chances: Floats) -> tuple[float, float, float]:
    """Return how often the likeliest genre is one of those that the recording stands under.

    Returns
    -------
    share, low, high (95 %, by cluster)
        At least the accuracy: there each of a recording's genres is asked for by itself.
    """
    from analytics.stats import clustered

    owned = set(zip(judgement.rows["recording"], judgement.actual.tolist(), strict=True))
    named = chances.argmax(axis=1).tolist()
    right = [pair in owned for pair in zip(judgement.rows["recording"], named, strict=True)]
    return clustered.rate(np.array(right), judgement.rows["cluster"])


def label_of(name: str) -> str:
    """Return what readers call a contender."""
    return CONTENDERS.get(name, "Vote, rare genres heard")
