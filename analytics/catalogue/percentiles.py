"""Where a value stands among all tracks or artists, in percent of rows below it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

STEPS = 1000


@dataclass(frozen=True, eq=False, slots=True)
class PercentileGrid:
    """Where a value stands among all rows: `STEPS` + 1 quantiles of each metric.

    `quantiles` has a row per step and a column per metric; NaN where nothing is known.
    """

    metrics: tuple[str, ...]
    quantiles: np.ndarray
    n_rows: int

    def percentiles(self, metric: str, values: Sequence[float] | pd.Series) -> np.ndarray:
        """Return the percent of rows below each value, ties by half; NaN for unknown values."""
        grid = self.quantiles[:, self.metrics.index(metric)]
        asked = pd.Series(values).to_numpy(dtype=float, na_value=np.nan)
        if np.isnan(grid).all():
            return np.full(len(asked), np.nan)
        below, upto = (np.searchsorted(grid, asked, side=side) for side in ("left", "right"))
        middle = (below + upto) / 2 / (STEPS + 1) * 100
        return np.where(np.isnan(asked), np.nan, middle)

    def at(self, metric: str, percentile: float) -> float:
        """Return the value that this percent of rows lies below."""
        grid = self.quantiles[:, self.metrics.index(metric)]
        return float(grid[round(percentile / 100 * STEPS)])


def percentile_grid(measures: pd.DataFrame) -> PercentileGrid:
    """Learn where values stand from all rows or a sample of them.

    Parameters
    ----------
    measures : DataFrame of shape (n_rows, n_metrics)
        Numbers only; nulls are left out, metric by metric.
    """
    levels = np.linspace(0, 1, STEPS + 1)
    columns = [_quantiles(measures[name], levels) for name in measures.columns]
    quantiles = np.column_stack(columns) if columns else np.empty((STEPS + 1, 0))
    return PercentileGrid(tuple(measures.columns), quantiles, len(measures))


def _quantiles(values: pd.Series, levels: np.ndarray) -> np.ndarray:
    known = values.dropna().to_numpy(dtype=float)
    if not len(known):
        return np.full(len(levels), np.nan)
    quantiles: np.ndarray = np.quantile(known, levels, method="inverted_cdf")
    return quantiles


def of_row(row: pd.Series, grid: PercentileGrid, metrics: Sequence[str]) -> pd.DataFrame:
    """Return one row's metrics with their percentiles: metric, value, percentile."""
    values = pd.to_numeric(row[list(metrics)]).to_numpy(dtype=float, na_value=np.nan)
    places = [
        grid.percentiles(name, [float(value)])[0]
        for name, value in zip(metrics, values, strict=True)
    ]
    return pd.DataFrame({"metric": list(metrics), "value": values, "percentile": places})
