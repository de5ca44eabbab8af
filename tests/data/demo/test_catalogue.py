"""The demo catalogue's file: the original's columns, nulls, oddities and links."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from data.demo import catalogue as demo
from data.demo.profile import FINGERPRINT, profile, recordings, scaled
from data.errors import BadOption

HEADER = [
    *("Artist", "Url_spotify", "Track", "Album", "Album_type", "Uri", "Danceability", "Energy"),
    *("Key", "Loudness", "Speechiness", "Acousticness", "Instrumentalness", "Liveness"),
    *("Valence", "Tempo", "Duration_ms", "Url_youtube", "Title", "Channel", "Views", "Likes"),
    *("Comments", "Description", "Licensed", "official_video", "Stream"),
]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    path = tmp_path_factory.mktemp("demo") / "demo.parquet"
    demo.write(path)
    return pd.read_parquet(path)


@pytest.fixture(scope="module")
def tracks(rows: pd.DataFrame) -> pd.DataFrame:
    return recordings(rows)


def test_has_the_original_columns_with_types(rows: pd.DataFrame) -> None:
    assert list(rows.columns[1:]) == [*HEADER, "genres"]
    assert tuple(rows.columns) == demo.COLUMNS
    assert rows["index"].tolist() == list(range(len(rows)))


def test_same_size_and_seed_give_the_same_values(tmp_path: Path) -> None:
    first, again, other = (tmp_path / name for name in ("first", "again", "other"))
    demo.write(first, n_tracks=400, seed=5)
    demo.write(again, n_tracks=400, seed=5)
    demo.write(other, n_tracks=400, seed=6)
    assert pq.read_table(first).equals(pq.read_table(again))
    assert not pq.read_table(first).equals(pq.read_table(other))


@pytest.mark.parametrize("n_tracks", [1, 2, 7, 11, 40, 333, 1000])
def test_recordings_are_as_many_as_asked_for(tmp_path: Path, n_tracks: int) -> None:
    demo.write(tmp_path / "demo", n_tracks=n_tracks)
    rows = pd.read_parquet(tmp_path / "demo")
    assert len(recordings(rows)) == n_tracks <= len(rows)
    assert rows[["Artist", "Track", "Album", "Album_type"]].notna().all(axis=None)


@pytest.mark.parametrize(("n_tracks", "seed"), [(0, 1), (-3, 1), (10, -1)])
def test_refuses_what_is_out_of_range(tmp_path: Path, n_tracks: int, seed: int) -> None:
    with pytest.raises(BadOption, match=str(min(n_tracks, seed))):
        demo.write(tmp_path / "demo", n_tracks=n_tracks, seed=seed)
    assert not (tmp_path / "demo").exists()


def test_counts_tracks_artists_and_rows(rows: pd.DataFrame, tracks: pd.DataFrame) -> None:
    assert len(tracks) == 3000
    assert tracks["Artist"].nunique() == rows["Artist"].nunique() == 400
    assert 1.06 < len(rows) / len(tracks) < 1.11
    assert 7 < rows.groupby("Artist").size().median() < 11
    assert tracks.groupby("Artist")["Album"].nunique().median() >= 4


def test_recordings_never_collide(rows: pd.DataFrame) -> None:
    filled = rows.dropna(subset=FINGERPRINT)
    keyed = filled.assign(title=filled["Track"].str.lower())
    groups = keyed.groupby(["title", *FINGERPRINT])
    assert groups["Artist"].nunique().max() <= 2
    assert (groups["Uri"].nunique() <= 1).all()
    assert (groups["Album"].nunique() == 1).all()
    assert not rows.duplicated(["Artist", "Track"]).any()


def test_a_merged_track_stays_with_the_artist_who_made_it(rows: pd.DataFrame) -> None:
    guests = rows[rows["Track"].str.contains("feat.", regex=False)]
    name = guests["Track"].str.extract(r"\(feat\. (.*)\)$")[0]
    assert (name != guests["Artist"]).mean() > 0.5
    standing = recordings(guests)
    assert (standing["Artist"] != name.loc[standing.index]).all()


def test_nulls_and_oddities_are_as_in_the_original(rows: pd.DataFrame) -> None:
    empty = rows.isna().mean()
    assert empty["Stream"] == pytest.approx(0.028, abs=0.008)
    assert empty["Views"] == pytest.approx(0.0235, abs=0.008)
    assert empty["Views"] < empty["Likes"] < empty["Comments"] + 0.01
    assert empty["official_video"] == empty["Licensed"] == empty["Title"] == empty["Views"]
    assert empty["Description"] == 1
    assert 2 <= rows["Tempo"].isna().sum() <= 5
    assert (rows["Tempo"] == 0).sum() >= 2
    assert (rows["Loudness"] > 0).sum() >= 2
    assert rows["Album_type"].value_counts(normalize=True)["album"] == pytest.approx(0.72, abs=0.03)


def test_shows_tracks_that_fare_well_on_one_platform_only(tracks: pd.DataFrame) -> None:
    logs = scaled(tracks)
    gap = (logs["Views"] - logs["Stream"]).dropna()
    score = 0.6745 * (gap - gap.median()) / (gap - gap.median()).abs().median()
    assert (score > 3.5).sum() >= 2
    assert (score < -3.5).sum() >= 2


def test_links_cannot_lead_anywhere_real(rows: pd.DataFrame) -> None:
    for column, share in (("Uri", 0.13), ("Url_spotify", 0.24), ("Url_youtube", 0.24)):
        links = rows[column].dropna()
        assert links.str.contains("demo-fictional-", regex=False).all()
        assert len(links) / len(rows) == pytest.approx(share, abs=0.05)


def test_large_catalogues_are_the_same_in_every_chunk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "TRACKS_PER_CHUNK", 2000)
    told: list[float] = []
    demo.write(tmp_path / "demo", n_tracks=6001, progress=lambda share, _: told.append(share))
    file = pq.ParquetFile(tmp_path / "demo")
    assert file.num_row_groups == 4
    assert told == sorted(told)
    assert told[-1] == 1
    rows = file.read().to_pandas()
    assert len(recordings(rows)) == 6001
    assert rows["Artist"].nunique() == 800
    assert rows["index"].is_unique
    apart = scaled(recordings(rows)).corr("spearman") - profile().spearman
    assert apart.abs().to_numpy().max() < 0.06
