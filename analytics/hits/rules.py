"""Rules of thumb for hits: whether they hold, and the simple ones that do.

Public functions
----------------
check_rule(tracks, rule, threshold=, ...)        -> RuleCheck: hit rate against the rest
best_rules(tracks, threshold=, ...)              -> DataFrame: simple rules, checked elsewhere
words(rule)                                      -> a rule as a reader says it
clustered_rate(actual, artists)                  -> (share, low, high)

Fitted live on the tracks they are given, against the hit threshold of the whole data version
(`registry.champion('hits_10', ...).hit_threshold`, or `features.hits(all_tracks).threshold`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.stats import splits
from analytics.stats.resampling import p_values, t_quantile
from data import metrics
from data.errors import BadOption, NotEnoughData

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

MIN_TRACKS = 30
MIN_ARTISTS = 10


@dataclass(frozen=True, slots=True)
class Range:
    """One condition of a rule: a column of the mart between two bounds, both inclusive."""

    column: str
    low: float | None = None
    high: float | None = None

    def words(self) -> str:
        """Return the condition as a reader says it: 'tempo at least 120 BPM'."""
        name, unit = metrics.label(self.column).lower(), metrics.physical_unit(self.column)
        low, high = _bound(self.column, self.low), _bound(self.column, self.high)
        if low and high:
            return f"{name} {low} to {high}{unit}"
        return f"{name} at least {low}{unit}" if low else f"{name} at most {high}{unit}"

    def holds(self, tracks: pd.DataFrame) -> Mask:
        """Return which tracks meet it; a track without the value does not."""
        values = pd.to_numeric(tracks[self.column], errors="coerce").to_numpy(
            dtype=np.float64, na_value=np.nan
        )
        low = -np.inf if self.low is None else self.low
        high = np.inf if self.high is None else self.high
        return (values >= low) & (values <= high)


def _bound(column: str, value: float | None) -> str:
    """Write a bound in the form of its column, without idle zeros; empty for none."""
    if value is None:
        return ""
    if column.startswith("duration"):
        return metrics.display(column, value)
    return f"{value:,.10g}".replace("-", "−")


Rule = Sequence[Range]


def words(rule: Rule) -> str:
    """Return a rule as a reader says it."""
    return " and ".join(condition.words() for condition in rule)


def clustered_rate(
    actual: Floats, artists: pd.Series, *, confidence: float = 0.95
) -> tuple[float, float, float]:
    """Return a share with bounds that know that tracks of one artist are alike."""
    codes, names = pd.factorize(artists)
    rate = float(actual.mean())
    sums = np.bincount(codes, weights=actual - rate)
    n_groups = max(len(names), 2)
    error = float(np.sqrt((sums**2).sum() * n_groups / (n_groups - 1))) / len(actual)
    half = float(t_quantile(confidence, n_groups)) * error
    return rate, max(rate - half, 0.0), min(rate + half, 1.0)


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
    sentence: str


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
    rule : sequence of Range
        All conditions must hold, such as `[Range('danceability', 0.7), Range('energy', 0.8)]`.
    threshold : float
        Streams from which on a track is a hit, of the whole version.
    n_looked_at : int, default=1
        How many rules were looked at so far: with twenty looks one will shine by luck.

    Raises
    ------
    BadOption
        For an empty rule or an unknown column.
    NotEnoughData
        With fewer than 30 tracks or 10 artists on either side.

    Notes
    -----
    Source: linear probability model on one flag with errors clustered by artist (Liang and
    Zeger), which for one flag is the difference of two rates.
    """
    if not rule or any(condition.column not in tracks.columns for condition in rule):
        raise BadOption("A rule needs at least one condition on a column of the catalogue.")
    known = tracks[tracks["streams"].notna()]
    hit = (known["streams"].to_numpy(dtype=np.float64) >= threshold).astype(np.float64)
    inside = np.logical_and.reduce([condition.holds(known) for condition in rule])
    artists = known["artist"]
    _require_both(inside, artists, words(rule))
    rate, rate_low, rate_high = clustered_rate(hit[inside], artists[inside], confidence=confidence)
    rest, rest_low, rest_high = clustered_rate(
        hit[~inside], artists[~inside], confidence=confidence
    )
    difference, error, n_groups = _difference(hit, inside, artists)
    half = float(t_quantile(confidence, n_groups)) * error
    p = float(p_values(np.array([difference]), np.array([error]), n_groups)[0])
    adjusted = min(p * max(n_looked_at, 1), 1.0)
    return RuleCheck(
        rule=words(rule),
        n_tracks=int(inside.sum()),
        n_artists=int(artists[inside].nunique()),
        n_rest=int((~inside).sum()),
        rate=rate,
        rate_low=rate_low,
        rate_high=rate_high,
        rest_rate=rest,
        rest_low=rest_low,
        rest_high=rest_high,
        difference=difference,
        low=difference - half,
        high=difference + half,
        p=p,
        n_looked_at=max(n_looked_at, 1),
        p_adjusted=adjusted,
        is_real=adjusted < 0.05,
        sentence=_sentence(words(rule), rate, rest, adjusted),
    )


