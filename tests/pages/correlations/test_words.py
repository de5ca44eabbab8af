"""The sentences of the correlations page."""

import pandas as pd
import pytest

from analytics.correlations.pairs import correlate_pairs
from analytics.stats.correlation import Correlation
from pages.correlations import words


def test_the_lead_says_the_number_and_what_travels(demo_tracks: pd.DataFrame) -> None:
    correlations = correlate_pairs(demo_tracks, n_replicates=100)
    said = words.lead(correlations)
    assert said.startswith(f"**{words.headline(correlations.headline)}**, where 1 is lock-step")
    assert said.endswith(words.travellers(correlations.travel))


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(0.1, 0.3, "rise together"), (-0.3, -0.1, "views are low"), (-0.1, 0.3, "no clear link")],
)
def test_the_headline_says_what_the_interval_allows(low: float, high: float, said: str) -> None:
    together = Correlation((low + high) / 2, low, high, 0.5, 100, 50)
    assert said in words.headline(together)


def test_the_lead_says_which_way_a_feature_goes_and_what_is_between_artists_only() -> None:
    travel = pd.DataFrame(
        {
            "feature": ["loudness", "acousticness", "tempo", "energy", "valence", "key"],
            "verdict": ["both, more views", "both", "both", "both", "views only", "neither"],
            "holds": ["all", "all", "not beside other audio", "not within artists", "all", ""],
            "streams": [0.2, -0.1, 0.1, 0.1, 0.0, 0.0],
            "views": [0.3, -0.2, 0.1, 0.1, 0.1, 0.0],
        }
    )
    assert words.travellers(travel) == (
        "On both platforms, more plays go with loudness and fewer plays go with acousticness, "
        "even within artists and with the other audio held equal."
    )
    assert words.others(travel) == (
        "On YouTube only, more plays go with valence. Between artists only: energy."
    )
    assert "No audio feature" in words.travellers(travel.tail(1))
