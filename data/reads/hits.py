"""From how many streams on a track of a version is a hit."""

import math

from data.engine import warehouse


def thresholds(version: str, shares: tuple[float, ...]) -> dict[float, float]:
    """Return the streams from which on a track is in each top share; NaN where none are known.

    Parameters
    ----------
    version : str
        A published version: a hit is one among all its tracks, whatever the filter.
    shares : tuple of float in (0, 1)
        0.1 for the most streamed tenth.

    Returns
    -------
    dict
        Streams by share: the quantile 1 - share, interpolated between two tracks.
    """
    quantiles = [1 - share for share in shares]
    values = warehouse.query(
        "select unnest(quantile_cont(streams, $quantiles))::double as streams from tracks",
        version,
        quantiles=quantiles,
    )["streams"]
    if values.empty:
        return dict.fromkeys(shares, math.nan)
    return dict(zip(shares, values.tolist(), strict=True))


def threshold(version: str, share: float) -> float:
    """Return the streams from which on a track is in the top share; NaN where none are known."""
    return thresholds(version, (share,))[share]
