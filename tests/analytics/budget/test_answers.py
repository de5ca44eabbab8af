"""What can be asked about a budget, without a page."""

import dataclasses

import pytest

from analytics import kept
from analytics.budget import answers
from analytics.budget.beliefs import NAMES
from analytics.budget.plan import Plan
from analytics.video_lift import answers as video_lift
from data.errors import BadOption, NotEnoughData
from tests.analytics.lift_catalogues import EFFECT


@pytest.fixture
def lifts(everything):
    """Compute the lifts, which every plan waits for."""
    video_lift.robust(everything, flag=answers.FLAG)
    return answers.lifts(everything)


def test_the_slow_questions_are_of_the_whole_version(everything, lifts):
    singles = dataclasses.replace(everything, album_types=("single",))
    (robust,) = answers.measurements(singles)
    assert robust.func == video_lift.robust
    assert (robust.args, robust.keywords) == ((everything,), {"flag": answers.FLAG})
    assert robust.func.if_kept(*robust.args, **robust.keywords)
    assert [one.lift for one in answers.lifts(singles)] == [one.lift for one in lifts]
    assert answers.judgement(singles).is_identified


def test_every_comparison_finds_what_the_demo_planted(lifts):
    assert [lift.estimator for lift in lifts] == list(NAMES)
    for lift in lifts:
        assert lift.low <= EFFECT <= lift.high


def test_a_plan_is_simulated_for_the_chosen_tracks(everything, demo_tracks, trained_demo, lifts):
    budget = answers.planned(everything, plan=Plan(), with_doubtful=True)
    without = demo_tracks["has_official_video"].eq(False)
    assert set(budget.candidates["track_id"]) == set(demo_tracks["track_id"][without])
    assert budget.by_belief["lift"].tolist() == [lift.lift for lift in lifts]
    assert answers.planned(everything, plan=Plan(), with_doubtful=True) is budget
    dearer = answers.planned(everything, plan=Plan(cost_official=1e8))
    assert not (dearer.candidates["kind"] == "official").any()
    singles = dataclasses.replace(everything, album_types=("single",))
    fewer = answers.planned(singles, plan=Plan())
    assert set(fewer.candidates["track_id"]) < set(budget.candidates["track_id"])


def test_tracks_whose_video_is_in_doubt_are_left_out_unless_asked_for(
    everything, trained_demo, lifts
):
    doubtful = answers.forecast(everything).candidates.query("is_doubtful")["track_id"]
    assert len(doubtful) > 0
    by_default = answers.planned(everything, plan=Plan()).candidates["track_id"]
    asked_for = answers.planned(everything, plan=Plan(), with_doubtful=True).candidates["track_id"]
    assert set(asked_for) - set(by_default) == set(doubtful)


def test_nothing_is_expected_beyond_a_track_s_life_so_far(everything, trained_demo, lifts):
    table = answers.planned(everything, plan=Plan(months_out=1.0)).candidates
    out = table.dropna(subset=["streams"])
    assert (out["expected_streams"] <= out["streams"]).all()
    assert (out["expected_streams"] > 0).any()


def test_a_forecast_lasts_as_long_as_the_models(everything, trained_demo, tmp_path, monkeypatch):
    forecast = answers.forecast(everything)
    assert answers.forecast(everything) is forecast
    assert forecast.n_unpredicted == 0 < forecast.candidates["streams"].isna().sum()
    monkeypatch.setenv("CROSSFADE_MLRUNS_DIR", str(tmp_path / "mlruns"))
    untrained = answers.forecast(everything)
    assert untrained.n_unpredicted == forecast.candidates["streams"].isna().sum()
    assert len(untrained.candidates) + untrained.n_unpredicted == len(forecast.candidates)


def test_what_cannot_be_planned_is_said(everything, trained_demo, lifts):
    with pytest.raises(BadOption, match="budget"):
        answers.planned(everything, plan=Plan(budget=-1.0))
    all_with = dataclasses.replace(everything, official_video=True)
    with pytest.raises(NotEnoughData, match="lack an official video"):
        answers.planned(all_with, plan=Plan())


def test_advice_is_about_the_chosen_tracks(everything, demo_tracks):
    table = answers.advice(everything)
    assert set(table["advice"]) == {"YouTube", "Spotify", "either"}
    assert set(table["track_id"]) <= set(demo_tracks["track_id"])
    singles = answers.advice(dataclasses.replace(everything, album_types=("single",)))
    both = singles.merge(table, on="track_id", suffixes=("", "_of_all"))
    assert len(both) == len(singles) < len(table)
    assert (both["advice"] == both["advice_of_all"]).all()
    kept.forget()
    assert answers.advice(everything).equals(table)
    doubtful = demo_tracks["track_id"][demo_tracks["is_doubtful_video"]]
    assert not set(doubtful) & set(table["track_id"])
    assert set(doubtful) & set(answers.advice(everything, with_doubtful=True)["track_id"])
