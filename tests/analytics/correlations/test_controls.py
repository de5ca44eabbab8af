"""Links within artists and beside the other audio: statsmodels' figures, and a planted world."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analytics.correlations.controls import other_audio_equal, within_artists
from analytics.correlations.pairs import correlate_pairs
from analytics.correlations.variables import METHODS
from analytics.stats.correlation import Estimates, Scores, intervals, resample

FEATURES = ["energy", "loudness", "valence", "tempo"]


def world(n_artists: int = 300, seed: int = 5) -> pd.DataFrame:
    """Energy differs with an artist's fame alone, valence moves plays, loudness follows valence."""
    rng = np.random.default_rng(seed)
    artist = np.repeat(np.arange(n_artists), 10)
    n = len(artist)
    fame = rng.normal(size=n_artists)[artist]
    valence = rng.normal(size=n)
    frame = pd.DataFrame(
        {
            "artist": artist.astype(str),
            "energy": fame + 0.5 * rng.normal(size=n),
            "valence": valence,
            "loudness": valence + 0.6 * rng.normal(size=n),
            "tempo": rng.normal(size=n),
        }
    )
    for count in ("streams", "views"):
        frame[count] = np.exp(14 + 1.2 * fame + 0.6 * valence + rng.normal(size=n))
    return frame


def links(tracks: pd.DataFrame, method: str = "pearson") -> tuple[Estimates, Estimates]:
    resamples, scores = resample(tracks, 200, 0), Scores(tracks, method)
    pairs = [("streams", name) for name in FEATURES]
    return (
        within_artists(scores, resamples, pairs),
        other_audio_equal(scores, resamples, "streams", FEATURES),
    )


def test_within_artists_is_the_correlation_of_repeated_measures() -> None:
    tracks = world(60).assign(streams=lambda t: t["streams"].mask(t.index % 7 == 0))
    within, _ = links(tracks)
    known = tracks.dropna(subset=["streams"])
    dummies = pd.get_dummies(known["artist"], dtype=float)
    y = np.log1p(known["streams"])
    alone = sm.OLS(y, dummies).fit()
    for name, r in zip(FEATURES, within.r, strict=True):
        fit = sm.OLS(y, dummies.assign(x=known[name])).fit()
        expected = np.sign(fit.params["x"]) * np.sqrt(1 - fit.ssr / alone.ssr)
        assert r == pytest.approx(expected)


def test_at_equal_other_audio_is_the_partial_correlation() -> None:
    tracks = world(60).assign(tempo=lambda t: t["tempo"].mask(t.index % 11 == 0))
    _, partial = links(tracks)
    known = tracks.dropna()
    fit = sm.OLS(np.log1p(known["streams"]), sm.add_constant(known[FEATURES])).fit()
    t = fit.tvalues[FEATURES]
    assert partial.r == pytest.approx((t / np.sqrt(t**2 + fit.df_resid)).to_numpy())
    assert (partial.n_tracks == len(known)).all()


def test_a_feature_that_few_tracks_have_is_not_held_equal() -> None:
    tracks = world(60)
    sparse = tracks.assign(tempo=tracks["tempo"].mask(tracks.index % 3 > 0), loudness=-7.0)
    _, partial = links(sparse)
    assert np.isnan(partial.r[[1, 3]]).all()
    assert np.isfinite(partial.r[[0, 2]]).all()
    assert (partial.n_tracks == len(tracks)).all()


def test_one_track_an_artist_says_nothing_of_what_is_within() -> None:
    tracks = world(60).assign(artist=lambda t: t.index.astype(str))
    within, partial = links(tracks)
    assert np.isnan(within.r).all()
    assert np.isfinite(partial.r).all()


@pytest.mark.parametrize("method", METHODS)
def test_what_only_tells_artists_apart_does_not_travel_within_them(method: str) -> None:
    names = ["streams", "views", *FEATURES]
    travel = correlate_pairs(world(), method=method, variables=names, n_replicates=300).travel
    travel = travel.set_index("feature")
    assert travel.loc[["energy", "valence", "loudness"], "verdict"].str.startswith("both").all()
    assert travel["holds"].to_dict() == {
        "valence": "all",
        "loudness": "not beside other audio",
        "energy": "not within artists",
        "tempo": "",
    }


def test_a_link_within_artists_on_one_platform_is_said_to_be_one() -> None:
    tracks = world()
    energy = tracks["energy"] + np.random.default_rng(1).normal(size=len(tracks))
    moved = tracks.assign(energy=energy, views=tracks["views"] * np.exp(0.4 * energy))
    travel = correlate_pairs(moved, variables=["streams", "views", "energy"], n_replicates=300)
    assert travel.travel["holds"].tolist() == ["within artists, views only"]


def test_intervals_within_artists_hold_the_truth_as_often_as_they_say() -> None:
    covered = []
    for seed in range(60):
        tracks = world(50, seed)
        resamples, scores = resample(tracks, 200, 0), Scores(tracks, "pearson")
        for estimates in (
            within_artists(scores, resamples, [("streams", "energy"), ("streams", "tempo")]),
            other_audio_equal(scores, resamples, "streams", ["tempo", "loudness", "valence"]),
        ):
            low, high, _ = intervals(estimates, of=[0])
            covered.append(low[0] < 0 < high[0])
    assert 0.9 < np.mean(covered) < 0.99
