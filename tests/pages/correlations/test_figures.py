"""The pictures of the correlations page."""

import pandas as pd
import pytest

from analytics.correlations.pairs import correlate_pairs
from analytics.correlations.relation import relate
from analytics.correlations.segments import compare_segments
from analytics.correlations.variables import METHODS
from pages.correlations import figures


@pytest.mark.parametrize("method", METHODS)
def test_what_is_not_distinguishable_has_no_fill(demo_tracks: pd.DataFrame, method) -> None:
    correlations = correlate_pairs(demo_tracks, method=method, n_replicates=200)
    cells = figures.heat_map(correlations).data[0]
    filled = sum(value != 0 for row in cells.z for value in row if value == value)
    assert filled == (correlations.pairs["is_clear"] | correlations.pairs["is_built_in"]).sum()
    assert filled < len(correlations.pairs)


def test_figures_draw_every_row_with_its_interval(demo_tracks: pd.DataFrame) -> None:
    correlations = correlate_pairs(demo_tracks, n_replicates=200)
    traces = figures.travel(correlations).data
    assert sum(len(trace.x) for trace in traces) == 6 * len(correlations.travel)
    assert all(len(trace.error_x.array) == len(trace.x) for trace in traces)
    told = compare_segments(demo_tracks, n_replicates=200)
    assert sum(len(trace.x) for trace in figures.segments(told).data) == told.n_compared


def test_titles_from_the_data_are_never_markup(demo_tracks: pd.DataFrame) -> None:
    hostile = demo_tracks.assign(track="<b>%{x}</b>", album_type="<i>album</i>")
    dots = figures.relation(relate(hostile, x="views", y="streams", n_replicates=50))
    assert "<b>%{x}" not in dots.data[0].hovertext[0]
    told = figures.segments(compare_segments(hostile, n_replicates=50))
    assert not any("<i>" in text.lower() for text in told.layout.yaxis.ticktext)
