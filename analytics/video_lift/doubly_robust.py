"""Doubly robust lift: DoubleML's interactive model, folds and errors by artist."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analytics.stats.clustered import Estimate, RatioEstimate, as_ratio
from analytics.stats.splits import Fold, Rows, known_in_each, purged_folds
from analytics.video_lift.sample import BACK_CATALOGUE, FLAGS, Sample, known_columns
from data.errors import NotEnoughData
from data.metrics import AUDIO_FEATURES, exact

if TYPE_CHECKING:
    from doubleml import DoubleMLIRM

N_FOLDS = 5
MIN_LEARNED = 10
"""Tracks on either side that each fold must have to learn from."""
BOOSTING: dict[str, Any] = {
    "max_iter": 60,
    "learning_rate": 0.05,
    "max_leaf_nodes": 15,
    "min_samples_leaf": 50,
}
CLIP = 0.01
POOR = 0.05
"""A track whose chance of the flag is within this of 0 or 1 has hardly a counterpart."""

N_WORLDS, HELD_ITSELF, HELD_TRUTH = 30, 29, 18
"""Simulated catalogues of 250 artists in which standing decides who gets a video and shows only in
an artist's seven other tracks; in how many the 95 % interval holds the mean of all estimates, and
the true effect. A proof in the tests measures both."""


@dataclass(frozen=True, eq=False, slots=True)
class Fit:
    """One doubly robust fit.

    Attributes
    ----------
    estimate : RatioEstimate
        The average lift over all tracks of the sample.
    signal : ndarray of shape (n,)
        Each track's orthogonal score; its mean is the log lift, of any group of tracks too.
    propensity : ndarray of shape (n,)
        Cross-fitted chance of the flag, clipped to [0.01, 0.99].
    expected_with : ndarray of shape (n,)
        Cross-fitted log streams with the flag.
    robustness_value, robustness_bound : float in [0, 1]
        Share of the unexplained streams and of the flag's odds that an unseen confounder would
        have to explain to move the estimate, or its interval's near end, to a ratio of 1.
    """

    estimate: RatioEstimate
    signal: np.ndarray
    propensity: np.ndarray
    expected_with: np.ndarray
    robustness_value: float
    robustness_bound: float


def confounders(sample: Sample, *, back_catalogue: bool = True) -> pd.DataFrame:
    """Return what may drive both flag and streams, missing values as they are.

    Parameters
    ----------
    sample : Sample
    back_catalogue : bool, default=True
        Whether the artist's other tracks are among them.
    """
    columns = [*AUDIO_FEATURES, *(BACK_CATALOGUE if back_catalogue else ())]
    if sample.flag == "is_licensed":
        columns.append("has_official_video")  # a licence follows a video, never the reverse
    frame = sample.tracks[known_columns(sample.tracks, columns)].astype(float)
    types = [name for name in sample.covariates if str(name).startswith("type_")]
    return pd.concat([frame, sample.covariates[types]], axis=1)


def fit(sample: Sample, *, back_catalogue: bool = True, random_state: int = 0) -> Fit:
    """Estimate the average lift: streams by a line, then trees; the chance of the flag by trees.

    Parameters
    ----------
    sample : Sample
    back_catalogue : bool, default=True
        Without it, what the back catalogue accounts for shows in the difference.
    random_state : int, default=0

    Raises
    ------
    NotEnoughData
        If some fold has fewer than `MIN_LEARNED` tracks on either side to learn from.

    Notes
    -----
    Chernozhukov et al. (2018), Econometrics Journal 21; `DoubleMLIRM` with score 'ATE' on log
    streams, one-way clustered by artist. What no track of a side has in some fold's training part
    cannot be held equal and is left out.
    """
    model = _model(sample, back_catalogue, random_state)
    model.fit(store_predictions=True)
    model.sensitivity_analysis()
    values = model.sensitivity_params
    estimate = as_ratio(
        "doubly_robust" if back_catalogue else "doubly_robust_without_back_catalogue",
        "Doubly robust" if back_catalogue else "Doubly robust, back catalogue left out",
        Estimate(float(model.coef[0]), float(model.se[0]), sample.n_artists - 1),
        "Tracks as likely to get one, by artists of like standing, at equal audio and release.",
    )
    return Fit(
        estimate=estimate,
        signal=np.asarray(model.psi_elements["psi_b"]).ravel(),
        propensity=np.asarray(model.predictions["ml_m"]).ravel(),
        expected_with=np.asarray(model.predictions["ml_g1"]).ravel(),
        robustness_value=float(values["rv"][0]),
        robustness_bound=float(values["rva"][0]),
    )


def _model(sample: Sample, back_catalogue: bool, random_state: int) -> "DoubleMLIRM":
    from doubleml import DoubleMLData, DoubleMLIRM
    from doubleml.utils import PSProcessorConfig
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    from analytics.video_lift.learner import line_then_trees

    folds = purged_folds(sample.tracks, n_folds=N_FOLDS, random_state=random_state)
    parts = _learned_from(sample, folds)
    x = confounders(sample, back_catalogue=back_catalogue)
    x = x[known_in_each(x, parts)]
    frame = x.assign(_y=sample.y, _d=sample.d, _artist=sample.artist)
    data = DoubleMLData(
        frame,
        "_y",
        "_d",
        x_cols=list(x),
        cluster_cols="_artist",
        force_all_x_finite="allow-nan",
    )
    options = BOOSTING | {"random_state": random_state}
    model = DoubleMLIRM(
        data,
        line_then_trees(HistGradientBoostingRegressor(**options)),
        HistGradientBoostingClassifier(**options),
        n_folds=N_FOLDS,
        ps_processor_config=PSProcessorConfig(clipping_threshold=CLIP),
        draw_sample_splitting=False,
    )
    artists = np.arange(sample.n_artists)
    tested = [np.unique(sample.artist[fold.test]) for fold in folds]
    by_artist = [([np.setdiff1d(artists, codes)], [codes]) for codes in tested]
    model.set_sample_splitting([[(fold.train, fold.test) for fold in folds]], [by_artist])
    return model


def _learned_from(sample: Sample, folds: tuple[Fold, ...]) -> list[Rows]:
    """Return what the models of streams are fitted to: each fold's training part, side by side."""
    parts = [fold.train[sample.d[fold.train] == side] for fold in folds for side in (1, 0)]
    fewest = min(map(len, parts))
    if fewest < MIN_LEARNED:
        raise NotEnoughData(
            f"With a fifth of the {exact(sample.n_artists)} artists held out, {exact(fewest)} "
            f"tracks with or without {FLAGS[sample.flag]} are left to learn from; at least "
            f"{MIN_LEARNED} are needed on either side.",
            hint="Widen the filter in the sidebar.",
        )
    return parts
