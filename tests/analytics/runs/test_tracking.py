import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from analytics.features import matrix as features
from analytics.hits import curves as hits
from analytics.runs import experiments, promotion, registry, score_table, tracking, training
from data.errors import BadFile, BadOption, ModelMissing, ModelRefused, ReadOnly
from tests.analytics.models_catalogue import known_catalogue


def model_file(task: str = "streams", feature_set: str = "release") -> Path:
    one = registry.champion(task, feature_set)
    return registry.artifacts(one.run_id) / "model" / "model.json"


def test_without_a_training_pages_get_a_sentence(mlruns: Path) -> None:
    assert registry.latest() is None
    assert registry.champions().empty
    assert experiments.runs().empty
    assert experiments.history().empty
    for ask in (
        registry.require_latest,
        score_table.score_table,
        lambda: registry.load("streams", "audio"),
        lambda: hits.held_out("hits_10", "audio"),
    ):
        with pytest.raises(ModelMissing) as caught:
            ask()
        assert caught.value.hint


def test_without_even_a_database_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSFADE_MLRUNS_DIR", str(tmp_path / "nothing"))
    assert registry.latest() is None
    with pytest.raises(ModelMissing):
        registry.champion("streams", "audio")


def test_every_run_says_what_it_was(trained: Path) -> None:
    runs = experiments.runs()
    assert set(runs["task"]) == {"streams", "views", "hits_10"}
    assert set(runs["model"]) == {"baseline", "ols", "logistic", "xgboost", "blend"}
    for name in ("data_version", "code_version", "feature_set", "seed", "seconds", "n_features"):
        assert runs[name].notna().all(), name
    counts = runs[runs["task"] == "streams"]
    assert counts[[f"r2_fold_{fold}" for fold in range(5)]].notna().all(axis=None)
    assert counts.loc[counts["model"] == "ols", "naive_r2_mean"].notna().all()
    assert (runs["parent"] == registry.require_latest().run_id).all()


def test_mlflow_itself_finds_runs_signature_and_champion(trained: Path) -> None:
    import mlflow
    from mlflow.models import Model

    uri = f"sqlite:///{trained / 'mlflow.db'}"
    client = mlflow.MlflowClient(tracking_uri=uri, registry_uri=uri)
    version = client.get_model_version_by_alias("streams-market", "champion")
    run = client.get_run(version.run_id)
    assert run.data.params["feature_set"] == "market"
    folder = registry.artifacts(version.run_id) / "model"
    signature = Model.load(str(folder / "MLmodel")).signature
    assert signature.inputs.input_names()[:2] == ["danceability", "energy"]
    assert "hits_10-audio" in {one.name for one in client.search_registered_models()}


def test_a_champion_is_loaded_and_knows_its_scores(trained: Path) -> None:
    found = registry.load("streams", "release")
    table = score_table.score_table("streams")
    row = table[table["is_champion"] & (table["feature_set"] == "release")].iloc[0]
    assert found.champion.mean == pytest.approx(row["r2_mean"])
    assert found.champion.coverage == pytest.approx(row["coverage_mean"])
    assert found.model.kind == found.champion.kind == row["model"]
    assert registry.load("streams", "release").model is found.model
    assert registry.load("hits_10", "audio").champion.hit_threshold > 0


def test_a_tampered_file_is_refused_even_after_it_was_loaded(trained: Path) -> None:
    registry.load("streams", "release")
    file = model_file()
    document = json.loads(file.read_bytes())
    document["features"] = document["features"][::-1]
    file.write_text(json.dumps(document))
    with pytest.raises(ModelRefused, match="SHA-256 differs"):
        registry.load("streams", "release")
    assert registry.load("streams", "audio")


def test_a_file_that_is_gone_is_named(trained: Path) -> None:
    model_file().unlink()
    with pytest.raises(ModelMissing, match="gone"):
        registry.load("streams", "release")


