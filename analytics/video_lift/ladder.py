"""The rungs of the ladder: from the raw ratio of streams to what is left within an artist.

Mann and Whitney's test and the permutation are worked out here, for scipy's take tracks as
independent: they know no errors by artist and no shuffling within one.
"""

import numpy as np

from analytics.stats import clustered
from analytics.stats.clustered import Estimate, RatioEstimate, as_ratio, sums_by, within
from analytics.video_lift.sample import FLAGS, Sample
from data.errors import NotEnoughData
from data.metrics import exact

N_PERMUTATIONS = 999


def raw_rungs(sample: Sample) -> tuple[RatioEstimate, ...]:
    """Return the estimators that compare all tracks with all others, nothing held equal."""
    return (ratio_of_means(sample), ratio_of_geometric_means(sample))


def ratio_of_means(sample: Sample) -> RatioEstimate:
    """Compare mean streams; the interval linearises the ratio and sums by artist."""
    return as_ratio(
        "ratio_of_means",
        "Ratio of means",
        clustered.ratio_of_means(np.expm1(sample.y), sample.d, sample.artist),
        "Mean streams with over mean streams without; a few giants decide it.",
    )


def ratio_of_geometric_means(sample: Sample) -> RatioEstimate:
    """Compare mean logarithms of streams; errors by artist."""
    return as_ratio(
        "ratio_of_geometric_means",
        "Ratio of geometric means",
        clustered.difference(sample.y, sample.d, sample.artist),
        "The typical track with over the typical track without.",
    )


def adjusted_ols(sample: Sample) -> RatioEstimate:
    """Compare at equal audio and album type, by least squares on log streams."""
    x = np.column_stack([sample.d, np.ones_like(sample.d), sample.covariates.to_numpy()])
    return as_ratio(
        "adjusted_ols",
        "Adjusted for audio and album type",
        clustered.coefficient(sample.y, x, sample.artist),
        "Tracks that sound alike and come on the same kind of release, by any artist.",
    )


def artist_fixed_effects(sample: Sample, extra: np.ndarray | None = None) -> RatioEstimate:
    """Compare tracks of the same artist at equal audio and album type.

    Parameters
    ----------
    sample : Sample
    extra : ndarray of shape (n, k), optional
        Further regressors to hold equal.

    Raises
    ------
    NotEnoughData
        See `within_groups`.

    Notes
    -----
    The within estimator; errors are clustered by artist, and the absorbed artists do not count
    as regressors because they are nested in the clusters (as Stata's xtreg does).
    """
    return as_ratio(
        "artist_fixed_effects",
        "Within the same artist",
        within_groups(sample, sample.artist, extra),
        "Each artist's tracks with one against the same artist's tracks without.",
    )


def within_groups(sample: Sample, groups: np.ndarray, extra: np.ndarray | None = None) -> Estimate:
    """Return the natural logarithm of the lift within groups, its error by artist.

    Parameters
    ----------
    sample : Sample
    groups : ndarray of shape (n,)
        Codes from 0, none left out.
    extra : ndarray of shape (n, k), optional
        Further regressors to hold equal.

    Raises
    ------
    NotEnoughData
        If no group has tracks of both kinds, all of these are by one artist, or groups of
        several tracks are too few for what is to be held equal.
    """
    sizes, with_flag = np.bincount(groups), sums_by(groups, sample.d)
    if not ((with_flag > 0) & (with_flag < sizes)).any():
        raise NotEnoughData(
            f"None of {exact(len(sizes))} artists or albums has tracks both with and without "
            f"{FLAGS[sample.flag]}, so none can be compared within itself.",
            hint="Widen the filter in the sidebar.",
        )
    columns = [sample.d[:, None], sample.covariates.to_numpy()]
    if extra is not None:
        columns.append(extra)
    x = within(np.column_stack(columns), groups)
    varied = np.r_[True, np.abs(x[:, 1:]).max(axis=0, initial=0) > 1e-9]
    free, needed = len(x) - len(sizes), int(varied.sum()) + 1
    if free < needed:
        raise NotEnoughData(
            f"{exact(len(x))} tracks by {exact(sample.n_artists)} artists leave {exact(free)} "
            f"comparisons of tracks by the same artist; at least {needed} are needed to hold audio "
            "and album type equal.",
            hint="Widen the filter in the sidebar.",
        )
    return clustered.coefficient(within(sample.y, groups), x[:, varied], sample.artist)


def tests(sample: Sample, *, random_state: int = 0) -> tuple[RatioEstimate, ...]:
    """Return the classical tests, each with the ratio and the interval that belong to it."""
    return (welch(sample), mann_whitney(sample), permutation(sample, random_state=random_state))


def welch(sample: Sample) -> RatioEstimate:
    """Welch's test on log streams, which takes tracks as independent."""
    from scipy import stats

    high, low = sample.y[sample.d == 1], sample.y[sample.d == 0]
    test = stats.ttest_ind(high, low, equal_var=False)
    gap = float(high.mean() - low.mean())
    error = gap / float(test.statistic) if gap else float("nan")
    return as_ratio(
        "welch",
        "Welch test (tracks taken as independent)",
        Estimate(gap, error, float(test.df)),
        "The typical tracks again; too sure, as tracks of one artist are alike.",
    )


