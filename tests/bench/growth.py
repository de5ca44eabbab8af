"""How figures grow with the catalogue: the exponent b of value = a * tracks^b."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from tests.bench.figure import Figure

FLOOR = {"s": 0.02, "MiB": 50.0}
"""Below this, the cost of asking at all hides what the size does."""


def exponents(figures: Iterable[Figure]) -> dict[str, float]:
    """Return the exponent of every figure that was taken at two sizes or more.

    0 does not grow, 1 grows with the catalogue, above 1 grows faster. Least squares on logs.
    """
    points: dict[str, dict[int, float]] = defaultdict(dict)
    for one in figures:
        if one.unit in FLOOR:
            points[f"{one.topic}: {one.name}"][one.size] = max(one.value, FLOOR[one.unit])
    return {name: _slope(taken) for name, taken in points.items() if len(taken) > 1}


def _slope(taken: dict[int, float]) -> float:
    sizes, values = np.log(list(taken)), np.log(list(taken.values()))
    return round(float(np.polyfit(sizes, values, 1)[0]), 2)
