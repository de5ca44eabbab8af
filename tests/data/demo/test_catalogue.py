"""The demo catalogue: the original's columns, the profile's figures, and its planted truths.

The estimators here are written out by hand, so that they share nothing with the app's.
"""

from __future__ import annotations

import json
import math
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from data.demo import catalogue as demo
from data.demo.names import artists, titles
from data.demo.profile import AUDIO, COUNTS, FILE, FINGERPRINT, measure, profile, recordings, scaled
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


@pytest.fixture(scope="module")
def compared(tracks: pd.DataFrame) -> pd.DataFrame:
    known = tracks.dropna(subset=["Stream", "official_video", *FINGERPRINT])
    log_streams = np.log1p(known["Stream"].astype(float))
    return known.assign(y=log_streams, video=known["official_video"].astype(float))


def test_has_the_original_columns_with_types(rows: pd.DataFrame) -> None:
    assert list(rows.columns[1:]) == HEADER
    assert tuple(rows.columns) == demo.COLUMNS
    assert len(rows.columns) == 28
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


def test_marginals_follow_the_profile(tracks: pd.DataFrame) -> None:
    levels = [0.05, 0.25, 0.5, 0.75, 0.95]
    found, figures = scaled(tracks).quantile(levels), profile()
    for name in (*AUDIO, *COUNTS):
        measured = np.interp(levels, figures.levels, figures.quantiles[name])
        spread = measured[-1] - measured[0]
        assert np.abs(found[name] - measured).max() < 0.09 * spread, name


def test_rank_correlations_follow_the_profile(tracks: pd.DataFrame) -> None:
    apart = scaled(tracks).corr("spearman") - profile().spearman
    assert apart.abs().to_numpy().max() < 0.055
    assert abs(apart.loc["Stream", "Views"]) < 0.03


@pytest.mark.real
def test_the_profile_is_what_the_public_data_set_says() -> None:
    folder = os.environ.get("CROSSFADE_REAL_DATA")
    if not folder:
        pytest.skip("CROSSFADE_REAL_DATA does not name a folder with Spotify_Youtube.csv")
    figures = measure(pd.read_csv(Path(folder) / "Spotify_Youtube.csv"))
    assert json.loads(FILE.read_text(encoding="utf-8")) == json.loads(json.dumps(figures))


def test_tracks_of_an_artist_are_alike(compared: pd.DataFrame) -> None:
    sizes = compared.groupby("Artist")["y"].transform("size")
    apart = compared["y"] - compared.groupby("Artist")["y"].transform("mean")
    within = (apart**2 * sizes / (sizes - 1)).mean()
    assert 1 - within / compared["y"].var() == pytest.approx(0.5, abs=0.08)


def ols(y: np.ndarray, x: np.ndarray, cluster: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Least squares and standard errors clustered as Liang and Zeger's (1986)."""
    bread = np.linalg.pinv(x.T @ x)
    slopes = bread @ x.T @ y
    scores = pd.DataFrame(x * (y - x @ slopes)[:, None]).groupby(cluster.to_numpy()).sum()
    n = len(scores)
    meat = scores.to_numpy().T @ scores.to_numpy() * n / (n - 1)
    return slopes, np.sqrt(np.diag(bread @ meat @ bread))


def design(compared: pd.DataFrame) -> pd.DataFrame:
    audio = compared[list(AUDIO)].astype(float).rename(columns=str.lower)
    audio["log_duration"] = np.log(audio.pop("duration_ms"))
    types = pd.get_dummies(compared["Album_type"], dtype=float).iloc[:, 1:]
    return pd.concat([compared["video"], audio, types], axis=1)


def interval(slope: float, error: float) -> tuple[float, float]:
    return math.exp(slope - 1.96 * error), math.exp(slope + 1.96 * error)


def test_raw_ratios_miss_the_planted_effect(compared: pd.DataFrame) -> None:
    known = compared.assign(Stream=compared["Stream"].astype(float))
    means = known.groupby("video")[["Stream", "y"]].mean()
    assert 1.55 < means["Stream"][1] / means["Stream"][0] < 1.85
    assert 1.4 < math.exp(means["y"][1] - means["y"][0]) < 1.6


def test_adjusting_for_audio_alone_misses_the_planted_effect(compared: pd.DataFrame) -> None:
    x = design(compared).assign(one=1.0).to_numpy()
    slopes, errors = ols(compared["y"].to_numpy(), x, compared["Artist"])
    assert interval(slopes[0], errors[0])[0] > demo.TRUTH.video_effect + 0.05


def test_comparing_within_artists_recovers_the_planted_effect(compared: pd.DataFrame) -> None:
    columns = design(compared).assign(y=compared["y"])
    within = columns - columns.groupby(compared["Artist"]).transform("mean")
    y = within.pop("y").to_numpy()
    slopes, errors = ols(y, within.to_numpy(), compared["Artist"])
    low, high = interval(slopes[0], errors[0])
    assert low < demo.TRUTH.video_effect < high
    assert high / low < 1.3


def test_planted_drivers_are_recovered(compared: pd.DataFrame) -> None:
    columns = design(compared)
    x = columns.assign(one=1.0).to_numpy()
    slopes, errors = ols(compared["y"].to_numpy(), x, compared["Artist"])
    for name, planted in demo.TRUTH.drivers.items():
        where = columns.columns.get_loc(name)
        assert abs(slopes[where] - planted) < 3 * errors[where], name
        assert slopes[where] * planted > 0, name
    for name in set(demo.TRUTH.not_drivers) - {"key"}:
        where = columns.columns.get_loc(name)
        assert abs(slopes[where]) < 3 * errors[where], name


def test_audio_explains_a_tenth_of_streams(compared: pd.DataFrame) -> None:
    x = design(compared)[list(demo.TRUTH.drivers)].assign(one=1.0).to_numpy()
    y = compared["y"].to_numpy()
    left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    assert 0.07 < 1 - left.var() / y.var() < 0.13


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


def test_names_stay_apart_in_ten_million_tracks() -> None:
    some = np.arange(0, 1_340_000, 4)
    assert len(set(artists(some).to_pylist())) == len(some)
    named = titles(np.arange(5_000_000, 5_100_000))
    assert len(set(named.to_pylist())) > 45_000
    last = titles(np.arange(10**7 - 13, 10**7)).to_pylist()
    assert len(set(last)) == 13
