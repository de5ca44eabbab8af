"""One correlation and its interval: against scipy, and against slow, obvious bootstraps."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.stats.correlation import (
    Estimates,
    Method,
    Scores,
    correlate,
    correlations,
    differences,
    enough,
    estimate,
    intervals,
    resample,
    scale,
)
from data.errors import BadOption, NotEnoughData

METHODS: list[Method] = ["pearson", "spearman"]


def simulated(seed: int, *, n_artists: int = 60, r: float = 0.4) -> pd.DataFrame:
    """Tracks whose artist explains half of what varies, with ln(1 + x) linked by `r`."""
    rng = np.random.default_rng(seed)
    artist = np.repeat(np.arange(n_artists), rng.integers(2, 10, n_artists))
    fame, luck = rng.normal(size=(n_artists, 2))[artist], rng.normal(size=(len(artist), 2))
    z = (fame + luck) / np.sqrt(2)
    z[:, 1] = r * z[:, 0] + np.sqrt(1 - r * r) * z[:, 1]
    counts = np.expm1(14 + 1.5 * z)
    return pd.DataFrame(
        {"artist": artist.astype(str), "streams": counts[:, 0], "views": counts[:, 1]}
    )


@pytest.mark.parametrize("method", METHODS)
def test_replicates_are_those_of_a_slow_obvious_bootstrap(method: Method) -> None:
    tracks = simulated(3).assign(views=lambda t: t["views"].mask(t.index % 11 == 0))
    if method == "spearman":  # ranked once, over the tracks that have both
        both = tracks["views"].notna()
        columns = tracks.loc[both, ["streams", "views"]].rank()
    else:
        columns = np.log1p(tracks[["streams", "views"]])
    scored = columns.join(tracks["artist"])
    resamples = resample(tracks, 25, 0)
    fast = estimate([Scores(tracks, method).pair("streams", "views")], resamples).replicates[:, 0]
    known = sorted(tracks["artist"].unique())
    scored["artist"] = pd.Categorical(scored["artist"], categories=known)
    for weights, r in zip(resamples.weights, fast, strict=True):
        times = scored["artist"].cat.codes.map(dict(enumerate(weights.astype(int))))
        rows = scored.loc[scored.index.repeat(times)].dropna()
        assert r == pytest.approx(np.corrcoef(rows["streams"], rows["views"])[0, 1])


def test_the_interval_is_as_wide_as_one_that_ranks_anew_each_time() -> None:
    tracks = simulated(4)
    ranked = correlate(tracks, method="spearman")
    rng = np.random.default_rng(9)
    counts = tracks[["streams", "views"]].to_numpy()
    places = list(tracks.groupby("artist").indices.values())
    z = []
    for _ in range(300):
        rows = counts[np.concatenate([places[one] for one in rng.integers(60, size=60)])]
        z.append(np.arctanh(stats.spearmanr(rows)[0]))
    width = 2 * stats.t.ppf(0.975, 59) * np.std(z, ddof=1)
    assert np.arctanh(ranked.high) - np.arctanh(ranked.low) == pytest.approx(width, rel=0.15)


@pytest.mark.proof
def test_intervals_hold_what_they_promise(proof_count: Callable[[int], int]) -> None:
    n = proof_count(1000)
    held = sum(
        one.low <= 0.4 <= one.high
        for one in (correlate(simulated(seed), n_replicates=400) for seed in range(n))
    )
    assert held / n == pytest.approx(0.94, abs=0.02 + 3 * np.sqrt(0.06 / n))


def test_a_track_bootstrap_would_be_too_sure() -> None:
    tracks = simulated(5, n_artists=200).assign(views=lambda t: t.groupby("artist").views.shift())
    by_artist, by_track = (
        correlate(tracks),
        correlate(tracks.assign(artist=tracks.index.astype(str))),
    )
    assert by_artist.r == pytest.approx(by_track.r)
    assert by_artist.high - by_artist.low > 1.1 * (by_track.high - by_track.low)


def two_groups(tracks: pd.DataFrame, inside: np.ndarray) -> Estimates:
    """Correlate streams and views inside a group and in the rest, from the same replicates."""
    scores = Scores(tracks, "pearson")
    pairs = [scores.pair("streams", "views", within=group) for group in (inside, ~inside)]
    return estimate(pairs, resample(tracks, 1000, 0))


def test_a_difference_is_that_of_two_correlations() -> None:
    tracks = simulated(6)
    inside = (tracks["streams"] > tracks["streams"].median()).to_numpy()
    estimates = two_groups(tracks, inside)
    logs = np.log1p(tracks[["streams", "views"]])
    r = [np.corrcoef(logs[group].T)[0, 1] for group in (inside, ~inside)]
    assert [one.r for one in correlations(estimates)] == pytest.approx(r)
    difference, low, high, p_value = differences(estimates, [0], [1])
    assert difference == pytest.approx(r[0] - r[1])
    assert low < difference < high
    assert (p_value < 0.05) == (low > 0 or high < 0)


def test_a_planted_difference_is_seen_and_none_where_there_is_none() -> None:
    close, loose = simulated(7, n_artists=150, r=0.8), simulated(8, n_artists=150, r=0.2)
    both = pd.concat([close, loose.assign(artist="x" + loose["artist"])], ignore_index=True)
    planted = two_groups(both, np.arange(len(both)) < len(close))
    assert differences(planted, [0], [1])[1] > 0.3
    alternate = two_groups(both, np.arange(len(both)) % 2 == 0)
    _, low, high, _ = differences(alternate, [0], [1])
    assert low < 0 < high


def test_bounds_that_hold_together_are_wider() -> None:
    estimates = two_groups(simulated(6), np.arange(len(simulated(6))) % 2 == 0)
    low, high, p_value = intervals(estimates)
    wider_low, wider_high, same = intervals(estimates, n_comparisons=10)
    assert (wider_low < low).all() and (wider_high > high).all()
    assert p_value.tolist() == same.tolist()
    assert [[one.low, one.high] for one in correlations(estimates)] == np.transpose(
        [low, high]
    ).tolist()


def test_counts_enter_as_logs_and_other_columns_as_they_are() -> None:
    column = pd.Series([0.0, 9.0, np.nan])
    assert scale("streams", column)[:2] == pytest.approx([0, np.log(10)])
    assert scale("energy", column)[:2] == pytest.approx([0, 9])
    assert column[1] == 9


def test_too_few_tracks_or_artists_are_said() -> None:
    tracks = simulated(2)
    with pytest.raises(NotEnoughData, match="at least 50 tracks of 20 artists"):
        correlate(tracks.head(40))
    with pytest.raises(NotEnoughData, match="tracks of 10 artists"):
        correlate(tracks.assign(artist=tracks["artist"].astype(int).mod(10).astype(str)))
    with pytest.raises(NotEnoughData):
        correlate(tracks.assign(views=1.0))
    nobody = two_groups(tracks, np.zeros(len(tracks), dtype=bool))
    with pytest.raises(NotEnoughData):
        enough(correlations(nobody)[0])
    with pytest.raises(BadOption, match="kendall"):
        correlate(tracks, method="kendall")  # type: ignore[arg-type]
