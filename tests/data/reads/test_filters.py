"""What the shared filter offers."""

from pathlib import Path

import pandas as pd
import pytest

from data import build
from data.reads import filters as reads_filters
from data.selection import Selection
from tests.data.conftest import ROW, as_csv


def test_artists_are_offered_most_streamed_first(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    streams = demo_tracks.explode("artists").groupby("artists")["streams"].sum()
    offered = reads_filters.artists(everything.version)
    assert len(offered) == reads_filters.MAX_MATCHES
    assert streams[offered].tolist() == sorted(streams, reverse=True)[: len(offered)]


def test_a_search_narrows_the_offer_by_all_its_words(everything: Selection) -> None:
    offered = reads_filters.artists(everything.version)
    name = next(name for name in offered if " " in name)
    backwards = " ".join(reversed(name.upper().split()))
    assert name in reads_filters.artists(everything.version, backwards)
    assert reads_filters.artists(everything.version, f"{name} nobody") == []


def test_any_part_of_a_name_finds_it_accents_and_case_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["ROSALÍA", "Fairuz", "Clairo", "Air", "Air Supply", "Guns N' Roses", "Motörhead"]
    rows = [
        ROW | {"Artist": name, "Track": f"t{n}", "Stream": str(n)} for n, name in enumerate(names)
    ]
    path = tmp_path / "tracks.csv"
    path.write_text(as_csv(rows))
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "data"))
    version = build.publish(build.prepare([path]))
    for text, name in {
        "rosalia": "ROSALÍA",
        "SALÍ": "ROSALÍA",
        "roses guns": "Guns N' Roses",
        " motorhead ": "Motörhead",
    }.items():
        assert reads_filters.artists(version, text) == [name]
    assert reads_filters.artists(version, "air") == ["Air", "Air Supply", "Clairo", "Fairuz"]


def test_known_artists_go_by_their_names_in_any_case(everything: Selection) -> None:
    some = sorted(reads_filters.artists(everything.version)[:3])
    asked = [some[2].upper(), some[0].lower(), "Nobody", some[1]]
    assert reads_filters.known_artists(everything.version, asked) == some
    assert reads_filters.known_artists(everything.version, []) == []
