"""Numbers of clusters: by size, whatever they were before."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.clusters.numbering import numbered


@given(st.lists(st.integers(-1, 4), min_size=1, max_size=40), st.permutations(range(5)))
def test_old_numbers_do_not_matter(old: list[int], names: list[int]) -> None:
    labels = np.array(old)
    points = np.random.default_rng(0).normal(size=(len(old), 2))
    renamed = np.where(labels < 0, -1, np.array(names)[labels])
    for before, after in zip(numbered(points, labels), numbered(points, renamed), strict=True):
        assert np.array_equal(before, after)


@given(st.lists(st.integers(-1, 4), min_size=1, max_size=40))
def test_the_largest_is_the_first(old: list[int]) -> None:
    labels, means = numbered(np.zeros((len(old), 2)), np.array(old))
    sizes = np.bincount(labels[labels >= 0]).tolist()
    assert sizes == sorted(sizes, reverse=True)
    assert len(means) == len(sizes)
    assert ((labels < 0) == (np.array(old) < 0)).all()


def test_equal_ones_go_by_their_mean_point() -> None:
    points = np.array([[5.0, 0.0], [1.0, 0.0], [7.0, 0.0], [3.0, 0.0]])
    labels, means = numbered(points, np.array([0, 1, 0, 1]))
    assert labels.tolist() == [1, 0, 1, 0]
    assert means == pytest.approx(np.array([[2.0, 0.0], [6.0, 0.0]]))


def test_no_cluster_at_all() -> None:
    labels, means = numbered(np.zeros((3, 2)), np.full(3, -1))
    assert labels.tolist() == [-1, -1, -1]
    assert means.shape == (0, 2)
