"""P-values of many tests at once: among many, some look clear by chance."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

Adjustment = Literal["fdr_bh", "holm"]


def adjust(p_values: npt.ArrayLike, method: Adjustment = "fdr_bh") -> npt.NDArray[np.float64]:
    """Adjust p-values for their number; NaN was not tested: it stays NaN and does not count.

    Parameters
    ----------
    p_values : array-like of shape (n,), each in [0, 1] or NaN
    method : {"fdr_bh", "holm"}, default="fdr_bh"
        Benjamini-Hochberg: at 0.05, one in twenty of those called clear is expected to be a false
        alarm. Holm: at 0.05, the chance of any false alarm is one in twenty.

    Returns
    -------
    ndarray of shape (n,)

    Notes
    -----
    Source: `statsmodels.stats.multitest.multipletests`, which takes no missing values.
    """
    from statsmodels.stats.multitest import multipletests

    adjusted = np.array(p_values, dtype=np.float64)
    tested = ~np.isnan(adjusted)
    if tested.any():
        adjusted[tested] = multipletests(adjusted[tested], method=method)[1]
    return adjusted
