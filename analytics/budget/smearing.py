"""From the median that a model of logs predicts to mean streams, with the model's own errors.

Errors are those on artists that the model has not seen; a simulation resamples artists, not
tracks.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.stats.clustered import sums_by
from analytics.stats.resampling import resample_artists
from data.errors import NotEnoughData
from data.metrics import exact

N_BINS = 10
MIN_KNOWN = 100


@dataclass(frozen=True, eq=False, slots=True)
class Errors:
    """The model's errors on artists it has not seen.

    Attributes
    ----------
    centres : ndarray of shape (N_BINS,)
        Mean prediction, ln(1 + streams), of each bin.
    factor : ndarray of shape (N_BINS,)
        Mean streams over mean of the predictions taken back from logs.
    factors : ndarray of shape (n_simulations, N_BINS)
        The same where artists are sampled anew.
    scale : ndarray of shape (N_BINS,)
        Spread of errors in logs; smaller where more is predicted.
    by_artist, by_track : ndarray of shape (n_known,)
        Errors in units of that spread: the mean of the track's artist, and what is left.
    """

    centres: np.ndarray
    factor: np.ndarray
    factors: np.ndarray
    scale: np.ndarray
    by_artist: np.ndarray
    by_track: np.ndarray

    @classmethod
    def of(cls, known: pd.DataFrame, n_simulations: int, random_state: int) -> "Errors":
        """Compare predictions with streams where both are known.

        Parameters
        ----------
        known : DataFrame of shape (n_known, k)
            As `analytics.budget.forecast.Forecast.known`.
        n_simulations : int
        random_state : int

        Raises
        ------
        NotEnoughData
            With fewer than `MIN_KNOWN` tracks.
        """
        known = known.dropna(subset=["streams", "predicted"])
        known = known.sort_values("track_id", kind="stable")
        if len(known) < MIN_KNOWN:
            raise NotEnoughData(
                f"{exact(len(known))} tracks have both streams and a prediction; at least "
                f"{MIN_KNOWN} are needed to know how far predictions are off.",
                hint="Models of an older version know only its tracks: train them on this one.",
            )
        predicted, streams = known["predicted"].to_numpy(), known["streams"].to_numpy(dtype=float)
        edges = np.quantile(predicted, np.linspace(0, 1, N_BINS + 1)[1:-1])
        bins = np.searchsorted(edges, predicted)
        centres = np.array([predicted[bins == b].mean() for b in range(N_BINS)])
        residual = np.log1p(streams) - predicted
        scale = np.array([max(residual[bins == b].std(), 1e-6) for b in range(N_BINS)])
        residual = residual / np.interp(predicted, centres, scale)
        codes = pd.factorize(known["artist"])[0]
        means = sums_by(codes, residual) / np.bincount(codes)
        return cls(
            centres,
            *_factors(known["artist"], streams, predicted, bins, n_simulations, random_state),
            scale=scale,
            by_artist=means[codes],
            by_track=residual - means[codes],
        )

    def smear(self, predicted: np.ndarray) -> np.ndarray:
        """Return the mean streams that belong to each predicted logarithm."""
        return np.expm1(predicted) * np.interp(predicted, self.centres, self.factor)

    def smear_simulated(self, predicted: np.ndarray) -> np.ndarray:
        """Return the same in each simulation, shape (n_simulations, n)."""
        place = np.interp(predicted, self.centres, np.arange(N_BINS))
        left = np.minimum(place.astype(int), N_BINS - 2)
        part = place - left
        factor = self.factors[:, left] * (1 - part) + self.factors[:, left + 1] * part
        return np.expm1(predicted) * factor

    def noise(
        self,
        predicted: np.ndarray,
        of_artist: np.ndarray,
        rng: np.random.Generator,
    ) -> np.ndarray:
        """Simulate by what factor each track ends up beside its mean.

        Parameters
        ----------
        predicted : ndarray of shape (n,)
        of_artist : ndarray of shape (n_simulations, n)
            The error of each track's artist, sampled from `by_artist`.

        Returns
        -------
        ndarray of shape (n_simulations, n)
            Mean 1 over all that may be sampled.
        """
        own = rng.choice(self.by_track, size=of_artist.shape)
        level = [
            np.exp(scale * self.by_artist).mean() * np.exp(scale * self.by_track).mean()
            for scale in self.scale
        ]
        spread = np.interp(predicted, self.centres, self.scale)
        factor: np.ndarray = np.exp(spread * (of_artist + own))
        return factor / np.interp(predicted, self.centres, level)


def _factors(
    artists: pd.Series,
    streams: np.ndarray,
    predicted: np.ndarray,
    bins: np.ndarray,
    n_simulations: int,
    random_state: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Return mean streams over mean prediction of each bin, and the same in each simulation."""
    sides = (streams, np.expm1(predicted))
    columns = [side * (bins == b) for b in range(N_BINS) for side in sides]
    total = np.array([column.sum() for column in columns]).reshape(N_BINS, 2)
    factor = total[:, 0] / total[:, 1]
    resamples = resample_artists(artists, n_replicates=n_simulations, random_state=random_state)
    sums = resamples.sums(columns).reshape(n_simulations, N_BINS, 2)
    factors = np.where(sums[..., 1] > 0, sums[..., 0] / np.maximum(sums[..., 1], 1e-9), factor)
    return factor, factors
