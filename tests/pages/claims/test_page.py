"""The claims page: verdicts, the form and what it says of bad input."""

import shutil

import pytest

from analytics.claims import answers

PAGE = "pages/claims/page.py"


@pytest.fixture
def computed(everything) -> None:
    answers.verdicts(everything, wait=True)


def _text(app) -> str:
    shown = (*app.markdown, *app.caption, *app.warning, *app.error, *app.success)
    return " ".join(element.value for element in shown)


def test_every_claim_has_a_verdict(app_page, computed, everything):
    app = app_page(PAGE)
    assert not app.exception
    outcomes = [verdict.outcome for verdict in answers.verdicts(everything)]
    assert len(outcomes) == 6
    assert set(outcomes) <= {"supported", "rejected", "undecided"}
    for outcome in ("supported", "rejected", "undecided"):
        assert _text(app).count(f"**{outcome.capitalize()}.**") == outcomes.count(outcome)


def test_what_is_slow_is_started_and_said_to_be_pending(app_page, demo_copy):
    shutil.rmtree(demo_copy / "cache", ignore_errors=True)
    app = app_page(PAGE)
    assert not app.exception
    assert _text(app).count("**Being computed.**") == 2
    assert app.main.get("progress")


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
    app = app_page(PAGE)
    app.text_input("claims_text").set_value("Loud <b>tracks</b> are hits")
    app.selectbox("claims_condition_0").set_value("Loudness")
    app.number_input("claims_From_0").set_value(-6.0)
    app.number_input("claims_threshold_rule").set_value(1.5)
    _button(app, "Test this claim").click().run()
    assert not app.exception
    assert not app.error
    last = answers.verdicts(everything)[-1]
    assert last.claim.text == "Loud <b>tracks</b> are hits"
    assert last.outcome in ("supported", "rejected", "undecided")
    assert "tracks" in _text(app)
    assert "<b>" not in _text(app)
    _button(app, "Remove").click().run()
    assert len(answers.all_claims()[0]) == 6


def test_a_broken_file_is_said_and_does_no_harm(app_page, computed, demo_copy):
    (demo_copy / "claims.json").write_text('[{"text": "<b>x</b>", "kind": "nonsense"}]')
    app = app_page(PAGE)
    assert not app.exception
    assert any("left out" in warning.value for warning in app.warning)
