"""Which catalogue a run belongs to."""

from pathlib import Path

import pytest

from analytics.runs import answers, catalogues, experiments, promotion, registry
from data import build, published
from data.errors import ModelMissing, ModelRefused, NothingPublished
from data.selection import Selection
from tests.analytics.runs import tiny_log
from tests.analytics.runs.tiny_log import PAIRS, executed


def test_the_catalogue_is_what_is_published(
    real_after_demo: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert catalogues.current() == "real"
    build.rollback()
    assert catalogues.current() == "demo"
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "nothing"))
    with pytest.raises(NothingPublished):
        catalogues.current()


def test_a_run_says_what_it_was_trained_on(real_after_demo: str) -> None:
    assert catalogues.of_run({"catalogue": "demo", "data_version": real_after_demo}) == "demo"


@pytest.mark.parametrize("version", ["", "0001-00000000", "../0001-00000000", "nan"])
def test_of_a_version_that_is_gone_nobody_knows(demo_copy: Path, version: str) -> None:
    assert catalogues.of_run({"data_version": version}) == ""


def test_no_model_of_the_demo_answers_for_the_real_catalogue(real_after_demo: str) -> None:
    assert registry.latest() is None
    assert registry.champions().empty
    for pair in PAIRS:
        with pytest.raises(ModelMissing, match="no models of the real catalogue yet") as told:
            registry.load(*pair)
        assert "Those of another catalogue are not used" in told.value.message
    with pytest.raises(ModelMissing, match="real catalogue"):
        answers.scored("streams")


def test_a_run_on_the_demo_is_not_promoted_under_the_real_catalogue(real_after_demo: str) -> None:
    runs = experiments.runs()
    tiny_log.train(catalogue="real", data_version=real_after_demo)
    of_demo = runs.query("task == 'streams' and feature_set == 'audio'")["run_id"].iloc[0]
    before = tiny_log.state()
    with pytest.raises(ModelRefused, match="was trained on the demo catalogue") as told:
        promotion.promote("streams", "audio", of_demo, "it scored better")
    assert "cannot answer for the real catalogue" in told.value.message
    assert tiny_log.state() == before


def test_each_catalogue_keeps_its_champions(real_after_demo: str) -> None:
    tiny_log.train(catalogue="real", data_version=real_after_demo)
    assert set(registry.champions()["catalogue"]) == {"real"}
    assert set(registry.champions()["data_version"]) == {real_after_demo}
    build.rollback()
    assert set(registry.champions()["catalogue"]) == {"demo"}
    assert registry.champion("streams", "audio").data_version == published.current_version()
    assert registry.champion("streams", "audio", "real").data_version == real_after_demo


def test_who_takes_a_champion_down_gets_none_of_the_other_catalogue(real_after_demo: str) -> None:
    tiny_log.train(catalogue="real", data_version=real_after_demo)
    assert promotion.demote("streams", "audio", "not good enough") is None
    with pytest.raises(ModelMissing, match="no model of streams"):
        registry.champion("streams", "audio")


def test_runs_of_before_are_of_what_their_version_holds(real_after_demo: str) -> None:
    """Logs of before catalogues were told apart: one alias, and runs that do not say."""
    executed("update registered_model_aliases set alias = 'champion'")
    executed("delete from params where key = 'catalogue'")
    executed(
        "update model_version_tags set value = replace(value, '\"catalogue\": \"demo\", ', '')"
    )
    assert registry.latest() is None
    assert registry.champions().empty
    build.rollback()
    assert set(registry.champions()["catalogue"]) == {"demo"}
    assert set(experiments.history()["catalogue"]) == {"demo"}
    tiny_log.train(data_version=published.current_version())
    assert registry.champion("streams", "audio").version == 2
    assert promotion.demote("streams", "audio", "worse") == 1


def test_models_of_an_older_version_stay_and_say_so(real_after_demo: str) -> None:
    tiny_log.train(catalogue="real", data_version="0001-ffffffff")
    asked = [("streams", "audio")]
    fresh = answers.freshness(Selection(real_after_demo), asked)
    assert fresh.champions[0].data_version == "0001-ffffffff"
    assert fresh.is_older
    assert not fresh.is_current
    tiny_log.train(catalogue="real", data_version=real_after_demo)
    assert answers.freshness(Selection(real_after_demo), asked).is_current
    promotion.demote("streams", "audio", "the old one was steadier")
    chosen = answers.freshness(Selection(real_after_demo), asked)
    assert chosen.versions == ("0001-ffffffff",)
    assert chosen.is_older
    assert answers.freshness(Selection(real_after_demo)).is_current
