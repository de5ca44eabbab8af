"""The Overview in words."""

import dataclasses

import pandas as pd
import pytest

from analytics.overview.answers import Overview
from analytics.stats.correlation import Correlation
from pages.overview import words

TOTALS = pd.Series(
    {
        "n_tracks": 1_234,
        "n_artists": 56,
        "streams": 2.5e9,
        "views": 1.5e9,
        "engagement_mean": 0.0127,
        "engagement_median": 0.009,
        "engagement_pooled": 0.0074,
        "n_engagement": 1_200,
        "official_video_share": 0.75,
        "n_official_known": 1_000,
    }
)
TWO_DAYS = pd.DataFrame(
    {
        "n_tracks": [1_000, 1_234],
        "streams": [2.0e9, 2.5e9],
        "engagement_mean": [0.0137, 0.0127],
        "rank_correlation": [0.5, 0.6],
    }
)
NOTHING = pd.DataFrame()
QUALITY = pd.Series([0.99], ["0001-00000000"])


def shown(history: pd.DataFrame = NOTHING, shares: pd.DataFrame = NOTHING) -> Overview:
    return Overview(TOTALS, NOTHING, NOTHING, NOTHING, shares, history, NOTHING, NOTHING)


def together(r: float, low: float, high: float) -> Correlation:
    return Correlation(r, low, high, 0.01, 1_200, 56)


def cards(history: pd.DataFrame = NOTHING, quality: pd.Series = QUALITY) -> dict:
    kpis = words.kpis(shown(history), together(0.6, 0.55, 0.65), quality)
    return {kpi.label: kpi for kpi in kpis}


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ((0.6, 0.55, 0.65), "tend to have more views: rank correlation 0.60 [0.55, 0.65]"),
        ((-0.3, -0.4, -0.2), "tend to have fewer views: rank correlation −0.30"),
        ((0.01, -0.1, 0.1), "It is not clear that streams and views rise together"),
    ],
)
def test_the_summary_says_which_way_both_go(bounds, said):
    assert said in words.summary(shown(), together(*bounds))


def test_without_a_correlation_the_summary_only_counts():
    summary = words.summary(shown(), None)
    assert summary.startswith("**1,234 tracks** by 56 artists")
    assert "rank correlation" not in summary


def test_cards_say_the_number_short_and_in_full():
    streams = cards()["Streams"]
    assert streams.exact == "2,500,000,000"
    assert streams.value.startswith("2.5")
    assert streams.delta is None


def test_changes_since_the_last_capture_keep_their_sign_and_unit():
    several = cards(TWO_DAYS, pd.Series([0.98, 0.99], ["0001-0", "0002-0"]))
    assert several["Streams"].delta.split() == ["+25.0", "%"]
    assert several["Engagement rate, mean"].delta == "−0.10 points"
    assert several["Streams and views together"].delta == "+0.100"
    assert several["Data quality"].delta == "+1.00 points"
    assert several["Streams"].spark == [2.0e9, 2.5e9]
    assert several["Views"].delta is None


def test_a_change_too_small_to_be_told_is_drawn_level():
    small = cards(TWO_DAYS, pd.Series([0.98, 0.990761, 0.990762], ["1", "2", "3"]))["Data quality"]
    assert small.delta == "unchanged"
    assert small.spark == [0.98, 0.990761, 0.990761]
    slow = cards(TWO_DAYS, pd.Series([0.5, 0.50004, 0.50008], ["1", "2", "3"]))["Data quality"]
    assert slow.spark == [0.5, 0.5, 0.50008]


def test_a_correlation_that_is_not_known_is_said_to_be_none():
    kpis = words.kpis(shown(), None, QUALITY)
    [card] = [kpi for kpi in kpis if kpi.label == "Streams and views together"]
    assert card.value == "–"
    assert "Too few tracks" in card.meaning


def test_a_split_has_its_own_rows_only():
    shares = pd.DataFrame({"split": ["album_type", "official_video"], "name": ["single", "with"]})
    assert list(words.split(shown(shares=shares), "album_type")["name"]) == ["single"]


def test_what_it_earns_is_plays_times_rates_and_what_is_not_entered_is_left_out():
    both = {card.label: card for card in words.earned(shown(), {"streams": 0.004, "views": 0.001})}
    assert set(both) == {"Earned so far", "Per track"}
    assert both["Earned so far"].exact == "11,500,000"
    assert both["Per track"].exact == f"{11_500_000 / 1_234:,.0f}"
    alone = words.earned(shown(), {"streams": None, "views": 0.001})[0]
    assert alone.exact == "1,500,000"
    assert "streams" not in alone.meaning


def test_what_it_earned_since_is_of_the_same_tracks():
    step = {"since": pd.Timestamp("2026-01-01"), "n_tracks": 1_000, "streams_before": 1e9}
    step |= {"streams": 1.2e9, "views_before": 1e9, "views": 1.1e9}
    grown = dataclasses.replace(shown(), growth=pd.DataFrame([step]))
    card = words.earned(grown, {"streams": 0.004, "views": None})[-1]
    assert card.exact == "800,000"
    assert card.meaning == "Since 1 January 2026, on 1,000 tracks with both."
