"""How clusters differ, in pictures."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.clustering import cluster
from analytics.clusters.profiles import Profiles, profile
from pages.clusters import words
from pages.clusters.figures import kinds


@pytest.fixture(scope="module")
def profiles(demo_tracks: pd.DataFrame) -> Profiles:
    clusters = cluster(demo_tracks, n_clusters=3)
    threshold = demo_tracks.streams.quantile(0.9)
    return profile(demo_tracks, clusters, hit_threshold=threshold, n_replicates=30)


@pytest.mark.parametrize("outcome", words.OUTCOMES)
def test_every_cluster_has_its_outcome(profiles: Profiles, outcome: str) -> None:
    fig = kinds.outcomes(profiles, outcome)
    assert list(fig.data[0].x) == pytest.approx(list(profiles.clusters[outcome]))


def test_an_outcome_that_nobody_knows_is_said_in_the_title(profiles: Profiles) -> None:
    unknown = profiles.clusters.assign(streams=np.nan, streams_low=np.nan, streams_high=np.nan)
    fig = kinds.outcomes(replace(profiles, clusters=unknown), "streams")
    assert "Not known for these tracks" in fig.layout.title.text
    assert not fig.data


def test_every_cell_is_a_difference(profiles: Profiles) -> None:
    cells = kinds.profile_map(profiles).data[0].z
    assert cells.size == len(profiles.differences)
    assert sorted(cells.ravel()) == pytest.approx(sorted(profiles.differences.difference))
