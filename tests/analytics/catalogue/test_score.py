"""An artist's score: its parts, its interval, and what it does not know."""

import numpy as np
import pandas as pd
import pytest

from analytics.catalogue.percentiles import percentile_grid
from analytics.catalogue.score import MIN_TRACKS, PARTS, STAGES, artist_score

NAMES = ["streams", "views", "likes", "comments", "streams_gained"]


@pytest.fixture(scope="module")
def grids():
    rng = np.random.default_rng(1)
    tracks = pd.DataFrame({"streams": np.exp(rng.normal(15, 2, 5_000))})
    artists = pd.DataFrame(
        {
            "streams": np.exp(rng.normal(17, 1.5, 1_000)),
            "views": np.exp(rng.normal(16, 1.5, 1_000)),
            "engagement_rate": rng.uniform(0, 0.1, 1_000),
            "streams_growth": rng.normal(0.05, 0.02, 1_000),
        }
    )
    return {"artists": percentile_grid(artists), "catalogue": percentile_grid(tracks)}


def tracks(streams, gained=np.nan, views=1e6) -> pd.DataFrame:
    streams = np.asarray(streams, dtype=float)
    likes, comments = views * 0.03, views * 0.001
    return pd.DataFrame([(s, views, likes, comments, gained) for s in streams], columns=NAMES)


def test_each_part_is_the_percentile_of_what_it_says(grids):
    scored = artist_score(tracks([1e6, 5e6, 3e7], gained=1e4), **grids)
    parts = scored.parts.set_index("part")
    assert tuple(parts.index) == PARTS
    assert parts.loc["streams", "value"] == 3.6e7
    assert parts.loc["typical_track", "value"] == 5e6
    assert parts.loc["engagement_rate", "value"] == pytest.approx(0.031)
    assert parts.loc["streams_growth", "value"] == pytest.approx(3e4 / (3.6e7 - 3e4))
    assert parts.loc["streams", "percentile"] == grids["artists"].percentiles("streams", [3.6e7])[0]
    assert scored.score == pytest.approx(parts["percentile"].mean())
    assert (parts["low"] <= parts["high"]).all()


def test_tracks_alike_leave_no_doubt_and_unlike_ones_do(grids):
    alike = artist_score(tracks([2e6] * 10), **grids)
    unlike = artist_score(tracks([1e5] * 9 + [2e8]), **grids)
    assert alike.high == pytest.approx(alike.low)
    assert unlike.high - unlike.low > 5
    assert unlike.low <= unlike.score <= unlike.high


def test_what_is_not_known_is_no_part(grids):
    parts = set(artist_score(tracks([1e6] * 4), **grids).parts["part"])
    assert parts == set(PARTS) - {"streams_growth"}
    unseen = tracks([1e6] * 4, views=np.nan)
    assert set(artist_score(unseen, **grids).parts["part"]) == {"streams", "typical_track"}
    assert artist_score(tracks([np.nan], views=np.nan), **grids) is None


def test_few_tracks_have_a_score_without_an_interval(grids):
    scored = artist_score(tracks([1e6] * (MIN_TRACKS - 1)), **grids)
    assert np.isfinite(scored.score)
    assert np.isnan([scored.low, scored.high]).all()


def test_the_stage_is_one_only_where_the_interval_says_so(grids):
    names = [name for _, name in STAGES]
    assert artist_score(tracks([1e9] * 10), **grids).stages == (names[-1],)
    assert artist_score(tracks([10.0] * 10), **grids).stages == (names[0],)
    doubtful = artist_score(tracks([1e4] * 9 + [3e8]), **grids).stages
    assert len(doubtful) == 2
    assert names.index(doubtful[0]) < names.index(doubtful[1])


def test_the_interval_covers_the_score_of_all_that_an_artist_could_make(grids):
    rng = np.random.default_rng(2)
    covered = []
    for number in range(60):
        middle, spread = rng.normal(15, 1.5), rng.uniform(0.5, 1.5)
        many = np.exp(rng.normal(middle, spread, 20_000))
        truth = grids["catalogue"].percentiles("streams", [np.median(many)])[0]
        drawn = artist_score(tracks(rng.choice(many, 20)), **grids, random_state=number)
        typical = drawn.parts.set_index("part").loc["typical_track"]
        covered.append(typical["low"] <= truth <= typical["high"])
    assert np.mean(covered) > 0.85
