"""Text as it is searched, held against plain Python over texts made at random."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from data.engine import warehouse
from data.selection import Selection

TEXTS = st.text(st.sampled_from("aàÀbBß ñ\u0301İ%_'\u00a0\u3000\t\n"), max_size=12)


def folded(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in parts if not unicodedata.combining(c))


def holds(everything: Selection, text: str, search: str) -> bool:
    sql = "select has_all_words(folded($t), $search) as holds"
    return bool(warehouse.query(sql, everything.version, t=text, search=search)["holds"].iloc[0])


@given(text=TEXTS, search=TEXTS)
def test_a_text_holds_a_search_where_it_has_each_of_its_words(everything, text, search):
    expected = all(word in folded(text) for word in folded(search).split())
    assert holds(everything, text, search) == expected


@given(words=st.permutations(["one", "two", "thr", "four", "iv", "FIVÉ"]), n=st.integers(0, 6))
def test_words_may_come_in_any_order_and_number(everything, words, n):
    search = " ".join(words[:n])
    assert holds(everything, "Five of four\nthree, two, One", search)
    assert not holds(everything, "Five of four\nthree, two, One", f"{search} six")
