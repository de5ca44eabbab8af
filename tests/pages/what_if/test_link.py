"""A link says all of a scenario, and whatever stands in one is read as some scenario."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.what_if.scenario import ALBUM_TYPES, MAX_VIEWS, Scenario
from data.metrics import AUDIO_FEATURES
from pages.what_if import link

SOUND = st.dictionaries(st.sampled_from(AUDIO_FEATURES), st.integers(-60, 300).map(float))
SCENARIOS = st.builds(
    Scenario,
    start=st.sampled_from(["artist", "track"]),
    key=st.text(max_size=30),
    artist=st.none() | st.text(max_size=30),
    album_type=st.none() | st.sampled_from(ALBUM_TYPES),
    official_video=st.none() | st.booleans(),
    licensed=st.none() | st.booleans(),
    views=st.none() | st.integers(0, MAX_VIEWS),
    sound=SOUND.map(lambda s: tuple((name, s[name]) for name in AUDIO_FEATURES if name in s)),
)


@given(SCENARIOS)
def test_a_link_says_all_of_a_scenario(scenario: Scenario) -> None:
    assert link.from_text(link.to_text(scenario)) == scenario


@given(st.lists(SCENARIOS | st.just(Scenario()), min_size=1, max_size=4), st.integers(0, 3))
def test_a_link_says_which_scenario_is_in_hand(scenarios: list[Scenario], number: int) -> None:
    number = min(number, len(scenarios) - 1)
    texts = link.to_texts(scenarios, number) or [""]
    assert [link.from_text(text) for text in texts] == scenarios
    assert link.in_hand(texts) == number
    assert (texts == [""]) == (scenarios == [Scenario()])


@given(st.text(max_size=300))
def test_any_text_in_a_link_is_a_scenario(text: str) -> None:
    scenario = link.from_text(text)
    assert link.from_text(link.to_text(scenario)) == scenario


@pytest.mark.parametrize("text", ["energy=nan", "energy=inf&views=-5", "start=<b>&video=2"])
def test_nonsense_in_a_link_is_left_out(text: str) -> None:
    scenario = link.from_text(text)
    assert scenario.start == "catalogue"
    assert scenario.sound == ()
    assert scenario.official_video is None
    assert scenario.views in (None, 0)
