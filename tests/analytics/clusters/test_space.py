"""The space of clusters: scales, logarithms, the learned code, what is refused."""

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.space import (
    CHOICES,
    complete,
    learned_space,
    sample_rows,
    scaled_space,
)
from data.errors import BadOption, NotEnoughData

BLOBS = ("energy", "valence", "tempo")


def test_counts_are_taken_by_their_logarithm(demo_tracks: pd.DataFrame) -> None:
    tracks = complete(demo_tracks, ("streams", "energy"))
    space = scaled_space(tracks, ("streams", "energy"))
    logs = np.log1p(tracks.streams)
    assert space.of(tracks)[:, 0] == pytest.approx((logs - logs.mean()) / logs.std(ddof=0))


def test_a_feature_that_never_differs_is_zero(blobs: pd.DataFrame) -> None:
    flat = blobs.assign(danceability=0.7)
    assert not scaled_space(flat, ("danceability", "energy")).of(flat)[:, 0].any()


def test_the_code_has_64_numbers(blobs: pd.DataFrame) -> None:
    space = learned_space(blobs, scaled_space(blobs, BLOBS))
    assert space.of(blobs).shape == (600, 64)
    assert (space.of(blobs) >= 0).all()


def test_the_same_tracks_have_the_same_code(blobs: pd.DataFrame) -> None:
    codes = [learned_space(blobs, scaled_space(blobs, BLOBS)).of(blobs) for _ in range(2)]
    assert np.array_equal(*codes)


def test_tracks_are_ordered_and_those_without_a_feature_left_out(blobs: pd.DataFrame) -> None:
    gaps = blobs.assign(tempo=blobs.tempo.where(blobs.index >= 25)).sample(frac=1, random_state=1)
    known = complete(gaps, BLOBS)
    assert len(known) == 575
    assert known.track_id.is_monotonic_increasing


def test_a_sample_is_the_same_every_time_and_in_order() -> None:
    rows = sample_rows(1000, 100)
    assert np.array_equal(rows, sample_rows(1000, 100))
    assert len(rows) == 100 and (np.diff(rows) > 0).all()
    assert np.array_equal(sample_rows(50, 100), np.arange(50))


@pytest.mark.parametrize("features", [("energy",), ("energy", "energy"), ("energy", "key")])
def test_features_that_are_not_offered_are_refused(
    blobs: pd.DataFrame, features: tuple[str, ...]
) -> None:
    with pytest.raises(BadOption, match="at least 2 features of"):
        complete(blobs, features)


def test_too_few_tracks_are_refused(blobs: pd.DataFrame) -> None:
    with pytest.raises(NotEnoughData, match="at least 30 tracks"):
        complete(blobs.head(20), BLOBS)


def test_the_key_is_not_offered() -> None:
    assert "key" not in CHOICES
