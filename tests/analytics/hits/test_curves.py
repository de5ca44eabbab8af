import numpy as np
import pandas as pd
import pytest

from analytics.hits import curves as hits
from data.errors import BadOption


def judged(n_artists: int = 100, per_artist: int = 10, seed: int = 0) -> hits.HeldOut:
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
    return hits.HeldOut("hits_10", "audio", "logistic", "0001", tracks)


@pytest.fixture(scope="module")
def held() -> hits.HeldOut:
    return judged()


def test_curves_are_scikit_learns(held: hits.HeldOut) -> None:
    from sklearn import metrics

    found = hits.curves(held)
    actual, predicted = held.tracks["actual"], held.tracks["predicted"]
    assert found.scores["roc_auc"] == pytest.approx(metrics.roc_auc_score(actual, predicted))
    area = metrics.auc(found.roc["false_positive_rate"], found.roc["true_positive_rate"])
    assert area == pytest.approx(found.scores["roc_auc"], abs=0.005)
    assert found.base_rate == actual.mean()
    assert found.precision_recall["recall"].is_monotonic_decreasing
    assert len(found.roc) <= 400


def test_probabilities_that_come_true_are_seen_to(held: hits.HeldOut) -> None:
    bins = hits.curves(judged(n_artists=2_000)).calibration
    assert bins["n_tracks"].sum() == 20_000
    assert bins["predicted"].is_monotonic_increasing
    inside = (bins["low"] <= bins["predicted"]) & (bins["predicted"] <= bins["high"])
    assert inside.sum() >= 8
    assert (bins[["low", "observed", "high"]].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)


def test_intervals_know_that_tracks_of_one_artist_are_alike(held: hits.HeldOut) -> None:
    alike = held.tracks.assign(actual=np.repeat(np.arange(100) % 4 == 0, 10).astype(float))
    wide = hits.curves(hits.HeldOut("hits_10", "audio", "x", "", alike), n_bins=2).calibration
    mixed = held.tracks.assign(actual=(np.arange(1_000) % 4 == 0).astype(float))
    narrow = hits.curves(hits.HeldOut("hits_10", "audio", "x", "", mixed), n_bins=2).calibration
    assert (wide["high"] - wide["low"]).mean() > 1.5 * (narrow["high"] - narrow["low"]).mean()


@pytest.mark.parametrize("threshold", [0.0, 0.1, 0.5, 1.0])
def test_counts_are_those_of_scikit_learn(held: hits.HeldOut, threshold: float) -> None:
    from sklearn.metrics import confusion_matrix

    found = hits.confusion(held, threshold=threshold, cost_miss=5, cost_false=2)
    called = held.tracks["predicted"] >= threshold
    (rest, false), (missed, true) = confusion_matrix(held.tracks["actual"], called, labels=[0, 1])
    ours = found.true_rest, found.false_hits, found.missed_hits, found.true_hits
    assert ours == (rest, false, missed, true)
    assert found.cost == 5 * missed + 2 * false
    assert found.recall == pytest.approx(true / (true + missed))


def test_the_cheapest_threshold_is_the_price_ratio_where_probabilities_are_true() -> None:
    found = hits.confusion(judged(n_artists=4_000), cost_miss=4, cost_false=1)
    assert found.best_threshold == pytest.approx(0.2, abs=0.05)
    assert found.best_cost == found.costs["cost"].min() < found.cost_of_none
    assert found.majority_accuracy == pytest.approx(1 - judged(4_000).tracks["actual"].mean())


def test_prices_and_thresholds_out_of_range_are_refused(held: hits.HeldOut) -> None:
    with pytest.raises(BadOption):
        hits.confusion(held, threshold=1.5)
    with pytest.raises(BadOption):
        hits.confusion(held, cost_miss=-1)


def test_calling_none_has_no_precision(held: hits.HeldOut) -> None:
    found = hits.confusion(held, threshold=1.0)
    assert np.isnan(found.precision)
    assert found.accuracy == pytest.approx(found.majority_accuracy)
