import numpy as np
import pandas as pd
import pytest

from analytics.drivers.ols import ols
from analytics.features import matrix as features
from data.demo.catalogue import TRUTH
from data.errors import BadOption, NotEnoughData
from tests.analytics.models_catalogue import SLOPE, catalogue

CHOSEN = ("energy", "valence", "tempo", "has_official_video")


@pytest.fixture(scope="module")
def tracks() -> pd.DataFrame:
    return catalogue(80)


def test_slopes_errors_and_inflation_are_statsmodels(tracks: pd.DataFrame) -> None:
    import statsmodels.api as sm
    from statsmodels.stats.outliers_influence import variance_inflation_factor

    fit = ols(tracks, features=CHOSEN)
    X = features.matrix(tracks, "release")[list(CHOSEN)]
    design = sm.add_constant((X - X.mean()) / X.std(ddof=0))
    groups = pd.factorize(tracks["artist"])[0]
    theirs = sm.OLS(np.log1p(tracks["streams"]), design).fit(
        cov_type="cluster", cov_kwds={"groups": groups}, use_t=True
    )
    ours = fit.coefficients.set_index("name").loc[list(CHOSEN)]
    # one standard deviation of a quantity is a step of one here, a switch takes its whole way
    steps = np.where(ours["is_switch"], 1 / X.std(ddof=0), 1.0)
    np.testing.assert_allclose(ours["slope"] / steps, theirs.params.iloc[1:], rtol=1e-8)
    np.testing.assert_allclose(ours["error"] / steps, theirs.bse.iloc[1:], rtol=1e-8)
    bounds = ours[["low", "high"]].to_numpy() / steps[:, None]
    np.testing.assert_allclose(bounds, theirs.conf_int().iloc[1:], rtol=1e-7)
    spread = np.log1p(tracks["streams"]).std(ddof=0)
    np.testing.assert_allclose(ours["beta"], theirs.params.iloc[1:] / spread, rtol=1e-8)
    np.testing.assert_allclose(ours["p"], theirs.pvalues.iloc[1:], rtol=1e-6, atol=1e-12)
    vif = [variance_inflation_factor(design.to_numpy(), place) for place in range(1, 5)]
    np.testing.assert_allclose(ours["vif"], vif, rtol=1e-8)
    assert fit.r2 == pytest.approx(theirs.rsquared)


def test_the_planted_slope_is_found_and_errors_grow_with_artists(tracks: pd.DataFrame) -> None:
    fit = ols(tracks, features=CHOSEN)
    first = fit.coefficients.iloc[0]
    assert first["name"] == "energy"
    assert first["low"] < SLOPE < first["high"]
    assert first["percent"] == pytest.approx(np.expm1(first["slope"]))
    assert fit.artist_share > 0.5
    assert fit.held_out_r2 == pytest.approx(0.4, abs=0.15)
    flag = pd.factorize(tracks["artist"])[0] % 2 == 0
    whole = ols(tracks.assign(has_official_video=flag), features=("energy", "has_official_video"))
    assert whole.naive_error_ratio > 1


def test_a_switch_is_weighed_from_no_to_yes_however_rare_it_is(tracks: pd.DataFrame) -> None:
    """Golden: statsmodels on the raw column, whose slope is that of a whole step."""
    import statsmodels.api as sm

    rare = np.arange(len(tracks)) % 20 == 0
    planted = tracks.assign(is_licensed=rare, streams=tracks["streams"] * np.where(rare, 3.0, 1.0))
    rows = ols(planted, features=("energy", "is_licensed")).coefficients.set_index("name")
    row = rows.loc["is_licensed"]
    assert rows["is_switch"].to_dict() == {"energy": False, "is_licensed": True}
    assert row["step"] == 1
    raw = np.column_stack([np.ones(len(planted)), planted["energy"], rare])
    theirs = sm.OLS(np.log1p(planted["streams"]), raw).fit()
    assert row["slope"] == pytest.approx(theirs.params.iloc[2])
    assert row["percent"] == pytest.approx(np.expm1(theirs.params.iloc[2]))


def test_a_remembered_matrix_gives_the_same_answer(tracks: pd.DataFrame) -> None:
    asked: list[str] = []

    def matrix_of(feature_set: str) -> pd.DataFrame:
        asked.append(feature_set)
        return features.matrix(some, feature_set)

    some = tracks.assign(streams=tracks["streams"].where(tracks.index % 9 > 0))
    given = ols(some, features=CHOSEN, matrix_of=matrix_of)
    pd.testing.assert_frame_equal(given.coefficients, ols(some, features=CHOSEN).coefficients)
    assert asked == ["release"]


def test_the_order_of_rows_does_not_matter(tracks: pd.DataFrame) -> None:
    shuffled = tracks.sample(frac=1, random_state=2).reset_index(drop=True)
    one, other = (ols(frame, features=CHOSEN) for frame in (tracks, shuffled))
    pd.testing.assert_frame_equal(one.coefficients, other.coefficients)
    assert one.held_out_r2 == pytest.approx(other.held_out_r2)


