"""What the shared filter offers."""

import pandas as pd

from data.reads import filters as reads_filters
from data.selection import Selection


def test_artists_are_offered_most_streamed_first(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    streams = demo_tracks.explode("artists").groupby("artists")["streams"].sum()
    offered = reads_filters.artists(everything.version)
    assert len(offered) == len(streams) == reads_filters.count_artists(everything.version)
    assert streams[offered].is_monotonic_decreasing


def test_a_search_narrows_the_offer_by_all_its_words(everything: Selection) -> None:
    offered = reads_filters.artists(everything.version)
    name = next(name for name in offered if " " in name)
    backwards = " ".join(reversed(name.upper().split()))
    assert name in reads_filters.artists(everything.version, backwards)
    assert reads_filters.artists(everything.version, f"{name} nobody") == []


def test_known_artists_go_by_their_names_in_any_case(everything: Selection) -> None:
    some = sorted(reads_filters.artists(everything.version)[:3])
    asked = [some[2].upper(), some[0].lower(), "Nobody", some[1]]
    assert reads_filters.known_artists(everything.version, asked) == some
    assert reads_filters.known_artists(everything.version, []) == []
