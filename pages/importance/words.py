"""The importance page's answers in words; text that goes into Markdown comes out escaped."""

import math
from collections.abc import Hashable
from typing import Any

import pandas as pd

from analytics.importance.contributions import Beeswarm, Dependence
from analytics.importance.pushes import Waterfall
from analytics.importance.ranking import Ranks
from analytics.models.model import LABELS
from analytics.runs import answers as models
from analytics.runs import catalogues
from analytics.runs.registry import Champion
from data import metrics
from data.metrics import decimal, percent, short
from pages.ui.wording import plain

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


def lead(swarm: Beeswarm, shuffled: pd.DataFrame, task: str) -> str:
    """Say the page's answer."""
    first, group = swarm.features.iloc[0], shuffled.iloc[0]
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


def about(swarm: Beeswarm, one: Champion) -> str:
    """Say which model is looked into and how good it is."""
    return (
        f"{LABELS.get(one.kind, one.kind)}, {score(one.task)} {decimal(one.mean)} "
        f"(± {decimal(one.spread)} between folds), trained on version {one.data_version} "
        f"of {catalogues.NAMES[one.catalogue]}; SHAP of {metrics.exact(swarm.n_tracks)} tracks "
        "chosen with a fixed seed. All of it is of the whole catalogue; the filter only chooses "
        "which tracks can be looked at below."
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
        return f"{name}: {percent(1 / (1 + math.exp(-one.margin)), 0)} before calibration"
    typical, own = math.expm1(one.base), math.expm1(one.margin)
    return f"{name}: {short(own)} {task} expected, {short(typical)} for the average track"


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


def _step(step: dict[Hashable, Any]) -> str:
    value = f" {step['value']}" if step["value"] else ""
    return plain(f"{_inside(step['label'])}{value} (×{step['factor']:.2f})")


def _named(label: str) -> str:
    return GROUPS.get(label, _inside(label))
