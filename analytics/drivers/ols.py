"""What moves with streams or views: OLS with honest errors.

Public functions
----------------
ols(tracks, target=, features=)                 -> Ols: slopes with intervals, VIF, residuals

It is fitted live on the tracks it is given (the reader's filter). What training measured of every
model is in `score_table`, penalty paths and ablation are in `feature_choice`. All are associations.

Slopes, errors, intervals and the normal quantiles are statsmodels'. Variance inflation is not: its
`variance_inflation_factor` regresses each feature on all others, which takes 440 ms for the 14
features weighed at first in 47,000 tracks and two minutes for all 106, against 2 ms here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.features import matrix as feature_module
from analytics.models import linear
from analytics.stats import clustered, splits
from data.errors import BadOption, NotEnoughData
from data.metrics import many

if TYPE_CHECKING:
    from statsmodels.regression.linear_model import RegressionResultsWrapper

Floats = npt.NDArray[np.float64]

SHOWN_POINTS = 600
"""Tracks shown in the residual plots; the figures beside them use all."""
DEFAULT_FEATURES = (
    *("danceability", "energy", "loudness", "speechiness", "acousticness", "instrumentalness"),
    *("liveness", "valence", "tempo", "duration_ms"),
    *("has_official_video", "is_licensed", "is_single", "is_compilation"),
)


@dataclass(frozen=True, eq=False, slots=True)
class Ols:
    """Ordinary least squares of ln(1 + count) on standardised features."""

    target: str
    n_tracks: int
    n_artists: int
    coefficients: pd.DataFrame
    """One row per feature, the strongest first: name, label, group, is_switch (whether it is yes or
    no), step (1 for a switch, else one standard deviation in the feature's own unit), slope (change
    of ln(1 + count) for one step), low, high, percent (the same as a share: exp(slope) - 1),
    percent_low, percent_high, error, t, p, beta (change for one standard deviation, in those of the
    target), vif (variance inflation; above 5 the feature says much what others say)."""
    left_out: tuple[str, ...]
    """Features without spread or that are exactly a sum of others."""
    r2: float
    """Within the sample; what it is worth on new artists is `held_out_r2`."""
    held_out_r2: float
    """Mean R² over folds that share no artist; NaN with too few tracks for folds, or one value of
    the target in all of a fold."""
    held_out_spread: float
    residuals: pd.DataFrame
    """A seeded sample of tracks: track_id, artist, track, fitted, residual (in ln), normal (the
    normal quantile that the residual's rank stands for, in the same unit)."""
    spread_by_fitted: pd.DataFrame
    """Ten equal parts by fitted value: fitted (mean), spread (standard deviation of residuals);
    level where errors are alike everywhere."""
    artist_share: float
    """Intraclass correlation of residuals: the share of them that belongs to the artist (0 to 1),
    the reason why errors are clustered."""
    naive_error_ratio: float
    """Median ratio of clustered to plain standard errors."""


def ols(
    tracks: pd.DataFrame,
    *,
    target: str = "streams",
    features: Sequence[str] = DEFAULT_FEATURES,
    matrix_of: Callable[[str], pd.DataFrame] | None = None,
    confidence: float = 0.95,
    random_state: int = 0,
) -> Ols:
    """Regress ln(1 + count) on features, with errors clustered by artist.

    What is yes or no is weighed per switch: a standard deviation of it says how rare it is.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Rows of the mart `tracks`. Unknown values are filled with the median.
    target : {'streams', 'views', 'likes', 'comments'}
    features : sequence of str
        Columns of `features.matrix`, `features.names('market')` for all.
    matrix_of : callable, optional
        Returns `features.matrix` of the tracks for a feature set, where it is remembered: reading
        the titles of 18,000 tracks takes 0.7 s, all else here 0.3 s.
    confidence : float in (0, 1), default=0.95
    random_state : int, default=0
        Chooses the tracks that are shown, and the folds.

    Raises
    ------
    NotEnoughData
        With fewer than 30 artists, not clearly more tracks than features, one value of the target
        throughout, or no feature that varies.
    BadOption
        For a feature that there is none of.

    Notes
    -----
    Source: statsmodels' OLS with `cov_type="cluster"` (Liang and Zeger 1986), with its small-sample
    factor and Student's t over artists.
    """
    X, y, known = _known(tracks, target, features, matrix_of)
    prepared = linear.prepare(X.to_numpy())
    z = _standardise(prepared, X.to_numpy())
    used = clustered.independent(z)
    if not len(used):
        raise NotEnoughData(
            f"Each chosen feature is the same in all {len(known):,} tracks, so there is nothing "
            "to weigh.",
            hint="Choose other features or widen the filter.",
        )
    names = [X.columns[place] for place in used]
    fit = clustered.ols(y, np.column_stack([np.ones(len(y)), z[:, used]]), known["artist"])
    scores = _held_out(X[names], y, known, random_state)
    residual = np.asarray(fit.resid)
    return Ols(
        target=target,
        n_tracks=len(y),
        n_artists=int(known["artist"].nunique()),
        coefficients=_coefficients(
            fit,
            names,
            confidence=confidence,
            vif=_variance_inflation(z[:, used]),
            target_spread=y.std(),
            deviations=prepared.scale[used],
            switches=_switches(X.to_numpy()[:, used]),
        ),
        left_out=tuple(name for name in X.columns if name not in names),
        r2=float(fit.rsquared),
        held_out_r2=float(np.mean(scores)) if scores else float("nan"),
        held_out_spread=float(np.std(scores, ddof=1)) if scores else float("nan"),
        residuals=_shown(known, fit.fittedvalues, residual, random_state),
        spread_by_fitted=_spread_by_fitted(fit.fittedvalues, residual),
        artist_share=_artist_share(residual, known["artist"]),
        naive_error_ratio=_naive_error_ratio(fit),
    )


def _known(
    tracks: pd.DataFrame,
    target: str,
    names: Sequence[str],
    matrix_of: Callable[[str], pd.DataFrame] | None,
) -> tuple[pd.DataFrame, Floats, pd.DataFrame]:
    if unknown := set(names) - set(feature_module.names("market", target=target)):
        raise BadOption(f"There is no feature {sorted(unknown)} to explain {target} with.")
    y = feature_module.log_target(tracks, target)
    known = tracks[np.isfinite(y)]
    n_artists = known["artist"].nunique()
    needed = 3 * len(names) + 20
    if n_artists < splits.MIN_ARTISTS or len(known) < needed:
        raise NotEnoughData(
            f"To weigh {many(len(names), 'feature')} takes {needed} tracks of "
            f"{splits.MIN_ARTISTS} artists with {target}; here "
            f"{'is' if len(known) == 1 else 'are'} {many(len(known), 'track')} of "
            f"{many(n_artists, 'artist')}.",
            hint="Widen the filter or choose fewer features.",
        )
    if not np.ptp(y[np.isfinite(y)]) > 0:
        raise NotEnoughData(
            f"All {len(known):,} tracks have the same {target}, so there is nothing to explain.",
            hint="Widen the filter or choose another target.",
        )
    wanted = list(dict.fromkeys(names))
    smallest = next(
        feature_set
        for feature_set in feature_module.FEATURE_SETS
        if set(wanted) <= set(feature_module.names(feature_set, target=target))
    )
    if matrix_of is None:
        X = feature_module.matrix(tracks, smallest, target=target)
    else:
        X = matrix_of(smallest)
    return X.loc[np.isfinite(y), wanted], y[np.isfinite(y)], known


def _standardise(prepared: linear.Preparation, values: Floats) -> Floats:
    filled = np.where(np.isnan(values), prepared.fill, values)
    return (filled - prepared.centre) / prepared.scale


def _switches(values: Floats) -> npt.NDArray[np.bool_]:
    """Say which columns hold nothing but yes and no."""
    held: npt.NDArray[np.bool_] = (np.isnan(values) | (values == 0) | (values == 1)).all(axis=0)
    return held


def _variance_inflation(z: Floats) -> Floats:
    """Return 1 / (1 - R²) of each standardised column on the others, shape (n_features,)."""
    if z.shape[1] == 1:
        return np.ones(1)
    inflation: Floats = np.diag(np.linalg.inv(np.corrcoef(z.T)))
    return inflation


def _coefficients(
    fit: RegressionResultsWrapper,
    names: Sequence[str],
    *,
    confidence: float,
    vif: Floats,
    target_spread: float,
    deviations: Floats,
    switches: npt.NDArray[np.bool_],
) -> pd.DataFrame:
    step = np.where(switches, 1.0, deviations)
    low, high = (fit.conf_int(alpha=1 - confidence)[1:].T / deviations) * step
    slope = fit.params[1:] / deviations * step
    table = pd.DataFrame(
        {
            "name": list(names),
            "label": [feature_module.label(name) for name in names],
            "group": [feature_module.group(name) for name in names],
            "is_switch": switches,
            "step": step,
            "slope": slope,
            "low": low,
            "high": high,
            "error": fit.bse[1:] / deviations * step,
            "t": fit.tvalues[1:],
            "p": fit.pvalues[1:],
            "vif": vif,
            "percent": np.expm1(slope),
            "percent_low": np.expm1(low),
            "percent_high": np.expm1(high),
            "beta": fit.params[1:] / target_spread,
        }
    )
    return table.iloc[np.argsort(-np.abs(slope), kind="stable")].reset_index(drop=True)


def _naive_error_ratio(fit: RegressionResultsWrapper) -> float:
    plain = np.sqrt(np.diag(fit.normalized_cov_params) * fit.scale)
    return float(np.median(fit.bse[1:] / plain[1:]))


def _held_out(X: pd.DataFrame, y: Floats, known: pd.DataFrame, random_state: int) -> list[float]:
    """Return R² of each fold that shares no artist with what it was fitted on."""
    values, scores = X.to_numpy(), []
    for fold in splits.purged_folds(known, random_state=random_state):
        if len(fold.train) < 2 * values.shape[1] + 10 or len(fold.test) < 10:
            return []
        actual = y[fold.test]
        if not np.ptp(actual) > 0:
            return []
        line = linear.fit("ols", values[fold.train], y[fold.train])
        error = np.mean((actual - line.margin(values[fold.test])) ** 2)
        scores.append(1 - float(error / actual.var()))
    return scores


def _shown(
    known: pd.DataFrame, fitted: Floats, residual: Floats, random_state: int
) -> pd.DataFrame:
    from statsmodels.graphics.gofplots import ProbPlot

    quantiles = ProbPlot(residual, a=0.5, scale=residual.std()).theoretical_quantiles
    shown = known[["track_id", "artist", "track"]].reset_index(drop=True)
    shown["fitted"], shown["residual"] = fitted, residual
    shown["normal"] = quantiles[residual.argsort().argsort()]
    if len(shown) <= SHOWN_POINTS:
        return shown
    return shown.sample(SHOWN_POINTS, random_state=random_state).sort_index(ignore_index=True)


def _spread_by_fitted(fitted: Floats, residual: Floats) -> pd.DataFrame:
    parts = np.array_split(np.argsort(fitted, kind="stable"), 10)
    rows = [(fitted[part].mean(), residual[part].std(ddof=1)) for part in parts]
    return pd.DataFrame(rows, columns=["fitted", "spread"])


def _artist_share(residual: Floats, artists: pd.Series) -> float:
    """Return the intraclass correlation by one-way analysis of variance, at least 0."""
    grouped = pd.Series(residual).groupby(artists.to_numpy())
    sizes, means = grouped.size().to_numpy(), grouped.mean().to_numpy()
    n, k = len(residual), len(sizes)
    if n <= k:
        return float("nan")
    between = (sizes * (means - residual.mean()) ** 2).sum() / (k - 1)
    within = (((residual**2).sum()) - (sizes * means**2).sum()) / (n - k)
    size = (n - (sizes**2).sum() / n) / (k - 1)
    return float(max((between - within) / (between + (size - 1) * within), 0))
