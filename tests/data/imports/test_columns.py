"""Our columns under the names that files have for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import BadFile
from data.imports.columns import ALIASES, COLUMNS, NAMES_SHOWN, matched, n_known, shown

NEEDED = ["artist", "track", "streams"]


@pytest.mark.parametrize("ours", COLUMNS)
def test_each_column_is_known_by_all_its_names(ours: str) -> None:
    for name in (ours, *ALIASES[ours]):
        written = name.replace("_", " ").upper()
        header = [*(n for n in NEEDED if n != ours), written]
        columns, ignored = matched(header, "x.csv")
        assert columns[ours] == written
        assert ignored == ()


def test_no_name_is_that_of_two_columns() -> None:
    names = [name for ours, other in ALIASES.items() for name in (ours, *other)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (["track", "streams"], "lacks the columns artist"),
        (["artist", "track"], "lacks the columns streams or views"),
        ([], "lacks the columns artist, track, streams or views; found: none"),
        ([*NEEDED, "Song"], "two columns for track: 'track', 'Song'"),
    ],
)
def test_a_header_that_will_not_do_is_refused(header: list[str], said: str) -> None:
    with pytest.raises(BadFile, match=said):
        matched(header, "x.csv")


def test_a_delimiter_shows_by_how_many_columns_are_known() -> None:
    assert n_known(["Artist", "song", "STREAMS", "mood"]) == 3
    assert n_known(["Artist;song;STREAMS"]) == 0


@given(st.lists(st.text(min_size=1).filter(lambda name: n_known([name]) == 0), max_size=60))
def test_what_a_file_calls_the_rest_is_listed_within_bounds(names: list[str]) -> None:
    columns, ignored = matched([*NEEDED, *names], "x.csv")
    assert set(columns) == set(NEEDED)
    assert len(ignored) <= NAMES_SHOWN + 1
    assert (len(names) > NAMES_SHOWN) == (len(ignored) == NAMES_SHOWN + 1)
    assert all(name.isprintable() for name in ignored)
    assert shown(names).isprintable()
