"""What is correlated."""

from analytics.correlations.variables import METHODS, VARIABLES
from data import metrics


def test_pairs_begin_with_streams_and_views() -> None:
    assert VARIABLES[:2] == ("streams", "views")


def test_every_variable_is_one_that_readers_know() -> None:
    assert set(VARIABLES) <= set(metrics.METRICS)
    assert len(set(VARIABLES)) == len(VARIABLES)


def test_pearson_comes_first() -> None:
    assert METHODS == ("pearson", "spearman")
