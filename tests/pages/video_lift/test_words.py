"""Sentences, cards and tables of the video lift page, for every state of its answers."""

import dataclasses
import re

import numpy as np
import pytest

from analytics.video_lift import answers
from analytics.video_lift.comparison import Judgement, LiftComparison, Robust
from pages.video_lift import figures, words

IDENTIFIED = Judgement(True, ())


@pytest.fixture
def comparison(everything) -> LiftComparison:
    return answers.comparison(everything, flag="has_official_video")


@pytest.fixture
def robust(everything) -> Robust:
    return answers.robust(everything, flag="has_official_video")


def changed(robust: Robust, **values: float) -> Robust:
    """Return the last rung with another estimate."""
    return dataclasses.replace(robust, estimate=dataclasses.replace(robust.estimate, **values))


def test_nothing_stands_out_while_the_last_rung_is_computed(comparison):
    within = comparison.rungs[-1]
    said = words.lead(comparison, None, None)
    assert f"have {comparison.rungs[0].lift:.2f} times the streams" in said
    assert f"Within the same artist it is {within.lift:.2f} {words.bounds(within)}" in said
    assert said.endswith("the fairest comparison is being computed.")
    assert "**" not in said
    cards = words.kpis(comparison, None, None)
    assert [card.label for card in cards] == ["Raw ratio", "Like with like", "Official video"]
    assert cards[1].value == "–"
    title = figures.ladder(words.ladder(comparison, None), is_identified=None).layout.title.text
    assert title == "The fairest comparison is being computed"


def test_the_lead_says_what_the_fairest_comparison_found(comparison, robust):
    more = changed(robust, lift=1.2, low=1.1, high=1.3)
    said = words.lead(comparison, more, IDENTIFIED).replace("\u00a0", " ")
    assert "they have **20 % more**: a ratio of 1.20 [1.10, 1.30]" in said
    fewer = changed(robust, lift=0.8, low=0.7, high=0.9)
    assert "**20 % fewer**" in words.lead(comparison, fewer, IDENTIFIED).replace("\u00a0", " ")
    unclear = changed(robust, lift=1.02, low=0.9, high=1.1)
    assert "no difference is clear" in words.lead(comparison, unclear, IDENTIFIED)


def test_the_lead_says_why_nothing_is_identified(comparison, robust):
    said = words.lead(comparison, robust, Judgement(False, ("Too few counterparts.",)))
    assert said.endswith("itself does **cannot be told** from this data: Too few counterparts.")


def test_cards_grow_with_the_last_rung(comparison, robust):
    labels = [card.label for card in words.kpis(comparison, robust, IDENTIFIED)]
    assert labels == ["Raw ratio", "Same artist", "Doubly robust", "Official video"]


def test_no_ratio_stands_out_where_nothing_is_identified(comparison, robust):
    unclear = Judgement(False, ("Too few counterparts.",))
    cards = words.kpis(comparison, robust, unclear)
    assert [card.label for card in cards] == ["Raw ratio", "Like with like", "Official video"]
    assert cards[1].value == "–"
    assert f"doubly robust {robust.estimate.lift:.2f} {words.bounds(robust.estimate)}" in (
        cards[1].meaning
    )
    assert "times**" not in words.lead(comparison, robust, unclear)
    title = figures.ladder(words.ladder(comparison, robust), is_identified=False).layout.title.text
    assert title.startswith("Cannot be told")
    for drawn in (
        figures.specifications(words.specifications(comparison), is_identified=False),
        figures.without_doubtful(words.without_doubtful(comparison), is_identified=False),
    ):
        assert not re.search(r"\d", drawn.layout.title.text)


def test_the_lead_says_what_it_hangs_on(comparison, robust):
    one = comparison.specifications[0]
    ends = (dataclasses.replace(one, lift=0.93), dataclasses.replace(one, lift=1.43))
    said = words.lead(comparison, robust, Judgement(True, (), ends))
    assert ", or 0.93 to 1.43 depending on what is held equal." in said
    assert "depending" not in words.lead(comparison, robust, IDENTIFIED)


def test_doubtful_videos_are_counted_and_left_out_beside(comparison):
    said = words.doubtful(comparison)
    assert said.startswith(f"**{comparison.n_doubtful}** of ")
    left = comparison.without_doubtful[-1]
    assert f"Without them, the same-artist ratio is {left.lift:.2f} {words.bounds(left)}" in said
    table = words.without_doubtful(comparison)
    assert table["is_without"].sum() == len(comparison.rungs) == len(table) / 2
    drawn = figures.without_doubtful(table)
    assert drawn.layout.title.text.endswith(
        f"ratio is {left.lift:.2f} instead of {comparison.rungs[-1].lift:.2f}"
    )
    assert list(drawn.data[0].y[:2]) == ["Ratio of means", "Ratio of means, without"]
    few = dataclasses.replace(comparison, without_doubtful=())
    assert words.doubtful(few).endswith("too few tracks are left to compare.")
    none = dataclasses.replace(comparison, n_doubtful=0)
    assert words.doubtful(none) == "No track seems to have the wrong video."


