"""The importance page's answers in words; text that goes into Markdown comes out escaped."""

import math
from collections.abc import Hashable
from typing import Any

import pandas as pd

from analytics.features.matrix import shown
from analytics.importance.contributions import Beeswarm, Dependence
from analytics.importance.partial import Alone
from analytics.importance.pushes import Waterfall
from analytics.importance.ranking import Ranks
from analytics.importance.together import Together
from analytics.importance.trees import OneTree, says
from analytics.models.model import LABELS
from analytics.runs import answers as models
from analytics.runs import catalogues
from analytics.runs.registry import Champion
from data.metrics import decimal, percent, short
from pages.ui.wording import many, plain

KINDS = {"group": "Groups", "feature": "One by one"}
GROUPS = {
    "Audio": "the sound",
    "Title": "the words of the title",
    "Release": "album type, video and licence",
    "Artist's other tracks": "the artist's other tracks",
    "Same album": "other tracks of the album",
    "Other platform": "the other platform's counts",
    "Channel and video": "channel and kind of video",
}
"""Groups of features, within a sentence."""
STRAIGHT = (
    "This champion is a straight line: each feature adds by itself, whatever the others, and there "
    "are no trees to look at."
)
FLAT = 0.02
"""Logs below which a feature is said to change next to nothing: 2 %."""
NEAR = 0.0953
"""Logs of 10 %."""
PAIRS = {"label": "Feature", "other_label": "says nearly the same as", "correlation": "Rank corr."}


def lead(swarm: Beeswarm, shuffled: pd.DataFrame, task: str) -> str:
    """Say the page's answer."""
    first, group = swarm.features.iloc[0], shuffled.iloc[0]
    return (
        f"To predict {target(task)}, the model relies most on "
        f"**{plain(GROUPS[group['label']])}**: on artists it has not seen, losing that costs it "
        f"**{decimal(group['mean'])}** [{decimal(group['low'])}, {decimal(group['high'])}] of "
        f"{score(task)}. The strongest single feature, **{plain(_inside(first['label']))}**, moves "
        f"predictions by ×{math.exp(first['mean_push']):.2f} either way on average."
    )


def _inside(label: str) -> str:
    """Write a label within a sentence."""
    return label[:1].lower() + label[1:]


def target(task: str) -> str:
    """Name what is predicted, within a sentence."""
    return "the odds of a hit" if task.startswith("hits") else task


def score(task: str) -> str:
    """Name the score that counts, within a sentence."""
    return models.score_name(task)[1]


def about(swarm: Beeswarm, one: Champion) -> str:
    """Say which model is looked into and how good it is."""
    return (
        f"{LABELS.get(one.kind, one.kind)}, {score(one.task)} {decimal(one.mean)} "
        f"(± {decimal(one.spread)} over folds), trained on version {one.data_version} "
        f"of {catalogues.NAMES[one.catalogue]} and explained on {many(swarm.n_tracks, 'track')}. "
        "All of it is about the whole catalogue; the filter only chooses which single tracks can "
        "be looked at."
    )


def beeswarm_title(swarm: Beeswarm, task: str) -> str:
    """State the finding of the beeswarm."""
    first = swarm.features.iloc[0]
    return (
        f"{first['label']} moves {target(task)} most: ×{math.exp(first['mean_push']):.2f} "
        "either way on average"
    )


def dependence_title(one: Dependence) -> str:
    """State the finding of a dependence."""
    low, high = (math.exp(one.line["push"].iloc[place]) for place in (0, -1))
    return f"{one.label}: from ×{low:.2f} at its lowest to ×{high:.2f} at its highest"


def permutation_title(table: pd.DataFrame, task: str) -> str:
    """State the finding of shuffling."""
    first = table.iloc[0]
    return (
        f"Without {_named(first['label'])}, the model loses {decimal(first['mean'])} "
        f"[{decimal(first['low'])}, {decimal(first['high'])}] of {score(task)}"
    )


def ablation_title(table: pd.DataFrame, task: str) -> str:
    """State the finding of leaving groups out."""
    first = table.iloc[0]
    return (
        f"Trained again without {_named(first['group'])}, the model loses "
        f"{decimal(first['difference'])} [{decimal(first['low'])}, {decimal(first['high'])}] "
        f"of {score(task)}"
    )


def ranks_title(ranks: Ranks) -> str:
    """State the finding of the ranks."""
    firsts = (ranks.numbers == 1).sum(axis=1).to_numpy()
    best = ranks.table.iloc[int(firsts.argmax())]
    return f"{best['label']} ranks first in {firsts.max()} of {ranks.numbers.shape[1]} rankings"


def ranked_models(ranks: Ranks) -> str:
    """Name the model of each feature set."""
    return "; ".join(
        f"{models.FEATURE_SETS[name]}: {LABELS.get(kind, kind)}"
        for name, kind in ranks.kinds.items()
    )


