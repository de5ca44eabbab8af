"""What the hits page asks: how well hits are foreseen, what a threshold costs, which rules hold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics import kept
from analytics.features.hits import share_of
from analytics.hits import curves as analysis
from analytics.hits import rules
from analytics.hits.curves import Confusion, Curves, HeldOut
from analytics.hits.rules import Range, RuleCheck
from analytics.models.model import LABELS
from analytics.runs import answers as models
from analytics.runs import registry
from data import metrics
from data.errors import NotEnoughData
from data.metrics import decimal, exact, percent
from data.reads import hits as reads_hits
from data.reads import tracks as reads
from data.selection import Selection

TABLE = {
    "label": "Model",
    "score": "Average precision",
    "spread": "± over folds",
    "naive": "Naive split",
    "baseline": "Chance",
    "roc_auc": "ROC AUC",
    "brier": "Brier score",
    "baseline_brier": "Brier, no model",
    "standing": "Standing",
}
RULE_TABLE = {
    "rule": "Rule",
    "found": "Where found",
    "checked": "Checked [95 %]",
    "rest": "All others",
    "p": "p, adjusted",
    "verdict": "Verdict",
    "n_tracks": "Tracks checked",
}
MIN_TRACKS, MIN_HITS = 100, 20
RULED = (*(name for name in metrics.AUDIO_FEATURES[:10] if name != "key"), "duration_minutes")
"""Columns that a reader's rule may speak of: minutes are said, milliseconds are not."""
STEPS = {"loudness": 0.5, "tempo": 1.0, "duration_minutes": 0.1}
STARTS = {"danceability": 0.7, "energy": 0.8}
"""Where a range opens; elsewhere at the median."""


@dataclass(frozen=True, eq=False, slots=True)
class Foreseen:
    """How a model of hits did on artists it had not seen."""

    held: HeldOut
    curves: Curves
    folds: tuple[Curves, ...]
    """The same curves, fold by fold: how far they spread."""

    @property
    def label(self) -> str:
        """The model in words."""
        return LABELS[self.held.kind]


def scored(task: str) -> pd.DataFrame:
    """Return every model of a task on the data version trained last, the best of a set first."""
    table = models.scored(task)
    names = ("roc_auc", "brier", "baseline_brier")
    return table.assign(**{name: table[f"{name}_mean"].round(4) for name in names})


@kept.in_memory
def foreseen(
    selection: Selection, *, task: str, feature_set: str, kind: str, training: str
) -> Foreseen:
    """Draw a model's curves over the tracks in view, whole and fold by fold.

    Raises
    ------
    NotEnoughData
        With fewer than 100 tracks or 20 hits in view.
    """
    held = _in_view(analysis.held_out(task, feature_set, kind=kind), selection)
    parts = [part for _, part in held.tracks.groupby("fold") if part["actual"].nunique() == 2]
    folds = tuple(analysis.curves(replace(held, tracks=part)) for part in parts)
    return Foreseen(held, analysis.curves(held), folds)


def _in_view(held: HeldOut, selection: Selection) -> HeldOut:
    tracks = held.tracks
    if not selection.is_everything:
        shown = reads.within(selection, tracks["track_id"].tolist())
        tracks = tracks[tracks["track_id"].isin(shown)].reset_index(drop=True)
    n_hits = int(tracks["actual"].sum())
    if len(tracks) < MIN_TRACKS or not MIN_HITS <= n_hits < len(tracks):
        raise NotEnoughData(
            f"{exact(len(tracks))} of the tracks in view were judged, {exact(n_hits)} of them "
            f"hits; to judge a model takes {MIN_TRACKS} tracks with {MIN_HITS} hits.",
            hint="Widen the filter in the sidebar.",
        )
    return replace(held, tracks=tracks)


def lead(selection: Selection, table: pd.DataFrame, task: str, training: str) -> str:
    """Say how many of the tracks that models rank on top are hits, by what is known when."""
    said, chance = [], float("nan")
    where = {"audio": "from the audio alone", "release": "before release", "market": "once out"}
    for feature_set, words in where.items():
        best = table[table["feature_set"] == feature_set]
        if len(best):
            found = foreseen(
                selection,
                task=task,
                feature_set=feature_set,
                kind=str(best["model"].iloc[0]),
                training=training,
            )
            top, chance = found.curves.calibration.iloc[-1], found.curves.base_rate
            bounds = f"[{percent(top['low'], 0)}, {percent(top['high'], 0)}]"
            said.append(f"{percent(top['observed'], 0)} {bounds} {words}")
    return (
        f"**Of the tenth of tracks that a model ranks highest, {', '.join(said)} turn out to be "
        f"hits; picked by chance, {percent(chance, 0)} would.** A hit is a track among the "
        f"{models.HITS[task].lower()} of streams; artists judged were not learned from."
    )


def confusion(
    found: Foreseen, *, threshold: float, cost_miss: float, cost_false: float
) -> Confusion:
    """Count and price what a threshold gets right and wrong."""
    return analysis.confusion(
        found.held, threshold=threshold, cost_miss=cost_miss, cost_false=cost_false
    )


def called(found: Foreseen, counted: Confusion) -> str:
    """Say what calling tracks at a threshold brings, with intervals by artist."""
    tracks = found.held.tracks
    hit = tracks["actual"].to_numpy(dtype=np.float64)
    is_called = (tracks["predicted"] >= counted.threshold).to_numpy()
    n_called = int(is_called.sum())
    if not n_called:
        return "**No track is called a hit at this threshold.** Every hit is missed."
    precision = rules.clustered_rate(hit[is_called], tracks["artist"][is_called])
    recall = rules.clustered_rate(is_called[hit == 1].astype(float), tracks["artist"][hit == 1])
    return (
        f"**Of {exact(n_called)} tracks called, {_span(precision)} are hits; of all hits, "
        f"{_span(recall)} are called.** Right in {percent(counted.accuracy)} of all cases; never "
        f"calling any is right in {percent(counted.majority_accuracy)}, so that alone says little."
    )


