"""What a page says that looks at a sample."""

from data.selection import Selection
from pages.ui import sampling


def test_nothing_is_said_where_every_track_counts(everything: Selection) -> None:
    assert sampling.said(everything, 3000, at_most=3000) == ""


def test_a_sample_is_said_with_its_size(everything: Selection) -> None:
    said = sampling.said(everything, 980, at_most=1000)
    assert said.startswith("Computed on 980 of 3,000 tracks, to be quick: all those of artists ")
