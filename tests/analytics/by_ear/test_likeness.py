import numpy as np
import pytest
from scipy.stats import multivariate_normal

from analytics.by_ear import likeness
from analytics.by_ear.heard import HeardSound


def test_a_recording_is_nearest_to_itself_and_its_twin(heards: list[HeardSound]) -> None:
    table = likeness.distances(likeness.space(heards[:3]), heards[0])
    assert table["distance"].argsort().tolist()[:2] == [0, 1]
    assert table.to_numpy().min() >= 0 and table.to_numpy().max() <= 1


def test_one_recording_is_a_library(heards: list[HeardSound]) -> None:
    table = likeness.distances(likeness.space(heards[:1]), heards[2])
    assert np.isfinite(table.to_numpy()).all()


def test_timbre_is_the_divergence_of_gaussians(heards: list[HeardSound]) -> None:
    """Its order is that of a Monte Carlo estimate from scipy's densities."""
    known = likeness.space(heards[:3])
    table = likeness.distances(known, heards[3])
    shape = [(one.timbre_mean, one.timbre_cov + likeness.RIDGE * np.eye(20)) for one in heards]
    drawn = multivariate_normal(*shape[3], seed=0).rvs(4_000)
    ours = multivariate_normal(*shape[3]).logpdf(drawn)
    divergence = [np.mean(ours - multivariate_normal(*each).logpdf(drawn)) for each in shape[:3]]
    assert table["timbre"].argmax() == int(np.argmax(divergence))
    assert known.cov.shape == pytest.approx((3, 400))
