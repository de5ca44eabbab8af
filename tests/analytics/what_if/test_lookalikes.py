"""Nearest tracks and strangeness, against a slow and obvious count with scipy's ranks."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata

from analytics.what_if import lookalikes
from data.errors import NotEnoughData


def catalogue(n: int = 300, seed: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    values = {name: rng.normal(size=n) for name in lookalikes.COLUMNS}
    ids = [f"id{number:04d}" for number in range(n)]
    about = {"track_id": ids, "track": ids, "artist": ids, "streams": 1.0, "views": 1.0}
    return pd.DataFrame(about | values)


def test_the_nearest_are_those_of_smallest_rank_distance() -> None:
    tracks = catalogue()
    space = lookalikes.space(tracks)
    ranks = np.column_stack([(rankdata(tracks[name]) - 0.5) / 300 for name in lookalikes.COLUMNS])
    ranks[:, -1] *= np.sqrt(lookalikes.STANDING_WEIGHT)
    distances = np.linalg.norm(ranks - ranks[17], axis=1)
    expected = np.argsort(distances)[1:6]
    near = lookalikes.nearest(space, tracks.iloc[[17]], n=5)
    assert near["track_id"].tolist() == tracks["track_id"].iloc[expected].tolist()
    assert near["distance"].to_numpy() == pytest.approx(distances[expected])


def test_a_feature_in_other_units_changes_nothing() -> None:
    tracks = catalogue()
    other = tracks.assign(tempo=np.exp(tracks["tempo"]) * 60)
    one = lookalikes.nearest(lookalikes.space(tracks), tracks.iloc[[4]])
    two = lookalikes.nearest(lookalikes.space(other), other.iloc[[4]])
    assert one["track_id"].tolist() == two["track_id"].tolist()


def test_what_lies_apart_is_strange_and_what_lies_amid_is_not() -> None:
    rng = np.random.default_rng(0)
    loud = rng.normal(size=400)
    tracks = catalogue(400).assign(energy=loud, loudness=loud, acousticness=-loud, valence=loud)
    space = lookalikes.space(tracks)
    usual = tracks.iloc[[0]].assign(track_id="new")
    odd = usual.assign(energy=3.0, loudness=-3.0, acousticness=3.0, valence=-3.0)
    assert lookalikes.strangeness(space, usual) < 0.9
    assert lookalikes.strangeness(space, odd) > 0.99


def test_unknown_values_and_newcomers_have_a_place() -> None:
    tracks = catalogue()
    tracks.loc[:20, lookalikes.STANDING] = np.nan
    tracks.loc[5, "tempo"] = np.nan
    near = lookalikes.nearest(lookalikes.space(tracks), tracks.iloc[[5]], n=5)
    assert near["track_id"].isin(tracks["track_id"].iloc[:21]).mean() >= 0.8
    assert np.isfinite(near["distance"]).all()


def test_a_track_without_its_audio_features_is_near_none() -> None:
    """Even where it would lie right beside: its unknown values are no middle ones."""
    tracks = catalogue()
    tracks.loc[:99, list(lookalikes.SOUND)] = np.nan
    tracks.loc[100:119, "valence"] = np.nan
    middle = tracks[list(lookalikes.COLUMNS)].median()
    average = pd.DataFrame([middle]).assign(track_id="")
    near = lookalikes.nearest(lookalikes.space(tracks), average, n=300)
    assert near["track_id"].tolist() != []
    assert set(near["track_id"]) == set(tracks["track_id"].iloc[120:])


def test_a_feature_that_no_track_has_is_not_asked_for() -> None:
    tracks = catalogue().assign(tempo=np.nan)
    assert len(lookalikes.space(tracks).tracks) == len(tracks)
    with pytest.raises(NotEnoughData, match="the catalogue has 0"):
        lookalikes.space(tracks.assign(**dict.fromkeys(lookalikes.SOUND, np.nan)))


def test_too_few_tracks_are_refused() -> None:
    with pytest.raises(NotEnoughData, match="takes 30"):
        lookalikes.space(catalogue(20))
