"""The fields of the form as the claim that they say."""

from typing import cast

from analytics.claims.claim import Claim, Kind
from analytics.features.condition import Condition
from pages.claims.words import COLUMNS

Bounds = tuple[str | None, float | None, float | None]
"""A column as it was typed or picked, from, to."""


def claim_of(
    text: str,
    kind: str,
    threshold: float | None,
    on: tuple[str | None, ...] = (),
    conditions: tuple[Bounds, ...] = (),
) -> Claim:
    """Return the claim that a form's fields say, whether or not it can be tested.

    Parameters
    ----------
    text, kind : str
    threshold : float or None
        None where the field is empty.
    on : tuple of str or None
        Columns by name or label.
    conditions : tuple of Bounds
        Those without a column are left out.
    """
    return Claim(
        text=" ".join(text.split()),
        kind=cast(Kind, kind),
        threshold=float("nan") if threshold is None else threshold,
        on=tuple(_column(name) for name in on),
        conditions=tuple(
            Condition(_column(name), low, high) for name, low, high in conditions if name
        ),
    )


def _column(typed: str | None) -> str:
    """Return the column that was meant, by its name or its label; else what was typed."""
    by_label = {label.lower(): name for name, label in COLUMNS.items()}
    said = (typed or "").strip()
    return by_label.get(said.lower(), said)
