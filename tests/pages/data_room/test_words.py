"""The Data room's answers in words and tables."""

import dataclasses

import pytest

from analytics.data_room import answers
from data import metrics, published
from data.metrics import exact
from data.published import Manifest
from pages.data_room import words


@pytest.fixture
def manifest(everything) -> Manifest:
    return published.manifest(everything.version)


def test_the_summary_accounts_for_every_row(manifest: Manifest) -> None:
    said = words.summary(manifest)
    for number in (manifest.rows_read, manifest.recordings, manifest.rows_merged):
        assert exact(number) in said
    assert "in 1 file: " in said
    twice = dataclasses.replace(manifest, files=manifest.files * 2)
    assert "in 2 files: " in words.summary(twice)


def test_cards_add_up(manifest: Manifest, everything) -> None:
    room = answers.data_room(everything)
    cards = {card.label: card.exact for card in words.kpis(manifest, room)}
    read, kept, merged, rejected, outliers = (
        int(cards[label].replace(",", ""))
        for label in ("Rows read", "Recordings", "Merged", "Rejected", "Outliers")
    )
    assert read == kept + merged + rejected
    assert outliers == room.n_outliers
    assert cards["Data quality"] == f"{manifest.data_quality_score:.6f}"


def test_files_say_what_they_lack_and_what_is_not_used(manifest: Manifest) -> None:
    (file,) = manifest.files
    lacking = dataclasses.replace(file, ignored_columns=("mood", "year"), missing_columns=())
    (row,) = words.files(dataclasses.replace(manifest, files=(lacking,))).to_dict("records")
    assert (row["not_used"], row["missing"]) == ("mood, year", "–")
    assert set(words.FILES) == set(row)


def test_versions_come_newest_first_and_the_shown_one_says_so(manifest: Manifest) -> None:
    older = dataclasses.replace(manifest, version="0000-00000000", is_demo=False)
    table = words.versions([older, manifest], manifest.version)
    assert table["version"].tolist() == [f"{manifest.version} (shown)", "0000-00000000"]
    assert table["kind"].tolist() == ["demo", "imported"]


def test_columns_go_by_the_names_of_every_page(everything) -> None:
    quality = answers.data_room(everything).quality
    names = words.named(quality)["column"]
    assert names.tolist() == [metrics.label(name) for name in quality["column"]]
