"""What the hits page says: its answer, what a threshold brings and costs, whether a rule holds."""

from collections.abc import Mapping

import pandas as pd

from analytics.hits.answers import Foreseen
from analytics.hits.curves import Confusion
from analytics.hits.rules import RuleCheck
from analytics.runs.answers import HITS, SAID
from data.metrics import decimal, exact, p_value, percent
from pages.ui.wording import many

HOW = """
**A hit** is a track at or above the 90 % (95 %, 80 %) quantile of streams of the whole data
version, whatever the filter. **Average precision** averages, over all thresholds, the share of hits
among the tracks called; by chance it is the share of hits. **ROC AUC**: how often a hit is ranked
above another track. **Brier score**: mean squared error of the probabilities, lower is better.
Accuracy is only told beside that of never calling any track: with one hit in ten that is right nine
times in ten and finds nothing.

**Held out.** Five folds, each without the artists it is judged on and without every recording that
lists one of them; probabilities are calibrated (Platt 1999) on artists of the training part.
Bars and thin lines: one standard deviation over folds, and the folds themselves. The **naive
split** deals tracks at random, so that a model has heard other tracks of the same artist.
**Artists unknown**: the same held-out tracks, had the catalogue held nothing else by their artists.
Intervals of shares are 95 %, with artists as clusters.

**Forecast of streams**: the champion of streams, asked for the chance of reaching a hit's streams.
It gives the chances that What-if shows for single tracks, where they have to fit the streams
expected; here it is held against models that are asked for hits alone.

**Rules.** The hit rate of tracks that follow a rule less that of all others, with its error
clustered by artist; p is multiplied by the number of different rules tested in this session
(Bonferroni). The tree (depth three) learns from half of the artists; its rules are judged on the
other half, corrected for their number. Both use the tracks in view.
"""
MODEL_COLUMNS = {
    "label": "Model",
    "score": "Average precision",
    "spread": "± over folds",
    "naive": "Naive split",
    "unknown": "Artists unknown",
    "baseline": "Chance",
    "roc_auc": "ROC AUC",
    "brier": "Brier score",
    "baseline_brier": "Brier, no model",
    "standing": "Standing",
}
RULE_COLUMNS = {
    "rule": "Rule",
    "found": "Where found",
    "checked": "Checked [95 %]",
    "rest": "All others",
    "p": "p, adjusted",
    "verdict": "Verdict",
    "n_tracks": "Tracks checked",
}


def lead(best: Mapping[str, Foreseen], task: str) -> str:
    """Say how many of the tracks that models rank on top are hits, by what is known when.

    Parameters
    ----------
    best : mapping of feature set to Foreseen
    task : {'hits_10', 'hits_5', 'hits_20'}
    """
    said, chance, is_clear = [], float("nan"), True
    for feature_set, foreseen in best.items():
        top, chance = foreseen.curves.calibration.iloc[-1], foreseen.curves.base_rate
        is_clear &= top["low"] > chance
        rate = _span(top["observed"], top["low"], top["high"])
        said.append(f"**{rate}** {SAID[feature_set]}")
    found = "can be foreseen better than by chance" if is_clear else "are hard to foresee"
    return (
        f"**Hits, the {HITS[task].lower()} of streams, {found}.** Of the tracks that "
        f"models rank in their top tenth, these shares are hits: {', '.join(said)}; by chance, "
        f"{percent(chance, 0)} would be."
    )


def models(of_set: pd.DataFrame) -> pd.DataFrame:
    """Return the models of a feature set as the reader's table has them."""
    names = ("roc_auc", "brier", "baseline_brier")
    rounded = {name: of_set[f"{name}_mean"].round(4) for name in names}
    return of_set.assign(**rounded)[list(MODEL_COLUMNS)]


def ranked(of_set: pd.DataFrame) -> str:
    """Say how the best model of a feature set ranks hits beside the forecast of streams.

    Empty where one of them was not trained, as by an earlier Crossfade.
    """
    best, is_forecast = of_set.iloc[0], of_set["model"] == "forecast"
    if is_forecast.all() or not is_forecast.any():
        return ""
    forecast, rest = of_set[is_forecast].iloc[0], of_set[~is_forecast].iloc[0]
    if best["model"] == "forecast":
        return (
            f"What-if's forecast of streams ranks hits best here: average precision "
            f"{decimal(forecast['score'], 3)}, against {decimal(rest['score'], 3)} for the best "
            "model of hits alone."
        )
    return (
        "A model of hits alone ranks them best here: average precision "
        f"{decimal(best['score'], 3)}, against {decimal(forecast['score'], 3)} for What-if's "
        "forecast of streams. What-if keeps to that forecast, so that a track's chance fits the "
        "streams expected."
    )


