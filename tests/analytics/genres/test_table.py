from pathlib import Path

import pandas as pd
import pytest

from analytics.genres import table
from data.errors import BadFile


def renamed(examples: pd.DataFrame) -> pd.DataFrame:
    theirs = {"genre": "track_genre", "duration_ms": "duration_in min/ms", "artist": "Artist Name"}
    made = examples.drop(columns="recording").rename(columns=theirs)
    made.loc[:9, "duration_in min/ms"] /= 60_000
    return made


def test_it_prints_scores_with_intervals(
    examples: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    path = tmp_path / "genres.parquet"
    renamed(examples).to_parquet(path)
    assert table.main([str(path), "--models", "logistic"]) == 0
    said = capsys.readouterr().out
    assert "320 examples of 4 genres by 80 artists" in said
    assert "Logistic regression" in said and "Commonest genre         0.250" in said


def test_minutes_are_mended_and_names_split(examples: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "genres.csv"
    made = renamed(examples)
    made.loc[0, "Artist Name"] = "['One', \"Two's\"]"
    made.to_csv(path, index=False)
    rows = table.read(path)
    assert rows.duration_ms.tolist() == pytest.approx(examples.duration_ms.round().tolist(), abs=1)
    assert rows.artists[0] == ["One", "Two's"]


def test_another_file_is_judged_less_what_is_shared(
    examples: pd.DataFrame, strangers: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    examples.to_csv(one, index=False)
    pd.concat([strangers, examples.head(100)]).to_csv(other, index=False)
    assert table.main([str(one), "--judge-on", str(other), "--models", "forest"]) == 0
    assert f"{len(strangers)} judged" in capsys.readouterr().out
    assert table.main([str(one), "--judge-on", str(one), "--models", "forest"]) == 2
    assert "shares nothing" in capsys.readouterr().err


def test_a_file_without_genres_is_named(examples: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    examples.drop(columns=["genre", "tempo"]).to_csv(path, index=False)
    with pytest.raises(BadFile, match="lacks the columns tempo"):
        table.read(path)
    with pytest.raises(BadFile, match="cannot be read"):
        table.read(tmp_path / "not there.csv")
