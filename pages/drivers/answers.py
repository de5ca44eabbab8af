"""What the drivers page asks: how far plays can be predicted, and by what."""

import functools
from collections.abc import Sequence

import pandas as pd

from analytics import kept
from analytics.drivers import feature_choice
from analytics.drivers import ols as analysis
from analytics.drivers.feature_choice import PenaltyPath
from analytics.drivers.ols import Ols
from analytics.features import matrix as features
from analytics.runs import answers as models
from data.metrics import decimal, exact, percent
from data.reads import tracks as reads
from data.selection import Selection

TABLE = {
    "label": "Model",
    "score": "R²",
    "spread": "± over folds",
    "naive": "R², naive split",
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
MAX_TRACKS = 50_000
"""Up to here the live models take every track in view; above, those of a sample of artists."""
KINDS = {"lasso": "LASSO", "ridge": "Ridge"}
CROWDED = 5
"""Variance inflation from which on a feature says much of what others say."""


def scored(target: str) -> pd.DataFrame:
    """Return every model of a target on the data version trained last, the best of a set first."""
    table = models.scored(target)
    extra = {name: table[f"{name}_mean"].round(3) for name in ("nrmse", "mae")}
    return table.assign(**extra)


def best_of_sets(table: pd.DataFrame) -> pd.DataFrame:
    """Return the best model of each feature set, with the leak that a naive split would show.

    Returns
    -------
    DataFrame
        Rows in the order of what is known when; the columns of `scored` and leak: by how much the
        naive score of a model exceeds its own, NaN where no naive split was tried.
    """
    rows = []
    for feature_set in models.FEATURE_SETS:
        found = table[table["feature_set"] == feature_set]
        if len(found):
            both = found[found["naive"].notna() & (found["model"] != "baseline")]
            leak = float((both["naive"] - both["score"]).iloc[0]) if len(both) else float("nan")
            rows.append({**found.iloc[0].to_dict(), "leak": leak})
    return pd.DataFrame(rows)


def lead(best: pd.DataFrame, target: str) -> str:
    """Say how far a target can be predicted, how sure that is, and against what."""
    scores = {row["feature_set"]: row for row in best.to_dict("records")}
    where = {"audio": "from the audio alone", "release": "before release", "market": "once out"}
    told = ", ".join(
        f"{percent(max(row['score'], 0), 0)} {where[name]} (± {decimal(row['spread'] * 100, 0)})"
        for name, row in scores.items()
    )
    return (
        f"**{_verdict(scores)}** Of what tells tracks' {target} apart, models predict {told}, "
        "for artists they have never seen; saying the average for every track predicts 0 %."
        f"{_leak(best)}"
    )


def _verdict(scores: dict[str, dict]) -> str:
    audio, release = (
        scores.get(name, {}).get("score", float("nan")) for name in ("audio", "release")
    )
    if max(audio, release) < WEAK:
        return "Hardly to be predicted."
    if audio < MOSTLY_ARTIST * release:
        return "Partly to be predicted, and by who makes a track far more than by how it sounds."
    return "Partly to be predicted, by how a track sounds as well as by who makes it."


def _leak(best: pd.DataFrame) -> str:
    known = best[best["leak"].notna()]
    if known.empty:
        return ""
    changes = [
        f"{100 * row['leak']:+.0f} ({row['feature_set']})".replace("-", "−")
        for row in known.to_dict("records")
    ]
    return (
        " Tested the naive way, with an artist's tracks on both sides, the same models' figures "
        f"would read {_listed(changes)} points."
    )


def _listed(parts: Sequence[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


@kept.in_memory
def ols(selection: Selection, *, target: str, names: tuple[str, ...]) -> Ols:
    """Regress a target on features, over the tracks in view."""
    return analysis.ols(_tracks(selection), target=target, features=names)


@kept.on_disk
def penalty_path(selection: Selection, *, target: str, feature_set: str, kind: str) -> PenaltyPath:
    """Trace Ridge or LASSO over its penalties, over the tracks in view."""
    return feature_choice.penalty_path(
        _tracks(selection), kind=kind, target=target, feature_set=feature_set
    )


@kept.on_disk
def ablation(selection: Selection, *, target: str, feature_set: str) -> pd.DataFrame:
    """Leave out each feature and each group, over the tracks in view."""
    return feature_choice.ablation(_tracks(selection), target=target, feature_set=feature_set)


@functools.lru_cache(maxsize=1)
def _tracks(selection: Selection) -> pd.DataFrame:
    """Read the tracks once for what the page draws of them; nobody writes into them."""
    columns = reads.columns(selection.version)
    return reads.whole_artists(selection, columns, at_most=MAX_TRACKS)


def offered(target: str) -> dict[str, str]:
    """Return the features that the reader may weigh, name to words."""
    return {name: features.label(name) for name in features.names("market", target=target)}


def usual(target: str) -> list[str]:
    """Return the features that are weighed at first."""
    known = offered(target)
    return [name for name in analysis.DEFAULT_FEATURES if name in known]


def weighed(found: Ols) -> str:
    """Say what the live regression is worth and how much its plain errors would flatter."""
    crowded = found.coefficients.loc[found.coefficients["vif"] > CROWDED, "label"]
    said = [
        f"Together these features tell **{percent(max(found.held_out_r2, 0), 0)}** of the "
        f"differences in {found.target} between {exact(found.n_tracks)} tracks of "
        f"{exact(found.n_artists)} artists not seen (± {decimal(100 * found.held_out_spread, 0)} "
        f"over folds); {percent(found.r2, 0)} within the tracks they were fitted to.",
        f"Tracks of one artist err alike ({decimal(found.artist_share)} of 1), so honest "
        f"intervals are {decimal(found.naive_error_ratio, 1)} times as wide as plain ones.",
    ]
    if len(crowded):
        said.append(
            f"{_listed(list(crowded.head(6)))} say much of what other features say: their "
            "bars are wide because nobody can tell them apart."
        )
    if found.left_out:
        left = [features.label(name) for name in found.left_out]
        said.append(
            f"Left out, as others say the same or hardly any track shows them: {_listed(left)}."
        )
    return " ".join(said)


def table(found: Ols) -> pd.DataFrame:
    """Return the coefficients as the reader's table has them."""
    rows = found.coefficients
    change = [
        f"{_signed(row['percent'])} [{_signed(row['percent_low'])}, {_signed(row['percent_high'])}]"
        for row in rows.to_dict("records")
    ]
    return pd.DataFrame(
        {
            "label": rows["label"],
            "group": rows["group"],
            "change": change,
            "slope": rows["slope"].round(3),
            "beta": rows["beta"].round(3),
            "error": rows["error"].round(3),
            "p": ["< 0.001" if p < 0.001 else decimal(p, 3) for p in rows["p"]],
            "vif": rows["vif"].round(2),
            "deviation": rows["deviation"],
        }
    )


def _signed(share: float) -> str:
    return ("+" if share >= 0.005 else "") + percent(round(share, 2) + 0.0, 0)