def test_sums_of_other_features_are_left_out_and_named(tracks: pd.DataFrame) -> None:
    wanted = ("back_streams_mean", "back_views_mean", "back_streams_per_view", "energy")
    fit = ols(tracks, features=wanted)
    assert fit.left_out == ("back_streams_per_view",)
    assert len(fit.coefficients) == 3


def test_residuals_and_their_spread(tracks: pd.DataFrame) -> None:
    fit = ols(tracks, features=CHOSEN)
    assert len(fit.residuals) == len(tracks)
    assert fit.residuals["residual"].mean() == pytest.approx(0, abs=1e-9)
    assert len(fit.spread_by_fitted) == 10


def test_normal_quantiles_are_scipys(tracks: pd.DataFrame) -> None:
    from scipy import stats

    shown = ols(tracks, features=CHOSEN).residuals.sort_values("residual")
    ranks = (np.arange(len(shown)) + 0.5) / len(shown)
    spread = shown["residual"].std(ddof=0)
    np.testing.assert_allclose(shown["normal"], stats.norm.ppf(ranks, scale=spread), rtol=1e-9)


def test_the_plain_errors_that_ours_are_held_against_are_statsmodels(tracks: pd.DataFrame) -> None:
    import statsmodels.api as sm

    X = features.matrix(tracks, "release")[list(CHOSEN)]
    design = sm.add_constant((X - X.mean()) / X.std(ddof=0))
    plain = sm.OLS(np.log1p(tracks["streams"]), design).fit().bse.iloc[1:]
    fit = ols(tracks, features=CHOSEN)
    rows = fit.coefficients.set_index("name").loc[list(CHOSEN)]
    ours = rows["error"] / np.where(rows["is_switch"], 1 / X.std(ddof=0), 1.0)
    assert fit.naive_error_ratio == pytest.approx(np.median(ours / plain))


@pytest.mark.parametrize("seed", range(3))
def test_any_number_of_sums_is_left_out(tracks: pd.DataFrame, seed: int) -> None:
    """Of audio features that are sums of two others, exactly the sums go."""
    rng = np.random.default_rng(seed)
    parts = [tracks["energy"], tracks["valence"]]
    weights = rng.uniform(-3, 3, size=(2, 2))
    sums = {
        name: weights[number, 0] * parts[0] + weights[number, 1] * parts[1]
        for number, name in enumerate(("liveness", "acousticness"))
    }
    wanted = ("energy", "valence", "tempo", "liveness", "speechiness", "acousticness")
    fit = ols(tracks.assign(**sums), features=wanted)
    assert fit.left_out == ("liveness", "acousticness")


def test_one_feature_has_nothing_to_share(tracks: pd.DataFrame) -> None:
    assert ols(tracks, features=["energy"]).coefficients["vif"].tolist() == [1.0]


def test_a_feature_that_never_varies_cannot_be_weighed(tracks: pd.DataFrame) -> None:
    alike = tracks.assign(energy=0.5)
    with pytest.raises(NotEnoughData, match="the same in all 480 tracks"):
        ols(alike, features=["energy"])
    assert ols(alike, features=["energy", "tempo"]).left_out == ("energy",)


def test_equal_counts_leave_nothing_to_explain(tracks: pd.DataFrame) -> None:
    with pytest.raises(NotEnoughData, match="All 480 tracks have the same streams"):
        ols(tracks.assign(streams=7), features=CHOSEN)
    few = tracks["artist"].isin(tracks["artist"].unique()[:3])
    fit = ols(tracks.assign(streams=tracks["streams"].where(few, 7)), features=CHOSEN)
    assert np.isnan(fit.held_out_r2)


def test_too_few_tracks_and_unknown_features_are_refused(tracks: pd.DataFrame) -> None:
    with pytest.raises(NotEnoughData, match="To weigh"):
        ols(tracks.head(60))
    with pytest.raises(BadOption, match="no feature"):
        ols(tracks, features=("energy", "own_streams"))


def test_the_demos_planted_drivers_come_out_in_the_right_direction(
    demo_tracks: pd.DataFrame,
) -> None:
    fit = ols(demo_tracks, features=features.metrics.AUDIO_FEATURES)
    slopes = fit.coefficients.set_index("name")
    planted = {name: size for name, size in TRUTH.drivers.items() if name in slopes.index}
    assert len(planted) >= 6
    for name, size in planted.items():
        row = slopes.loc[name]
        assert row["low"] < size * row["step"] < row["high"], name
        assert np.sign(row["slope"]) == np.sign(size), name
    weakest = min(abs(slopes.loc[name, "slope"]) for name in planted)
    assert slopes.loc[list(TRUTH.not_drivers), "slope"].abs().max() < 2 * weakest
