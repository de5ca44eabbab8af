"""The answers of the correlations page, asked without it."""

import dataclasses

import pytest

from analytics.correlations import answers
from analytics.correlations.variables import VARIABLES
from analytics.stats.correlation import correlate
from data.reads import tracks as reads
from data.selection import Selection


def test_all_pairs_are_correlated_over_the_whole_catalogue(everything: Selection) -> None:
    asked = answers.correlations(everything, method="spearman")
    tracks = reads.tracks(everything)
    alone = correlate(tracks, method="spearman")
    assert dataclasses.astuple(asked.headline) == pytest.approx(dataclasses.astuple(alone))
    assert asked.n_tracks == len(tracks)
    assert set(asked.pairs["x"]) | set(asked.pairs["y"]) == set(VARIABLES)


def test_an_answer_is_remembered(everything: Selection) -> None:
    first = answers.correlations(everything, method="pearson")
    assert answers.correlations(everything, method="pearson") is first


def test_segments_are_those_of_the_tracks_chosen(everything: Selection) -> None:
    singles = Selection(everything.version, album_types=("single",))
    table = answers.segments(singles, method="pearson").table
    assert table.loc[table["family"] == "album_type", "segment"].tolist() == ["single"]


def test_points_are_the_tracks_that_have_both(everything: Selection) -> None:
    points = answers.points(everything, x="views", y="energy")
    assert list(points.columns) == ["track", "artist", "views", "energy"]
    assert points.notna().all(axis=None)
    assert len(points) == answers.relation(everything, x="views", y="energy").pearson.n_tracks
