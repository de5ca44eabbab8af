"""Streams to come: of a track that is out a share of its own life so far, which fades with age.

The law: streams until an age grow with a power of that age, so that a rate falls by the same share
whenever the age doubles. A track's age comes from its own captures where there are two, else it
is what the reader assumes.
"""

import numpy as np

MIN_DAYS = 7
"""Days that have to lie between two captures before they tell a rate."""


def power(rate_kept: float) -> float:
    """Return the power of age that streams grow with, in (0, 1].

    Parameters
    ----------
    rate_kept : float in (0.5, 1]
        Share of the monthly streams that is left when a track's age doubles.
    """
    return 1 + float(np.log2(rate_kept))


def share_to_come(
    streams: np.ndarray,
    monthly: np.ndarray,
    *,
    horizon_months: float,
    months_out: float,
    rate_kept: float,
) -> np.ndarray:
    """Return streams within the horizon as a share of the streams so far.

    Parameters
    ----------
    streams : ndarray of shape (n,), >= 0
    monthly : ndarray of shape (n,), >= 0
        Streams a month between the last two captures; NaN where there are none.
    horizon_months, months_out : float > 0
        The age is assumed where `monthly` is not known.
    rate_kept : float in (0.5, 1]

    Returns
    -------
    ndarray of shape (n,), in [0, 1]
        Nothing is expected to get more within the horizon than in all its life so far.

    Notes
    -----
    With streams c t^p the rate at age t is p c t^(p - 1): a track's age is p times its streams
    over its monthly ones.
    """
    grows = power(rate_kept)
    own = monthly / (grows * np.maximum(streams, 1))  # one over the age
    share = (1 + horizon_months * np.where(np.isnan(own), 1 / months_out, own)) ** grows - 1
    return np.clip(share, 0, 1)


def share_of_new(*, horizon_months: float, months_out: float, rate_kept: float) -> float:
    """Return what a new track gets within the horizon of what others have by `months_out`.

    Returns
    -------
    float in (0, 1]
    """
    return float(min((horizon_months / months_out) ** power(rate_kept), 1.0))