def test_a_registry_without_hashes_or_with_other_files_is_refused(trained: Path) -> None:
    with sqlite3.connect(trained / "mlflow.db") as connection:
        connection.execute(
            "update model_version_tags set key = 'sha256.../../evil' "
            "where key = 'sha256.model.json'"
        )
    with pytest.raises(ModelRefused, match="no hash"):
        registry.load("streams", "release")
    with sqlite3.connect(trained / "mlflow.db") as connection:
        connection.execute(
            "update model_version_tags set key = 'sha256.model.json' where key like '%evil'"
        )
        connection.execute(
            "insert into model_version_tags (key, value, name, version, workspace) "
            "select 'sha256.../../evil', value, name, version, workspace "
            "from model_version_tags where key = 'sha256.model.json'"
        )
    with pytest.raises(ModelRefused, match="no file that a model consists of"):
        registry.load("streams", "release")


@pytest.mark.parametrize("name", ["../secret", "held_out/../../x", "", "Held"])
def test_only_tables_of_plain_names_are_read(trained: Path, name: str) -> None:
    with pytest.raises(ModelMissing):
        registry.frame(registry.require_latest().run_id, name)
    with pytest.raises(ModelRefused):
        registry.artifacts("../../etc")


def test_the_models_may_move_with_their_folder(
    trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = trained.rename(tmp_path / "elsewhere")
    monkeypatch.setenv("CROSSFADE_MLRUNS_DIR", str(moved))
    assert registry.load("streams", "release")
    assert not score_table.score_table().empty


def test_promotion_and_demotion_are_logged_with_their_reason(trained: Path) -> None:
    before = registry.champion("streams", "audio")
    runs = experiments.runs()
    mine = runs[(runs["task"] == "streams") & (runs["feature_set"] == "audio")]
    other = mine[mine["model"].isin(("ols", "xgboost", "blend")) & (mine["model"] != before.kind)]
    run_id = other["run_id"].iloc[0]
    promotion.promote("streams", "audio", run_id, "easier to explain to the board")
    after = registry.load("streams", "audio").champion
    assert after.run_id == run_id
    first = experiments.history("streams", "audio").iloc[0]
    assert (first["action"], first["by"]) == ("promoted", "a person")
    assert first["reason"] == "easier to explain to the board"
    promotion.demote("streams", "audio", "it was a bad idea")
    assert registry.champion("streams", "audio").run_id == before.run_id
    assert set(experiments.history("streams", "audio")["action"]) == {"promoted", "demoted"}


def test_what_others_write_is_seen_at_once_and_nothing_is_asked_twice(
    trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = registry.champion("streams", "audio").run_id
    with monkeypatch.context() as patch:
        patch.delattr(sqlite3, "connect")
        assert registry.champion("streams", "audio").run_id == before
    with closing(sqlite3.connect(trained / "mlflow.db")) as connection, connection:
        connection.execute("delete from registered_model_aliases where name = 'streams-audio'")
    with pytest.raises(ModelMissing):
        registry.champion("streams", "audio")


def test_demoting_the_only_champion_leaves_none(trained: Path) -> None:
    assert promotion.demote("views", "audio", "not good enough") is None
    with pytest.raises(ModelMissing):
        registry.champion("views", "audio")


def test_promotion_needs_a_reason_and_a_run_that_fits(
    trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = experiments.runs()
    audio = runs[(runs["task"] == "streams") & (runs["feature_set"] == "audio")]
    baseline = audio[audio["model"] == "baseline"]["run_id"].iloc[0]
    fine = audio[audio["model"] == "ols"]["run_id"].iloc[0]
    with pytest.raises(BadOption, match="why"):
        promotion.promote("streams", "audio", fine, "  ")
    with pytest.raises(BadOption, match="compared, not served"):
        promotion.promote("streams", "audio", baseline, "because")
    with pytest.raises(BadOption, match="no model of"):
        promotion.promote("streams", "market", fine, "because")
    monkeypatch.setenv("CROSSFADE_READ_ONLY", "1")
    with pytest.raises(ReadOnly):
        promotion.promote("streams", "audio", fine, "because")
    with pytest.raises(ReadOnly):
        promotion.demote("streams", "audio", "because")


def test_new_data_refits_the_champion_and_asks_it_to_be_beaten(trained: Path) -> None:
    before = registry.champions().set_index(["task", "feature_set"])
    training.run(known_catalogue("0002-11111111", n_artists=40, seed=5), is_quick=True)
    after = registry.champions().set_index(["task", "feature_set"])
    assert set(after["data_version"]) == {"0002-11111111"}
    assert (after["version"] > before["version"]).all()
    newest = experiments.history().drop_duplicates(["task", "feature_set"])
    assert newest["reason"].str.contains("Kept|beats").all()
    assert registry.require_latest().data_version == "0002-11111111"
    assert set(score_table.score_table()["run_id"]) <= set(experiments.runs()["run_id"])


def test_files_of_models_long_past_are_cleared_away(mlruns: Path) -> None:
    from tests.analytics import last_phase

    others, crowned, trainings = [], [], []
    for number in range(7):
        run_id = tracking.start_training(last_phase.ABOUT)
        other, winner = (last_phase.model(run_id, "streams", "audio") for _ in range(2))
        others.append(other.run_id)
        trainings.append(run_id)
        tracking.log_tables(run_id, {"scores": last_phase.TABLE})
        if number == 3:
            tracking.fail(run_id, "it was switched off")
            continue
        version = tracking.register(winner, "streams", "audio")
        promotion.finish(run_id, [promotion.Change("streams", "audio", version, "better")])
        crowned.append(winner.run_id)
        if number == 1:
            promotion.promote("streams", "audio", other.run_id, "a person wants it so")
    gone = [run for run in others if not registry.artifacts(run).exists()]
    assert gone == others[:1]
    once = set(experiments.runs()["run_id"])
    assert set(others) < once
    promotion.finish(tracking.start_training(last_phase.ABOUT))
    promotion.finish(tracking.start_training(last_phase.ABOUT))
    gone = [run for run in others if not registry.artifacts(run).exists()]
    assert gone == [others[0], others[2], others[3]]
    assert once == set(experiments.runs()["run_id"])
    for kept in (*crowned, *(set(others) - set(gone))):
        assert len(registry.frame(kept, "held_out")) == 2
    for training_ in trainings:
        assert len(registry.frame(training_, "scores")) == 2
    with pytest.raises(ModelMissing) as told:
        registry.frame(others[0], "held_out")
    assert "old trainings are cleared away" in told.value.hint
    with pytest.raises(BadOption, match="cleared away"):
        promotion.promote("streams", "audio", others[0], "back to the start")


def test_a_model_of_other_features_is_refused(
    trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = features.names
    for change in (lambda names: names[1:], lambda names: (*names, "new"), lambda n: n[::-1]):
        with monkeypatch.context() as patch:
            patch.setattr(features, "names", lambda *a, c=change, **o: c(known(*a, **o)))
            with pytest.raises(ModelRefused, match="another version of Crossfade"):
                registry.load("streams", "release")
    assert registry.load("streams", "release")


def test_the_readmes_table_is_written_between_its_markers(trained: Path, tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{score_table.BEGIN}\nold\n{score_table.END}\nafter\n")
    score_table.write(readme)
    once = readme.read_text()
    assert once.startswith("before\n")
    assert once.endswith("after\n")
    assert "\nold\n" not in once
    assert once.count("| Streams |") == 3
    score_table.write(readme)
    assert readme.read_text() == once
    readme.write_text("no markers")
    with pytest.raises(BadFile):
        score_table.write(readme)


def test_held_out_predictions_are_of_unseen_artists(trained: Path) -> None:
    held = hits.held_out("hits_10", "market")
    assert len(held.tracks) == 360
    assert held.tracks["track_id"].is_unique
    assert held.tracks.groupby("artist")["fold"].nunique().max() == 1
    assert held.tracks["predicted"].between(0, 1).all()
    with pytest.raises(ModelMissing, match="SVM"):
        hits.held_out("hits_10", "market", kind="svm")
