"""What the What-if page asks, of the demo catalogue and its models."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.features import matrix as features
from analytics.runs import registry
from analytics.what_if import answers
from analytics.what_if.scenario import Scenario
from data.errors import BadFile, ModelMissing, NotEnoughData
from data.metrics import AUDIO_FEATURES
from data.selection import Selection


def complete(tracks: pd.DataFrame) -> pd.DataFrame:
    return tracks[tracks[list(AUDIO_FEATURES)].notna().all(axis=1)]


def test_a_prediction_is_the_models_own(
    everything: Selection, demo_tracks: pd.DataFrame, trained_demo: Path
) -> None:
    row = complete(demo_tracks).iloc[[20]]
    scenarios = (Scenario("track", row["track_id"].iloc[0]),)
    answer = answers.answer(everything, scenarios=scenarios, number=0)
    model = registry.load("streams", "release").model
    X = features.matrix(row, "release")
    assert np.log1p(answer.shown["streams"]) == pytest.approx(model.predict(X)[0])
    threshold = demo_tracks["streams"].quantile(0.9)
    assert answer.hit_threshold == pytest.approx(threshold)
    assert answer.shown["probability"] == pytest.approx(model.chance(X, threshold)[0])
    assert answer.pushes.margin == pytest.approx(model.predict(X)[0], abs=1e-4)
    below = (demo_tracks["streams"].dropna() < answer.shown["streams"]).mean()
    assert answer.shown["percentile"] == pytest.approx(below, abs=0.002)
    assert answer.median == pytest.approx(demo_tracks["streams"].median())
    assert row["track_id"].iloc[0] not in set(answer.nearest["track_id"])


def test_views_bring_in_the_models_across_platforms(
    everything: Selection, trained_demo: Path
) -> None:
    scenarios = (Scenario(views=1_000), Scenario(views=500_000_000), Scenario())
    answer = answers.answer(everything, scenarios=scenarios, number=1)
    assert answer.table["feature_set"].tolist() == ["market", "market", "release"]
    assert answer.table["streams"].iloc[1] > answer.table["streams"].iloc[0]
    assert answer.track["views"] == 500_000_000


def test_what_lies_outside_the_data_is_seen(everything: Selection, trained_demo: Path) -> None:
    odd = Scenario(sound=(("energy", 0.0), ("loudness", 0.0), ("acousticness", 0.0)))
    answer = answers.answer(everything, scenarios=(Scenario(), odd), number=1)
    assert answer.strangeness > 0.99
    assert "loudness" in answer.beyond
    assert answers.answer(everything, scenarios=(Scenario(), odd), number=0).beyond == ()


def test_an_artists_new_track_is_their_usual_one(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    artist = demo_tracks["artist"].mode()[0]
    own = demo_tracks[demo_tracks["artists"].map(lambda names: artist in names)]
    row = answers.start_row(everything, start="artist", key=artist.upper()).iloc[0]
    assert row["artist"] == artist
    assert row["energy"] == pytest.approx(own["energy"].median())
    assert row["back_n_tracks"] == len(own)
    assert row["back_streams_mean"] == pytest.approx(np.log1p(own["streams"]).mean())


def test_a_track_never_counts_for_itself_under_its_own_artist(
    everything: Selection, demo_tracks: pd.DataFrame, trained_demo: Path
) -> None:
    alone = demo_tracks[demo_tracks["artists"].map(len) == 1]
    track = alone.iloc[3]
    one = Scenario("track", track["track_id"], artist=track["artist"])
    made = answers.answer(everything, scenarios=(one,), number=0).track
    own = demo_tracks[demo_tracks["artists"].map(lambda names: track["artist"] in names)]
    others = own[own["track_id"] != track["track_id"]]
    assert made["back_n_tracks"] == len(others)
    assert made["back_streams_best"] == pytest.approx(np.log1p(others["streams"].max()))


@pytest.mark.parametrize(("start", "said"), [("artist", "no artist"), ("track", "not in the")])
def test_what_the_catalogue_lacks_is_no_start(everything: Selection, start: str, said: str) -> None:
    with pytest.raises(NotEnoughData, match=said):
        answers.start_row(everything, start=start, key="nowhere to be found")


def test_the_most_streamed_is_the_first_to_start_from(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    best = demo_tracks.sort_values("streams", ascending=False).iloc[0]
    assert answers.first(everything, start="track") == best["track_id"]
    assert answers.first(everything, start="catalogue") == ""
    streams = demo_tracks.explode("artists").groupby("artists")["streams"].sum()
    assert answers.first(everything, start="artist") == streams.idxmax()


def test_spans_hold_nearly_all_tracks(everything: Selection, demo_tracks: pd.DataFrame) -> None:
    low, middle, high = answers.spans(everything)["tempo"]
    assert demo_tracks["tempo"].dropna().between(low, high).mean() > 0.99
    assert middle == pytest.approx(demo_tracks["tempo"].median())


def test_a_lift_is_shown_only_where_it_was_worked_out(demo_copy: Path) -> None:
    from data import published

    assert answers.video_lift(Selection(published.current_version())) is None


def test_a_file_comes_back_ranked(
    everything: Selection, demo_tracks: pd.DataFrame, trained_demo: Path
) -> None:
    known = demo_tracks.dropna(subset=["back_streams_mean"])
    sample = known.sort_values("back_streams_mean", ascending=False).iloc[[-1, 0, 1]]
    sample = sample.assign(track=["Low", "=High", "Seen"], streams=None, views=[None, None, 1e6])
    columns = ["artist", "track", *AUDIO_FEATURES, "album_type", "streams", "views"]
    content = sample[columns].to_csv(index=False).encode() + b"x,bad,2,,,,,,,,,,,,,\n"
    scored = answers.scored(everything, content=content, name="new.csv")
    assert scored.table["rank"].tolist() == [1, 2, 3]
    assert scored.table["streams"].is_monotonic_decreasing
    assert scored.table["track"].iloc[-1] == "Low"
    assert scored.table.set_index("track").loc["Seen", "feature_set"] == "market"
    assert scored.rejected["line"].tolist() == [5]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"a,b\n1,2\n", "lacks the columns"), (b" " * (answers.MAX_BYTES + 1), "larger than 20 MiB")],
)
def test_a_file_that_cannot_be_scored_says_why(
    everything: Selection, content: bytes, said: str
) -> None:
    with pytest.raises(BadFile, match=said):
        answers.scored(everything, content=content, name="new.csv")


def test_without_models_there_is_no_answer(everything: Selection, untrained: Path) -> None:
    with pytest.raises(ModelMissing):
        answers.answer(everything, scenarios=(Scenario(),), number=0)
