"""Claims in words."""

import math
from typing import get_args

import pytest

from analytics.claims import verdicts
from analytics.claims.claim import BUILT_IN, Claim, Kind
from data.errors import NotEnoughData
from data.settings import ROOT
from pages.claims import words

RULE = Claim("A rule", "rule", 1.3)
SCORE = Claim("A score", "score", 0.7, ("streams", "audio"))
BAND = Claim("A band", "tempo_band", 0.0)


@pytest.mark.parametrize(
    ("claim", "measured", "said"),
    [
        (
            RULE,
            (1.5, 1.35, 1.7),
            "Reaches the 1.30 times claimed: measured 1.50, between 1.35 and 1.70.",
        ),
        (
            RULE,
            (0.8, 0.7, 0.9),
            "Stays below the 1.30 times claimed: measured 0.80, between 0.70 and 0.90.",
        ),
        (
            SCORE,
            (0.7, 0.65, 0.75),
            "May or may not reach the 0.70 claimed: measured 0.70, between 0.65 and 0.75.",
        ),
    ],
)
def test_a_verdict_is_said_in_the_scale_of_its_claim(claim, measured, said):
    sentence = words.sentence(verdicts.verdict(claim, (*measured, "")))
    assert sentence.replace("\u00a0", " ").replace("\u202f", " ") == said


def test_a_verdict_that_is_missing_says_why():
    assert "takes a while" in words.sentence(verdicts.pending(RULE))
    refused = verdicts.not_testable(RULE, NotEnoughData("Three tracks only."))
    assert words.sentence(refused) == "Three tracks only."


@pytest.mark.parametrize(
    ("claim", "said"),
    [(RULE, "at least 1.30 times"), (SCORE, "at least 0.70"), (BAND, "above 0.00")],
)
def test_thresholds_are_written_as_the_claim_means_them(claim, said):
    assert words.asked(verdicts.pending(claim)) == said


def test_the_table_has_a_row_for_each_claim():
    judged = [verdicts.pending(claim) for claim in BUILT_IN]
    table = words.table(judged)
    assert list(table["claim"]) == [claim.text for claim in BUILT_IN]
    assert set(table["verdict"]) == {"pending"}
    assert all(map(math.isnan, table["estimate"]))


def test_each_kind_has_words_and_a_page():
    kinds = set(get_args(Kind))
    assert set(words.KINDS) == set(words.PAGES) == kinds
    assert set(words.THRESHOLDS) == set(words.FORM_KINDS) < kinds
    assert [page for page in words.PAGES.values() if not (ROOT / page).is_file()] == []
