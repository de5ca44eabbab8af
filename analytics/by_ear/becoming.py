"""What a recording may become: streams to expect from its sound, some of which is not known.

Public names
------------
Measure                           a feature as it was measured or set, and how far off it may be
become(measures, tracks, ...)     -> Becoming

What is measured of a file is its tempo, key, loudness and duration. The rest is open unless the
reader sets it: then it is as in the catalogue's tracks whose known features are most alike, each of
which is one way in which the recording may turn out. So what is not known widens the interval.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.features import matrix as features
from analytics.models.model import Model
from analytics.stats import conformal
from data.errors import NotEnoughData
from data.metrics import AUDIO_FEATURES

Floats = npt.NDArray[np.float64]

MIN_TRACKS = 50
N_ALIKE = 200
"""Tracks of the catalogue that say what the open features may be."""
KEY = "key"
"""A pitch class: it has no distance, so it chooses no tracks."""


@dataclass(frozen=True, slots=True)
class Measure:
    """An audio feature of a file, in the catalogue's unit."""

    value: float
    error: float = 0.0
    """Standard deviation of how far off it may be, in the same unit, >= 0."""


@dataclass(frozen=True, slots=True)
class Becoming:
    """What a recording may become, by a model that knows its sound alone."""

    streams: float
    """Median of what may come."""
    low: float
    high: float
    """Bounds of the middle 80 %."""
    probability: float
    """Chance to reach the streams of a hit, 0 to 1."""
    widened: float
    """How many times as wide the interval is, in powers of streams, as if all features were known;
    >= 1 but for luck."""
    open: tuple[str, ...]
    """Audio features that are not known of it."""


def become(
    measures: Mapping[str, Measure],
    tracks: pd.DataFrame,
    model: Model,
    *,
    hit_threshold: float,
    random_state: int = 0,
) -> Becoming:
    """Say what to expect of a recording of which some audio features are known.

    Parameters
    ----------
    measures : mapping of str to Measure
        Of `AUDIO_FEATURES` those that are known; the others are open.
    tracks : DataFrame of shape (n_tracks, k)
        Tracks of the catalogue with `AUDIO_FEATURES` in its units.
    model : Model
        The champion for streams from `audio`.
    hit_threshold : float
        Streams from which on a track is a hit.

    Raises
    ------
    NotEnoughData
        If fewer than `MIN_TRACKS` tracks have all audio features.

    Notes
    -----
    Streams are the mixture of what the model says of `N_ALIKE` recordings with the known features
    of this one and the open ones of a track like it: multiple imputation by predictive matching
    (Little, 1988, Journal of Business & Economic Statistics 6), with the errors of measurement
    drawn from normal distributions.
    """
    known = tracks.dropna(subset=list(AUDIO_FEATURES))
    if len(known) < MIN_TRACKS:
        raise NotEnoughData(
            f"{len(known):,} tracks have all audio features; at least {MIN_TRACKS} are needed to "
            "say what a recording may become",
            hint="Import a catalogue with audio features.",
        )
    ways = _ways(measures, known, np.random.default_rng(random_state))
    tail = (1 - conformal.COVERAGE) / 2
    low, middle, high = model.mixed(_matrix(ways), (tail, 0.5, 1 - tail))
    usual = ways.median().to_frame().T
    alone_low, alone_high = (float(bound[0]) for bound in model.interval(_matrix(usual)))
    return Becoming(
        streams=_count(middle),
        low=_count(low),
        high=_count(high),
        probability=float(model.chance(_matrix(ways), hit_threshold).mean()),
        widened=float((high - low) / (alone_high - alone_low)),
        open=tuple(name for name in AUDIO_FEATURES if name not in measures),
    )


def _count(log: float) -> float:
    return float(np.expm1(log).clip(0))


def _ways(
    measures: Mapping[str, Measure], known: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Return `N_ALIKE` rows of audio features, each one way in which the recording may turn out."""
    alike = known.iloc[_alike(measures, known)][list(AUDIO_FEATURES)].astype(np.float64)
    ends = known[list(AUDIO_FEATURES)].agg(["min", "max"])
    for name, measure in measures.items():
        drawn = measure.value + measure.error * rng.standard_normal(len(alike))
        # Beyond what the catalogue holds there is no such feature; the value itself may lie there.
        low, high = min(ends[name].iloc[0], measure.value), max(ends[name].iloc[1], measure.value)
        alike[name] = drawn.clip(low, high)
    return alike


def _alike(measures: Mapping[str, Measure], known: pd.DataFrame) -> npt.NDArray[np.intp]:
    """Return positions of the tracks whose known features are nearest, in standard deviations."""
    distance = np.zeros(len(known))
    for name, measure in measures.items():
        if name != KEY:
            values = known[name].to_numpy(dtype=np.float64)
            spread = np.hypot(values.std(), measure.error)
            distance += ((values - measure.value) / max(spread, 1e-12)) ** 2
    return np.argsort(distance, kind="stable")[:N_ALIKE]


def _matrix(ways: pd.DataFrame) -> pd.DataFrame:
    """Return what the model reads; a file has no title yet whose words could tell anything."""
    return features.matrix(ways.assign(track=""), "audio")
