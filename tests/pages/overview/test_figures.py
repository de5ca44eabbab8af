"""The Overview's pictures: their titles state what they show."""

import pandas as pd
import pytest

from data.metrics import TIE
from pages.overview import figures

TOTALS = pd.Series(
    {"streams": 1e9, "views": 5e8, "median_streams": 2_000_000.0, "median_views": 1_000_000.0}
)
TRACKS = pd.DataFrame(
    {
        "track": ["<b>One</b>", "Two"],
        "artist": ["A", "B"],
        "streams": [4e8, 1e8],
        "views": [1e8, 5e7],
    }
)
BINS = pd.DataFrame(
    {
        "metric": ["streams", "streams", "views"],
        "bin": [36, 38, 35],
        "n_tracks": [10, 5, 12],
    }
)


def title(fig) -> str:
    return fig.layout.title.text.replace(TIE, " ")


def test_the_distribution_states_both_medians():
    fig = figures.distribution(BINS, TOTALS)
    assert "more than 2 M streams" in title(fig)
    assert "more than 1 M views" in title(fig)
    streams = fig.data[0]
    assert list(streams.y) == [0, 10, 0, 5, 0]  # with the empty bin between, and one at each end


def test_the_top_states_its_share_of_all_streams():
    fig = figures.top_tracks(TRACKS, TOTALS)
    assert "The 2 most streamed tracks make up 50.0 % of all streams" in title(fig)
    assert "<b>One" not in str(fig.to_plotly_json())


def test_the_leading_artist_is_named():
    assert title(figures.top_artists(TRACKS)).startswith("A leads with")
    assert "No artist has" in title(figures.top_artists(TRACKS.head(0)))


def test_shares_state_those_of_the_largest_group():
    groups = pd.DataFrame(
        {
            "name": ["single", "album"],
            "n_tracks": [30, 70],
            "tracks": [0.3, 0.7],
            "streams": [0.4, 0.6],
            "views": [0.5, 0.5],
        }
    )
    fig = figures.shares(groups, "album type")
    assert title(fig) == "Albums: 70 % of tracks, 60 % of streams, 50 % of views"
    assert "No track says its album type" in title(figures.shares(groups.head(0), "album type"))


@pytest.mark.parametrize(("streams", "said"), [(1.1e9, "+10.0 %"), (0.9e9, "−10.0 %")])
def test_growth_is_stated_with_its_sign(streams, said):
    steps = pd.DataFrame(
        {
            "since": pd.to_datetime(["2026-01-01"]),
            "until": pd.to_datetime(["2026-02-01"]),
            "n_tracks": [10],
            "streams_before": [1e9],
            "streams": [streams],
            "views_before": [0.0],
            "views": [5.0],
        }
    )
    assert f"streams changed by {said} and views – since 1 January 2026" in title(
        figures.growth(steps)
    )
