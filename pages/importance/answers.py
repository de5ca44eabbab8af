"""What the importance page asks, and its answers in words."""

import dataclasses
import math
from collections.abc import Hashable
from typing import Any

import pandas as pd

from analytics import kept
from analytics.features import matrix as features
from analytics.importance import contributions as importance
from analytics.importance import pushes
from analytics.importance.contributions import Beeswarm, Dependence, Waterfall
from analytics.models.model import LABELS
from analytics.runs import answers as models
from analytics.runs import registry
from data import metrics
from data.errors import ModelMissing
from data.metrics import decimal, percent, short
from data.reads import what_if as reads_what_if
from data.selection import Selection
from pages.ui.wording import plain

TASKS = models.COUNTS | {"hits_10": "Hits"}
QUESTION = "What the models go by when they predict, and how far each feature moves the answer."
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
PAIRS = {"label": "Feature", "other_label": "says nearly the same as", "correlation": "Rank corr."}
N_SHUFFLED = 12


@kept.in_memory
def beeswarm(selection: Selection, *, task: str, feature_set: str, run_id: str) -> Beeswarm:
    """Return what each feature adds to the predictions of a sample of tracks."""
    return importance.beeswarm(task, feature_set)


@kept.in_memory
def dependence(
    selection: Selection, *, task: str, feature_set: str, feature: str, run_id: str
) -> Dependence:
    """Return how the push of one feature goes with its value."""
    return importance.dependence(task, feature_set, feature)


@kept.in_memory
def permutation(
    selection: Selection, *, task: str, feature_set: str, kind: str, run_id: str
) -> pd.DataFrame:
    """Return what shuffling costs on held-out artists, the costliest first."""
    table = importance.permutation(task, feature_set)
    return table[table["kind"] == kind].head(N_SHUFFLED).reset_index(drop=True)


@kept.in_memory
def ablation(
    selection: Selection, *, task: str, feature_set: str, run_id: str
) -> pd.DataFrame | None:
    """Return what leaving a group out costs; None where the training left that out."""
    try:
        table = importance.group_ablation(task, feature_set)
    except ModelMissing:
        return None
    return table.sort_values("difference", ascending=False, ignore_index=True)


@kept.in_memory
def correlated(selection: Selection, *, task: str, feature_set: str, run_id: str) -> pd.DataFrame:
    """Return pairs of features that say nearly the same."""
    return importance.correlated(task, feature_set)


@kept.with_models
def ranks(task: str, most: int = 14) -> pd.DataFrame:
    """Return the ranks of features side by side, those that rank highest anywhere first."""
    return importance.ranks(task).head(most)


def champion(task: str, feature_set: str) -> registry.Champion:
    """Return the model that the page is about."""
    registry.require_latest()
    return registry.champion(task, feature_set)


@kept.in_memory
def offered(selection: Selection, *, text: str) -> dict[str, str]:
    """Return track_id and name of tracks in view that a search finds."""
    rows = reads_what_if.find(selection, text)
    pairs = zip(rows["track_id"], rows["track"], rows["artist"], strict=True)
    return {track_id: f"{track} · {artist}" for track_id, track, artist in pairs}


@kept.in_memory
def waterfall(
    selection: Selection, *, task: str, feature_set: str, track_id: str, run_id: str
) -> Waterfall:
    """Explain the prediction of one track."""
    row = reads_what_if.track(selection.version, track_id)
    target = task if task in metrics.COUNTS else "streams"
    X = features.matrix(row, feature_set, target=target)
    found = pushes.of_track(registry.load(task, feature_set), X)
    return dataclasses.replace(found, steps=pushes.together(found.steps))


def lead(found: Beeswarm, shuffled: pd.DataFrame, task: str) -> str:
    """Say the page's answer."""
    first, group = found.features.iloc[0], shuffled.iloc[0]
    return (
        f"To predict {target(task)}, the model goes by **{plain(GROUPS[group['label']])}** most: "
        f"without, it loses **{decimal(group['mean'])}** [{decimal(group['low'])}, "
        f"{decimal(group['high'])}] of its {score(task)} on artists that it has not seen. "
        f"Of single features, **{plain(_inside(first['label']))}** moves predictions furthest, "
        f"×{math.exp(first['mean_push']):.2f} either way on average{_doubled(first)}."
    )


