"""Genres in groups: each genre in one, edited as a table and back."""

import pandas as pd
import pytest

from analytics.genres.groups import GROUPS, as_table, from_table, group_of, grouped, letters
from data.demo.genres import GENRES
from data.errors import BadOption


def test_each_group_is_named_after_a_member_and_the_demo_has_them_all() -> None:
    assert [name for name, members in GROUPS if name not in members] == []
    assert sorted(name for name, _ in GROUPS) == sorted(GENRES)
    assert len(group_of(GROUPS)) == sum(len(members) for _, members in GROUPS)


def test_genres_are_grouped_however_they_are_spelled() -> None:
    genres = pd.Series(["Deep House", "deep-house", "hip hop", "turkish", None])
    assert grouped(genres, GROUPS).tolist()[:3] == ["electronic", "electronic", "hip-hop"]
    assert grouped(genres, GROUPS)[3:].isna().all()
    assert grouped(genres, ()).equals(genres)
    assert letters("R'n'B") == letters("r-n-b")


def test_a_table_of_the_grouping_can_be_edited_and_read_back() -> None:
    table = as_table(GROUPS, ["turkish", "Deep House"])
    assert from_table(table) == GROUPS
    assert table[table.genre == "turkish"].group.tolist() == [""]
    table.loc[table.genre == "turkish", "group"] = " folk "
    assert dict(from_table(table))["folk"] == (*dict(GROUPS)["folk"], "turkish")


@pytest.mark.parametrize(
    ("grouping", "said"),
    [
        ((("pop", ("pop",)), ("rock", ("rock", "Pop"))), "'Pop' is in two groups, pop and rock"),
        (((" ", ("pop",)),), "has no name"),
        (
            (("pop", tuple(f"pop {n}" for n in range(2_001))),),
            "2,001 genres are grouped; the limit",
        ),
    ],
)
def test_a_grouping_that_will_not_do_is_refused(grouping: tuple, said: str) -> None:
    with pytest.raises(BadOption, match=said):
        group_of(grouping)
