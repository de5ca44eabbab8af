"""Streams to come: expected by hand, simulated around what is expected."""

import dataclasses

import numpy as np
import pytest

from analytics.budget.future import Future
from analytics.budget.smearing import Errors
from tests.analytics.budget_forecasts import PLAN
from tests.analytics.budget_forecasts import forecast as made

N = 4_000


def simulated(future: Future, tracks) -> np.ndarray:
    rng = np.random.default_rng(1)
    codes = np.arange(len(tracks)) // 3
    return future.simulated(tracks, future.of_artists(codes.max() + 1, rng)[:, codes], rng)


def test_a_track_that_is_out_has_a_share_of_its_own_streams():
    tracks = made().candidates
    future = Future.of(made(), PLAN, 10, 0)
    assert future.errors is None
    assert future.expected(tracks) == pytest.approx(tracks["streams"].to_numpy() * 0.5)


def test_its_own_pace_counts_where_captures_tell():
    tracks = made().candidates.assign(monthly_streams=1_000.0)
    assert Future.of(made(), PLAN, 10, 0).expected(tracks) == pytest.approx(12 * 1_000.0)


def test_a_new_track_has_a_share_of_what_the_model_predicts():
    new = made(is_new=True)
    errors = Errors.of(new.known, 10, 0)
    mean = errors.smear(new.candidates["predicted"].to_numpy())
    assert Future.of(new, PLAN, 10, 0).expected(new.candidates) == pytest.approx(mean * 0.5)
    fading = dataclasses.replace(PLAN, rate_kept=0.75)
    first, later = (
        Future.of(new, fading, 10, 0).expected(new.candidates.assign(is_out=is_out))
        for is_out in (False, True)
    )
    assert (first > later).all()  # of what fades most comes first


def test_simulations_lie_around_what_is_expected_as_far_as_the_plan_says():
    future, tracks = Future.of(made(), PLAN, N, 0), made().candidates
    ratio = simulated(future, tracks) / future.expected(tracks)
    assert ratio.mean() == pytest.approx(1, abs=0.03)
    assert np.log(ratio).std(axis=0) == pytest.approx(np.log(2) / 1.96, rel=0.06)
    together = np.corrcoef(np.log(ratio[:, :2]).T)[0, 1]
    assert together == pytest.approx(0.5, abs=0.06)


def test_nothing_is_off_where_the_plan_says_so():
    sure = dataclasses.replace(PLAN, forecast_factor=1.0)
    future, tracks = Future.of(made(), sure, 10, 0), made().candidates
    assert simulated(future, tracks) == pytest.approx(
        np.broadcast_to(future.expected(tracks), (10, len(tracks)))
    )


def test_a_new_track_is_off_as_the_model_was():
    new = made(is_new=True)
    future = Future.of(new, PLAN, N, 0)
    ratio = simulated(future, new.candidates) / future.expected(new.candidates)
    assert ratio.mean() == pytest.approx(1, abs=0.05)
    assert np.log(ratio).std() == pytest.approx(np.sqrt(0.98 + future.own_sd**2), rel=0.05)
