"""All pairs of variables: other tools' figures, and what must not matter."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.correlations.pairs import Correlations, correlate_pairs
from analytics.correlations.variables import METHODS, VARIABLES
from analytics.stats.correlation import Method
from analytics.stats.multiple_testing import adjust
from data import build, published
from data.errors import NotEnoughData
from data.reads import tracks as reads
from data.selection import Selection
from tests.data.conftest import ROW, as_csv

NAMES = ["streams", "views", "likes", "engagement_rate", "energy", "key", "tempo"]
NUMBERS = ["r", "low", "high", "p_value"]
OPTIONS = {"variables": NAMES, "n_replicates": 60}


def assert_same(one: Correlations, other: Correlations) -> None:
    left, right = (
        result.pairs.set_index(["x", "y"]).sort_index()[NUMBERS].to_numpy()
        for result in (one, other)
    )
    np.testing.assert_allclose(left, right, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_coefficients_are_scipys(
    tracks: pd.DataFrame, expected: pd.DataFrame, method: Method
) -> None:
    pairs = correlate_pairs(tracks, method=method, **OPTIONS).pairs
    assert pairs[["x", "y", "n_tracks"]].equals(expected[["x", "y", "n_tracks"]])
    assert pairs["r"].to_numpy() == pytest.approx(expected[method].to_numpy())


def test_adjusted_p_values_are_statsmodels(expected: pd.DataFrame) -> None:
    assert adjust(expected["p_value"]) == pytest.approx(expected["p_adjusted"].to_numpy())


def test_what_is_built_in_is_marked_and_not_tested(tracks: pd.DataFrame) -> None:
    pairs = correlate_pairs(tracks, **OPTIONS).pairs
    built_in = set(map(tuple, pairs.loc[pairs["is_built_in"], ["x", "y"]].to_numpy()))
    assert built_in == {("views", "engagement_rate"), ("likes", "engagement_rate")}
    tested = pairs[~pairs["is_built_in"]]
    by_scipy = stats.false_discovery_control(tested["p_value"])
    assert tested["p_adjusted"].to_numpy() == pytest.approx(by_scipy)
    assert pairs.loc[pairs["is_built_in"], "p_adjusted"].isna().all()
    assert (tested["is_clear"] == (by_scipy < 0.05)).all()


def test_intervals_hold_their_coefficient_and_agree_with_their_p_value(
    tracks: pd.DataFrame,
) -> None:
    pairs = correlate_pairs(tracks, **OPTIONS).pairs
    assert (pairs["low"] < pairs["r"]).all() and (pairs["r"] < pairs["high"]).all()
    leaves_out_zero = (pairs["low"] > 0) | (pairs["high"] < 0)
    assert (leaves_out_zero == (pairs["p_value"] < 0.05)).all()


@settings(max_examples=10)
@given(seed=st.integers(0, 2**32 - 1))
def test_row_order_changes_nothing(tracks: pd.DataFrame, seed: int) -> None:
    moved = tracks.sample(frac=1, random_state=seed)
    for method in METHODS:
        assert_same(
            correlate_pairs(tracks, method=method, **OPTIONS),
            correlate_pairs(moved, method=method, **OPTIONS),
        )


@settings(max_examples=10)
@given(shift=st.floats(-100, 100), factor=st.floats(0.01, 1000))
def test_shift_and_scale_of_an_audio_column_change_nothing(
    tracks: pd.DataFrame, shift: float, factor: float
) -> None:
    # rounded so that values stay apart, which shifting by rounding errors would undo
    moved = tracks.assign(energy=(tracks["energy"] * 1000).round() * factor + shift)
    for method in METHODS:
        assert_same(
            correlate_pairs(tracks, method=method, **OPTIONS),
            correlate_pairs(moved, method=method, **OPTIONS),
        )


@settings(max_examples=10)
@given(power=st.floats(0.2, 1.4), factor=st.floats(0.5, 20), column=st.sampled_from(NAMES[:3]))
def test_an_increasing_change_of_a_count_leaves_spearman(
    tracks: pd.DataFrame, power: float, factor: float, column: str
) -> None:
    moved = tracks.assign(**{column: factor * tracks[column] ** power + 7})
    assert_same(
        correlate_pairs(tracks, method="spearman", **OPTIONS),
        correlate_pairs(moved, method="spearman", **OPTIONS),
    )


def test_one_more_artist_on_a_recording_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(2)
    rows = [
        ROW
        | {
            "Artist": f"Artist {number % 25}",
            "Track": f"Track {number}",
            "Energy": f"{rng.random():.3f}",
            "Tempo": f"{rng.uniform(60, 180):.1f}",
            "Stream": str(int(np.exp(rng.normal(14, 2)))),
            "Views": str(int(np.exp(rng.normal(13, 2)))),
        }
        for number in range(100)
    ]
    again = [row | {"Artist": "A guest"} for row in rows[::7]]
    catalogues = []
    for name, listed in (("once", rows), ("twice", rows + again)):
        (tmp_path / f"{name}.csv").write_text(as_csv(listed))
        monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / name))
        build.publish(build.prepare([tmp_path / f"{name}.csv"]))
        catalogues.append(reads.tracks(Selection(published.current_version())))
    assert tuple(tracks["n_artists"].sum() for tracks in catalogues) == (100, 115)
    assert_same(
        *(correlate_pairs(one, variables=["streams", "views", "energy"]) for one in catalogues)
    )


def test_too_few_tracks_are_said(tracks: pd.DataFrame) -> None:
    with pytest.raises(NotEnoughData, match="at least 50 tracks of 20 artists"):
        correlate_pairs(tracks.head(30), **OPTIONS)


@pytest.mark.real
def test_the_public_data_set(real_tracks: pd.DataFrame) -> None:
    pearson, spearman = (correlate_pairs(real_tracks, method=method) for method in METHODS)
    assert pearson.headline.r == pytest.approx(0.596, abs=0.0005)
    assert spearman.headline.r == pytest.approx(0.611, abs=0.0005)
    assert pearson.headline.low == pytest.approx(0.575, abs=0.004)
    assert pearson.headline.high == pytest.approx(0.617, abs=0.004)
    assert len(pearson.pairs) == len(VARIABLES) * (len(VARIABLES) - 1) / 2
