"""Mean shift: tracks climb to where tracks are densest, and those of one summit are a kind."""

from __future__ import annotations

from analytics.clusters.density import without_small
from analytics.clusters.space import Floats, Integers

WIDTH_TRACKS = 1_000
WIDTH_SHARE = 0.1
"""The window is as wide as the distance within which a track has a tenth of the others."""
STARTS = 3
"""Climbs begin where at least so many tracks lie together."""


def mean_shift(points: Floats, *, min_share: float, random_state: int = 0) -> Integers:
    """Label points by the summit of density that they climb to.

    Parameters
    ----------
    points : ndarray of shape (n, d)
    min_share : float in (0, 0.5]
        Summits of a smaller share of all points count as none.
    random_state : int, default=0
        Of the sample that the window's width is taken from.

    Returns
    -------
    ndarray of shape (n,)

    Notes
    -----
    Source: Comaniciu and Meer (2002), scikit-learn `MeanShift`.
    """
    from sklearn.cluster import MeanShift, estimate_bandwidth
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # on busy cores threads only wait for each other
        width = estimate_bandwidth(
            points,
            quantile=WIDTH_SHARE,
            n_samples=min(WIDTH_TRACKS, len(points)),
            random_state=random_state,
        )
        climbing = MeanShift(
            bandwidth=max(width, 1e-9), bin_seeding=True, min_bin_freq=STARTS, max_iter=100
        )
        try:
            labels: Integers = climbing.fit(points).labels_
        except ValueError:  # nowhere do so many lie together: all may begin a climb
            labels = climbing.set_params(min_bin_freq=1).fit(points).labels_
    return without_small(labels, min_share)
