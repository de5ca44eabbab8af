"""Rules of thumb for hits: whether they hold, and the simple ones that do.

Public functions
----------------
check_rule(tracks, rule, threshold=, ...)        -> RuleCheck: hit rate against the rest
best_rules(tracks, threshold=, ...)              -> DataFrame: simple rules, checked elsewhere

Fitted live on the tracks they are given, against the hit threshold of the whole data version
(`data.reads.hits`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.features import condition
from analytics.features.condition import Condition, Mask, Rule
from analytics.features.hits import is_hit
from analytics.stats import clustered, splits
from data import metrics
from data.errors import BadOption, NotEnoughData
from data.metrics import many

MIN_TRACKS = 30
MIN_ARTISTS = 10


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """Hit rate of the tracks that follow a rule, against the rest."""

    rule: str
    n_tracks: int
    n_artists: int
    n_rest: int
    rate: float
    rate_low: float
    rate_high: float
    rest_rate: float
    rest_low: float
    rest_high: float
    difference: float
    """rate - rest_rate, as a share."""
    low: float
    high: float
    """95 % interval of the difference, clustered by artist."""
    p: float
    n_looked_at: int
    p_adjusted: float
    """p after as many looks (Bonferroni): at 0.05, one false alarm in twenty such searches."""
    is_real: bool
    """Whether `p_adjusted` is below 0.05."""


def check_rule(
    tracks: pd.DataFrame,
    rule: Rule,
    *,
    threshold: float,
    n_looked_at: int = 1,
    confidence: float = 0.95,
) -> RuleCheck:
    """Compare the hit rate of tracks that follow a rule with that of the rest.

    Parameters
    ----------
    tracks : DataFrame
        Rows of the mart `tracks`: `streams`, `artist` and the columns of the rule.
    rule : sequence of Condition
        All must be met, such as `[Condition('danceability', 0.7), Condition('energy', 0.8)]`. A
        track without one of the values is among the rest.
    threshold : float
        Streams from which on a track is a hit, of the whole version.
    n_looked_at : int, default=1
        How many rules were looked at so far: with twenty looks one will shine by luck.

    Raises
    ------
    BadOption
        For an empty rule, an unknown column or bounds that hold nothing.
    NotEnoughData
        With fewer than 30 tracks or 10 artists on either side.

    Notes
    -----
    Source: linear probability model on one flag with errors clustered by artist (Liang and
    Zeger), which for one flag is the difference of two rates.
    """
    if not rule:
        raise BadOption("A rule needs at least one condition on a column of the catalogue.")
    for problem in (part.problem(tracks.columns) for part in rule):
        if problem:
            raise BadOption(problem)
    known = tracks[tracks["streams"].notna()]
    hit, artists = is_hit(known["streams"], threshold), known["artist"]
    inside, words = condition.mask(rule, known), condition.words(rule)
    _require_both(inside, artists, words)
    rate, rate_low, rate_high = clustered.rate(hit[inside], artists[inside], confidence=confidence)
    rest, rest_low, rest_high = clustered.rate(
        hit[~inside], artists[~inside], confidence=confidence
    )
    difference = clustered.difference(hit, inside, artists)
    low, high = difference.interval(confidence)
    n_looked_at = max(n_looked_at, 1)
    adjusted = min(difference.p_value * n_looked_at, 1.0)
    return RuleCheck(
        rule=words,
        n_tracks=int(inside.sum()),
        n_artists=int(artists[inside].nunique()),
        n_rest=int((~inside).sum()),
        rate=rate,
        rate_low=rate_low,
        rate_high=rate_high,
        rest_rate=rest,
        rest_low=rest_low,
        rest_high=rest_high,
        difference=difference.value,
        low=low,
        high=high,
        p=difference.p_value,
        n_looked_at=n_looked_at,
        p_adjusted=adjusted,
        is_real=adjusted < 0.05,
    )


def _require_both(inside: Mask, artists: pd.Series, words: str) -> None:
    for side, what in ((inside, "Within"), (~inside, "Outside")):
        n_tracks, n_artists = int(side.sum()), int(artists[side].nunique())
        if n_tracks < MIN_TRACKS or n_artists < MIN_ARTISTS:
            raise NotEnoughData(
                f"{what} the rule '{words}': {many(n_tracks, 'track')} of "
                f"{many(n_artists, 'artist')}; a hit rate needs {MIN_TRACKS} tracks of "
                f"{MIN_ARTISTS} artists.",
                hint="Widen or narrow the ranges, or the filter.",
            )


def best_rules(
    tracks: pd.DataFrame,
    *,
    threshold: float,
    columns: Sequence[str] = metrics.AUDIO_FEATURES,
    n_rules: int = 5,
    random_state: int = 0,
) -> pd.DataFrame:
    """Find simple rules on half of the artists by a shallow tree; check them on the other half.

    Parameters
    ----------
    tracks : DataFrame
        Rows of the mart `tracks`.
    threshold : float
        Streams from which on a track is a hit, of the whole version.
    columns : sequence of str, default=audio features
        Columns of the mart that rules may speak of.
    n_rules : int, default=5
        At most so many, the highest hit rate where they were found first.

    Returns
    -------
    DataFrame
        rule (words), found_rate (where it was found: too kind), rate, rate_low, rate_high,
        rest_rate, difference, low, high, p_adjusted (of the check, for as many rules), is_real,
        n_tracks of the check; and conditions, a tuple of `Condition` to check it with. Empty where
        no rule has enough tracks.

    Raises
    ------
    NotEnoughData
        Below 200 tracks or 30 artists.
    """
    known = tracks[tracks["streams"].notna()].reset_index(drop=True)
    splits.require_enough(known)
    fold = splits.inner_fold(known, np.arange(len(known)), share=0.5, random_state=random_state)
    searched, others = known.iloc[fold.train], known.iloc[fold.test]
    rules = _tree_rules(searched, columns, threshold, random_state)[:n_rules]
    rows = []
    for rule, rate in rules:
        try:
            check = check_rule(others, rule, threshold=threshold, n_looked_at=len(rules))
        except NotEnoughData:
            continue
        checked = [getattr(check, name) for name in _COLUMNS[2:]]
        rows.append((check.rule, rate, *checked, tuple(rule)))
    return pd.DataFrame(rows, columns=[*_COLUMNS, "conditions"])


_COLUMNS = (
    *("rule", "found_rate", "rate", "rate_low", "rate_high", "rest_rate", "difference"),
    *("low", "high", "p_adjusted", "is_real", "n_tracks"),
)


def _tree_rules(
    tracks: pd.DataFrame, columns: Sequence[str], threshold: float, random_state: int
) -> list[tuple[list[Condition], float]]:
    """Return the leaves of shallow trees as rules, the highest hit rate first."""
    from sklearn.tree import DecisionTreeClassifier

    X = tracks[list(columns)].to_numpy(dtype=np.float64, na_value=np.nan)
    hit = is_hit(tracks["streams"], threshold) == 1
    if hit.all() or not hit.any():
        return []
    tree = DecisionTreeClassifier(
        max_depth=3, min_samples_leaf=max(len(X) // 25, MIN_TRACKS), random_state=random_state
    ).fit(X, hit)
    leaves = _leaves(tree.tree_, columns, 0, {})
    rated = [(rule, float(rate)) for rule, rate in leaves if rule and rate > hit.mean()]
    return sorted(rated, key=lambda pair: -pair[1])


def _leaves(
    tree: Any, columns: Sequence[str], node: int, bounds: dict[str, tuple[float, float]]
) -> list[tuple[list[Condition], float]]:
    """Walk down to the leaves; those on one column become one condition."""
    left, right = tree.children_left[node], tree.children_right[node]
    if left == right:
        shares = tree.value[node][0]
        return [([_condition(*bound) for bound in bounds.items()], shares[1] / shares.sum())]
    name = columns[tree.feature[node]]
    cut = float(f"{tree.threshold[node]:.3g}")
    low, high = bounds.get(name, (-np.inf, np.inf))
    below = _leaves(tree, columns, int(left), {**bounds, name: (low, min(high, cut))})
    above = _leaves(tree, columns, int(right), {**bounds, name: (max(low, cut), high)})
    return below + above


def _condition(column: str, bounds: tuple[float, float]) -> Condition:
    low, high = bounds
    return Condition(column, None if low == -np.inf else low, None if high == np.inf else high)
