import numpy as np
import pandas as pd
import pytest

from analytics.drivers import feature_choice
from analytics.drivers import ols as drivers
from analytics.features import matrix as features
from data.demo.catalogue import TRUTH
from data.errors import BadOption, NotEnoughData
from tests.analytics.models_catalogue import SLOPE, catalogue

CHOSEN = ("energy", "valence", "tempo", "has_official_video")


@pytest.fixture(scope="module")
def tracks() -> pd.DataFrame:
    return catalogue(80)


def test_clustered_errors_are_statsmodels(tracks: pd.DataFrame) -> None:
    import statsmodels.api as sm
    from statsmodels.stats.outliers_influence import variance_inflation_factor

    found = drivers.ols(tracks, features=CHOSEN)
    X = features.matrix(tracks, "release")[list(CHOSEN)]
    design = sm.add_constant((X - X.mean()) / X.std(ddof=0))
    groups = pd.factorize(tracks["artist"])[0]
    theirs = sm.OLS(np.log1p(tracks["streams"]), design).fit(
        cov_type="cluster", cov_kwds={"groups": groups}, use_t=True
    )
    ours = found.coefficients.set_index("name").loc[list(CHOSEN)]
    np.testing.assert_allclose(ours["slope"], theirs.params.iloc[1:], rtol=1e-8)
    np.testing.assert_allclose(ours["error"], theirs.bse.iloc[1:], rtol=1e-8)
    np.testing.assert_allclose(ours[["low", "high"]], theirs.conf_int().iloc[1:], rtol=1e-7)
    np.testing.assert_allclose(ours["p"], theirs.pvalues.iloc[1:], rtol=1e-6, atol=1e-12)
    vif = [variance_inflation_factor(design.to_numpy(), place) for place in range(1, 5)]
    np.testing.assert_allclose(ours["vif"], vif, rtol=1e-8)
    assert found.r2 == pytest.approx(theirs.rsquared)


def test_the_planted_slope_is_found_and_errors_grow_with_artists(tracks: pd.DataFrame) -> None:
    found = drivers.ols(tracks, features=CHOSEN)
    first = found.coefficients.iloc[0]
    assert first["name"] == "energy"
    assert first["low"] < SLOPE < first["high"]
    assert first["percent"] == pytest.approx(np.expm1(first["slope"]))
    assert found.artist_share > 0.5
    assert found.held_out_r2 == pytest.approx(0.4, abs=0.15)
    flag = pd.factorize(tracks["artist"])[0] % 2 == 0
    whole = drivers.ols(
        tracks.assign(has_official_video=flag), features=("energy", "has_official_video")
    )
    assert whole.naive_error_ratio > 1


def test_the_order_of_rows_does_not_matter(tracks: pd.DataFrame) -> None:
    shuffled = tracks.sample(frac=1, random_state=2).reset_index(drop=True)
    one, other = (drivers.ols(frame, features=CHOSEN) for frame in (tracks, shuffled))
    pd.testing.assert_frame_equal(one.coefficients, other.coefficients)
    assert one.held_out_r2 == pytest.approx(other.held_out_r2)


def test_sums_of_other_features_are_left_out_and_named(tracks: pd.DataFrame) -> None:
    wanted = ("back_streams_mean", "back_views_mean", "back_streams_per_view", "energy")
    found = drivers.ols(tracks, features=wanted)
    assert found.left_out == ("back_streams_per_view",)
    assert len(found.coefficients) == 3


def test_residuals_and_their_spread(tracks: pd.DataFrame) -> None:
    found = drivers.ols(tracks, features=CHOSEN)
    assert len(found.residuals) == len(tracks)
    assert found.residuals["residual"].mean() == pytest.approx(0, abs=1e-9)
    ordered = found.residuals.sort_values("residual")
    assert ordered["normal"].is_monotonic_increasing
    assert len(found.spread_by_fitted) == 10


def test_a_feature_that_never_varies_cannot_be_weighed(tracks: pd.DataFrame) -> None:
    alike = tracks.assign(energy=0.5)
    with pytest.raises(NotEnoughData, match="one value in all 480 tracks"):
        drivers.ols(alike, features=["energy"])
    assert drivers.ols(alike, features=["energy", "tempo"]).left_out == ("energy",)


def test_too_few_tracks_and_unknown_features_are_refused(tracks: pd.DataFrame) -> None:
    with pytest.raises(NotEnoughData, match="too few to weigh"):
        drivers.ols(tracks.head(60))
    with pytest.raises(BadOption, match="no feature"):
        drivers.ols(tracks, features=("energy", "own_streams"))


@pytest.mark.parametrize("kind", ["ridge", "lasso"])
def test_a_path_ends_in_the_planted_feature(tracks: pd.DataFrame, kind: str) -> None:
    found = feature_choice.penalty_path(tracks, kind=kind, feature_set="audio")
    assert found.chosen <= found.simplest
    assert found.scores["penalty"].is_monotonic_decreasing
    at_chosen = found.slopes[found.slopes["penalty"] == found.chosen]
    assert at_chosen.loc[at_chosen["slope"].abs().idxmax(), "name"] == "energy"
    sizes = found.slopes.groupby("penalty")["slope"].apply(lambda s: s.abs().sum())
    assert sizes.iloc[-1] < sizes.iloc[0]
    if kind == "lasso":
        few = found.scores.set_index("penalty")["n_features"]
        assert few[found.simplest] <= few[found.chosen]


def test_leaving_out_the_planted_feature_costs_most(tracks: pd.DataFrame) -> None:
    found = feature_choice.ablation(tracks, feature_set="audio")
    by_feature = found[found["kind"] == "feature"]
    assert by_feature["name"].iloc[0] == "energy"
    assert by_feature["low"].iloc[0] > 0
    assert set(found.loc[found["kind"] == "group", "name"]) == {"Audio", "Title"}


def test_ablation_is_what_fitting_again_without_gives(tracks: pd.DataFrame) -> None:
    from analytics.models import linear
    from analytics.stats import splits

    X, y = features.matrix(tracks, "audio"), features.log_target(tracks, "streams")

    def r2(columns: pd.Index) -> float:
        scores = []
        for fold in splits.purged_folds(tracks):
            values = X[columns].to_numpy()
            line = linear.fit("ols", values[fold.train], y[fold.train])
            actual = y[fold.test]
            error = np.mean((actual - line.margin(values[fold.test])) ** 2)
            scores.append(1 - error / actual.var())
        return float(np.mean(scores))

    found = feature_choice.ablation(tracks, feature_set="audio").set_index("name")
    by_hand = r2(X.columns) - r2(X.columns.drop("energy"))
    assert found.loc["energy", "adds"] == pytest.approx(by_hand, abs=1e-5)


def test_the_demos_planted_drivers_come_out_in_the_right_direction(
    demo_tracks: pd.DataFrame,
) -> None:
    found = drivers.ols(demo_tracks, features=features.metrics.AUDIO_FEATURES)
    slopes = found.coefficients.set_index("name")
    planted = {name: size for name, size in TRUTH.drivers.items() if name in slopes.index}
    assert len(planted) >= 6
    for name, size in planted.items():
        row = slopes.loc[name]
        assert row["low"] < size * row["deviation"] < row["high"], name
        assert np.sign(row["slope"]) == np.sign(size), name
    weakest = min(abs(slopes.loc[name, "slope"]) for name in planted)
    assert slopes.loc[list(TRUTH.not_drivers), "slope"].abs().max() < 2 * weakest