def _require_both(inside: Mask, artists: pd.Series, rule: str) -> None:
    for side, what in ((inside, "follow"), (~inside, "do not follow")):
        n_tracks, n_artists = int(side.sum()), int(artists[side].nunique())
        if n_tracks < MIN_TRACKS or n_artists < MIN_ARTISTS:
            raise NotEnoughData(
                f"{n_tracks} tracks of {n_artists} artists {what} the rule '{rule}'; a hit rate "
                f"needs {MIN_TRACKS} tracks of {MIN_ARTISTS} artists.",
                hint="Widen or narrow the ranges, or the filter.",
            )


def _difference(hit: Floats, inside: Mask, artists: pd.Series) -> tuple[float, float, int]:
    """Return the difference of two rates, its clustered error and the number of artists."""
    rate, rest = float(hit[inside].mean()), float(hit[~inside].mean())
    pull = np.where(inside, (hit - rate) / inside.sum(), -(hit - rest) / (~inside).sum())
    codes, names = pd.factorize(artists)
    sums = np.bincount(codes, weights=pull)
    n, n_groups = len(hit), len(names)
    factor = n_groups / (n_groups - 1) * (n - 1) / (n - 2)
    return rate - rest, float(np.sqrt((sums**2).sum() * factor)), n_groups


def _sentence(rule: str, rate: float, rest: float, p: float) -> str:
    rates = f"{metrics.percent(rate)} of the tracks with {rule} are hits, of the rest "
    rates += metrics.percent(rest)
    if p >= 0.05:
        return f"{rates}: a difference that may well be chance."
    return f"{rates}: {'more' if rate > rest else 'fewer'} than chance would give."


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
        n_tracks of the check; and `ranges`, a tuple of `Range` to check it with. Empty where no
        rule has enough tracks.

    Raises
    ------
    NotEnoughData
        Below 200 tracks or 30 artists.
    """
    known = tracks[tracks["streams"].notna()].reset_index(drop=True)
    splits.require_enough(known)
    fold = splits.inner_fold(known, np.arange(len(known)), share=0.5, random_state=random_state)
    found, checked = known.iloc[fold.train], known.iloc[fold.test]
    rules = _tree_rules(found, columns, threshold, random_state)[:n_rules]
    rows = []
    for rule, rate in rules:
        try:
            check = check_rule(checked, rule, threshold=threshold, n_looked_at=len(rules))
        except NotEnoughData:
            continue
        shown = [getattr(check, name) for name in _RULE_COLUMNS[2:]]
        rows.append((check.rule, rate, *shown, tuple(rule)))
    return pd.DataFrame(rows, columns=[*_RULE_COLUMNS, "ranges"])


_RULE_COLUMNS = (
    *("rule", "found_rate", "rate", "rate_low", "rate_high", "rest_rate", "difference"),
    *("low", "high", "p_adjusted", "is_real", "n_tracks"),
)


def _tree_rules(
    tracks: pd.DataFrame, columns: Sequence[str], threshold: float, random_state: int
) -> list[tuple[list[Range], float]]:
    """Return the leaves of shallow trees as rules, the highest hit rate first."""
    from sklearn.tree import DecisionTreeClassifier

    X = tracks[list(columns)].to_numpy(dtype=np.float64, na_value=np.nan)
    hit = tracks["streams"].to_numpy(dtype=np.float64) >= threshold
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
) -> list[tuple[list[Range], float]]:
    """Walk down to the leaves; the conditions on one column become one range."""
    left, right = tree.children_left[node], tree.children_right[node]
    if left == right:
        shares = tree.value[node][0]
        return [([_range(*bound) for bound in bounds.items()], shares[1] / shares.sum())]
    name = columns[tree.feature[node]]
    cut = float(f"{tree.threshold[node]:.3g}")
    low, high = bounds.get(name, (-np.inf, np.inf))
    below = _leaves(tree, columns, int(left), {**bounds, name: (low, min(high, cut))})
    above = _leaves(tree, columns, int(right), {**bounds, name: (max(low, cut), high)})
    return below + above


def _range(column: str, bounds: tuple[float, float]) -> Range:
    low, high = bounds
    return Range(column, None if low == -np.inf else low, None if high == np.inf else high)