def called(counted: Confusion) -> str:
    """Say what calling tracks at a threshold brings, with intervals by artist."""
    n_called = counted.true_hits + counted.false_hits
    if not n_called:
        return "**No track is called a hit at this threshold.** Every hit is missed."
    precision = _span(counted.precision, counted.precision_low, counted.precision_high)
    recall = _span(counted.recall, counted.recall_low, counted.recall_high)
    return (
        f"**Of {many(n_called, 'track')} called, {precision} are hits; of all hits, {recall} are "
        f"called.** Right in {percent(counted.accuracy)} of cases; calling none would be right in "
        f"{percent(counted.majority_accuracy)}, so that alone says little."
    )


def priced(counted: Confusion) -> str:
    """Say what a threshold costs beside calling nothing and beside the cheapest."""
    saved = 1 - counted.cost / counted.cost_of_none if counted.cost_of_none else float("nan")
    verdict = f"{percent(abs(saved), 0)} {'less' if saved >= 0 else 'more'} than calling nothing"
    return (
        f"**At your prices, that costs {verdict}**: {exact(counted.cost)} against "
        f"{exact(counted.cost_of_none)}. The cheapest threshold on these very tracks is "
        f"{decimal(counted.best_threshold)}, at {exact(counted.best_cost)}."
    )


def outcomes(counted: Confusion) -> pd.DataFrame:
    """Return the four outcomes as rows."""
    names = ("true_hits", "missed_hits", "false_hits", "true_rest")
    return pd.DataFrame({"outcome": names, "n_tracks": [getattr(counted, n) for n in names]})


def rule(check: RuleCheck) -> str:
    """Say whether a rule holds, and how many were tested before that was said."""
    verdict = "This rule holds." if check.is_real else "This rule does no better than chance."
    looked = f"{check.n_looked_at} rules" if check.n_looked_at > 1 else "one rule"
    return (
        f"**{verdict}** {_rates(check)} Difference "
        f"{_points(check.difference)} [{_points(check.low)}, {_points(check.high)}] points, "
        f"p {p_value(check.p_adjusted)} after {looked} tested in this session. "
        f"Tried on {many(check.n_tracks, 'track')} of {many(check.n_artists, 'artist')}."
    )


def _rates(check: RuleCheck) -> str:
    rates = f"{percent(check.rate)} of the tracks with {check.rule} are hits, of the rest "
    rates += percent(check.rest_rate)
    if not check.is_real:
        return f"{rates}: a difference that may well be chance."
    return f"{rates}: {'more' if check.difference > 0 else 'fewer'} than chance would give."


def sides(check: RuleCheck) -> pd.DataFrame:
    """Return both sides of a rule as rows."""
    rows = [
        (check.rule, check.n_tracks, check.rate, check.rate_low, check.rate_high),
        ("all others", check.n_rest, check.rest_rate, check.rest_low, check.rest_high),
    ]
    return pd.DataFrame(rows, columns=["tracks", "n_tracks", "rate", "low", "high"])


def rules(checked: pd.DataFrame) -> pd.DataFrame:
    """Return the rules that a tree found as the reader's table has them."""
    rows = checked.to_dict("records")
    return pd.DataFrame(
        {
            "rule": checked["rule"],
            "found": [percent(row["found_rate"]) for row in rows],
            "checked": [_span(row["rate"], row["rate_low"], row["rate_high"]) for row in rows],
            "rest": [percent(row["rest_rate"]) for row in rows],
            "p": [p_value(row["p_adjusted"]) for row in rows],
            "verdict": ["holds" if row["is_real"] else "may be luck" for row in rows],
            "n_tracks": checked["n_tracks"],
        }
    )


def _span(rate: float, low: float, high: float) -> str:
    return f"{percent(rate, 0)} [{percent(low, 0)}, {percent(high, 0)}]"


def _points(share: float) -> str:
    return ("+" if share > 0 else "") + decimal(100 * share, 1)
