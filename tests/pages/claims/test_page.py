"""The claims page: verdicts, the form and what it says of bad input."""

import shutil

import pytest

from pages.claims import answers
from pages.video_lift import answers as video_lift

PAGE = "pages/claims/page.py"


@pytest.fixture
def computed(everything) -> None:
    video_lift.robust(everything, flag="has_official_video")
    answers.score(everything, target="streams", inputs="audio and YouTube counts")


def _text(app) -> str:
    shown = (*app.markdown, *app.caption, *app.warning, *app.error, *app.success)
    return " ".join(element.value for element in shown)


def test_every_claim_has_a_verdict(app_page, computed, everything):
    app = app_page(PAGE)
    assert not app.exception
    found = answers.verdicts(everything)
    assert len(found) == 6
    assert all(one.verdict in ("supported", "rejected", "undecided") for one in found)
    assert _text(app).count("**Rejected.**") == sum(one.verdict == "rejected" for one in found)


def test_verdicts_start_nothing_and_say_what_is_pending(demo_copy, everything):
    shutil.rmtree(demo_copy / "cache", ignore_errors=True)
    pending = [one.verdict for one in answers.verdicts(everything)]
    assert pending.count("pending") == 2


def test_the_filter_does_not_move_verdicts(app_page, computed):
    one, other = app_page(PAGE), app_page(PAGE, album_type="Single")
    assert not other.exception
    assert one.markdown[0].value == other.markdown[0].value


def test_the_form_says_what_is_wrong_beside_each_field(app_page, computed):
    app = app_page(PAGE)
    _button(app, "Test this claim").click().run()
    said = " ".join(error.value for error in app.error)
    assert "in a sentence" in said
    assert "Enter a number" in said
    assert "one to three conditions" in said


def _button(app, label):
    return next(button for button in app.button if button.label == label)


def test_a_claim_is_added_tested_and_removed(app_page, computed, demo_copy, everything):
    claim = answers.claim_of(
        "Loud tracks are hits",
        "rule",
        1.5,
        conditions=(("Loudness", -6.0, None), (None, None, None)),
    )
    assert not answers.problems(claim)
    answers.add(claim)
    assert "already" in answers.problems(claim)["text"]
    last = answers.verdicts(everything)[-1]
    assert last.claim.text == "Loud tracks are hits"
    assert last.verdict in ("supported", "rejected", "undecided")
    app = app_page(PAGE)
    assert "Loud tracks are hits" in _text(app)
    _button(app, "Remove").click().run()
    assert "Loud tracks are hits" not in _text(app)


def test_a_claim_on_a_column_that_is_not_there_is_said():
    claim = answers.claim_of("x", "correlation", 0.5, ("Streams", "Fame"))
    assert "no 'Fame'" in answers.problems(claim)["on_1"]
    assert claim.on[0] == "streams"


def test_a_broken_file_is_said_and_does_no_harm(app_page, computed, demo_copy):
    (demo_copy / "claims.json").write_text('[{"text": "<b>x</b>", "kind": "nonsense"}]')
    app = app_page(PAGE)
    assert not app.exception
    assert any("left out" in warning.value for warning in app.warning)
