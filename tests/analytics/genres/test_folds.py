import pandas as pd
import pytest

from analytics.genres import folds
from data.errors import NotEnoughData


def shared(examples: pd.DataFrame, fold, column: str) -> set:
    return set(examples[column].iloc[fold.train]) & set(examples[column].iloc[fold.test])


def test_no_artist_and_no_recording_is_on_both_sides(examples: pd.DataFrame) -> None:
    twice = examples.iloc[:40].assign(genre="other", artist=None)
    both = pd.concat([examples, twice], ignore_index=True)
    parts = folds.disjoint(both)
    assert sorted(row for fold in parts for row in fold.test) == list(range(len(both)))
    for fold in parts:
        assert not shared(both, fold, "recording")
        assert not shared(both, fold, "artist") - {None}


def test_a_guest_counts_as_an_artist(examples: pd.DataFrame) -> None:
    guest = "artist 0-1"
    listed = examples.assign(artists=[[name, guest] for name in examples.artist])
    for fold in folds.disjoint(listed):
        assert not len(fold.train)  # the guest is everywhere, so nothing is apart from it


def test_what_is_kept_apart_stays_on_one_side(examples: pd.DataFrame) -> None:
    lists = examples.assign(apart=[f"list {i % 25}" for i in range(len(examples))], artist=None)
    for fold in folds.disjoint(lists):
        assert not shared(lists, fold, "apart")


def test_plain_protocols_leak(examples: pd.DataFrame) -> None:
    made = folds.protocols(examples)
    assert {name: len(parts) for name, parts in made.items()} == {
        "disjoint": 5,
        "kfold": 5,
        "stratified": 5,
        "repeated": 10,
    }
    for name in ("kfold", "stratified", "repeated"):
        assert shared(examples, made[name][0], "artist")


def test_a_genre_with_a_single_example_is_refused(examples: pd.DataFrame) -> None:
    few = pd.concat([examples, examples.iloc[:1].assign(genre="rare")])
    with pytest.raises(NotEnoughData, match="rare has 1"):
        folds.protocols(few)


def test_the_inner_fold_is_disjoint_too(examples: pd.DataFrame) -> None:
    outer = folds.disjoint(examples)[0]
    part = folds.inner(examples, outer.train)
    assert not shared(examples, part, "artist")
    assert set(part.train) | set(part.test) <= set(outer.train)
