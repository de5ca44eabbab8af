"""What the drivers page says: how far plays can be predicted, and what goes with them."""

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from analytics.drivers.ols import DEFAULT_FEATURES, Ols
from analytics.features import matrix as features
from analytics.runs.answers import SAID
from data import metrics
from data.metrics import decimal, p_value, percent
from pages.ui.wording import many

HOW = """
**What is predicted** is ln(1 + plays): being off by a factor of two costs the same for a small
track and a giant one. **R²** is the share of differences between tracks that a model foresees, 0
for saying the average; **NRMSE** is the typical error beside those differences, 1 for saying the
average; the **mean error of logs** is in steps of 2.7 times.

**Held out.** Five folds, each without the artists it is judged on and without every recording that
lists one of them. ± is one standard deviation over the folds. The **naive split** deals tracks at
random, so that a model has heard other tracks of the same artist: that is the leak. **Artists
unknown**: the same held-out tracks, had the catalogue held nothing else by their artists.

**No model**, the average said for every track, scores 0.

**Three feature sets** by when they are known: *audio* and title words when the demo is in;
*release* adds album type, planned video, licence and the artist's other tracks; *market* adds what
YouTube says once it is out. Scores come from the whole data version, whatever the filter.

**Live parts** are fitted to the tracks in view. OLS: standard errors clustered by artist (Liang and
Zeger 1986), Student's t over artists; unknown values are filled with the median. What is yes or no
counts from no to yes, anything else for one standard deviation more of it. Ridge and LASSO:
standardised features, the penalty judged on folds that share no artist. *Simplest* is the strongest
penalty within one standard error of the best. What each feature adds: the difference of R² on the
same folds, 95 % by the corrected resampled t (Nadeau and Bengio 2003).
"""
MODEL_COLUMNS = {
    "label": "Model",
    "score": "R²",
    "spread": "± over folds",
    "naive": "R², naive split",
    "unknown": "R², artists unknown",
    "baseline": "R², no model",
    "nrmse": "NRMSE",
    "mae": "Mean error of logs",
    "seconds": "Seconds",
    "standing": "Standing",
}
ACROSS = (
    "**Market** is an estimate across platforms, not a forecast: views are an outcome too. The "
    "data has no release dates, so an artist's other tracks may be later ones."
)
WEAK, MOSTLY_ARTIST = 0.1, 0.5
KINDS = {"lasso": "LASSO", "ridge": "Ridge"}
CROWDED = 5
"""Variance inflation from which on a feature says much of what others say."""


def lead(best: pd.DataFrame, target: str) -> str:
    """Say how far a target can be predicted, how sure that is, and against what.

    Parameters
    ----------
    best : DataFrame
        One row per feature set: feature_set, score, spread, leak.
    target : {'streams', 'views', 'likes', 'comments'}
    """
    shown = best[["feature_set", "score", "spread"]]
    scores = {row["feature_set"]: row for row in shown.to_dict("records")}
    told = ", ".join(
        f"**{percent(max(row['score'], 0), 0)}** {SAID[name]} (± {decimal(row['spread'] * 100, 0)})"
        for name, row in scores.items()
    )
    return (
        f"**{_verdict(scores)}** For artists they have never seen, models foresee this much of "
        f"the differences in {target}: {told}."
    )


def _verdict(scores: dict[str, dict]) -> str:
    audio, release = (
        scores.get(name, {}).get("score", float("nan")) for name in ("audio", "release")
    )
    if max(audio, release) < WEAK:
        return "Hardly predictable."
    if audio < MOSTLY_ARTIST * release:
        return "Partly predictable, far more by who makes a track than by how it sounds."
    return "Partly predictable, by how a track sounds as well as by who makes it."


def leak(best: pd.DataFrame) -> str:
    """Say how much a naive split would flatter; nothing where that was not tried."""
    known = best.loc[best["leak"].notna(), ["feature_set", "leak"]]
    if known.empty:
        return ""
    changes = [
        f"{many(abs(round(100 * row['leak'])), 'point')} "
        f"{'more' if row['leak'] > 0 else 'less'} ({row['feature_set']})"
        for row in known.to_dict("records")
    ]
    return (
        "Tested on tracks of artists they have heard before (a naive split), the same models "
        f"would score {_listed(changes)}."
    )


