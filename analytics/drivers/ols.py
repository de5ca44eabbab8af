"""What moves with streams or views: OLS with honest errors.

Public functions
----------------
ols(tracks, target=, features=)                 -> Ols: slopes with intervals, VIF, residuals

It is fitted live on the tracks it is given (the reader's filter). What training measured of every
model is in `score_table`, penalty paths and ablation are in `feature_choice`. All are associations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.features import matrix as feature_module
from analytics.models import linear
from analytics.stats import splits
from analytics.stats.resampling import p_values, t_quantile
from data.errors import BadOption, NotEnoughData

Floats = npt.NDArray[np.float64]

SHOWN_POINTS = 1_500
"""Tracks drawn in the residual plots; the figures beside them use all."""
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
    """One row per feature, the strongest first: name, label, group, slope (change of ln(1 + count)
    for one standard deviation), low, high, percent (the same as a share: exp(slope) - 1),
    percent_low, percent_high, beta (slope in standard deviations of the target), error, t, p,
    vif (variance inflation; above 5 the feature says much what others say), deviation (what one
    standard deviation is, in the feature's own unit)."""
    left_out: tuple[str, ...]
    """Features without spread or that are exactly a sum of others."""
    r2: float
    """Within the sample; what it is worth on new artists is `held_out_r2`."""
    held_out_r2: float
    """Mean R² over folds that share no artist; NaN with too few tracks for folds."""
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
    confidence: float = 0.95,
    random_state: int = 0,
) -> Ols:
    """Regress ln(1 + count) on standardised features, with errors clustered by artist.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Rows of the mart `tracks`. Unknown values are filled with the median.
    target : {'streams', 'views', 'likes', 'comments'}
    features : sequence of str
        Columns of `features.matrix`, `features.names('market')` for all.
    confidence : float in (0, 1), default=0.95
    random_state : int, default=0
        Draws the tracks that are shown, and the folds.

    Raises
    ------
    NotEnoughData
        With fewer than 30 artists, not clearly more tracks than features, or no feature that
        varies.
    BadOption
        For a feature that there is none of.

    Notes
    -----
    Source: Liang and Zeger (1986), with the small-sample factors and Student's t over artists
    that statsmodels' `cov_type="cluster"` and Stata use.
    """
    X, y, kept = _sample(tracks, target, features)
    prepared = linear.prepare(X.to_numpy())
    z = _standardise(prepared, X.to_numpy())
    used = _independent(z)
    if not used:
        raise NotEnoughData(
            f"Each chosen feature has one value in all {len(kept):,} tracks: nothing to weigh.",
            hint="Choose other features or widen the filter.",
        )
    fitted, table, ratio = _fit(z[:, used], y, kept["artist"], confidence)
    scores = _held_out(X.iloc[:, used], y, kept, random_state)
    names = [X.columns[place] for place in used]
    table = _describe(table, names, y.std(), prepared.scale[used])
    residual = y - fitted
    return Ols(
        target=target,
        n_tracks=len(y),
        n_artists=int(kept["artist"].nunique()),
        coefficients=table,
        left_out=tuple(name for name in X.columns if name not in names),
        r2=1 - float((residual**2).sum() / ((y - y.mean()) ** 2).sum()),
        held_out_r2=float(np.mean(scores)) if scores else float("nan"),
        held_out_spread=float(np.std(scores, ddof=1)) if scores else float("nan"),
        residuals=_shown(kept, fitted, residual, random_state),
        spread_by_fitted=_spread_by_fitted(fitted, residual),
        artist_share=_artist_share(residual, kept["artist"]),
        naive_error_ratio=ratio,
    )


def _sample(
    tracks: pd.DataFrame, target: str, names: Sequence[str]
) -> tuple[pd.DataFrame, Floats, pd.DataFrame]:
    known = feature_module.names("market", target=target)
    if unknown := set(names) - set(known):
        raise BadOption(f"There is no feature {sorted(unknown)} to explain {target} with.")
    y = feature_module.log_target(tracks, target)
    kept = tracks[np.isfinite(y)]
    n_artists = kept["artist"].nunique()
    if n_artists < splits.MIN_ARTISTS or len(kept) < 3 * len(names) + 20:
        raise NotEnoughData(
            f"{len(kept):,} tracks of {n_artists:,} artists have {target}: too few to weigh "
            f"{len(names)} features.",
            hint="Widen the filter or choose fewer features.",
        )
    wanted = list(dict.fromkeys(names))
    smallest = next(
        feature_set
        for feature_set in feature_module.FEATURE_SETS
        if set(wanted) <= set(feature_module.names(feature_set, target=target))
    )
    X = feature_module.matrix(kept, smallest, target=target)[wanted]
    return X, y[np.isfinite(y)], kept


