from plotly.graph_objects import Figure
from streamlit.testing.v1 import AppTest

from pages.ui import theme


def drawn() -> None:
    from functools import partial

    import pandas as pd

    from pages.ui import layout, theme, wording

    layout.header("Title", "The *answer*.")
    layout.kpis(
        [
            wording.Kpi("A<b>", "1", "1.0", "One", delta="+1 %", spark=[1, 2, float("nan"), 3]),
            wording.Kpi("B", "–", "not known", "None", spark=[1]),
        ]
    )
    fig = theme.figure("Finding: 0.60 [0.59, 0.61]", x="Streams (plays)", y="Views (plays)")
    draw = partial(theme.interval, fig, at=["a"], value=[1.0], low=[0.5], high=[float("nan")])
    layout.chart(draw, key="test_chart", how_to_read="Read it so.", data=pd.DataFrame({"a": [1]}))
    layout.method("By counting.")
    layout.note("A note.")


def test_every_part_is_drawn() -> None:
    app = AppTest.from_function(drawn).run()
    assert not app.exception
    assert app.title[0].value == "Title"
    cards = app.get("html")[0].proto.body
    assert "A&lt;b&gt;" in cards
    assert cards.count("<img") == 1
    assert "Finding: 0.60 [0.59, 0.61]" in app.get("html")[1].proto.body
    spec = app.get("plotly_chart")[0].proto.spec
    assert "Streams (plays)" in spec
    assert "Finding" in spec
    assert [c.value for c in app.caption] == ["Read it so.", ":material/info: A note."]
    assert app.get("download_button")[0].proto.label == "CSV"


def charted() -> None:
    from functools import partial

    import streamlit as st

    from pages.ui import layout
    from tests.pages.ui import test_layout

    n_tracks = st.number_input("Tracks", value=1)
    draw = partial(test_layout.counted_figure, n_tracks)
    layout.chart(draw, key="test_chart", how_to_read="Read it so.")


def counted_figure(n_tracks: int) -> Figure:
    DRAWN.append(n_tracks)
    return theme.figure(f"{n_tracks} tracks")


DRAWN: list[int] = []


def test_a_chart_is_drawn_anew_only_where_it_shows_something_else() -> None:
    app = AppTest.from_function(charted).run()
    first = app.get("plotly_chart")[0].proto
    app.run()
    assert app.get("plotly_chart")[0].proto == first
    assert "1 tracks" in app.get("html")[0].proto.body
    app.number_input[0].set_value(2).run()
    assert "2 tracks" in app.get("html")[0].proto.body
    assert "2 tracks" in app.get("plotly_chart")[0].proto.spec
    assert DRAWN == [1, 2]


def parted() -> None:
    from functools import partial

    import streamlit as st

    from data.errors import NotEnoughData
    from pages.ui import layout

    def write(text: str) -> None:
        st.markdown(text)

    def fail() -> None:
        raise NotEnoughData("Too few tracks.")

    layout.parts(
        {"First": partial(write, "one"), "Second": partial(write, "two"), "Third": fail},
        key="test_part",
    )
    st.markdown("after")


def test_only_the_open_part_is_drawn_and_its_error_leaves_the_page_standing() -> None:
    app = AppTest.from_function(parted).run()
    assert [text.value for text in app.markdown] == ["one", "after"]
    app = AppTest.from_function(parted)
    app.query_params["test_part"] = "Second"
    assert [text.value for text in app.run().markdown] == ["two", "after"]
    app = AppTest.from_function(parted)
    app.query_params["test_part"] = "Third"
    assert [text.value for text in app.run().markdown] == ["after"]
    assert "Too few tracks" in app.warning[0].value