def models(of_set: pd.DataFrame) -> pd.DataFrame:
    """Return the models of a feature set as the reader's table has them."""
    rounded = {name: of_set[f"{name}_mean"].round(3) for name in ("nrmse", "mae")}
    return of_set.assign(**rounded)[list(MODEL_COLUMNS)]


def offered(target: str) -> dict[str, str]:
    """Return the features that the reader may weigh, name to words."""
    return {name: features.label(name) for name in features.names("market", target=target)}


def usual(target: str) -> list[str]:
    """Return the features that are weighed at first."""
    known = offered(target)
    return [name for name in DEFAULT_FEATURES if name in known]


def weighed(fit: Ols) -> str:
    """Say what the live regression is worth and how much its plain errors would flatter."""
    crowded = fit.coefficients.loc[fit.coefficients["vif"] > CROWDED, "label"]
    said = [_told(fit)]
    if not math.isnan(fit.artist_share):
        said.append(
            f"Tracks of one artist are alike ({decimal(fit.artist_share)} of 1), so honest "
            f"intervals are {decimal(fit.naive_error_ratio, 1)} times as wide as plain ones."
        )
    if len(crowded):
        said.append(
            f"{_listed(list(crowded.head(6)))} overlap with other features, so their bars are wide."
        )
    if fit.left_out:
        left = [features.label(name) for name in fit.left_out]
        said.append(
            f"Left out, as others say the same or hardly any track has them: {_listed(left)}."
        )
    return " ".join(said)


def _told(fit: Ols) -> str:
    tracks = f"{many(fit.n_tracks, 'track')} of {many(fit.n_artists, 'artist')}"
    if math.isnan(fit.held_out_r2):
        return (
            f"Together, these features account for **{percent(fit.r2, 0)}** of the differences in "
            f"{fit.target} between the {tracks} they were fitted to; these are too few, or too "
            "alike, to try on artists not seen."
        )
    return (
        f"Together, these features account for **{percent(max(fit.held_out_r2, 0), 0)}** of the "
        f"differences in {fit.target} on artists not seen "
        f"(± {decimal(100 * fit.held_out_spread, 0)} over folds), and for {percent(fit.r2, 0)} on "
        f"the {tracks} they were fitted to."
    )


def feature_columns(target: str) -> dict[str, str]:
    """Return the columns of the table of coefficients with their headings."""
    return {
        "label": "Feature",
        "group": "Group",
        "step": "Step",
        "change": f"Change of {target} [95 %]",
        "slope": "Slope (log)",
        "beta": "Standardised slope",
        "error": "Standard error",
        "p": "p",
        "vif": "Variance inflation",
    }


def coefficients(fit: Ols) -> pd.DataFrame:
    """Return the coefficients as the reader's table has them."""
    rows = fit.coefficients
    each = rows.to_dict("records")
    return pd.DataFrame(
        {
            "label": rows["label"],
            "group": rows["group"],
            "step": [step(row) for row in each],
            "change": [change(row) for row in each],
            "slope": rows["slope"].round(3),
            "beta": rows["beta"].round(3),
            "error": rows["error"].round(3),
            "p": [p_value(p) for p in rows["p"]],
            "vif": rows["vif"].round(2),
        }
    )


def change(row: pd.Series | Mapping[Hashable, Any]) -> str:
    """Write what one step of a feature goes with, with its interval.

    Parameters
    ----------
    row : Series or mapping
        A row of `Ols.coefficients`.
    """
    low, high = signed(row["percent_low"]), signed(row["percent_high"])
    return f"{signed(row['percent'])} [{low}, {high}]"


def step(row: pd.Series | Mapping[Hashable, Any]) -> str:
    """Write what one step of a feature is: a switch, or so much more of it.

    Parameters
    ----------
    row : Series or mapping
        A row of `Ols.coefficients`.
    """
    if row["is_switch"]:
        return "yes, not no"
    if row["name"] in metrics.METRICS:
        unit = metrics.physical_unit(row["name"])
        return f"+{metrics.display(row['name'], row['step'])}{unit}"
    return f"+{decimal(row['step'])}"


def signed(share: float) -> str:
    """Write a change from -1 upwards in whole percent, with its sign."""
    return ("+" if share >= 0.005 else "") + percent(round(share, 2) + 0.0, 0)


def _listed(parts: Sequence[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
