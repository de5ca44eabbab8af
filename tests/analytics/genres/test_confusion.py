import numpy as np
from sklearn.metrics import confusion_matrix

from analytics.genres import confusion


def test_those_taken_for_each_other_are_neighbours() -> None:
    actual = np.repeat([0, 1, 2, 3], 10)
    named = actual.copy()
    named[:4], named[20:24] = 2, 0  # the first and the third are confused
    found = confusion.confuse(named, actual, ("house", "opera", "techno", "folk"))
    places = [found.genres.index(name) for name in ("house", "techno")]
    assert abs(places[0] - places[1]) == 1
    assert found.pairs.iloc[0][["first", "second"]].tolist() == ["house", "techno"]
    assert found.pairs.share[0] == 0.4
    assert np.allclose(found.shares.sum(axis=1), 1)


def test_counts_are_scikit_learns() -> None:
    rng = np.random.default_rng(0)
    actual, named = rng.integers(0, 3, (2, 60))
    found = confusion.confuse(named, actual, ("a", "b", "c"))
    order = [("a", "b", "c").index(name) for name in found.genres]
    assert (found.counts == confusion_matrix(actual, named)[np.ix_(order, order)]).all()
    assert found.frame().n_rows.sum() == 60
