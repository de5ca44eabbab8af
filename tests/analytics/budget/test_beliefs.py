"""Comparisons and their weights."""

import dataclasses

import numpy as np
import pytest

from analytics.budget.beliefs import NAMES, lifts, weighed
from analytics.budget.plan import TRUST, Plan
from analytics.video_lift.comparison import compare
from analytics.video_lift.comparison import robust as climb
from data.errors import NotEnoughData
from tests.analytics.budget_forecasts import MIXED
from tests.analytics.lift_catalogues import catalogue


def test_what_is_believed_is_what_video_lift_measured():
    tracks = catalogue(3, n_artists=60)
    compared, robust = compare(tracks), climb(tracks)
    found = {lift.estimator: lift for lift in lifts(compared, robust)}
    assert tuple(found) == NAMES
    assert found["untreated"].lift == robust.untreated.lift
    assert found["artist"].lift == compared.rungs[-1].lift
    shown = {choice.label: choice.lift for choice in compared.specifications}
    assert found["licence"].lift == shown["a licence held equal too"]
    assert found["album"].lift == shown["within the same album"]
    few = dataclasses.replace(compared, specifications=compared.specifications[:1])
    assert [lift.estimator for lift in lifts(few, robust)] == ["untreated", "artist"]


def test_weights_are_shares_of_what_the_reader_gives():
    plan = Plan(trust_untreated=1.0, trust_artist=3.0, trust_licence=0.0, trust_album=9.0)
    one, other = weighed(MIXED, plan)
    assert (one.name, other.name) == ("untreated", "artist")  # nothing is measured of albums
    assert (one.weight, other.weight) == (0.25, 0.75)
    assert set(TRUST) == {f"trust_{name}" for name in NAMES}


def test_belief_in_what_cannot_be_compared_is_said():
    none = dict.fromkeys(TRUST, 0.0)
    with pytest.raises(NotEnoughData, match="cannot be made"):
        weighed(MIXED, Plan(**(none | {"trust_album": 5.0})))


def test_simulated_lifts_are_as_uncertain_as_the_estimate():
    (belief,) = weighed(MIXED[2:], Plan())
    logs = np.log(belief.simulated(np.random.default_rng(0).standard_normal(20_000)))
    assert logs.mean() == pytest.approx(np.log(belief.lift.lift), abs=0.002)
    assert logs.std() == pytest.approx(belief.lift.log_se, rel=0.02)
