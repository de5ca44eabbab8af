"""Pages on a bad day of the models: a plain message, and what needs no model stands."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pandas as pd
import pytest

from analytics.runs import database

DRIVERS, HITS = "pages/drivers/page.py", "pages/hits/page.py"
IMPORTANCE, WHAT_IF = "pages/importance/page.py", "pages/what_if/page.py"
BUDGET, EXPERIMENTS = "pages/budget/page.py", "pages/experiments/page.py"
OF_MODELS = (DRIVERS, HITS, IMPORTANCE, WHAT_IF, BUDGET, EXPERIMENTS)
OTHERS = ("pages/overview/page.py", "pages/data_room/page.py", "pages/catalogue/page.py")


def cards(app) -> str:
    return " ".join(warning.value for warning in app.warning)


@contextmanager
def locked() -> Iterator[None]:
    """Write something, so that nothing remembered answers, and keep the database to ourselves."""
    with closing(sqlite3.connect(database.database())) as holder:
        holder.execute("create table if not exists new (x)")
        holder.commit()
        holder.execute("begin exclusive")
        yield


@contextmanager
def garbled() -> Iterator[None]:
    database.database().write_bytes(b"no database at all" * 1_000)
    yield


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.01)


@pytest.mark.parametrize("page", [*OF_MODELS, *OTHERS])
@pytest.mark.parametrize(
    ("trouble", "said"), [(locked, "holds the log of models locked"), (garbled, "cannot be read")]
)
def test_a_database_in_trouble(
    app_page: Callable, trained_copy: Path, page: str, trouble: Callable, said: str
) -> None:
    with trouble():
        app = app_page(page)
    assert not app.exception
    assert app.title
    assert (said in cards(app)) == (page in OF_MODELS)
    if page in OTHERS:
        assert len(app.get("plotly_chart")) == len(app_page(page).get("plotly_chart"))


@pytest.mark.parametrize("page", [DRIVERS, HITS])
def test_live_parts_need_no_database(app_page: Callable, trained_copy: Path, page: str) -> None:
    with garbled():
        app = app_page(page)
    assert "cannot be read" in cards(app)
    assert app.get("plotly_chart")


@pytest.mark.parametrize("page", [DRIVERS, HITS, IMPORTANCE, BUDGET])
def test_tables_that_are_torn(app_page: Callable, trained_copy: Path, page: str) -> None:
    for file in trained_copy.glob("artifacts/*/artifacts/*.parquet"):
        file.write_bytes(file.read_bytes()[:-20])
    app = app_page(page)
    assert not app.exception
    assert "its file was damaged" in cards(app)
    assert bool(app.get("plotly_chart")) == (page in (DRIVERS, HITS))


OF_ONE_TRACK = {IMPORTANCE: {"importance_part": "One track"}}
"""Only the open part of a page asks for a model."""


@pytest.mark.parametrize("page", [WHAT_IF, IMPORTANCE])
def test_a_model_that_was_tampered_with(app_page: Callable, trained_copy: Path, page: str) -> None:
    for file in trained_copy.glob("artifacts/*/artifacts/model/model.json"):
        file.write_bytes(file.read_bytes() + b" ")
    app = app_page(page, **OF_ONE_TRACK.get(page, {}))
    assert not app.exception
    assert "SHA&#45;256 differs" in cards(app)


@pytest.fixture
def of_older_code(trained_copy: Path) -> None:
    """Let the champions know a feature that today's code makes no more, and some tracks not."""
    old, new = "back_n_tracks", "back_n_friends"
    for file in trained_copy.glob("artifacts/*/artifacts/model/model.json"):
        before = file.read_bytes()
        after = before.replace(f'"{old}"'.encode(), f'"{new}"'.encode())
        file.write_bytes(after)
        digests = [hashlib.sha256(content).hexdigest() for content in (after, before)]
        with closing(sqlite3.connect(database.database())) as connection, connection:
            connection.execute("update model_version_tags set value = ? where value = ?", digests)
    for file in trained_copy.glob("artifacts/*/artifacts/*.parquet"):
        table = pd.read_parquet(file).rename(columns={old: new})
        if file.stem == "permutation":
            table["name"] = table["name"].replace(old, new)
        if file.stem == "held_out":
            table = table[table["row"] % 2 == 0]
        table.to_parquet(file, index=False)


@pytest.mark.parametrize("page", [DRIVERS, IMPORTANCE, WHAT_IF, BUDGET])
def test_champions_of_older_code(app_page: Callable, of_older_code: None, page: str) -> None:
    app = app_page(page, **OF_ONE_TRACK.get(page, {}))
    assert not app.exception
    assert ("back&#95;n&#95;friends" in cards(app)) == (page != DRIVERS)
    assert bool(app.get("plotly_chart")) == (page == DRIVERS)


def test_tables_that_were_cleared_away(app_page: Callable, trained_copy: Path) -> None:
    for file in trained_copy.glob("artifacts/*/artifacts/held_out.parquet"):
        file.unlink()
    app = app_page(HITS)
    assert not app.exception
    assert "old trainings are cleared away" in cards(app)
    assert app.get("plotly_chart")
