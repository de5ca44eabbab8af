"""The within-artist lift under other choices that somebody else might defend."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from analytics.stats.clustered import Estimate, RatioEstimate, as_ratio
from analytics.video_lift.ladder import within_groups
from analytics.video_lift.sample import FLAGS, MIN_GROUP, Sample
from data.errors import NotEnoughData

Choice = tuple[str, str, Callable[[], Estimate]]
"""What it is called in code and on screen, and how to estimate it."""
OTHER = {"has_official_video": "is_licensed", "is_licensed": "has_official_video"}


def other_choices(sample: Sample) -> tuple[RatioEstimate, ...]:
    """Return the within-artist estimate under other choices, those that leave enough to compare."""
    other = OTHER[sample.flag]
    held = _is_true(sample, other).astype(float)
    solo = (sample.tracks["n_artists"] == 1).to_numpy()
    album = pd.factorize(sample.tracks["artist"] + "\0" + sample.tracks["album"].fillna(""))[0]
    choices: list[Choice] = [
        (
            "licence" if other == "is_licensed" else "video",
            f"{FLAGS[other]} held equal too",
            lambda: within_groups(sample, sample.artist, held[:, None]),
        ),
        ("album", "within the same album", lambda: within_groups(sample, album)),
        ("solo", "tracks by one artist alone", lambda: _within_artists(sample.where(solo))),
        (
            "usual",
            "outliers of the platforms left out",
            lambda: _within_artists(sample.where(~_is_true(sample, "is_outlier"))),
        ),
        (
            "own_video",
            "doubtful videos left out",
            lambda: _within_artists(sample.where(~_is_true(sample, "is_doubtful_video"))),
        ),
    ]
    return _estimated(choices)


def by_licence(sample: Sample) -> tuple[RatioEstimate, ...]:
    """Return what a licensed and an unlicensed official video go with, each against none.

    Parameters
    ----------
    sample : Sample
        Its flag is the official video; of a licence there is nothing to tell apart.

    Returns
    -------
    tuple of RatioEstimate
        Licensed, then unlicensed; without those of fewer than `MIN_GROUP` tracks.
    """
    if sample.flag != "has_official_video":
        return ()
    video, licence = sample.d == 1, _is_true(sample, "is_licensed")
    kinds = [
        ("licensed", "a licensed video against none", video & licence),
        ("unlicensed", "an unlicensed video against none", video & ~licence),
    ]
    return _estimated(
        [
            (name, label, partial(_within_artists, sample.where(kind | ~video)))
            for name, label, kind in kinds
            if kind.sum() >= MIN_GROUP
        ]
    )


def _is_true(sample: Sample, column: str) -> np.ndarray:
    return sample.tracks[column].fillna(False).astype(bool).to_numpy()


def _within_artists(part: Sample) -> Estimate:
    if not 0 < part.d.sum() < len(part.d):
        raise NotEnoughData("all tracks are of one kind")
    return within_groups(part, part.artist)


def _estimated(choices: list[Choice]) -> tuple[RatioEstimate, ...]:
    estimates = []
    for name, label, estimate in choices:
        try:
            estimates.append(as_ratio(name, label, estimate()))
        except NotEnoughData:
            continue
    return tuple(estimates)
