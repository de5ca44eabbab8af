"""What an official video would do for tracks that have none.

The ladder's last rung averages over all tracks, most of which have a video. Whoever decides on
further videos asks about the others.
"""

import numpy as np

from analytics.stats import clustered
from analytics.stats.clustered import Estimate, RatioEstimate, as_ratio
from analytics.stats.splits import purged_folds
from analytics.video_lift.doubly_robust import CLIP, N_FOLDS, confounders
from analytics.video_lift.sample import Sample
from data.errors import NotEnoughData
from data.jobs.progress import Progress, untold

BOOSTING = {"max_iter": 60, "learning_rate": 0.05, "max_leaf_nodes": 15, "min_samples_leaf": 50}
"""As for the ladder's doubly robust rung."""


def effect_on_untreated(
    sample: Sample, *, random_state: int = 0, progress: Progress = untold
) -> RatioEstimate:
    """Estimate the average lift of the tracks without the flag.

    Parameters
    ----------
    sample : Sample
    random_state : int, default=0
        Of folds and boosting.
    progress : callable, optional
        Is told a share done and what comes next.

    Raises
    ------
    NotEnoughData
        If all tracks of one side are by artists who belong together.

    Notes
    -----
    The doubly robust score of the effect on the untreated: what boosted trees expect of a track
    with the flag less its streams, and, weighted by the odds of having none, how far tracks with
    the flag are off what was expected of them. It is the effect on the treated (Chernozhukov et
    al. 2018, Econometrics Journal 21, score 'ATTE') with both sides exchanged, and right if
    either prediction is. Folds and errors are by artist.
    """
    import sklearn.ensemble  # noqa: F401  (its threads can only be limited once it is there)
    from threadpoolctl import threadpool_limits

    # scikit-learn's threads spin while they wait: on shared cores one is faster than two
    with threadpool_limits(limits=1):
        with_flag, chance = _predictions(sample, random_state, progress)
    d, without = sample.d, 1 - sample.d
    off = sample.y - with_flag
    signal = (d * (1 - chance) / chance * off - without * off) / without.mean()
    value = float(signal.mean())
    influence = signal - without / without.mean() * value
    error = clustered.error_of_mean(influence, sample.artist)
    return as_ratio(
        "untreated",
        "Tracks without one, compared like with like",
        Estimate(value, error, sample.n_artists - 1),
        "What tracks as likely to get one, by artists of like standing, have more with one.",
    )


def _predictions(
    sample: Sample, random_state: int, progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """Return log streams with the flag and the chance of it, predicted by other artists' tracks."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    x = confounders(sample).to_numpy(dtype=float)
    with_flag, chance = np.empty(len(x)), np.empty(len(x))
    folds = purged_folds(sample.tracks, n_folds=N_FOLDS, random_state=random_state)
    for number, fold in enumerate(folds):
        progress(number / N_FOLDS, "tracks without a video")
        having = fold.train[sample.d[fold.train] == 1]
        if len(having) in (0, len(fold.train)):
            raise NotEnoughData("the tracks of either side are by too few artists to compare.")
        of_streams = HistGradientBoostingRegressor(**BOOSTING, random_state=random_state)
        of_flag = HistGradientBoostingClassifier(**BOOSTING, random_state=random_state)
        of_streams.fit(x[having], sample.y[having])
        of_flag.fit(x[fold.train], sample.d[fold.train])
        with_flag[fold.test] = of_streams.predict(x[fold.test])
        chance[fold.test] = of_flag.predict_proba(x[fold.test])[:, 1]
    return with_flag, chance.clip(CLIP, 1 - CLIP)
