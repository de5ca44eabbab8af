"""What the importance page asks: planted drivers of a small catalogue, tracks of the demo."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.features import matrix as features
from analytics.importance import answers
from analytics.runs import registry
from data.errors import BadOption, ModelMissing
from data.selection import Selection


def test_the_planted_driver_leads_by_every_measure(trained: Path) -> None:
    swarm = answers.beeswarm("streams", "audio")
    assert swarm.features["name"].iloc[0] == "energy"
    assert swarm.features["direction"].iloc[0] > 0.9
    shuffled = answers.permutation("streams", "audio", kind="feature")
    assert shuffled["name"].iloc[0] == "energy"
    assert shuffled["low"].iloc[0] > 0
    ranks = answers.ranks("streams").table.set_index("name")
    assert (ranks.loc["energy"].filter(like="audio") == 1).all()
    assert ranks.loc["own_views"].filter(like="audio").isna().all()


def test_dependence_follows_the_planted_slope(trained: Path) -> None:
    line = answers.dependence("streams", "audio", feature="energy").line
    rise = (line["push"].iloc[-1] - line["push"].iloc[0]) / (
        line["value"].iloc[-1] - line["value"].iloc[0]
    )
    assert rise == pytest.approx(1 / np.sqrt(1 / 12), rel=0.3)
    with pytest.raises(BadOption):
        answers.dependence("streams", "audio", feature="own_views")


def test_features_that_say_the_same_are_named(trained: Path) -> None:
    pairs = answers.correlated("streams", "market")
    together = {frozenset(pair) for pair in zip(pairs["name"], pairs["other"], strict=True)}
    assert frozenset(("own_views", "own_likes")) in together


def test_a_quick_training_leaves_ablation_out(trained: Path) -> None:
    assert answers.ablation("streams", "release") is None


def test_an_answer_is_about_the_champion_that_stands(trained: Path) -> None:
    one = answers.champion("hits_10", "release")
    assert one.run_id == registry.champion("hits_10", "release").run_id
    assert np.isfinite(one.hit_threshold)


def test_without_a_champion_there_is_no_answer(mlruns: Path) -> None:
    for ask in (answers.beeswarm, answers.champion, answers.ablation):
        with pytest.raises(ModelMissing):
            ask("streams", "release")


def test_a_search_keeps_to_the_tracks_in_view(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    track = demo_tracks.iloc[7]
    text = f"{track['artist'].upper()} {track['track'].lower()}"
    assert track["track_id"] in set(answers.search(everything, text=text)["track_id"])
    other = next(kind for kind in ("album", "single") if kind != track["album_type"])
    elsewhere = Selection(everything.version, album_types=(other,))
    assert track["track_id"] not in set(answers.search(elsewhere, text=text)["track_id"])


@pytest.mark.parametrize("task", ["streams", "hits_10"])
def test_a_waterfall_ends_at_what_the_model_says(
    everything: Selection, demo_tracks: pd.DataFrame, trained_demo: Path, task: str
) -> None:
    row = demo_tracks.iloc[[3]]
    asked = {"task": task, "feature_set": "release"}
    one = answers.waterfall(everything, track_id=row["track_id"].iloc[0], **asked)
    model = registry.load(**asked).model
    X = features.matrix(row, "release")
    said = model.core.margin(X.to_numpy())[0] + model.shift
    assert one.margin == pytest.approx(said, abs=1e-4)
    assert one.base + one.steps["push"].sum() == pytest.approx(one.margin, abs=1e-4)
    assert (one.steps["label"] == "Artist's other tracks").sum() == 1
    streams = row["streams"].iloc[0]
    is_hit = streams >= registry.champion(**asked).hit_threshold
    assert one.actual == pytest.approx(np.log1p(streams) if task == "streams" else float(is_hit))


def test_the_champion_is_asked_what_changes_alone_what_works_together_and_its_trees(
    everything: Selection, demo_tracks: pd.DataFrame, trained_demo: Path
) -> None:
    asked = {"task": "streams", "feature_set": "audio"}
    one = answers.alone(**asked, feature="energy")
    assert one is answers.alone(**asked, feature="energy")
    assert one.curve["mean"].between(8, 25).all()
    if answers.has_trees(**asked):
        run_id = answers.champion(**asked).run_id
        both = answers.together(everything, **asked, run_id=run_id)
        assert answers.together.file(everything, **asked, run_id=run_id).exists()
        assert both.pairs["mean_push"].is_monotonic_decreasing
        track_id = demo_tracks["track_id"].iloc[3]
        tree = answers.one_tree(everything, track_id=track_id, **asked, number=1)
        waterfall = answers.waterfall(everything, track_id=track_id, **asked)
        assert tree.steps["margin"].iloc[-1] == pytest.approx(waterfall.margin, abs=1e-4)
