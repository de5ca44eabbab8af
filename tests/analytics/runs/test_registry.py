"""Champions and tables: what is loaded is what was registered, or refused."""

import hashlib
import json
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analytics.runs import (
    experiments,
    registry,
    score_table,
    tracking,
)
from data.errors import (
    ModelMissing,
    ModelRefused,
)
from tests.analytics.runs.tiny_log import executed


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
    ):
        with pytest.raises(ModelMissing) as caught:
            ask()
        assert caught.value.hint


def test_a_champion_is_loaded_and_knows_its_scores(trained: Path) -> None:
    loaded = registry.load("streams", "release")
    table = score_table.score_table("streams")
    row = table[table["is_champion"] & (table["feature_set"] == "release")].iloc[0]
    assert loaded.champion.mean == pytest.approx(row["r2_mean"])
    assert loaded.champion.coverage == pytest.approx(row["coverage_mean"])
    assert loaded.model.kind == loaded.champion.kind == row["model"]
    assert registry.load("streams", "release").model is loaded.model
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


@pytest.mark.parametrize("change", [lambda names: names[1:], lambda names: names[::-1]])
def test_a_model_of_other_features_is_refused(trained: Path, change: Callable) -> None:
    """A file that is the registered one, of a version of the code that made other features."""
    file = model_file()
    document = json.loads(file.read_bytes())
    document["features"] = change(document["features"])
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    file.write_text(json.dumps(document))
    after = hashlib.sha256(file.read_bytes()).hexdigest()
    executed(f"update model_version_tags set value = '{after}' where value = '{before}'")
    with pytest.raises(ModelRefused, match="another version of Crossfade"):
        registry.load("streams", "release")
    assert registry.load("streams", "audio").model.features


class TestTables:
    @pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 but no table PAR1"])
    def test_one_that_is_no_table(self, tiny: Path, content: bytes) -> None:
        run_id = registry.champion("streams", "audio").run_id
        (registry.artifacts(run_id) / "held_out.parquet").write_bytes(content)
        with pytest.raises(ModelRefused, match="'held_out'"):
            registry.frame(run_id, "held_out")

    def test_one_whose_bits_flipped(self, tiny: Path) -> None:
        run_id = registry.require_latest().run_id
        table = pd.DataFrame({"row": range(5_000), "predicted": [n / 7 for n in range(5_000)]})
        tracking.log_tables(run_id, {"held_out": table})
        file = registry.artifacts(run_id) / "held_out.parquet"
        whole, rng = file.read_bytes(), random.Random(3)
        refused = 0
        for _ in range(100):
            content = bytearray(whole)
            content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
            file.write_bytes(content)
            try:
                pd.testing.assert_frame_equal(registry.frame(run_id, "held_out"), table)
            except ModelRefused:
                refused += 1
        assert refused > 90
