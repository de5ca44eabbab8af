"""Drivers asked without a page, on the demo catalogue."""

from pathlib import Path

import pandas as pd
import pytest

from analytics.drivers import answers
from analytics.drivers.ols import DEFAULT_FEATURES, ols
from analytics.runs import answers as models
from data.errors import BadOption, ModelMissing
from data.selection import Selection


def test_the_best_of_each_set_comes_with_the_leak_of_a_naive_split(trained_demo: Path) -> None:
    best = answers.best_of_sets("streams")
    assert best["feature_set"].tolist() == ["audio", "release", "market"]
    every = models.scored("streams")
    highest = every.groupby("feature_set")["score"].max()
    assert best["score"].tolist() == highest[best["feature_set"]].tolist()
    tested = every[every["naive"].notna() & (every["model"] != "baseline")]
    leaks = (tested["naive"] - tested["score"]).groupby(tested["feature_set"]).first()
    assert best.set_index("feature_set")["leak"].to_dict() == pytest.approx(leaks.to_dict())


def test_without_a_training_there_is_no_best_model(untrained: Path) -> None:
    with pytest.raises(ModelMissing):
        answers.best_of_sets("streams")


def test_the_regression_is_that_of_the_tracks_in_view(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    singles = Selection(everything.version, album_types=("single",))
    names = ("energy", "valence")
    fit = answers.ols(singles, target="views", names=names)
    by_hand = ols(
        demo_tracks[demo_tracks["album_type"] == "single"].reset_index(drop=True),
        target="views",
        features=names,
    )
    pd.testing.assert_frame_equal(fit.coefficients, by_hand.coefficients)
    assert fit.target == "views"
    assert fit.held_out_r2 == by_hand.held_out_r2


def test_the_same_question_is_answered_once(everything: Selection) -> None:
    asked = {"target": "streams", "names": DEFAULT_FEATURES}
    assert answers.ols(everything, **asked) is answers.ols(everything, **asked)


def test_an_unknown_feature_is_refused(everything: Selection) -> None:
    with pytest.raises(BadOption, match="no feature"):
        answers.ols(everything, target="streams", names=("charm",))


def test_slow_answers_are_kept_on_disk(everything: Selection) -> None:
    asked = {"target": "streams", "feature_set": "audio"}
    path = answers.penalty_path(everything, kind="lasso", **asked)
    assert answers.penalty_path.file(everything, kind="lasso", **asked).exists()
    assert path.kind == "lasso"
    assert path.chosen <= path.simplest
    table = answers.ablation(everything, **asked)
    assert answers.ablation.file(everything, **asked).exists()
    assert set(table["kind"]) == {"feature", "group"}
