"""From predicted medians to mean streams, and how far these stray."""

import math

import numpy as np
import pandas as pd
import pytest

from analytics.budget.smearing import MIN_KNOWN, N_BINS, Errors
from data.errors import NotEnoughData
from tests.analytics.budget_forecasts import forecast


@pytest.fixture(scope="module")
def known() -> pd.DataFrame:
    return forecast().known


@pytest.fixture(scope="module")
def errors(known) -> Errors:
    return Errors.of(known, 400, 0)


def test_smearing_turns_medians_into_means(known, errors):
    means = errors.smear(known["predicted"].to_numpy())
    assert means.sum() == pytest.approx(known["streams"].sum(), rel=0.03)
    # the error is normal with variance 0.98, so a mean is exp(0.49) medians
    assert errors.factor.shape == errors.centres.shape == (N_BINS,)
    assert errors.factor[4] == pytest.approx(math.exp(0.49), rel=0.15)
    assert (np.diff(errors.centres) > 0).all()


def test_a_factor_is_mean_streams_over_mean_prediction(known, errors):
    lowest = known[known["predicted"] < known["predicted"].quantile(1 / N_BINS)]
    wanted = lowest["streams"].mean() / np.expm1(lowest["predicted"]).mean()
    assert errors.factor[0] == pytest.approx(wanted)


def test_simulated_factors_lie_around_the_one_measured(errors):
    predicted = np.array([12.0, 14.0, 16.0])
    simulated = errors.smear_simulated(predicted)
    assert simulated.shape == (400, 3)
    assert simulated.mean(axis=0) == pytest.approx(errors.smear(predicted), rel=0.05)
    assert (simulated.std(axis=0) > 0).all()


def test_errors_split_into_artist_and_track(known, errors):
    codes = pd.factorize(known.sort_values("track_id")["artist"])[0]
    assert pd.Series(errors.by_artist).groupby(codes).nunique().max() == 1
    assert pd.Series(errors.by_track).groupby(codes).mean().to_numpy() == pytest.approx(0, abs=1e-9)
    assert (errors.by_artist + errors.by_track).std() == pytest.approx(1, abs=0.05)


def test_noise_has_mean_one(errors):
    rng = np.random.default_rng(0)
    predicted = np.linspace(12, 16, 200)
    of_artist = rng.choice(errors.by_artist, size=(2_000, 200))
    noise = errors.noise(predicted, of_artist, rng)
    assert noise.shape == (2_000, 200)
    assert noise.mean() == pytest.approx(1, abs=0.02)


def test_row_order_does_not_matter(known, errors):
    again = Errors.of(known.sample(frac=1, random_state=1), 400, 0)
    assert again.factor == pytest.approx(errors.factor)
    assert again.factors == pytest.approx(errors.factors)
    assert again.by_track == pytest.approx(errors.by_track)


def test_too_few_known_tracks_are_said(known):
    with pytest.raises(NotEnoughData, match=f"at least {MIN_KNOWN}"):
        Errors.of(known.head(MIN_KNOWN - 1), 10, 0)
    gaps = known.assign(streams=known["streams"].where(known.index < 50))
    with pytest.raises(NotEnoughData, match="50 tracks have both") as told:
        Errors.of(gaps, 10, 0)
    assert "train them on this one" in told.value.hint