def test_the_interval_is_said_to_know_sampling_only():
    assert "allows for chance, not for fame" in words.sampling()


def test_an_outlier_does_not_set_the_scale_of_the_groups(robust):
    table = robust.groups.assign(lift=1.1, low=1.0, high=1.2, is_identified=True)
    table.loc[3, ["lift", "low", "high"]] = [5.0, 0.2, 30.0]
    shown = words.groups(dataclasses.replace(robust, groups=table))
    low, high = figures.scale(shown)
    assert low > 0.7
    assert high < 1.6
    drawn = figures.groups(shown, robust)
    lines = [line for name in drawn.data[0].y for line in name.split("<br>")]
    assert max(len(line) for line in lines) < 40
    assert "Artist standing:<br>top quarter" in drawn.data[0].y
    assert max(drawn.data[0].x) <= high
    left, right = drawn.data[1:3]
    assert (left.marker.symbol, list(left.x)) == ("triangle-left", [low])
    assert (right.marker.symbol, list(right.text)) == ("triangle-right", ["5.00"])
    ticks = drawn.layout.xaxis.tickvals
    assert 1 in ticks
    assert 2 <= len(ticks) <= 5
    even = table.assign(lift=1.1, low=1.0, high=1.2)
    calm = figures.groups(words.groups(dataclasses.replace(robust, groups=even)), robust)
    assert not len(calm.data[1].x)
    assert not len(calm.data[2].x)


def test_the_ladder_ends_with_the_fairest(comparison, robust):
    table = words.ladder(comparison, robust)
    assert table["estimator"].iloc[-1] == "doubly_robust"
    assert table["kind"].tolist() == ["raw", "raw", "test", "test", *["fair"] * 4]
    assert words.ladder(comparison, None)["estimator"].iloc[-1] == "artist_fixed_effects"
    title = figures.ladder(table).layout.title.text
    assert title.startswith(f"From {comparison.rungs[0].lift:.2f} to {robust.estimate.lift:.2f}")


def test_other_choices_are_a_row_each(comparison):
    table = words.specifications(comparison)
    assert table["label"].tolist() == [one.label for one in comparison.specifications]
    assert "move the ratio from" in figures.specifications(table).layout.title.text


def test_covariates_have_labels_for_readers(robust):
    table = words.balance(robust)
    assert not table["label"].str.contains("_").any()
    assert "label" not in robust.balance  # what all share is left as it is
    assert "standard deviations" in figures.balance(table).layout.xaxis.title.text


def test_strength_is_held_against_the_back_catalogue(robust):
    assert "times** as strong would take the rest" in words.strength(robust)
    none_left = changed(robust, lift=0.9, low=0.8, high=1.0)
    assert "For scale" not in words.strength(none_left)


def test_both_flags_are_counted(comparison):
    counts = comparison.together.set_index(["has_official_video", "is_licensed"])["n_tracks"]
    assert words.together(comparison).startswith(f"{counts[True, True]:,} tracks have an official")


def test_groups_get_a_verdict_each(robust):
    table = robust.groups.assign(p_adjusted=0.5, is_identified=True, lift=1.2)
    none = dataclasses.replace(robust, groups=table)
    assert set(words.groups(none)["verdict"]) == {"like the rest"}
    assert words.for_whom(none).startswith(f"None of {len(table)} groups clearly differs")
    one = dataclasses.replace(
        robust, groups=table.assign(p_adjusted=np.where(table["group"] == "single", 0.01, 0.5))
    )
    assert words.for_whom(one).endswith("groups clearly differs from the rest: single (1.20).")
    few = dataclasses.replace(robust, groups=table.assign(is_identified=False))
    assert set(words.groups(few)["verdict"]) == {"too few counterparts"}
    assert words.for_whom(few).startswith("No group has enough comparable tracks")
    drawn = figures.groups(words.groups(one), one)
    assert drawn.layout.title.text.startswith(f"1 of {len(table)} groups clearly differs")


def test_overlap_says_how_many_lack_counterparts(robust):
    poor = dataclasses.replace(robust, share_poor=0.3)
    assert "have hardly any counterpart" in figures.overlap(poor, "a video").layout.title.text
    none = dataclasses.replace(robust, share_poor=0.0)
    assert "Every track has counterparts" in figures.overlap(none, "a video").layout.title.text
