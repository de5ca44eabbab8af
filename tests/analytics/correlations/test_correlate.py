"""All pairs, what travels, segments, one pair closely."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.correlations.correlate import (
    MAX_POINTS,
    METHODS,
    VARIABLES,
    VERDICTS,
    Correlations,
    correlate,
    relate,
    segments,
)
from analytics.stats.correlation import Method, compare
from analytics.stats.resampling import adjust
from data import build, published
from data.errors import NotEnoughData
from data.reads import tracks as reads
from data.selection import Selection
from tests.data.conftest import ROW, as_csv

GOLDEN = Path(__file__).parents[2] / "golden"
NAMES = ["streams", "views", "likes", "engagement_rate", "energy", "key", "tempo"]
NUMBERS = ["r", "low", "high", "p_value"]
OPTIONS = {"variables": NAMES, "n_replicates": 60}


@pytest.fixture(scope="module")
def tracks() -> pd.DataFrame:
    return pd.read_csv(GOLDEN / "correlations_tracks.csv")


@pytest.fixture(scope="module")
def expected() -> pd.DataFrame:
    return pd.read_csv(GOLDEN / "correlations_pairs.csv")


def assert_same(one: Correlations, other: Correlations) -> None:
    left, right = (
        found.pairs.set_index(["x", "y"]).sort_index()[NUMBERS].to_numpy() for found in (one, other)
    )
    np.testing.assert_allclose(left, right, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_coefficients_are_scipys(
    tracks: pd.DataFrame, expected: pd.DataFrame, method: Method
) -> None:
    found = correlate(tracks, method=method, **OPTIONS).pairs
    assert found[["x", "y", "n_tracks"]].equals(expected[["x", "y", "n_tracks"]])
    assert found["r"].to_numpy() == pytest.approx(expected[method].to_numpy())


def test_adjusted_p_values_are_statsmodels(expected: pd.DataFrame) -> None:
    assert adjust(expected["p_value"]) == pytest.approx(expected["p_adjusted"].to_numpy())


def test_what_is_built_in_is_marked_and_not_tested(tracks: pd.DataFrame) -> None:
    pairs = correlate(tracks, **OPTIONS).pairs
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
    pairs = correlate(tracks, **OPTIONS).pairs
    assert (pairs["low"] < pairs["r"]).all() and (pairs["r"] < pairs["high"]).all()
    leaves_out_zero = (pairs["low"] > 0) | (pairs["high"] < 0)
    assert (leaves_out_zero == (pairs["p_value"] < 0.05)).all()


@settings(max_examples=10)
@given(seed=st.integers(0, 2**32 - 1))
def test_row_order_changes_nothing(tracks: pd.DataFrame, seed: int) -> None:
    moved = tracks.sample(frac=1, random_state=seed)
    for method in METHODS:
        assert_same(
            correlate(tracks, method=method, **OPTIONS), correlate(moved, method=method, **OPTIONS)
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
            correlate(tracks, method=method, **OPTIONS), correlate(moved, method=method, **OPTIONS)
        )


@settings(max_examples=10)
@given(power=st.floats(0.2, 1.4), factor=st.floats(0.5, 20), column=st.sampled_from(NAMES[:3]))
def test_an_increasing_change_of_a_count_leaves_spearman(
    tracks: pd.DataFrame, power: float, factor: float, column: str
) -> None:
    moved = tracks.assign(**{column: factor * tracks[column] ** power + 7})
    assert_same(
        correlate(tracks, method="spearman", **OPTIONS),
        correlate(moved, method="spearman", **OPTIONS),
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
    found = []
    for name, listed in (("once", rows), ("twice", rows + again)):
        (tmp_path / f"{name}.csv").write_text(as_csv(listed))
        monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / name))
        build.publish(build.prepare([tmp_path / f"{name}.csv"]))
        found.append(reads.tracks(Selection(published.current_version())))
    assert (found[0]["n_artists"].sum(), found[1]["n_artists"].sum()) == (100, 115)
    assert_same(*(correlate(one, variables=["streams", "views", "energy"]) for one in found))


def planted(seed: int = 0) -> pd.DataFrame:
    """Energy goes with both counts, valence with views only, liveness with neither."""
    rng = np.random.default_rng(seed)
    n = 4000
    frame = pd.DataFrame(rng.normal(size=(n, 3)), columns=["energy", "valence", "liveness"])
    shared = rng.normal(size=n)
    both = 14 + shared + 0.5 * frame["energy"]
    frame["streams"] = np.exp(both + 1.2 * rng.normal(size=n))
    frame["views"] = np.exp(both + 0.6 * frame["valence"] + rng.normal(size=n))
    frame["artist"] = rng.integers(0, 500, n).astype(str)
    frame["speechiness"] = np.nan
    return frame


@pytest.mark.parametrize("method", METHODS)
def test_the_ranking_finds_what_travels(method: Method) -> None:
    names = ["streams", "views", "energy", "valence", "liveness", "speechiness"]
    travel = correlate(planted(), method=method, variables=names).travel
    assert dict(zip(travel["feature"], travel["verdict"], strict=True)) == {
        "energy": "both",
        "valence": "views only",
        "liveness": "neither",
        "speechiness": "too few",
    }
    places = [VERDICTS.index(verdict) for verdict in travel["verdict"]]
    assert places == sorted(places)
    told = travel.set_index("feature").loc[["energy", "valence", "liveness"]]
    assert (told["difference"] == told["streams"] - told["views"]).all()


def test_a_verdict_needs_the_difference_not_only_one_interval(tracks: pd.DataFrame) -> None:
    travel = correlate(tracks, **OPTIONS).travel
    only = travel[travel["verdict"].isin(["streams only", "views only"])]
    assert ((only["difference_low"] > 0) | (only["difference_high"] < 0)).all()


def test_segments_on_the_demo_catalogue(demo_tracks: pd.DataFrame) -> None:
    found = segments(demo_tracks)
    table = found.table
    assert set(table["family"]) == {
        *("tempo", "valence", "energy", "album_type", "has_official_video")
    }
    assert found.n_compared == table["difference"].notna().sum() > 10
    row = table[table["segment"] == "120–130"].iloc[0]
    plain = compare(demo_tracks, demo_tracks["tempo"].between(120, 130, inclusive="left"))
    assert row["r"] == pytest.approx(plain.inside.r)
    assert row["rest"] == pytest.approx(plain.rest.r)
    assert row["p_adjusted"] == pytest.approx(min(1, plain.p_value * found.n_compared))
    assert row["difference_low"] < plain.low < plain.high < row["difference_high"]
    told = table.dropna(subset="difference")
    leaves_out_zero = (told["difference_low"] > 0) | (told["difference_high"] < 0)
    assert (leaves_out_zero == told["is_clear"]).all()


def test_a_segment_that_is_too_small_is_left_open(demo_tracks: pd.DataFrame) -> None:
    found = segments(demo_tracks[demo_tracks["has_official_video"].eq(True)])
    video = found.table[found.table["family"] == "has_official_video"].iloc[0]
    assert np.isnan(video["difference"])
    assert not video["is_clear"]


def test_one_pair_closely(demo_tracks: pd.DataFrame) -> None:
    found = relate(demo_tracks, x="views", y="streams")
    known = np.log1p(demo_tracks[["views", "streams"]].dropna())
    slope, intercept = np.polyfit(known["views"], known["streams"], 1)
    assert found.fit["y"].to_numpy() == pytest.approx(slope * found.fit["x"] + intercept)
    assert (found.fit["low"] < found.fit["y"]).all() and (found.fit["y"] < found.fit["high"]).all()
    assert found.density.sum() == found.tenths["n_tracks"].sum() == len(known)
    assert found.pearson.r == pytest.approx(known.corr().iloc[0, 1])
    assert found.spearman.r == pytest.approx(known.corr("spearman").iloc[0, 1])
    assert len(found.points) == len(known) <= MAX_POINTS
    overall = (found.tenths["y"] * found.tenths["n_tracks"]).sum() / len(known)
    assert overall == pytest.approx(known["streams"].mean())


def test_many_tracks_become_a_density(demo_tracks: pd.DataFrame) -> None:
    many = pd.concat([demo_tracks] * 3, ignore_index=True)
    found = relate(many, x="energy", y="streams", n_replicates=50)
    assert found.points.empty
    assert found.density.sum() > MAX_POINTS


def test_too_few_tracks_are_said(tracks: pd.DataFrame, demo_tracks: pd.DataFrame) -> None:
    with pytest.raises(NotEnoughData):
        correlate(tracks.head(30), **OPTIONS)
    with pytest.raises(NotEnoughData):
        segments(demo_tracks.head(0))
    with pytest.raises(NotEnoughData):
        relate(demo_tracks.assign(energy=1.0), x="energy", y="streams")


@pytest.mark.real
def test_the_public_data_set(real_tracks: pd.DataFrame) -> None:
    pearson, spearman = (correlate(real_tracks, method=method) for method in METHODS)
    assert pearson.headline.r == pytest.approx(0.596, abs=0.0005)
    assert spearman.headline.r == pytest.approx(0.611, abs=0.0005)
    assert pearson.headline.low == pytest.approx(0.575, abs=0.004)
    assert pearson.headline.high == pytest.approx(0.617, abs=0.004)
    assert len(pearson.pairs) == len(VARIABLES) * (len(VARIABLES) - 1) / 2
    table = segments(real_tracks).table.set_index("segment")
    assert table.loc["120–130", "r"] == pytest.approx(0.675, abs=0.0005)
    assert table.loc["120–130", "rest"] == pytest.approx(0.582, abs=0.0005)
    assert table.loc["120–130", "difference_low"] > 0