def waterfall_title(one: Waterfall, task: str, name: str) -> str:
    """State what is predicted for a track."""
    if task.startswith("hits"):
        said = f"{name}: {percent(1 / (1 + math.exp(-one.margin)), 0)} before calibration"
        return said if one.actual is None else f"{said}; it is {'a' if one.actual else 'no'} hit"
    typical, own = math.expm1(one.base), math.expm1(one.margin)
    if one.actual is None:
        return f"{name}: {short(own)} {task} expected, {short(typical)} for the average track"
    return f"{name}: {short(own)} {task} expected, {short(math.expm1(one.actual))} so far"


def in_words(one: Waterfall, task: str) -> str:
    """Say a waterfall in words; Markdown."""
    parts = [
        f"**{verb}** {target(task)} most: {', '.join(map(_step, rows.to_dict('records')))}."
        for verb, rows in (
            ("Raise", one.steps[one.steps["push"] > 0.01].head(3)),
            ("Lower", one.steps[one.steps["push"] < -0.01].head(3)),
        )
        if len(rows)
    ]
    return " ".join(parts) or "Nothing moves it far from the average track."


def alone_lead(one: Alone, task: str) -> str:
    """Say what one feature alone changes, and whether tracks agree; Markdown."""
    low, high = (plain(shown(one.name, value)) for value in (one.lowest, one.highest))
    if one.swing < FLAT:
        return (
            f"**Alone, {plain(_inside(one.label))} hardly matters to the model**: it multiplies "
            f"{target(task)} by {math.exp(one.swing):.2f} at most."
        )
    return (
        f"**From {low} to {high}, all else equal, the model multiplies {target(task)} by "
        f"{math.exp(one.swing):.2f}** on average. That is what it says of "
        f"{many(one.n_tracks, 'track')}, not what would happen."
    )


def alone_title(one: Alone, task: str) -> str:
    """State the finding of one feature that changes alone."""
    if one.swing < FLAT:
        return f"{one.label}, alone: next to nothing"
    return (
        f"{one.label}, alone: {target(task)} highest at {shown(one.name, one.highest)}, "
        f"×{math.exp(one.swing):.2f} of the lowest"
    )


def moves_along(swarm: Beeswarm, name: str) -> str:
    """Warn where a feature never changes alone; empty where none moves along."""
    rows = swarm.features[swarm.features["name"] == name]
    same = rows["says_same"].iloc[0] if len(rows) else ""
    return f" In real tracks these move along: {plain(_inside(same))}." * bool(same)


def together_lead(both: Together, task: str) -> str:
    """Say how much features work together; Markdown."""
    real = both.pairs[~both.pairs["says_same"]]
    first = (real if len(real) else both.pairs).iloc[0]
    verdict = "mostly on their own" if both.share < 0.5 else "mostly together"
    return (
        f"**Features work {verdict}**: pairs make up {percent(both.share, 0)} of what moves "
        f"predictions. The strongest pair that says two things, **{plain(_pair(first))}**, moves "
        f"{target(task)} by ×{math.exp(first['mean_push']):.3f} [{math.exp(first['low']):.3f}, "
        f"{math.exp(first['high']):.3f}] beyond what each does alone, on "
        f"{many(both.n_tracks, 'track')}."
    )


def pairs_title(both: Together) -> str:
    """State the finding of the pairs."""
    first = both.pairs.iloc[0]
    return f"{_pair(first)} work together most: ×{math.exp(first['mean_push']):.3f} either way"


def pair_names(both: Together) -> list[str]:
    """Name the pairs, as they are offered to choose from."""
    return [_pair(row) for row in both.pairs.to_dict("records")]


def pair_title(row: pd.Series) -> str:
    """Name the picture of one pair."""
    return f"{_pair(row)}: what they bring only together"


def _pair(row: pd.Series | dict[Hashable, Any]) -> str:
    return f"{row['label']} and {_inside(row['other_label'])}"


def tree_lead(one: OneTree, task: str) -> str:
    """Say what one tree does to a track; Markdown."""
    first = one.nodes.iloc[0]
    asked = plain(says(first["name"], first["limit"])) if first["name"] else "nothing"
    return (
        f"Tree {one.number} of {one.n_trees} asks first: **{asked}** It multiplies {target(task)} "
        f"of this track by **×{math.exp(one.push):.3f}**; one tree says little, all of them "
        "multiplied say a lot."
    )


def tree_title(one: OneTree, name: str) -> str:
    """Name the picture of a tree."""
    return f"Tree {one.number} of {one.n_trees}, and the way of {name}"


def steps_title(one: OneTree, task: str) -> str:
    """State the finding of the steps."""
    left = (one.steps["margin"] - one.steps["margin"].iloc[-1]).abs()
    far = left[left > NEAR]
    moved = one.steps["margin"].iloc[-1] - one.steps["margin"].iloc[0]
    return (
        f"All {one.n_trees} trees together multiply {target(task)} by ×{math.exp(moved):.2f}; the "
        f"first {0 if far.empty else int(far.index[-1]) + 1} come within 10 % of that"
    )


def _step(step: dict[Hashable, Any]) -> str:
    value = f" {step['value']}" if step["value"] else ""
    return plain(f"{_inside(step['label'])}{value} (×{step['factor']:.2f})")


def _named(label: str) -> str:
    return GROUPS.get(label, _inside(label))
