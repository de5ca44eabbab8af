"""Estimates whose errors know that tracks of one artist are alike."""

from dataclasses import dataclass

import numpy as np

from data.errors import NotEnoughData


@dataclass(frozen=True, eq=False, slots=True)
class Estimate:
    """A lift as a ratio with its interval.

    Attributes
    ----------
    estimator : str
        Its stable name, as in the report.
    label : str
        What a reader calls it.
    lift, low, high : float
        Ratio of streams with the flag to streams without, and its 95 % interval.
    log_se : float
        Standard error of the ratio's logarithm.
    p_value : float
        Of the ratio being 1, two-sided.
    meaning : str
        What is compared with what.
    """

    estimator: str
    label: str
    lift: float
    low: float
    high: float
    log_se: float
    p_value: float
    meaning: str = ""


def sums_by(groups: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the sum of `values` (shape (n,) or (n, k)) for each group code."""
    if values.ndim == 1:
        return np.bincount(groups, weights=values)
    return np.column_stack([np.bincount(groups, weights=column) for column in values.T])


def clustered_se(influence: np.ndarray, groups: np.ndarray) -> float:
    """Return the standard error of a mean of `influence` whose rows are alike within groups.

    Parameters
    ----------
    influence : ndarray of shape (n,)
        What each row adds to the estimate, times n; its mean is about 0.
    groups : ndarray of shape (n,)
        Group codes from 0.
    """
    totals = sums_by(groups, influence)
    n_groups = len(totals)
    return float(np.sqrt(n_groups / (n_groups - 1) * (totals**2).sum()) / len(influence))


def ratio_of_means(
    values: np.ndarray, inside: np.ndarray, artist: np.ndarray
) -> tuple[float, float]:
    """Return the logarithm of mean inside over mean outside, and its standard error by artist.

    Parameters
    ----------
    values : ndarray of shape (n,), >= 0
    inside : ndarray of shape (n,)
        Which rows are compared with the rest.
    artist : ndarray of shape (n,)
        Codes from 0.
    """
    d = inside.astype(float)
    share, high, low = d.mean(), values[d == 1].mean(), values[d == 0].mean()
    if high == 0 or low == 0:
        raise NotEnoughData("one of the two sides is zero throughout, so there is no ratio.")
    influence = d / share * (values / high - 1) - (1 - d) / (1 - share) * (values / low - 1)
    return float(np.log(high / low)), clustered_se(influence, artist)


def as_ratio(
    estimator: str, label: str, log_lift: float, log_se: float, degrees: int, meaning: str = ""
) -> Estimate:
    """Return an estimate on the log scale as a ratio with a Student interval."""
    from scipy.special import stdtr, stdtrit

    reach = float(stdtrit(degrees, 0.975)) * log_se
    p_value = 2 * float(stdtr(degrees, -abs(log_lift) / log_se)) if log_se > 0 else float("nan")
    low, lift, high = np.exp([log_lift - reach, log_lift, log_lift + reach]).tolist()
    return Estimate(estimator, label, lift, low, high, log_se, p_value, meaning)


def clustered_ols(y: np.ndarray, x: np.ndarray, groups: np.ndarray) -> tuple[float, float]:
    """Return the first coefficient of least squares and its standard error by groups.

    Parameters
    ----------
    y : ndarray of shape (n,)
    x : ndarray of shape (n, k)
        The regressor of interest first; a constant, if wanted, among the others.
    groups : ndarray of shape (n,)
        Group codes from 0.

    Notes
    -----
    The sandwich of Liang and Zeger with Stata's small-sample factor, as statsmodels'
    `cov_type="cluster"`, without the two seconds that importing it takes.
    """
    n, k = x.shape
    bread = np.linalg.pinv(x.T @ x)
    beta = bread @ (x.T @ y)
    scores = sums_by(groups, x * (y - x @ beta)[:, None])
    n_groups = len(scores)
    factor = n_groups / (n_groups - 1) * (n - 1) / (n - k)
    variance = factor * bread @ (scores.T @ scores) @ bread
    return float(beta[0]), float(np.sqrt(variance[0, 0]))


def within(values: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return `values` (shape (n, k)) less their mean in each group."""
    sizes = np.bincount(groups)
    return values - (sums_by(groups, values) / sizes[:, None])[groups]
