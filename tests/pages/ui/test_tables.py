import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.tables import decimals_of, written


@pytest.mark.parametrize(
    ("column", "digits"),
    [
        ([1, 200, None], 0),
        ([0.449, -0.0023], 3),
        ([1.12, 0.771, 7.2], 2),
        ([35.8, 4.04], 1),
        ([0.0349, 0.0043], 3),
        ([None], 0),
    ],
)
def test_numbers_of_a_column_have_the_decimals_of_the_largest(column, digits: int) -> None:
    assert decimals_of(pd.Series(column, dtype="Float64")) == digits


def test_small_negatives_are_written_with_a_minus_sign() -> None:
    assert written("score", -0.0023, 3) == ("−0.002", "−0.0023")


def drawn() -> None:
    import pandas as pd

    from pages.ui import layout

    frame = pd.DataFrame(
        {
            "track": ["<script>alert(1)</script>", "b"],
            "streams": [1_982_430_759_017, None],
            "is_licensed": [True, False],
            "engagement_rate": [0.0127, 0.5],
        }
    )
    layout.table(frame, key="test_table")
    layout.table(frame, key="test_named", columns={"track": "Title"})
    layout.table(pd.concat([frame] * 60), key="test_long", columns=["track"])


def test_a_table_escapes_text_and_shows_exact_numbers_on_hover() -> None:
    app = AppTest.from_function(drawn).run()
    assert not app.exception
    tables = [element.proto.body for element in app.get("html")]
    assert "<script>" not in tables[0]
    assert "&lt;script&gt;" in tables[0]
    assert 'title="1,982,430,759,017">1.98\N{NO-BREAK SPACE}T<' in tables[0]
    assert 'title="not known">–<' in tables[0]
    assert ">Yes<" in tables[0]
    assert ">1.27\N{NO-BREAK SPACE}%<" in tables[0]
    assert "Title" in tables[1]
    assert tables[2].count("<tr>") == 101
    assert "first 100 of 120" in app.caption[0].value


def alike() -> None:
    import pandas as pd

    from pages.ui import layout

    layout.table(pd.DataFrame({"n": [1, 0]}), key="numbers")
    layout.table(pd.DataFrame({"n": [True, False]}), key="flags")
    layout.table(pd.DataFrame({"n": [1, 0]}), key="named", columns={"n": "How many"})
    layout.table(pd.DataFrame({"n": [1, 0]}), key="again")


def test_only_a_table_that_is_the_same_is_sent_again_as_it_was() -> None:
    app = AppTest.from_function(alike).run()
    numbers, flags, named, again = (element.proto.body for element in app.get("html"))
    assert ">1</td>" in numbers and ">Yes</td>" in flags and ">How many</th>" in named
    assert again == numbers
