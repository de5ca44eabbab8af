"""What tests of clusters share: three blobs, and the demo catalogue in four clusters."""

from pathlib import Path

import pandas as pd
import pytest

from analytics.clusters.clustering import Clusters, cluster

GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.fixture(scope="session")
def blobs() -> pd.DataFrame:
    """Return 600 tracks of three kinds, far apart; see golden/clusters_make.py."""
    return pd.read_csv(GOLDEN / "clusters_blobs.csv", dtype={"track_id": str})


@pytest.fixture(scope="session")
def clusters(demo_tracks: pd.DataFrame) -> Clusters:
    """Return the demo catalogue in four clusters."""
    return cluster(demo_tracks, n_clusters=4)


@pytest.fixture(scope="session")
def threshold(demo_tracks: pd.DataFrame) -> float:
    """Return the streams from which on a track of the demo catalogue is a hit."""
    return float(demo_tracks.streams.quantile(0.9))