def _doubled(feature: pd.Series) -> str:
    return ", but shares that with features that say nearly the same" * bool(feature["says_same"])


def _inside(label: str) -> str:
    """Write a label within a sentence."""
    return label[:1].lower() + label[1:]


def target(task: str) -> str:
    """Name what is predicted, within a sentence."""
    return "the odds of a hit" if task.startswith("hits") else task


def score(task: str) -> str:
    """Name the score that counts, within a sentence."""
    return models.score_name(task)[1]


def about(found: Beeswarm) -> str:
    """Say which model is looked into and how good it is."""
    one = found.champion
    return (
        f"{LABELS.get(one.kind, one.kind)}, {score(one.task)} {decimal(one.mean)} "
        f"(± {decimal(one.spread)} between folds); SHAP of {metrics.exact(found.n_tracks)} tracks "
        "drawn with a fixed seed. All of it is of the whole catalogue; the filter only chooses "
        "which tracks can be looked at below."
    )


def beeswarm_title(found: Beeswarm, task: str) -> str:
    """State the finding of the beeswarm."""
    first = found.features.iloc[0]
    return (
        f"{first['label']} moves {target(task)} most: ×{math.exp(first['mean_push']):.2f} "
        "either way on average"
    )


def dependence_title(found: Dependence, task: str) -> str:
    """State the finding of a dependence."""
    low, high = (math.exp(found.line["push"].iloc[place]) for place in (0, -1))
    return f"{found.label}: from ×{low:.2f} at its lowest to ×{high:.2f} at its highest"


def permutation_title(table: pd.DataFrame, task: str) -> str:
    """State the finding of shuffling."""
    first = table.iloc[0]
    return (
        f"Without {_named(first['label'])}, {decimal(first['mean'])} "
        f"[{decimal(first['low'])}, {decimal(first['high'])}] of {score(task)} is gone"
    )


def ablation_title(table: pd.DataFrame, task: str) -> str:
    """State the finding of leaving groups out."""
    first = table.iloc[0]
    return (
        f"Trained anew without {_named(first['group'])}, the model loses "
        f"{decimal(first['difference'])} [{decimal(first['low'])}, {decimal(first['high'])}] "
        f"of {score(task)}"
    )


def ranks_title(table: pd.DataFrame) -> str:
    """State the finding of the ranks."""
    numbers = table.drop(columns=["name", "label", "group"])
    firsts = (numbers == 1).sum(axis=1)
    best = table.iloc[int(firsts.to_numpy().argmax())]
    return f"{best['label']} ranks first in {int(firsts.max())} of {numbers.shape[1]} rankings"


def ranked_models(table: pd.DataFrame) -> str:
    """Name the model of each feature set."""
    pairs = {str(name).partition(",")[0]: str(name).partition(" (")[2][:-1] for name in table}
    said = [f"{models.FEATURE_SETS[name]}: {kind}" for name, kind in pairs.items() if kind]
    return "; ".join(said)


def waterfall_title(found: Waterfall, task: str, name: str) -> str:
    """State what is predicted for a track."""
    if task.startswith("hits"):
        return f"{name}: {percent(1 / (1 + math.exp(-found.margin)), 0)} before calibration"
    typical, own = math.expm1(found.base), math.expm1(found.margin)
    return f"{name}: {short(own)} {task} expected, {short(typical)} for the average track"


def in_words(found: Waterfall, task: str) -> str:
    """Say a waterfall in words; Markdown."""
    parts = [
        f"**{verb}** {target(task)} most: {', '.join(map(_step, rows.to_dict('records')))}."
        for verb, rows in (
            ("Raise", found.steps[found.steps["push"] > 0.01].head(3)),
            ("Lower", found.steps[found.steps["push"] < -0.01].head(3)),
        )
        if len(rows)
    ]
    return " ".join(parts) or "Nothing moves it far from the average track."


def _step(step: dict[Hashable, Any]) -> str:
    value = f" {step['value']}" if step["value"] else ""
    return plain(f"{_inside(step['label'])}{value} (×{step['factor']:.2f})")


def _named(label: str) -> str:
    return GROUPS.get(label, _inside(label))
