import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats import splits
from data.errors import NotEnoughData
from tests.analytics.models_catalogue import catalogue

LISTED = st.lists(
    st.lists(st.sampled_from("ABCDEFGHIJKL"), min_size=1, max_size=3, unique=True),
    min_size=12,
    max_size=60,
)


def frame(listed: list[list[str]]) -> pd.DataFrame:
    return pd.DataFrame({"artist": [one[0] for one in listed], "artists": listed})


def shared(tracks: pd.DataFrame, fold: splits.Fold) -> set[str]:
    """Return the artists, standing or listed, that are on both sides."""
    sides = [
        {a for row in rows for a in tracks["artists"][row]} for rows in (fold.train, fold.test)
    ]
    return sides[0] & sides[1]


@given(LISTED, st.integers(0, 5))
def test_no_artist_and_no_recording_is_on_both_sides(listed: list[list[str]], seed: int) -> None:
    tracks = frame(listed)
    folds = splits.purged_folds(tracks, random_state=seed)
    assert sorted(row for fold in folds for row in fold.test) == list(range(len(tracks)))
    for fold in folds:
        assert not set(fold.train) & set(fold.test)
        assert not shared(tracks, fold)
        assert len(fold.train) + len(fold.test) + fold.n_dropped == len(tracks)


@given(LISTED, st.integers(0, 5))
def test_inner_folds_keep_to_their_rows_and_share_no_artist(
    listed: list[list[str]], seed: int
) -> None:
    tracks = frame(listed)
    outer = splits.purged_folds(tracks, random_state=seed)[0]
    inner = splits.inner_fold(tracks, outer.train, random_state=seed)
    assert set(inner.train) | set(inner.test) <= set(outer.train)
    assert not shared(tracks, inner)
    assert not shared(tracks, splits.Fold(inner.test, outer.test, 0))


def test_the_order_of_rows_does_not_matter() -> None:
    tracks = catalogue(40)
    shuffled = tracks.sample(frac=1, random_state=1).reset_index(drop=True)
    for one, other in zip(splits.purged_folds(tracks), splits.purged_folds(shuffled), strict=True):
        assert set(tracks["track_id"][one.test]) == set(shuffled["track_id"][other.test])
        assert set(tracks["track_id"][one.train]) == set(shuffled["track_id"][other.train])


def test_some_artists_are_drawn_whole_and_evenly_from_what_is_set_aside() -> None:
    tracks = catalogue(200)
    rows = np.arange(300, 1_200)
    drawn = splits.some_artists(tracks, rows)
    artists = tracks["artist"]
    assert set(artists[drawn]).isdisjoint(artists[np.setdiff1d(rows, drawn)])
    assert len(drawn) / len(rows) == pytest.approx(0.25, abs=0.02)
    inner = splits.inner_fold(tracks, rows)
    assert np.isin(inner.test, drawn).mean() == pytest.approx(0.25, abs=0.05)


def test_naive_folds_share_artists_and_cover_all_tracks() -> None:
    tracks = catalogue(40)
    folds = splits.naive_folds(len(tracks))
    assert sorted(np.concatenate([fold.test for fold in folds])) == list(range(len(tracks)))
    assert all(shared(tracks, fold) for fold in folds)


@pytest.mark.parametrize(("n_artists", "per_artist"), [(29, 20), (60, 3)])
def test_too_small_a_catalogue_is_refused_in_plain_words(n_artists: int, per_artist: int) -> None:
    small = catalogue(n_artists, per_artist=per_artist)
    with pytest.raises(NotEnoughData, match=f"here are {len(small)} tracks of {n_artists} artists"):
        splits.require_enough(small)


@pytest.mark.real
def test_purging_costs_about_an_eighth_of_the_real_training_tracks(
    real_tracks: pd.DataFrame,
) -> None:
    folds = splits.purged_folds(real_tracks)
    dropped = [fold.n_dropped / (fold.n_dropped + len(fold.train)) for fold in folds]
    assert np.mean(dropped) == pytest.approx(0.12, abs=0.02)


def test_one_artist_listed_everywhere_leaves_nothing_to_learn_from() -> None:
    tracks = frame([[artist, "Ada"] for artist in "BCDEFGHIJK" for _ in range(3)])
    folds = splits.purged_folds(tracks)
    with pytest.raises(NotEnoughData, match="of 30 tracks, none would be left"):
        splits.require_scorable("streams", np.arange(30.0), folds)


def test_equal_values_in_a_test_part_leave_nothing_to_predict() -> None:
    tracks = frame([[artist] for artist in "BCDEFGHIJK" for _ in range(3)])
    folds = splits.purged_folds(tracks)
    values = np.arange(30.0)
    splits.require_scorable("streams", values, folds)
    values[folds[2].test] = 7.0
    with pytest.raises(NotEnoughData, match="all 6 tracks of theirs have the same streams"):
        splits.require_scorable("streams", values, folds)


def test_columns_that_each_part_knows() -> None:
    table = pd.DataFrame({"all": [1.0, 2, 3, 4], "half": [1.0, 2, None, None], "none": [None] * 4})
    parts = [np.array([0, 1]), np.array([2, 3])]
    assert splits.known_in_each(table, parts) == ["all"]
    assert splits.known_in_each(table, parts[:1]) == ["all", "half"]
