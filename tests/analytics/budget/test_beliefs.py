"""Comparisons and their weights."""

import numpy as np
import pytest

from analytics.budget.beliefs import NAMES, weighed, within_artists
from analytics.budget.plan import TRUST, Plan
from analytics.video_lift import ladder
from analytics.video_lift.sample import prepare
from analytics.video_lift.specifications import other_choices
from data.errors import NotEnoughData
from tests.analytics.budget_forecasts import MIXED
from tests.analytics.lift_catalogues import catalogue

FLAG = "has_official_video"


def test_comparisons_within_artists_are_the_ladder_s():
    sample = prepare(catalogue(3, n_artists=30), FLAG)
    artist, licence, album = within_artists(sample)
    assert (artist.estimator, licence.estimator, album.estimator) == NAMES[1:]
    assert artist.lift == pytest.approx(ladder.artist_fixed_effects(sample).lift)
    others = [choice.lift for choice in other_choices(sample)]
    assert any(licence.lift == pytest.approx(lift) for lift in others)
    assert any(album.lift == pytest.approx(lift) for lift in others)


def test_a_comparison_that_the_data_does_not_allow_is_left_out():
    tracks = catalogue(3, n_artists=30)
    alone = tracks.assign(album=tracks["track_id"], is_licensed=tracks[FLAG])
    assert [lift.estimator for lift in within_artists(prepare(alone, FLAG))] == ["artist"]


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
