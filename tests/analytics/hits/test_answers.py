"""Hits asked without a page, on the demo catalogue."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from analytics.features.condition import Condition
from analytics.hits import answers
from analytics.runs import answers as models
from analytics.runs import registry
from data.errors import BadOption, CrossfadeError, ModelMissing, NotEnoughData
from data.selection import Selection


def foreseen(selection: Selection, kind: str = "xgboost") -> answers.Foreseen:
    return answers.foreseen(
        selection,
        task="hits_10",
        feature_set="release",
        kind=kind,
        training=answers.training_id(),
    )


def test_only_tracks_in_view_are_judged(
    everything: Selection, trained_demo: Path, demo_tracks: pd.DataFrame
) -> None:
    singles = foreseen(Selection(everything.version, album_types=("single",)))
    is_judged = (demo_tracks["album_type"] == "single") & demo_tracks["streams"].notna()
    assert set(singles.held.tracks["track_id"]) == set(demo_tracks.loc[is_judged, "track_id"])
    assert len(singles.folds) == 5


def test_what_was_held_out_is_judged_against_the_threshold_of_the_version(
    everything: Selection, trained_demo: Path, demo_tracks: pd.DataFrame
) -> None:
    held = foreseen(everything).held.tracks.merge(demo_tracks[["track_id", "streams"]])
    threshold = answers.threshold(everything, "hits_10")
    assert (held["actual"] == (held["streams"] >= threshold)).all()
    assert threshold == pytest.approx(demo_tracks["streams"].quantile(0.9))


def test_the_best_model_of_each_set_is_looked_at(everything: Selection, trained_demo: Path) -> None:
    best = answers.best_foreseen(everything, task="hits_10", training=answers.training_id())
    scored = models.scored("hits_10")
    assert list(best) == ["audio", "release", "market"]
    for feature_set, one in best.items():
        of_set = models.of_set(scored, feature_set)
        assert one.held.kind == of_set.loc[of_set["score"].idxmax(), "model"]
    precision = [one.curves.scores["average_precision"] for one in best.values()]
    assert precision[0] < precision[-1]


def test_too_few_hits_say_what_is_needed(
    everything: Selection, trained_demo: Path, demo_tracks: pd.DataFrame
) -> None:
    one_artist = Selection(everything.version, artists=(demo_tracks["artist"].mode()[0],))
    with pytest.raises(NotEnoughData, match="takes 100 tracks with 20 hits"):
        foreseen(one_artist)


def test_without_a_training_there_is_nothing_to_look_at(untrained: Path) -> None:
    with pytest.raises(ModelMissing):
        answers.training_id()


def test_a_model_that_was_not_trained_or_whose_file_is_gone_is_named(
    everything: Selection, trained_copy: Path
) -> None:
    with pytest.raises(ModelMissing):
        foreseen(everything, kind="svm")
    run_id = registry.champion("hits_10", "release").run_id
    (registry.artifacts(run_id) / "held_out.parquet").unlink()
    shutil.rmtree(registry.artifacts(run_id) / "model")
    with pytest.raises(CrossfadeError):
        foreseen(everything, kind=registry.champion("hits_10", "release").kind)


def test_a_rule_is_counted_over_the_tracks_in_view(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    rule = (Condition("energy", 0.6), Condition("valence", None, 0.7))
    singles = Selection(everything.version, album_types=("single",))
    check = answers.check(singles, task="hits_20", rule=rule, n_looked_at=3)
    known = demo_tracks[(demo_tracks["album_type"] == "single") & demo_tracks["streams"].notna()]
    inside = (known["energy"] >= 0.6) & (known["valence"] <= 0.7)
    is_hit = known["streams"] >= demo_tracks["streams"].quantile(0.8)
    assert check.rate == pytest.approx(is_hit[inside].mean())
    assert check.rest_rate == pytest.approx(is_hit[~inside].mean())
    assert check.n_looked_at == 3


def test_a_rule_without_a_condition_is_refused(everything: Selection) -> None:
    with pytest.raises(BadOption, match="at least one condition"):
        answers.check(everything, task="hits_10", rule=(), n_looked_at=1)


def test_rules_that_are_found_can_be_read_without_their_conditions(everything: Selection) -> None:
    checked = answers.best_rules(everything, task="hits_10")
    assert "conditions" not in checked
    assert checked["rule"].is_unique
    assert (checked["n_tracks"] >= 30).all()


@pytest.mark.parametrize("column", answers.RULED)
def test_a_scale_holds_every_track_and_its_ends_bind_nothing(
    everything: Selection, demo_tracks: pd.DataFrame, column: str
) -> None:
    first, last, start = answers.limits(everything, column)
    assert first <= start <= last
    values = demo_tracks[column].dropna()
    assert first <= values.min()
    assert values.max() <= last
    assert answers.condition_of(everything, column, first, last) is None
    middle = (first + last) / 2
    assert answers.condition_of(everything, column, middle, last) == Condition(column, middle)
    below = Condition(column, None, middle)
    assert answers.condition_of(everything, column, first, middle) == below


@pytest.mark.real
def test_dance_and_energy_do_nothing(
    real_warehouse: Path, real_tracks: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    """10.6 % against 10.0 % on the public file, counted again here by hand in pandas."""
    from data import published

    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(real_warehouse))
    everything = Selection(published.current_version())
    rule = (Condition("danceability", 0.7), Condition("energy", 0.8))
    check = answers.check(everything, task="hits_10", rule=rule, n_looked_at=1)
    known = real_tracks.dropna(subset=["streams"])
    hit = known["streams"] >= known["streams"].quantile(0.9)
    inside = (known["danceability"] >= 0.7) & (known["energy"] >= 0.8)
    assert (check.rate, check.rest_rate) == pytest.approx((hit[inside].mean(), hit[~inside].mean()))
    assert (round(check.rate, 3), round(check.rest_rate, 3)) == (0.106, 0.1)
    assert not check.is_real
