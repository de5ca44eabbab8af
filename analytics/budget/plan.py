"""What the reader enters: costs, revenues, what is assumed and which comparison is believed."""

from dataclasses import dataclass, fields

import numpy as np


@dataclass(frozen=True, slots=True)
class Plan:
    """What the reader enters; money in one currency of his own.

    Attributes
    ----------
    cost_official, cost_lyric : float >= 0
        Of one video; None where the field is empty, as in all others.
    revenue_per_stream, revenue_per_view : float >= 0
        Not both 0.
    horizon_months : float in [1, 240]
        How long a video has to earn its money.
    months_out : float in [1, 600]
        Since a track's release, where its captures do not tell.
    rate_kept : float in [0.55, 1]
        Share of the monthly streams that is left when a track's age doubles.
    forecast_factor : float in [1, 10]
        By what factor streams to come may be off, 95 %.
    lyric_lift : float in [0.5, 3]
        Not measured; 1.0 says that a lyric video changes nothing.
    budget : float >= 0
    trust_untreated, trust_artist, trust_licence, trust_album : float in [0, 10]
        Weight of each comparison, see `analytics.budget.beliefs`; not all 0.
    """

    cost_official: float | None = 15_000.0
    cost_lyric: float | None = 1_500.0
    revenue_per_stream: float | None = 0.0035
    revenue_per_view: float | None = 0.0007
    horizon_months: float | None = 24.0
    months_out: float | None = 60.0
    rate_kept: float | None = 0.75
    forecast_factor: float | None = 2.0
    lyric_lift: float | None = 1.0
    budget: float | None = 250_000.0
    trust_untreated: float | None = 5.0
    trust_artist: float | None = 5.0
    trust_licence: float | None = 5.0
    trust_album: float | None = 5.0


TRUST = ("trust_untreated", "trust_artist", "trust_licence", "trust_album")
LIMITS: dict[str, tuple[float, float]] = {
    "cost_official": (0, 1e8),
    "cost_lyric": (0, 1e8),
    "revenue_per_stream": (0, 10),
    "revenue_per_view": (0, 10),
    "horizon_months": (1, 240),
    "months_out": (1, 600),
    "rate_kept": (0.55, 1),
    "forecast_factor": (1, 10),
    "lyric_lift": (0.5, 3),
    "budget": (0, 1e10),
    **dict.fromkeys(TRUST, (0, 10)),
}


def problems(plan: Plan) -> dict[str, str]:
    """Return a sentence for each field that cannot be, by its name; empty if all is well."""
    wrong = {}
    for field in fields(plan):
        value = getattr(plan, field.name)
        low, high = LIMITS[field.name]
        if value is None or not np.isfinite(value):
            wrong[field.name] = "Enter a number here."
        elif not low <= value <= high:
            wrong[field.name] = f"{value:g} is not between {low:g} and {high:,.0f}."
    earns = (plan.revenue_per_stream or 0) + (plan.revenue_per_view or 0) > 0
    if not earns and not {"revenue_per_stream", "revenue_per_view"} & set(wrong):
        wrong["revenue_per_stream"] = "With no revenue per stream or view nothing is earned."
    if not any(getattr(plan, name) for name in TRUST) and not set(TRUST) & set(wrong):
        wrong[TRUST[0]] = "Give at least one comparison some weight."
    return wrong
