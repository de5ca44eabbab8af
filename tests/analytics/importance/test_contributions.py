from pathlib import Path

import numpy as np
import pytest

from analytics.features import matrix as features
from analytics.importance import contributions as importance
from analytics.runs import registry
from data.errors import BadOption, ModelMissing
from tests.analytics.models_catalogue import catalogue


def test_the_planted_driver_leads_by_every_measure(trained: Path) -> None:
    swarm = importance.beeswarm("streams", "audio")
    assert swarm.features["name"].iloc[0] == "energy"
    assert swarm.features["direction"].iloc[0] > 0.9
    shuffled = importance.permutation("streams", "audio")
    assert shuffled[shuffled["kind"] == "feature"]["name"].iloc[0] == "energy"
    assert shuffled["low"].iloc[0] > 0
    ranks = importance.ranks("streams").set_index("name")
    assert (ranks.loc["energy"].filter(like="audio") == 1).all()
    assert ranks.loc["own_views"].filter(like="audio").isna().all()


def test_pushes_of_the_swarm_have_values_to_colour_by(trained: Path) -> None:
    swarm = importance.beeswarm("hits_10", "market", top=5)
    assert swarm.unit == "log-odds of a hit"
    assert swarm.points["name"].nunique() == 5
    assert len(swarm.points) == 5 * swarm.n_tracks
    assert swarm.points["height"].dropna().between(0, 1).all()


def test_dependence_follows_the_planted_slope(trained: Path) -> None:
    found = importance.dependence("streams", "audio", "energy")
    line = found.line
    rise = (line["push"].iloc[-1] - line["push"].iloc[0]) / (
        line["value"].iloc[-1] - line["value"].iloc[0]
    )
    assert rise == pytest.approx(1 / np.sqrt(1 / 12), rel=0.3)
    assert found.partner
    for flag in ("is_single", "title_live"):
        importance.dependence("streams", "release", flag)
    with pytest.raises(BadOption):
        importance.dependence("streams", "audio", "own_views")


def test_features_that_say_the_same_are_named(trained: Path) -> None:
    pairs = importance.correlated("streams", "market")
    together = {frozenset(pair) for pair in zip(pairs["name"], pairs["other"], strict=True)}
    assert frozenset(("own_views", "own_likes")) in together
    assert (pairs["correlation"].abs() >= importance.STRONG).all()
    swarm = importance.beeswarm("streams", "market", top=101).features.set_index("name")
    assert "Likes" in swarm.loc["own_views", "says_same"]


def test_a_waterfall_adds_up_and_says_so_in_words(trained: Path) -> None:
    model = registry.load("streams", "release")
    X = features.matrix(catalogue().iloc[[3]], "release")
    found = importance.waterfall(model, X)
    assert found.base + found.steps["push"].sum() == pytest.approx(found.margin)
    assert found.margin == pytest.approx(model.model.predict(X)[0], abs=1e-4)
    assert found.steps["label"].iloc[-1].endswith("other features")
    assert "expected streams" in found.sentence
    assert found.steps["push"].abs().iloc[:-1].is_monotonic_decreasing


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("energy", 0.5, "0.50"),
        ("tempo", 120.0, "120.00\N{NO-BREAK SPACE}BPM"),
        ("loudness", -7.5, "−7.50\N{NO-BREAK SPACE}dB"),
        ("has_official_video", 1.0, "yes"),
        ("back_streams_mean", np.log1p(2_500_000), "2.5\N{NO-BREAK SPACE}M"),
        ("back_streams_spread", np.log(2), "× 2"),
        ("own_views", np.nan, "unknown"),
        ("back_n_tracks", 9.0, "9"),
        ("title_length", 12.0, "12"),
    ],
)
def test_values_are_written_as_readers_know_them(name: str, value: float, shown: str) -> None:
    assert importance.shown_value(name, value) == shown


def test_a_quick_training_leaves_ablation_out_and_says_so(trained: Path) -> None:
    with pytest.raises(ModelMissing, match="ablation"):
        importance.group_ablation("streams", "release")
