"""What the release champion says: held out where it can be, predicted where it must be."""

import numpy as np
import pandas as pd
import pytest

from analytics.budget.forecast import expected_streams
from analytics.features import matrix as features
from analytics.runs import registry
from data.errors import ModelMissing
from tests.analytics.models_catalogue import catalogue

KNOWN = ["track_id", "artist", "streams"]


def held_out() -> pd.Series:
    """Return what training predicted of each track while its artist was held out."""
    run = registry.champion("streams", "release").run_id
    table = registry.frame(run, "held_out")
    tracks = registry.frame(registry.parent(run), "tracks")
    names = tracks["track_id"].to_numpy()[table["row"].to_numpy()]
    return pd.Series(table["predicted"].to_numpy(), index=names)


def test_tracks_of_the_training_are_predicted_while_held_out(trained):
    tracks = catalogue()
    forecast = expected_streams(tracks[KNOWN], tracks.head(20), views_per_stream=0.5)
    wanted = held_out()
    assert forecast.candidates["predicted"].tolist() == wanted[tracks["track_id"][:20]].tolist()
    known = forecast.known.set_index("track_id")["predicted"]
    assert known.to_dict() == wanted[known.index].to_dict()
    assert len(known) == len(tracks)
    assert forecast.views_per_stream == 0.5


def test_a_new_track_is_predicted_by_the_champion(trained):
    tracks = catalogue()
    new = tracks.head(5).assign(track_id=[f"new {i}" for i in range(5)], streams=np.nan)
    forecast = expected_streams(tracks[KNOWN], new, views_per_stream=0.5)
    model = registry.load("streams", "release").model
    wanted = model.predict(features.matrix(new, "release"))
    assert forecast.candidates["predicted"].to_numpy() == pytest.approx(wanted)
    assert list(forecast.candidates) == ["track_id", "artist", "track", "streams", "predicted"]


def test_without_a_champion_it_says_so(mlruns):
    tracks = catalogue(10)
    with pytest.raises(ModelMissing):
        expected_streams(tracks[KNOWN], tracks, views_per_stream=0.5)
