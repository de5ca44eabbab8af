"""What can be asked about a budget, without a page."""

import dataclasses

import pytest

from analytics import kept
from analytics.budget import answers
from analytics.budget.plan import Plan
from analytics.video_lift import answers as video_lift
from data.errors import BadOption, ModelMissing, NotEnoughData


@pytest.fixture
def lift(everything):
    """Compute the lift, which every plan waits for."""
    return video_lift.robust(everything, flag=answers.FLAG)


def test_the_slow_question_is_the_lift_of_the_whole_version(everything, lift):
    singles = dataclasses.replace(everything, album_types=("single",))
    (question,) = answers.measurements(singles)
    assert question.func is video_lift.robust
    assert (question.args, question.keywords) == ((everything,), {"flag": answers.FLAG})
    assert answers.lift(singles) is lift
    assert answers.judgement(singles).is_identified


def test_a_plan_is_simulated_for_the_chosen_tracks(everything, demo_tracks, trained_demo, lift):
    budget = answers.planned(everything, plan=Plan())
    without = demo_tracks["has_official_video"].eq(False)
    assert set(budget.candidates["track_id"]) == set(demo_tracks["track_id"][without])
    assert budget.lift.lift == lift.estimate.lift
    assert answers.planned(everything, plan=Plan()) is budget
    dearer = answers.planned(everything, plan=Plan(cost_official=1e8))
    assert not (dearer.candidates["kind"] == "official").any()
    singles = dataclasses.replace(everything, album_types=("single",))
    fewer = answers.planned(singles, plan=Plan())
    assert set(fewer.candidates["track_id"]) < set(budget.candidates["track_id"])


def test_a_forecast_lasts_as_long_as_the_models(everything, trained_demo, tmp_path, monkeypatch):
    assert answers.forecast(everything) is answers.forecast(everything)
    monkeypatch.setenv("CROSSFADE_MLRUNS_DIR", str(tmp_path / "mlruns"))
    with pytest.raises(ModelMissing):
        answers.forecast(everything)


def test_what_cannot_be_planned_is_said(everything, trained_demo, lift):
    with pytest.raises(BadOption, match="budget"):
        answers.planned(everything, plan=Plan(budget=-1.0))
    all_with = dataclasses.replace(everything, official_video=True)
    with pytest.raises(NotEnoughData, match="every track in view"):
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
