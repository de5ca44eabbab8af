import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.kept import results


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    name: str
    value: float


@dataclass(frozen=True, eq=False, slots=True)
class Result:
    kind: Literal["good", "bad"]
    n: int
    ok: bool
    score: float | None
    labels: tuple[str, ...]
    pair: tuple[int, str]
    parts: tuple[Part, ...]
    by_name: dict[str, Part]
    by_number: dict[int, list[float]]
    frame: pd.DataFrame
    array: np.ndarray


def result(**changes: object) -> Result:
    values = {
        "kind": "good",
        "n": 3,
        "ok": True,
        "score": None,
        "labels": ("é", "=1+1"),
        "pair": (1, "a"),
        "parts": (Part("x", float("nan")),),
        "by_name": {"y": Part("y", float("inf"))},
        "by_number": {7: [1.0, 2.5]},
        "frame": pd.DataFrame(
            {
                "track": ["a", None],
                "streams": [1.5, np.nan],
                "on": pd.to_datetime(["2026-01-01", "2026-01-02"]),
                "artists": [["a", "b"], []],
            },
            index=[10, 20],
        ),
        "array": np.arange(6.0).reshape(2, 3),
    }
    return Result(**{**values, **changes})


def test_reads_back_what_was_kept(tmp_path: Path) -> None:
    kept = result()
    assert results.store(tmp_path / "a.zip", kept)
    read = results.load(tmp_path / "a.zip", Result)
    assert read is not None
    for name in ("kind", "n", "ok", "score", "labels", "pair", "by_number"):
        assert getattr(read, name) == getattr(kept, name)
    assert read.parts[0].name == "x"
    assert np.isnan(read.parts[0].value)
    assert read.by_name["y"].value == float("inf")
    np.testing.assert_array_equal(read.array, kept.array)
    pd.testing.assert_frame_equal(
        read.frame.drop(columns="artists"), kept.frame.drop(columns="artists")
    )
    assert [list(names) for names in read.frame["artists"]] == [["a", "b"], []]


def test_numpy_scalars_come_back_as_numbers(tmp_path: Path) -> None:
    results.store(tmp_path / "a.zip", Part("x", np.float64(0.5)))
    read = results.load(tmp_path / "a.zip", Part)
    assert read is not None
    assert read.value == 0.5


def test_whole_numbers_fit_where_a_float_is_expected(tmp_path: Path) -> None:
    results.store(tmp_path / "a.zip", Part("x", 2))
    read = results.load(tmp_path / "a.zip", Part)
    assert read is not None
    assert type(read.value) is float


@given(st.binary(max_size=200))
def test_rubbish_is_a_miss(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("rubbish") / "a.zip"
    file.write_bytes(content)
    assert results.load(file, Result) is None


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_damaged_file_is_a_miss_or_whole(
    tmp_path_factory: pytest.TempPathFactory, place: int, byte: int
) -> None:
    file = tmp_path_factory.mktemp("damaged") / "a.zip"
    results.store(file, Part("name", 1.25))
    content = bytearray(file.read_bytes())
    content[place % len(content)] = byte
    file.write_bytes(content)
    read = results.load(file, Part)
    assert read is None or (read.name, read.value) == ("name", 1.25)


def test_nothing_there_is_a_miss(tmp_path: Path) -> None:
    assert results.load(tmp_path / "none.zip", Result) is None


@pytest.mark.parametrize(
    "value", [["x"], ["x", "not a number"], ["x", 1.0, 2], {"name": "x"}, None]
)
def test_another_shape_is_a_miss(tmp_path: Path, value: object) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("value.json", json.dumps(value))
    assert results.load(tmp_path / "a.zip", Part) is None


def test_pickled_arrays_are_never_opened(tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Holder:
        array: np.ndarray

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        with archive.open("0.npy", "w") as member:
            np.save(member, np.array([{"a": 1}], dtype=object), allow_pickle=True)
        archive.writestr("value.json", json.dumps(["0.npy"]))
    assert results.load(tmp_path / "a.zip", Holder) is None


def test_what_cannot_be_read_back_is_refused_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="set cannot be kept"):
        results.store(tmp_path / "a.zip", result(labels={"a"}))
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_takes_no_file_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert not results.store(tmp_path / "file" / "a.zip", Part("x", 1.0))


def test_old_results_and_versions_make_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "MAX_FILES", 3)
    monkeypatch.setattr(results, "MAX_VERSIONS", 2)
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path))
    for version in ("0001-a", "0002-b", "0003-c"):
        for number in range(5):
            results.store(results.path(version, "topic", str(number)), Part("x", number))
    versions = list((tmp_path / "cache" / "results").iterdir())
    assert len(versions) == 2
    assert all(len(list(folder.iterdir())) <= 3 for folder in versions)


def test_only_our_own_results_are_cleared_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "MAX_VERSIONS", 0)
    (tmp_path / "theirs").mkdir()
    results.store(tmp_path / "ours" / "a.zip", Part("x", 1.0))
    assert (tmp_path / "theirs").exists()
