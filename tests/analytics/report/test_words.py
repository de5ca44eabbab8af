"""The report's sentences: read from the findings, silent where there is nothing to say."""

import dataclasses

import pandas as pd
import pytest

from analytics.budget.portfolio import BOUGHT, Budget
from analytics.report import html, words
from data.metrics import TIE, ratio

POLICY = {"policy": BOUGHT, "n_tracks": 16, "cost": 240e3, "expected_return": 5e6}


def spaced(text: str) -> str:
    return text.replace(TIE, " ")


@pytest.fixture
def planned(findings):
    bought = {**POLICY, "net": 3.1e6, "low": -1e6, "high": 7e6, "chance_of_loss": 0.004}
    belief = {"name": "artist", "label": "Same artist", "weight": 0.5, "lift": 1.2, "net": 3e6}
    belief |= {"chance_of_loss": 0.001}
    budget = Budget(
        candidates=pd.DataFrame(),
        policies=pd.DataFrame([bought]),
        by_belief=pd.DataFrame([belief, belief | {"label": "Same album", "chance_of_loss": 0.4}]),
        doubt={"comparison": 0.0, "sampling": 0.5, "forecast": 0.5},
        simulated=pd.DataFrame().to_numpy(),
        lift=1.2,
        n_left_out=0,
    )
    return dataclasses.replace(findings, budget=budget)


@pytest.fixture
def grown(findings):
    since, until = pd.Timestamp("2026-01-01"), pd.Timestamp("2026-02-01")
    step = {"since": since, "until": until, "n_tracks": 9, "streams_before": 100.0}
    step |= {"streams": 112.5, "views_before": 50.0, "views": 49.0}
    gained = {"track": "<b>Up</b>", "artist": "A", "gained": 5e6, "streams": 9e6, "since": since}
    overview = dataclasses.replace(
        findings.overview, growth=pd.DataFrame([step]), risers=pd.DataFrame([gained])
    )
    return dataclasses.replace(findings, overview=overview)


def test_the_title_names_the_label_where_it_is_known(findings):
    assert words.title(findings) == "Northern Lights: catalogue report"
    assert words.title(dataclasses.replace(findings, label="")) == "Catalogue report"


def test_the_summary_says_size_lift_prediction_claims_and_budget(planned):
    said = spaced(words.summary(planned))
    assert said.startswith("3,000 tracks by ")
    lift = planned.robust.estimate
    assert f"goes with {ratio(lift.lift)} [{ratio(lift.low)}, {ratio(lift.high)}] times" in said
    assert "models foresee 50 %" in said
    assert f"Of {len(planned.verdicts)} rules of the playbook" in said
    assert "would bring 3.1 M [−1 M, 7 M] beyond its cost." in said


def test_growth_and_movers_are_reported_where_there_are_captures(grown, text_of):
    said = spaced(words.summary(grown))
    assert "Since 1 January 2026, on the same tracks: streams +12.5 % and views −2.0 %." in said
    page = html.page(grown)
    assert "<b>Up</b>" not in page
    assert "2026-01-01 2026-02-01 +12.5 % −2.0 %" in spaced(text_of(page))


def test_what_is_not_known_is_not_said(small):
    said = words.summary(small)
    assert "video" not in said
    assert words.changes_of_mind(small) == []
    assert "What moved" not in html.page(small)


def test_a_lift_that_cannot_be_told_is_no_finding(findings):
    poor = dataclasses.replace(findings.robust, share_poor=0.9)
    said = words.summary(dataclasses.replace(findings, robust=poor))
    assert "cannot be told from this data" in said


def test_a_choice_that_takes_the_gain_away_would_change_our_mind(planned):
    first, *rest = planned.comparison.specifications
    gone = dataclasses.replace(rest[0], lift=0.98, low=0.87, high=1.1, label="a licence held equal")
    sure = dataclasses.replace(rest[0], lift=1.3, low=1.2, high=1.4, label="the same album")
    comparison = dataclasses.replace(planned.comparison, specifications=(first, gone, sure))
    said = words.changes_of_mind(dataclasses.replace(planned, comparison=comparison))
    assert sum("a licence held equal" in one and "0.98 [0.87, 1.10]" in one for one in said) == 1
    assert not any("the same album" in one for one in said)
    assert "under 1 % of the simulated futures" in spaced(said[-1])
    assert "were 'same album' the right comparison, in 40 %" in spaced(said[-1])


def test_the_table_of_claims_holds_those_that_are_built_in(findings):
    first = findings.verdicts[0]
    own = dataclasses.replace(first, claim=dataclasses.replace(first.claim, is_built_in=False))
    table = words.claims_table(dataclasses.replace(findings, verdicts=(first, own)))
    assert table.count(first.claim.text) == 1
    assert f"| {first.outcome} |" in table
    assert "3,000 recordings" in table
