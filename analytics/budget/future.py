"""Streams to come within the horizon, expected and simulated."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.budget.forecast import Forecast
from analytics.budget.own_life import share_of_new, share_to_come
from analytics.budget.plan import Plan
from analytics.budget.smearing import Errors


@dataclass(frozen=True, eq=False, slots=True)
class Future:
    """How streams to come follow from what is known of a track.

    Attributes
    ----------
    plan : Plan
    errors : Errors or None
        Of the model; None where no track needs it.
    shared : ndarray of shape (n_simulations,)
        By what factor the streams of all tracks together are off; mean 1.
    own_sd : float >= 0
        Spread, in logs, of what each track of known streams adds to that on its own.
    """

    plan: Plan
    errors: Errors | None
    shared: np.ndarray
    own_sd: float

    @classmethod
    def of(cls, forecast: Forecast, plan: Plan, n_simulations: int, random_state: int) -> "Future":
        """Take the doubt in streams to come as the plan states it, half of it shared by all.

        Parameters
        ----------
        forecast : Forecast
        plan : Plan
            Without `problems`.
        n_simulations : int
        random_state : int
        """
        variance = (np.log(plan.forecast_factor or 1) / 1.96) ** 2
        sd = float(np.sqrt(variance / 2))
        normal = np.random.default_rng([random_state, 1]).standard_normal(n_simulations)
        needs_model = forecast.candidates["streams"].isna().any()
        return cls(
            plan=plan,
            errors=Errors.of(forecast.known, n_simulations, random_state) if needs_model else None,
            shared=np.exp(sd * normal - sd**2 / 2),
            own_sd=sd,
        )

    def expected(self, tracks: pd.DataFrame) -> np.ndarray:
        """Return expected streams within the horizon, without a video; shape (n,)."""
        so_far = tracks["streams"].to_numpy(dtype=float, copy=True)
        unknown = np.isnan(so_far)
        if self.errors is not None and unknown.any():
            so_far[unknown] = self.errors.smear(tracks["predicted"].to_numpy()[unknown])
        expected: np.ndarray = so_far * self._share(tracks)
        return expected

    def of_artists(self, n_artists: int, rng: np.random.Generator) -> np.ndarray:
        """Sample the model's error on each artist, shape (n_simulations, n_artists)."""
        size = (len(self.shared), n_artists)
        return np.zeros(size) if self.errors is None else rng.choice(self.errors.by_artist, size)

    def simulated(
        self, tracks: pd.DataFrame, of_artist: np.ndarray, rng: np.random.Generator
    ) -> np.ndarray:
        """Simulate streams within the horizon.

        Parameters
        ----------
        tracks : DataFrame of shape (n, k)
        of_artist : ndarray of shape (n_simulations, n)
            The error on each track's artist, see `of_artists`.

        Returns
        -------
        ndarray of shape (n_simulations, n)
        """
        own = self.own_sd * rng.standard_normal(of_artist.shape) - self.own_sd**2 / 2
        streams = np.exp(own) * self.expected(tracks)
        unknown = tracks["streams"].isna().to_numpy()
        if self.errors is not None and unknown.any():
            predicted = tracks["predicted"].to_numpy()[unknown]
            so_far = self.errors.smear_simulated(predicted)
            so_far *= self.errors.noise(predicted, of_artist[:, unknown], rng)
            streams[:, unknown] = so_far * self._share(tracks[unknown])
        simulated: np.ndarray = streams * self.shared[:, None]
        return simulated

    def _share(self, tracks: pd.DataFrame) -> np.ndarray:
        """Return what is to come as a share of the streams so far, real or predicted."""
        ages = {
            "horizon_months": self.plan.horizon_months or 1,
            "months_out": self.plan.months_out or 1,
            "rate_kept": self.plan.rate_kept or 1,
        }
        to_come = share_to_come(
            tracks["streams"].to_numpy(dtype=float),
            tracks["monthly_streams"].to_numpy(dtype=float),
            **ages,
        )
        return np.where(tracks["is_out"], to_come, share_of_new(**ages))
