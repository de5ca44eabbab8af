"""The space of similarity: standard scales, and the clusters of the page Clusters."""

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import StandardScaler

from analytics.clusters.clustering import cluster
from analytics.clusters.space import FEATURES
from analytics.similar.space import MIN_TRACKS, Soundscape, learn
from data.errors import NotEnoughData


def test_points_are_scikit_learns_standard_scores(known: pd.DataFrame, sound: Soundscape) -> None:
    golden = StandardScaler().fit_transform(known[list(FEATURES)])
    assert sound.points(known) == pytest.approx(golden, abs=1e-5)
    back = sound.values(golden[7])
    assert back == pytest.approx(known.iloc[7][list(FEATURES)].to_dict())


def test_clusters_are_those_of_the_page_clusters(known: pd.DataFrame, sound: Soundscape) -> None:
    page = cluster(known, method="mixture")
    assert sound.names == page.names
    assert (sound.cluster(sound.space.scaled(known)) == page.labels).all()


def test_too_few_tracks_are_refused(known: pd.DataFrame) -> None:
    with pytest.raises(NotEnoughData, match=str(MIN_TRACKS)):
        learn(known.head(40), FEATURES)
    same = known.head(100).assign(**dict.fromkeys(FEATURES, 0.5))
    with pytest.raises(NotEnoughData, match="tracks that differ"):
        learn(same, FEATURES)


def test_the_order_of_rows_changes_nothing(known: pd.DataFrame, sound: Soundscape) -> None:
    again = learn(known.sample(frac=1, random_state=1), FEATURES)
    assert np.array_equal(again.order, sound.order)
    assert again.names == sound.names
