import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics.overview import _Ranked, _weighted_spearman, rank_correlation
from data.errors import NotEnoughData


def tracks(n: int = 300, n_artists: int = 40, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    artist = rng.integers(n_artists, size=n)
    standing = rng.normal(size=n_artists)[artist]
    streams = np.exp(10 + 2 * standing + rng.normal(size=n))
    views = np.exp(9 + 2 * standing + rng.normal(size=n))
    return pd.DataFrame(
        {"artist": artist.astype(str), "streams": streams.round(), "views": views.round()}
    )


def test_the_estimate_is_scipys_spearman() -> None:
    frame = tracks()
    expected = stats.spearmanr(frame["streams"], frame["views"]).statistic
    assert rank_correlation(frame, n_resamples=10).value == pytest.approx(expected, abs=1e-12)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 3)), min_size=3))
def test_weights_stand_for_repeated_rows(rows: list[tuple[int, int, int]]) -> None:
    x, y, times = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    repeated = [np.repeat(column, times.astype(int)) for column in (x, y)]
    if len(set(repeated[0])) < 2 or len(set(repeated[1])) < 2:
        return
    expected = stats.spearmanr(*repeated).statistic
    found = _weighted_spearman([_Ranked.of(x), _Ranked.of(y)], times)
    assert found == pytest.approx(expected, abs=1e-9)


def test_row_order_and_scale_do_not_matter() -> None:
    frame = tracks()
    shuffled = frame.sample(frac=1, random_state=1).assign(views=lambda f: f["views"] * 10)
    one, other = rank_correlation(frame), rank_correlation(shuffled)
    assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high))


def test_the_interval_is_wider_than_if_tracks_were_independent() -> None:
    frame = tracks(n=600, n_artists=20)
    by_artist = rank_correlation(frame)
    by_track = rank_correlation(frame.assign(artist=np.arange(len(frame)).astype(str)))
    assert by_artist.high - by_artist.low > 1.5 * (by_track.high - by_track.low)


def test_rows_without_a_count_are_left_out() -> None:
    frame = tracks()
    holed = pd.concat([frame, frame.head(5).assign(views=np.nan)])
    assert rank_correlation(holed).n_tracks == len(frame)


@pytest.mark.parametrize(
    "frame",
    [tracks(n=9), tracks().assign(artist="one"), tracks().assign(streams=1.0), tracks().head(0)],
)
def test_too_little_is_said_so(frame: pd.DataFrame) -> None:
    with pytest.raises(NotEnoughData):
        rank_correlation(frame)


@pytest.mark.real
def test_the_public_data_set_gives_its_known_figure(real_tracks: pd.DataFrame) -> None:
    assert rank_correlation(real_tracks).value == pytest.approx(0.611, abs=0.0005)