def priced(counted: Confusion) -> str:
    """Say what a threshold costs beside calling nothing and beside the cheapest."""
    saved = 1 - counted.cost / counted.cost_of_none if counted.cost_of_none else float("nan")
    verdict = f"{percent(abs(saved), 0)} {'less' if saved >= 0 else 'more'} than calling nothing"
    return (
        f"At these prices it costs {exact(counted.cost)}, {verdict} "
        f"({exact(counted.cost_of_none)}). The cheapest threshold on these very tracks is "
        f"{decimal(counted.best_threshold)}, at {exact(counted.best_cost)}."
    )


def _span(rate: Sequence[float]) -> str:
    return f"{percent(rate[0], 0)} [{percent(rate[1], 0)}, {percent(rate[2], 0)}]"


@kept.in_memory
def check(
    selection: Selection, *, task: str, rule: tuple[tuple[str, float, float], ...], n_looked_at: int
) -> RuleCheck:
    """Hold a reader's rule against all other tracks in view.

    Parameters
    ----------
    rule : tuple of (column, low, high)
        A bound at the end of its scale binds nothing; a rule needs one that does.
    n_looked_at : int
        Rules that the reader has tested so far, this one among them.
    """
    ranges = [bound for part in rule if (bound := _range(selection, *part)) is not None]
    return rules.check_rule(
        _ruled(selection), ranges, threshold=threshold(selection, task), n_looked_at=n_looked_at
    )


def _range(selection: Selection, column: str, low: float, high: float) -> Range | None:
    first, last, _ = limits(selection, column)
    if low <= first and high >= last:
        return None
    return Range(column, None if low <= first else low, None if high >= last else high)


@kept.in_memory
def best_rules(selection: Selection, *, task: str) -> pd.DataFrame:
    """Find simple rules on half of the artists in view, check them on the other half."""
    found = rules.best_rules(_ruled(selection), threshold=threshold(selection, task), columns=RULED)
    return found.drop(columns="ranges")


def rules_table(found: pd.DataFrame) -> pd.DataFrame:
    """Return the rules that were found as the reader's table has them."""
    rows = found.to_dict("records")
    return pd.DataFrame(
        {
            "rule": found["rule"],
            "found": [percent(row["found_rate"]) for row in rows],
            "checked": [_span([row["rate"], row["rate_low"], row["rate_high"]]) for row in rows],
            "rest": [percent(row["rest_rate"]) for row in rows],
            "p": [_p(row["p_adjusted"]) for row in rows],
            "verdict": ["holds" if row["is_real"] else "may be luck" for row in rows],
            "n_tracks": found["n_tracks"],
        }
    )


@kept.in_memory
def limits(selection: Selection, name: str) -> tuple[float, float, float]:
    """Return where a feature's range may begin and end, and where it opens at first.

    All on the grid of the feature's step, of the whole version, so that a filter leaves the
    reader's range as it is.
    """
    low, middle, high = reads.span(selection.version, name)
    step = STEPS.get(name, 0.01)
    if step == 0.01:
        return 0.0, 1.0, STARTS.get(name, round(float(middle), 2))
    grid = [np.floor(low / step), np.ceil(high / step), np.round(middle / step)]
    first, last, start = (round(float(step * place), 2) for place in grid)
    return first, last, start


def sides(found: RuleCheck) -> pd.DataFrame:
    """Return both sides of a rule as rows."""
    rows = [
        (found.rule, found.n_tracks, found.rate, found.rate_low, found.rate_high),
        ("all others", found.n_rest, found.rest_rate, found.rest_low, found.rest_high),
    ]
    return pd.DataFrame(rows, columns=["tracks", "n_tracks", "rate", "low", "high"])


def outcomes(counted: Confusion) -> pd.DataFrame:
    """Return the four outcomes as rows."""
    names = ("true_hits", "missed_hits", "false_hits", "true_rest")
    return pd.DataFrame({"outcome": names, "n_tracks": [getattr(counted, n) for n in names]})


def rule_words(found: RuleCheck) -> str:
    """Say whether a rule holds, and how many were tested before that was said."""
    verdict = "This rule holds." if found.is_real else "This rule does no better than chance would."
    looked = f"{found.n_looked_at} rules" if found.n_looked_at > 1 else "one rule"
    return (
        f"**{verdict}** {found.sentence} Difference "
        f"{_points(found.difference)} [{_points(found.low)}, {_points(found.high)}] points, "
        f"p {_p(found.p_adjusted)} after {looked} tested in this session. "
        f"{exact(found.n_tracks)} tracks of {exact(found.n_artists)} artists follow it."
    )


def _points(share: float) -> str:
    return ("+" if share > 0 else "") + decimal(100 * share, 1)


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else decimal(value, 3)


def threshold(selection: Selection, task: str) -> float:
    """Return the streams from which on a track is a hit, in the whole version."""
    return reads_hits.threshold(selection.version, share_of(task))


def _ruled(selection: Selection) -> pd.DataFrame:
    columns = ("track_id", "artist", "artists", "streams", *RULED)
    return reads.whole_artists(selection, columns)


def training_id() -> str:
    """Return the id of the last training: cached answers are of it."""
    return registry.require_latest().run_id
