"""What neighbours share: planted likeness is found, noise shares no more than chance."""

import numpy as np
import pandas as pd
import pytest
from sklearn.neighbors import NearestNeighbors

from analytics.similar.space import Soundscape
from analytics.similar.worth import measure_worth, nearest
from data.errors import NotEnoughData


def test_neighbours_are_scikit_learns(known: pd.DataFrame, sound: Soundscape) -> None:
    points = sound.points(known)[:800]
    asked = np.array([3, 50, 799])
    golden = NearestNeighbors(metric="cosine", algorithm="brute").fit(points)
    _, rows = golden.kneighbors(points[asked], 11)
    assert np.array_equal(nearest(points, asked), rows[:, 1:])
    clusters = np.arange(800) % 3
    inside = nearest(points, asked, clusters)
    assert (clusters[inside] == clusters[asked][:, None]).all()


def test_the_demo_s_neighbours_share_artists_and_noise_does_not(
    known: pd.DataFrame, sound: Soundscape
) -> None:
    """A share of the variance of the demo's sound lies between artists: it is planted."""
    points = sound.points(known)
    clusters = sound.cluster(points)
    planted = measure_worth(known, points, clusters, {})
    against = planted.ratios.set_index(["among", "against"])
    assert (against["low"] > 1.5).all()
    shuffled = np.random.default_rng(0).permutation(points)
    noise = measure_worth(known, shuffled, clusters, {})
    by = noise.ratios.set_index(["among", "against"]).loc[("overall", "random")]
    assert by["low"] < 1 < by["high"]


def test_genres_are_compared_between_artists_only() -> None:
    """Artists that each have a genre of their own share none with others, however near."""
    rng = np.random.default_rng(1)
    artist = np.repeat(range(50), 6)
    points = rng.normal(size=(50, 4))[artist] + rng.normal(0, 0.05, (300, 4))
    tracks = pd.DataFrame(
        {
            "track_id": [f"{n:016x}" for n in range(300)],
            "artist": [f"a{n}" for n in artist],
            "artists": [[f"a{n}"] for n in artist],
            "streams": rng.permutation(300),
        }
    )
    own = {t: [a] for t, a in zip(tracks["track_id"], tracks["artist"], strict=True)}
    worth = measure_worth(tracks, points, np.zeros(300, int), own)
    rates = worth.rates.set_index(["shared", "among"])["rate"]
    assert rates["artist", "overall"] > 0.4
    assert rates["genre", "overall"] == 0
    all_same = measure_worth(tracks, points, np.zeros(300, int), {track: ["pop"] for track in own})
    assert (all_same.rates.set_index("shared").loc["genre", "rate"] == 1).all()


def test_popularity_that_pairs_artists_is_seen() -> None:
    """Where streams alone tell the artist, like streams share him more than neighbours."""
    rng = np.random.default_rng(2)
    artist = np.repeat(range(40), 10)
    tracks = pd.DataFrame(
        {
            "track_id": [f"{n:016x}" for n in range(400)],
            "artist": [f"a{n}" for n in artist],
            "artists": [[f"a{n}"] for n in artist],
            "streams": artist * 1000.0 + rng.uniform(0, 900, 400),
        }
    )
    worth = measure_worth(tracks, rng.normal(size=(400, 5)), np.zeros(400, int), {})
    rates = worth.rates.set_index("among")["rate"]
    assert rates["popular"] > 4 * rates["overall"]


def test_too_few_tracks_are_refused(known: pd.DataFrame, sound: Soundscape) -> None:
    few = known.head(50)
    with pytest.raises(NotEnoughData, match="100 tracks"):
        measure_worth(few, sound.points(few), np.zeros(50, int), {})
