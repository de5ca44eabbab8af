"""Claims asked headless: verdicts, what is pending, and what readers add."""

import dataclasses
import functools
import shutil

from analytics.claims import answers
from analytics.claims.claim import BUILT_IN, Claim, to_record
from data.kept import claims as kept_claims
from data.selection import Selection

MINE = Claim("Mine", "correlation", 0.1, ("streams", "views"))


def outcomes(selection: Selection, **options: bool) -> list[str]:
    return [verdict.outcome for verdict in answers.verdicts(selection, **options)]


def test_every_claim_has_a_verdict_where_all_is_computed(everything):
    judged = answers.verdicts(everything, wait=True)
    assert [verdict.claim for verdict in judged] == list(BUILT_IN)
    assert {verdict.outcome for verdict in judged} <= {"supported", "rejected", "undecided"}
    for verdict in judged:
        assert verdict.low <= verdict.estimate <= verdict.high


def test_the_filter_changes_nothing(everything):
    singles = dataclasses.replace(everything, album_types=("single",))
    first, other = (
        [verdict.estimate for verdict in answers.verdicts(selection, wait=True)]
        for selection in (everything, singles)
    )
    assert first == other


def test_what_is_slow_is_pending_and_nothing_is_started(demo_copy, everything):
    shutil.rmtree(demo_copy / "cache", ignore_errors=True)
    assert outcomes(everything).count("pending") == 2
    assert outcomes(everything).count("pending") == 2


def test_measurements_are_what_is_pending(demo_copy, everything):
    shutil.rmtree(demo_copy / "cache", ignore_errors=True)
    for question in answers.measurements(everything):
        assert isinstance(question, functools.partial)
        question()
    assert "pending" not in outcomes(everything)


def test_a_catalogue_that_is_not_there_leaves_claims_untestable(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path))
    assert set(outcomes(Selection("0001-00000000"), wait=True)) == {"not testable"}


def test_claims_are_added_and_removed(demo_copy, everything):
    answers.add(MINE)
    assert [claim.text for claim in answers.all_claims()[0]][-1] == "Mine"
    assert outcomes(everything)[-1] == "supported"
    assert answers.problems(MINE) == {"text": "A claim of this wording is there already."}
    answers.remove("Mine")
    assert answers.all_claims()[0] == BUILT_IN
    assert answers.problems(MINE) == {}


def test_what_cannot_be_read_is_left_out_and_said(demo_copy):
    kept_claims.add(to_record(MINE))
    kept_claims.add({**to_record(MINE), "text": "Broken", "on": ["fame", "views"]})
    claims, wrong = answers.all_claims()
    assert [claim.text for claim in claims] == [*(claim.text for claim in BUILT_IN), "Mine"]
    assert wrong == ("Broken: The catalogue has no figure 'fame'.",)


def test_score_tells_how_far_it_is(demo_copy, everything):
    told = []
    score = answers.score.compute(
        lambda share, text: told.append(text), everything, target="views", inputs="audio"
    )
    assert 0 < score.r2 < 1
    assert told == ["predicting views from audio"]
