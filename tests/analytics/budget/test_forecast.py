"""What is known of candidates: their own streams, or what the release champion predicts."""

import numpy as np
import pandas as pd
import pytest

from analytics.budget.forecast import expected_streams
from analytics.budget.smearing import MIN_KNOWN
from analytics.features import matrix as features
from analytics.runs import registry
from tests.analytics.models_catalogue import catalogue

KNOWN = ["track_id", "artist", "streams"]
NO_PACE = pd.Series(dtype=float)


def held_out() -> pd.Series:
    """Return what training predicted of each track while its artist was held out."""
    run = registry.champion("streams", "release").run_id
    table = registry.frame(run, "held_out")
    tracks = registry.frame(registry.parent(run), "tracks")
    names = tracks["track_id"].to_numpy()[table["row"].to_numpy()]
    return pd.Series(table["predicted"].to_numpy(), index=names)


def candidates(n: int = 5, **columns: object) -> pd.DataFrame:
    """Return tracks imported after the training; `columns` replace their own."""
    tracks = catalogue().head(n).assign(**{"is_doubtful_video": False} | columns)
    return tracks.assign(track_id=[f"new {i}" for i in range(n)])


def test_a_track_that_is_out_needs_no_model(mlruns):
    tracks = candidates()
    pace = pd.Series({"new 1": 700.0, "of another": 1.0})
    forecast = expected_streams(
        catalogue()[KNOWN], tracks, monthly_streams=pace, views_per_stream=1
    )
    table = forecast.candidates.set_index("track_id")
    assert table["streams"].tolist() == tracks["streams"].tolist()
    assert table["predicted"].isna().all()
    assert table["monthly_streams"].dropna().to_dict() == {"new 1": 700.0}
    assert table["is_out"].all()
    assert forecast.known.empty
    assert forecast.n_unpredicted == forecast.n_doubtful == 0


def test_a_track_of_unknown_streams_is_predicted_by_the_champion(trained):
    tracks = candidates(streams=[np.nan, np.nan, 3e6, 4e6, 5e6])
    tracks.loc[0, "views"] = np.nan
    forecast = expected_streams(
        catalogue()[KNOWN], tracks, monthly_streams=NO_PACE, views_per_stream=0.5
    )
    model = registry.load("streams", "release").model
    wanted = model.predict(features.matrix(tracks.head(2), "release"))
    assert forecast.candidates["predicted"][:2].to_numpy() == pytest.approx(wanted)
    assert forecast.candidates["predicted"][2:].isna().all()
    assert forecast.candidates["is_out"].tolist() == [False, True, True, True, True]
    assert forecast.views_per_stream == 0.5


def test_errors_are_those_made_while_the_artist_was_held_out(trained):
    tracks = catalogue()
    forecast = expected_streams(
        tracks[KNOWN], candidates(streams=np.nan), monthly_streams=NO_PACE, views_per_stream=0.5
    )
    wanted = held_out()
    known = forecast.known.set_index("track_id")["predicted"]
    assert known.to_dict() == wanted[known.index].to_dict()
    assert len(known) == len(tracks)


def test_without_a_champion_or_enough_to_judge_it_by_the_unknown_are_left_out(
    trained, tmp_path, monkeypatch
):
    tracks = candidates(streams=[np.nan, 2e6, 3e6, 4e6, 5e6])
    few = catalogue()[KNOWN].head(MIN_KNOWN - 1)
    forecast = expected_streams(few, tracks, monthly_streams=NO_PACE, views_per_stream=0.5)
    assert forecast.candidates["track_id"].tolist() == [f"new {i}" for i in range(1, 5)]
    assert forecast.n_unpredicted == 1
    monkeypatch.setenv("CROSSFADE_MLRUNS_DIR", str(tmp_path / "untrained"))
    untrained = expected_streams(
        catalogue()[KNOWN], tracks, monthly_streams=NO_PACE, views_per_stream=0.5
    )
    assert untrained.candidates.equals(forecast.candidates)
    assert untrained.n_unpredicted == 1


def test_videos_in_doubt_are_marked(mlruns):
    tracks = candidates(is_doubtful_video=pd.array([True, False, None, True, None], "boolean"))
    forecast = expected_streams(
        catalogue()[KNOWN], tracks, monthly_streams=NO_PACE, views_per_stream=0.5
    )
    assert forecast.candidates["is_doubtful"].tolist() == [True, False, False, True, False]
    assert forecast.n_doubtful == 2
