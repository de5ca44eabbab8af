from pathlib import Path

from streamlit.testing.v1 import AppTest

from analytics import train
from data import published


def page() -> None:
    import streamlit as st

    from data.errors import BadFile
    from pages.ui.errors import shown_to_reader

    st.write("before")
    with shown_to_reader():
        raise BadFile("*a.csv* has <b>no</b> column artist", hint="Name it `artist`.")
    st.write("after")


def broken() -> None:
    from pages.ui.errors import shown_to_reader

    with shown_to_reader():
        raise KeyError("a defect of ours")


def without_models() -> None:
    from analytics.runs import registry
    from pages.ui.errors import shown_to_reader

    with shown_to_reader():
        registry.require_latest()


def test_an_error_of_the_family_is_a_card_and_the_page_ends_there() -> None:
    app = AppTest.from_function(page).run()
    assert not app.exception
    assert [text.value for text in app.markdown] == ["before"]
    [card] = app.warning
    assert card.value.startswith("**This file cannot be imported**")
    assert "&#42;a&#46;csv&#42; has &#60;b&#62;no" in card.value
    assert "&#96;artist&#96;" in card.value


def test_anything_else_crashes_loudly() -> None:
    app = AppTest.from_function(broken).run()
    assert app.exception
    assert not app.warning


def test_a_model_that_is_missing_is_said_with_what_to_do(untrained: Path) -> None:
    app = AppTest.from_function(without_models).run()
    assert "No trained model yet" in app.warning[0].value


def test_one_that_is_in_the_making_is_no_error(demo_copy: Path) -> None:
    about = {"data_version": published.current_version()}
    with train.PROCESS.lock(), train.PROCESS.telling(about):
        app = AppTest.from_function(without_models).run()
    assert not app.warning
    assert "The first models are being trained" in app.info[0].value