def mann_whitney(sample: Sample) -> RatioEstimate:
    """Mann-Whitney's test, its variance summed by artist, and the shift it stands for.

    Notes
    -----
    The ratio is Hodges and Lehmann's: the factor by which the median pair differs. The interval
    inverts the test: the factors at which the share of pairs in favour is 1.96 errors from half.
    """
    high, low = np.sort(sample.y[sample.d == 1]), np.sort(sample.y[sample.d == 0])
    shift = _shift_at(high, low, 0.5)
    error = _superiority_se(sample, shift)
    ends = [_shift_at(high, low, 0.5 + side * 1.96 * error) for side in (1, -1)]
    z = (superiority(high, low) - 0.5) / _superiority_se(sample, 0.0)
    lift, near, far = np.exp([shift, *ends]).tolist()
    return RatioEstimate(
        estimator="mann_whitney",
        label="Mann–Whitney test",
        lift=lift,
        low=near,
        high=far,
        log_se=(ends[1] - ends[0]) / 3.92,
        p_value=_normal_p(z),
        meaning="The factor between the two tracks of a typical pair; giants count no more.",
    )


def superiority(high: np.ndarray, low: np.ndarray, shift: float = 0.0) -> float:
    """Return the share of pairs in which `high` less `shift` is above `low`, ties as half.

    Parameters
    ----------
    high : ndarray of shape (n_high,)
    low : ndarray of shape (n_low,), sorted
    shift : float, default=0
    """
    below = np.searchsorted(low, high - shift, side="left")
    upto = np.searchsorted(low, high - shift, side="right")
    return float((below + upto).mean() / 2 / len(low))


def _shift_at(high: np.ndarray, low: np.ndarray, share: float) -> float:
    """Return the shift at which `superiority` is `share`, by bisection."""
    left, right = high[0] - low[-1] - 1.0, high[-1] - low[0] + 1.0
    for _ in range(50):
        middle = (left + right) / 2
        if superiority(high, low, middle) > share:
            left = middle
        else:
            right = middle
    return (left + right) / 2


def _superiority_se(sample: Sample, shift: float) -> float:
    """Return the error of the share of pairs, placements summed by artist."""
    moved = sample.y - shift * sample.d
    high, low = np.sort(moved[sample.d == 1]), np.sort(moved[sample.d == 0])
    above = (np.searchsorted(low, moved, "left") + np.searchsorted(low, moved, "right")) / 2
    below = (np.searchsorted(high, moved, "left") + np.searchsorted(high, moved, "right")) / 2
    place = np.where(sample.d == 1, above / len(low), 1 - below / len(high))
    share = sample.d.mean()
    mean = place[sample.d == 1].mean()
    weight = np.where(sample.d == 1, 1 / share, 1 / (1 - share))
    return clustered.error_of_mean(weight * (place - mean), sample.artist)


def _normal_p(z: float) -> float:
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(z)))


def permutation(
    sample: Sample, *, n_permutations: int = N_PERMUTATIONS, random_state: int = 0
) -> RatioEstimate:
    """Shuffle the flag among the tracks of each artist.

    Parameters
    ----------
    sample : Sample
    n_permutations : int, default=999
    random_state : int, default=0

    Notes
    -----
    The statistic is the difference of log streams within artists. Its interval inverts the test
    under a constant effect: shuffled differences of what is left once the effect is taken out.
    """
    y, d = within(sample.y, sample.artist), within(sample.d, sample.artist)
    power = float(d @ d)
    effect = float(d @ y) / power
    null, rest = _shuffled(
        sample, np.column_stack([y, y - effect * d]), n_permutations, random_state
    )
    low, high = (float(np.exp(effect - np.quantile(rest / power, q))) for q in (0.975, 0.025))
    extreme = int((np.abs(null / power) >= abs(effect) - 1e-12).sum())
    return RatioEstimate(
        estimator="permutation",
        label="Permutation test, flags shuffled within each artist",
        lift=float(np.exp(effect)),
        low=low,
        high=high,
        log_se=float((rest / power).std()),
        p_value=(extreme + 1) / (n_permutations + 1),
        meaning="If the flag did nothing, any of an artist's tracks could have had it.",
    )


def _shuffled(
    sample: Sample, values: np.ndarray, n_permutations: int, random_state: int
) -> np.ndarray:
    """Return sums of each column of `values` over flags shuffled within artists, (k, n_perm)."""
    order = np.argsort(sample.artist, kind="stable")
    artist, flag, values = sample.artist[order], sample.d[order], values[order]
    mixed = _mixed(artist, flag)
    artist, flag, values = artist[mixed], flag[mixed], values[mixed]
    rng = np.random.default_rng(random_state)
    sums = np.empty((values.shape[1], n_permutations))
    for i in range(n_permutations):
        # artists stay in place: a random fraction only reorders tracks within one artist
        shuffle = np.argsort(artist + rng.random(len(artist)))
        sums[:, i] = flag[shuffle] @ values
    return sums


def _mixed(artist: np.ndarray, flag: np.ndarray) -> np.ndarray:
    """Return which rows belong to an artist who has tracks of both kinds."""
    share = sums_by(artist, flag)[artist] / np.bincount(artist)[artist]
    return (share > 0) & (share < 1)
