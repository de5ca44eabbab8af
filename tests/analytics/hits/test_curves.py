import numpy as np
import pandas as pd
import pytest

from analytics.hits.curves import HeldOut, confusion, curves
from data.errors import BadOption


def judged(n_artists: int = 100, per_artist: int = 10, seed: int = 0) -> HeldOut:
    """Make predictions that come true as often as they say."""
    rng = np.random.default_rng(seed)
    n = n_artists * per_artist
    predicted = rng.beta(0.5, 3, n)
    tracks = pd.DataFrame(
        {
            "track_id": [f"t{number}" for number in range(n)],
            "artist": np.repeat([f"a{number}" for number in range(n_artists)], per_artist),
            "actual": (rng.random(n) < predicted).astype(float),
            "predicted": predicted,
        }
    )
    return HeldOut("hits_10", "audio", "logistic", tracks)


@pytest.fixture(scope="module")
def held() -> HeldOut:
    return judged()


def test_curves_are_scikit_learns(held: HeldOut) -> None:
    from sklearn import metrics

    traced = curves(held)
    actual, predicted = held.tracks["actual"], held.tracks["predicted"]
    assert traced.scores["roc_auc"] == pytest.approx(metrics.roc_auc_score(actual, predicted))
    area = metrics.auc(traced.roc["false_positive_rate"], traced.roc["true_positive_rate"])
    assert area == pytest.approx(traced.scores["roc_auc"], abs=0.005)
    assert traced.base_rate == actual.mean()
    assert traced.precision_recall["recall"].is_monotonic_decreasing
    assert len(traced.roc) <= 400


def test_probabilities_that_come_true_are_seen_to(held: HeldOut) -> None:
    bins = curves(judged(n_artists=2_000)).calibration
    assert bins["n_tracks"].sum() == 20_000
    assert bins["predicted"].is_monotonic_increasing
    inside = (bins["low"] <= bins["predicted"]) & (bins["predicted"] <= bins["high"])
    assert inside.sum() >= 8
    assert (bins[["low", "observed", "high"]].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)


def test_intervals_know_that_tracks_of_one_artist_are_alike(held: HeldOut) -> None:
    alike = held.tracks.assign(actual=np.repeat(np.arange(100) % 4 == 0, 10).astype(float))
    wide = curves(HeldOut("hits_10", "audio", "x", alike), n_bins=2).calibration
    mixed = held.tracks.assign(actual=(np.arange(1_000) % 4 == 0).astype(float))
    narrow = curves(HeldOut("hits_10", "audio", "x", mixed), n_bins=2).calibration
    assert (wide["high"] - wide["low"]).mean() > 1.5 * (narrow["high"] - narrow["low"]).mean()


@pytest.mark.parametrize("threshold", [0.0, 0.1, 0.5, 1.0])
def test_counts_are_those_of_scikit_learn(held: HeldOut, threshold: float) -> None:
    from sklearn.metrics import confusion_matrix

    counted = confusion(held, threshold=threshold, cost_miss=5, cost_false=2)
    called = held.tracks["predicted"] >= threshold
    (rest, false), (missed, true) = confusion_matrix(held.tracks["actual"], called, labels=[0, 1])
    ours = counted.true_rest, counted.false_hits, counted.missed_hits, counted.true_hits
    assert ours == (rest, false, missed, true)
    assert counted.cost == 5 * missed + 2 * false
    assert counted.recall == pytest.approx(true / (true + missed))


def test_the_cheapest_threshold_is_the_price_ratio_where_probabilities_are_true() -> None:
    counted = confusion(judged(n_artists=4_000), cost_miss=4, cost_false=1)
    assert counted.best_threshold == pytest.approx(0.2, abs=0.05)
    assert counted.best_cost == counted.costs["cost"].min() < counted.cost_of_none
    assert counted.majority_accuracy == pytest.approx(1 - judged(4_000).tracks["actual"].mean())


def test_prices_and_thresholds_out_of_range_are_refused(held: HeldOut) -> None:
    with pytest.raises(BadOption):
        confusion(held, threshold=1.5)
    with pytest.raises(BadOption):
        confusion(held, cost_miss=-1)


@pytest.mark.parametrize("threshold", [0.1, 0.5])
def test_bounds_of_precision_and_recall_are_statsmodels(held: HeldOut, threshold: float) -> None:
    import statsmodels.api as sm

    def bounds(actual: pd.Series, artists: pd.Series) -> tuple[float, float, float]:
        groups = {"groups": pd.factorize(artists)[0]}
        fit = sm.OLS(actual.to_numpy(dtype=float), np.ones(len(actual))).fit(
            cov_type="cluster", cov_kwds=groups, use_t=True
        )
        low, high = fit.conf_int()[0]
        return float(fit.params[0]), max(low, 0.0), min(high, 1.0)

    counted, tracks = confusion(held, threshold=threshold), held.tracks
    called, hit = tracks["predicted"] >= threshold, tracks["actual"] == 1
    precision = counted.precision, counted.precision_low, counted.precision_high
    recall = counted.recall, counted.recall_low, counted.recall_high
    assert precision == pytest.approx(bounds(hit[called], tracks["artist"][called]), rel=1e-9)
    assert recall == pytest.approx(bounds(called[hit], tracks["artist"][hit]), rel=1e-9)


def test_calling_none_has_no_precision(held: HeldOut) -> None:
    counted = confusion(held, threshold=1.0)
    assert np.isnan([counted.precision, counted.precision_low, counted.precision_high]).all()
    assert counted.recall == 0
    assert counted.accuracy == pytest.approx(counted.majority_accuracy)
