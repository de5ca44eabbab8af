"""The demo's numbers: the profile's figures, and the planted truths.

The estimators here are written out by hand, so that they share nothing with the app's.
"""

import math

import numpy as np
import pandas as pd
import pytest

from data.demo import catalogue as demo
from data.demo.profile import AUDIO, COUNTS, FINGERPRINT, profile, recordings, scaled
from data.demo.tracks import make_artists, make_tracks, rare


@pytest.fixture(scope="module")
def tracks(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    path = tmp_path_factory.mktemp("demo") / "demo.parquet"
    demo.write(path)
    return recordings(pd.read_parquet(path))


@pytest.fixture(scope="module")
def compared(tracks: pd.DataFrame) -> pd.DataFrame:
    known = tracks.dropna(subset=["Stream", "official_video", *FINGERPRINT])
    log_streams = np.log1p(known["Stream"].astype(float))
    return known.assign(y=log_streams, video=known["official_video"].astype(float))


def test_artists_share_out_the_tracks_each_with_one_at_least() -> None:
    artists = make_artists(np.random.default_rng(1), 900, first=40)
    assert artists.number.tolist() == list(range(40, 40 + len(artists.number)))
    assert artists.n_tracks.sum() == 900
    assert artists.n_tracks.min() >= 1
    made = make_tracks(np.random.default_rng(2), artists, np.arange(900))
    assert np.bincount(made.artist).tolist() == artists.n_tracks.tolist()
    assert (made.has_video | ~made.is_licensed).all()
    assert (made.counts["Likes"] <= made.counts["Views"]).all()


def test_what_is_rare_is_there_in_any_hundred() -> None:
    rng = np.random.default_rng(0)
    assert rare(rng, 100, "audio").sum() == 2
    assert rare(rng, 99, "audio").sum() == 0
    assert rare(rng, 100_000, "viewed").sum() == 150


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
