import numpy as np
import pandas as pd
import pytest

from analytics.features.hits import SHARE, SHARES, is_hit, share_of


def test_a_track_at_the_threshold_is_a_hit_and_unknown_streams_are_no_answer() -> None:
    streams = pd.Series([3, 4, 5, np.nan])
    np.testing.assert_array_equal(is_hit(streams, 4), [0, 1, 1, np.nan])


@pytest.mark.parametrize("dtype", ["float64", "Int64", "object"])
def test_missing_streams_of_any_type_are_unknown(dtype: str) -> None:
    streams = pd.Series([10, None, 1], dtype=dtype)
    np.testing.assert_array_equal(is_hit(streams, 5), [1, np.nan, 0])


def test_nothing_is_a_hit_where_no_streams_are_known() -> None:
    assert np.isnan(is_hit(pd.Series([np.nan, np.nan]), float("nan"))).all()


def test_a_task_names_its_share() -> None:
    assert [share_of(task) for task in ("hits_10", "hits_5", "hits_20")] == list(SHARES)
    assert share_of("hits_10") == SHARE