def _standardise(prepared: linear.Preparation, values: Floats) -> Floats:
    filled = np.where(np.isnan(values), prepared.fill, values)
    return (filled - prepared.centre) / prepared.scale


def _independent(z: Floats) -> list[int]:
    """Return the columns that are not sums of those before them, in order."""
    used: list[int] = []
    basis = np.empty((len(z), 0))
    for place in range(z.shape[1]):
        column = z[:, place]
        rest = column - basis @ (basis.T @ column)
        rest = rest - basis @ (basis.T @ rest)
        length = float(np.linalg.norm(rest))
        if length > 1e-6 * np.sqrt(len(z)):
            used.append(place)
            basis = np.column_stack([basis, rest / length])
    return used


def _fit(
    z: Floats, y: Floats, artists: pd.Series, confidence: float
) -> tuple[Floats, pd.DataFrame, float]:
    """Return fitted values, slopes with clustered errors, and how much larger these are."""
    design = np.column_stack([np.ones(len(y)), z])
    inverse = np.linalg.inv(design.T @ design)
    slopes = inverse @ (design.T @ y)
    fitted = design @ slopes
    residual = y - fitted
    n, k = design.shape
    codes, names = pd.factorize(artists, sort=True)
    sums = np.zeros((len(names), k))
    np.add.at(sums, codes, design * residual[:, None])
    n_groups = len(names)
    factor = n_groups / (n_groups - 1) * (n - 1) / (n - k)
    errors = np.sqrt(np.diag(inverse @ (sums.T @ sums) @ inverse) * factor)
    plain = np.sqrt(np.diag(inverse) * (residual @ residual) / (n - k))
    half = t_quantile(confidence, n_groups) * errors
    table = pd.DataFrame(
        {
            "slope": slopes,
            "low": slopes - half,
            "high": slopes + half,
            "error": errors,
            "t": slopes / errors,
            "p": p_values(slopes, errors, n_groups),
            "vif": np.concatenate(
                [[np.nan], np.diag(np.linalg.inv(np.corrcoef(z.T))) if k > 2 else np.ones(k - 1)]
            ),
        }
    ).iloc[1:]
    return fitted, table, float(np.median(errors[1:] / plain[1:]))


def _describe(
    table: pd.DataFrame, names: Sequence[str], target_spread: float, deviations: Floats
) -> pd.DataFrame:
    table = table.reset_index(drop=True)
    table.insert(0, "name", list(names))
    table.insert(1, "label", [feature_module.label(name) for name in names])
    table.insert(2, "group", [feature_module.group(name) for name in names])
    for column, source in (("percent", "slope"), ("percent_low", "low"), ("percent_high", "high")):
        table[column] = np.expm1(table[source])
    table["beta"] = table["slope"] / target_spread
    table["deviation"] = deviations
    strength = table["slope"].abs()
    return table.iloc[np.argsort(-strength.to_numpy(), kind="stable")].reset_index(drop=True)


def _held_out(X: pd.DataFrame, y: Floats, kept: pd.DataFrame, random_state: int) -> list[float]:
    """Return R² of each fold that shares no artist with what it was fitted on."""
    values, scores = X.to_numpy(), []
    for fold in splits.purged_folds(kept, random_state=random_state):
        if len(fold.train) < 2 * values.shape[1] + 10 or len(fold.test) < 10:
            return []
        line = linear.fit("ols", values[fold.train], y[fold.train])
        actual = y[fold.test]
        error = np.mean((actual - line.margin(values[fold.test])) ** 2)
        scores.append(1 - float(error / actual.var()))
    return scores


def _shown(kept: pd.DataFrame, fitted: Floats, residual: Floats, random_state: int) -> pd.DataFrame:
    from scipy.special import ndtri

    ranks = residual.argsort().argsort()
    normal = ndtri((ranks + 0.5) / len(residual)) * residual.std()
    shown = kept[["track_id", "artist", "track"]].reset_index(drop=True)
    shown["fitted"], shown["residual"], shown["normal"] = fitted, residual, normal
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
