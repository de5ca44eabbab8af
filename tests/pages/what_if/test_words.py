"""The What-if page's sentences, of answers that are made up."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from analytics.importance.pushes import KINDS, Waterfall
from analytics.models import model as models
from analytics.runs.registry import Trained
from analytics.stats.clustered import RatioEstimate
from analytics.what_if.answers import Answer, Scored
from analytics.what_if.prediction import FEATURE_SETS, Champions
from analytics.what_if.scenario import Scenario
from data.metrics import AUDIO_FEATURES
from pages.what_if import words
from tests.made_champion import CHAMPION

EXPECTED = pd.DataFrame(
    {
        "feature_set": ["release", "market"],
        "is_known": [True, False],
        "streams": [5e6, 2e7],
        "low": [1e6, 1.5e7],
        "high": [9e6, 3e7],
        "probability": [0.02, 0.995],
        "percentile": [0.5, 0.997],
    }
)
STEPS = pd.DataFrame(
    {
        "label": [KINDS["Other platform"], "Energy"],
        "value": ["", "0.90"],
        "push": [0.7, -0.1],
        "factor": [2.0, 0.9],
    }
)
NEAREST = pd.DataFrame({"streams": [1e6, 3e8, np.nan]})
ANSWER = Answer(
    table=EXPECTED,
    starts=pd.DataFrame({"artist": ["Ann", "Bo"], "track": ["New track", "Hello"]}),
    tracks=pd.DataFrame(
        {
            "artist": ["Ann", "Bo"],
            "album_type": "single",
            "has_official_video": True,
            "is_licensed": True,
            "views": [np.nan, 9e8],
            "back_views_best": np.log1p(1e6),
            **dict.fromkeys(AUDIO_FEATURES, 0.5),
        }
    ),
    number=1,
    pushes=Waterfall(14.0, 14.6, STEPS),
    nearest=NEAREST,
    n_compared=300,
    n_tracks=300,
    strangeness=0.5,
    beyond=(),
    hit_threshold=1e8,
    median=2.5e6,
)
MODEL = models.fit(
    "baseline",
    pd.DataFrame({"energy": [0.0, 1.0]}),
    np.array([1.0, 2.0]),
    pd.DataFrame({"artist": ["a", "b"]}),
    rows=np.arange(2),
    chosen={},
)
CHAMPIONS = Champions(dict.fromkeys(FEATURE_SETS, Trained(CHAMPION, MODEL)))
SCENARIOS = [Scenario("artist", "Ann"), Scenario("track", "t1", views=900_000_000)]


def alone() -> Answer:
    first = EXPECTED.head(1)
    return dataclasses.replace(ANSWER, table=first, tracks=ANSWER.tracks.head(1), number=0)


def test_each_scenario_is_called_after_what_it_starts_from() -> None:
    table = words.expected(ANSWER, SCENARIOS)
    assert table["letter"].tolist() == ["A", "B"]
    assert table["name"].tolist() == ["New by Ann", "Hello · Bo"]
    assert words.name(Scenario(), "New track", "") == "A typical track"


def test_the_title_names_the_one_ahead_or_holds_the_only_one_against_the_median() -> None:
    assert words.scenarios_title(ANSWER).startswith("B is ahead: ")
    assert "overlap" not in words.scenarios_title(ANSWER)
    close = dataclasses.replace(ANSWER, table=EXPECTED.assign(high=4e7))
    assert words.scenarios_title(close).endswith("The intervals overlap.")
    assert words.scenarios_title(alone()).endswith("2.00 times the catalogue's median track")


def test_scenarios_that_read_the_same_are_level() -> None:
    same = EXPECTED.assign(streams=[1.2201e8, 1.2199e8], probability=0.2)
    said = words.scenarios_title(dataclasses.replace(ANSWER, table=same))
    assert said.startswith("A and B are level: 122")
    assert "likelier" not in said


def test_the_likelier_hit_is_named_where_it_is_not_the_one_ahead() -> None:
    wide = EXPECTED.assign(probability=[0.2, 0.1], low=[1e6, 1.5e7], high=[9e7, 3e7])
    said = words.scenarios_title(dataclasses.replace(ANSWER, table=wide))
    assert said.endswith("A is likelier to be a hit: its outcome is less certain.")
    narrow = wide.assign(low=[4e6, 1e6])
    said = words.scenarios_title(dataclasses.replace(ANSWER, table=narrow))
    assert said.endswith("A is likelier to be a hit: its outcome is more certain.")


def test_what_an_answer_is_worth_for_an_unknown_artist_is_said() -> None:
    assert words.newcomer(alone(), CHAMPIONS) == ""
    said = words.newcomer(ANSWER, CHAMPIONS).replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith("The catalogue holds no other track of this artist.")
    assert "explains 12 % of the differences in streams, for others 47 %." in said


def test_the_interval_is_held_against_every_group() -> None:
    row = {"label": "Singles", "n_tracks": 10, "n_artists": 5, "width": 3.0}
    row |= {"coverage": 0.81, "low": 0.78, "high": 0.84}
    table = pd.DataFrame([row | {"feature_set": name} for name in ("release", "market")])
    said = words.coverage(table.head(2))
    assert set(words.COVERAGE) == set(said)
    assert said["release"].iloc[0].replace("\N{NO-BREAK SPACE}", " ") == "81 [78, 84]"


def test_shares_near_all_and_nothing_keep_a_decimal() -> None:
    table = words.in_table(EXPECTED)
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in table["stands"]] == [
        "50 %",
        "99.7 %",
    ]
    assert table["known"].tolist() == ["before release", "with expected views, artist unknown"]


def test_counts_of_the_other_platform_are_the_expected_views() -> None:
    pushes = words.pushes(ANSWER)
    assert pushes["label"].tolist() == ["Expected views", "Energy"]
    assert ANSWER.pushes.steps["label"].iloc[0] == KINDS["Other platform"]
    assert words.pushes_title(pushes) == "Strongest push, up: Expected views, ×2.00 on streams"
    down = words.pushes_title(pushes.iloc[1:])
    assert down == "Strongest push, down: Energy (0.90), ×0.90 on streams"


def test_warnings_say_where_the_data_ends() -> None:
    odd = dataclasses.replace(ANSWER, beyond=("loudness", "energy"), strangeness=0.995)
    beyond, strange, views = words.warnings(odd)
    assert beyond.startswith("Loudness, Energy: 999 of 1,000 tracks")
    assert "hardly anything like this" in strange
    assert "more than five times" in views
    assert list(words.warnings(alone())) == []


def test_neighbours_are_summed_up_where_their_streams_are_known() -> None:
    said = words.neighbours(ANSWER)
    assert said.startswith("The 2 nearest real tracks")
    assert said.endswith("hits among them: 1.")
    unknown = dataclasses.replace(ANSWER, nearest=NEAREST.tail(1))
    assert "None of the nearest" in words.neighbours(unknown)


def test_a_sample_is_said_to_be_one() -> None:
    assert words.sampled(ANSWER) == ""
    assert "300 of 9,000 tracks" in words.sampled(dataclasses.replace(ANSWER, n_tracks=9_000))


def test_the_csv_has_a_row_of_all_values_for_each_scenario() -> None:
    table = words.csv(words.expected(ANSWER, SCENARIOS), ANSWER)
    assert table["letter"].tolist() == ["A", "B"]
    assert set(AUDIO_FEATURES) <= set(table)
    assert len(table) == 2


def test_a_video_is_an_association_with_its_lift_where_that_is_known() -> None:
    assert words.video(None).endswith("works out the adjusted lift.")
    lift = RatioEstimate(
        estimator="doubly_robust",
        label="Doubly robust",
        lift=1.17,
        low=1.05,
        high=1.3,
        log_se=0.05,
        p_value=0.01,
        meaning="",
    )
    assert "1.17 [1.05, 1.30]" in words.video(lift)


def test_a_files_verdict_escapes_names_and_says_what_newcomers_are_worth() -> None:
    table = EXPECTED.assign(track=["<b>*One*</b>", "Two"], artist="Nobody")
    said = words.verdict(Scored(table, pd.DataFrame(), ()), CHAMPIONS)
    said = said.replace("\N{NO-BREAK SPACE}", " ")
    assert "2 tracks scored" in said
    assert "*One*" not in said
    assert " 1 track by artists unknown to the catalogue." in said
    assert said.endswith("the model explains 12 % of the differences in streams, for others 47 %.")


@pytest.mark.parametrize("column", ["artist", "track", "energy", "views"])
def test_the_template_has_the_columns_of_an_import(column: str) -> None:
    assert column in words.template()
