"""Every page on small, lopsided and bare catalogues: at worst a plain sentence, never a crash.

A page is looked at again once all that it works out beside itself is there: some errors come only
then, and nothing may be 'being computed' for good.
"""

import os
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Dataframe

from analytics import train
from data import build
from data.demo import catalogue
from pages.ui import verdicts
from tests.conftest import ROOT

PAGES = sorted(page.parent.name for page in ROOT.glob("pages/*/page.py"))
PATIENCE = 240  # seconds for what a page has worked out beside it
NO_NUMBER = re.compile(r"(?<![\w+/=])(nan|NaN|NaT|-?inf|-?Infinity|<NA>)(?![\w+/=])")
"""What is no number, alone: not within a word, nor within a chart's values in base 64."""
MOST_RUNS = 20  # of a page: a few, one for each of its questions that waits for the one before
PENDING = verdicts.WORDS["pending"]

COUNTS = ["Views", "Likes", "Comments"]
VIDEO = ["Url_youtube", "Title", "Channel", *COUNTS, "Licensed", "official_video"]
AUDIO = list(catalogue.COLUMNS[7:18])
OPTIONAL = [name for name in catalogue.COLUMNS if name not in ("index", "Artist", "Track")]

Cut = Callable[[pd.DataFrame], pd.DataFrame]


def by_artists(rows: pd.DataFrame, n_artists: int) -> pd.DataFrame:
    """Take all rows of some artists."""
    chosen = rows["Artist"].drop_duplicates().sample(n_artists, random_state=1)
    return rows[rows["Artist"].isin(chosen)]


def nearly_one_each(rows: pd.DataFrame, n_rows: int, n_artists: int) -> pd.DataFrame:
    """Take a recording of each of some artists, and a few more of theirs."""
    once = rows[~rows.duplicated(["Track", "Danceability", "Tempo"], keep=False)]
    some = by_artists(once, n_artists).sample(frac=1.0, random_state=1)
    first = ~some.duplicated("Artist")
    return pd.concat([some[first], some[~first].head(n_rows - n_artists)])


def ten_each(rows: pd.DataFrame) -> pd.DataFrame:
    """Take ten recordings of each of fourteen artists."""
    once = rows[~rows.duplicated(["Track", "Danceability", "Tempo"], keep=False)]
    ten = once.groupby("Artist").head(10)
    return ten[ten.groupby("Artist")["Artist"].transform("size") == 10].head(140)


def alike(rows: pd.DataFrame) -> pd.DataFrame:
    """Give every track the same values, but its own title and video."""
    same = [*AUDIO, *COUNTS, "Stream"]
    middle = {name: rows[name].median() for name in same}
    return rows.assign(**middle, official_video=True, Licensed=True, Album_type="album")


def at_random(n_rows: int) -> Cut:
    return lambda rows: rows.sample(n_rows, random_state=1)


def without(*columns: str) -> Cut:
    return lambda rows: by_artists(rows, 50).drop(columns=[*columns])


def of_fifty(**values: object) -> Cut:
    return lambda rows: by_artists(rows, 50).assign(**values)


CUTS: dict[str, Cut] = {
    **{f"{n} rows": at_random(n) for n in (1, 2, 5, 20, 50)},
    "140 rows, 14 artists": ten_each,
    "197 rows, 192 artists": lambda rows: nearly_one_each(rows, 197, 192),
    "1000 rows": at_random(1_000),
    **{f"no {column}": without(column) for column in OPTIONAL},
    "no audio": without(*AUDIO),
    "no audio, no video columns": without(*AUDIO, *VIDEO),
    "albums only": lambda rows: rows[rows["Album_type"] == "album"].head(400),
    "singles only": of_fifty(Album_type="single"),
    "no video": of_fifty(**dict.fromkeys(VIDEO)),
    "all videos official": of_fifty(official_video=True, Licensed=True),
    "no video official": of_fifty(official_video=False, Licensed=False),
    "one artist": of_fifty(Artist="Ada"),
    "all equal": lambda rows: alike(by_artists(rows, 50)),
    "counts all equal": of_fifty(**dict.fromkeys([*COUNTS, "Stream"], 1_000)),
    "audio all equal": of_fifty(**dict.fromkeys(AUDIO, 0.5)),
    "nothing played": of_fifty(**dict.fromkeys([*COUNTS, "Stream"], 0)),
}
FEW = ("197 rows, 192 artists",)
"""What found most; `CROSSFADE_PROOF=1` walks through all."""
IN_FULL = os.environ.get("CROSSFADE_PROOF") == "1"
WALKED = tuple(CUTS) if IN_FULL else FEW


@pytest.fixture(scope="session")
def demo_rows(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    file = tmp_path_factory.mktemp("rows") / "demo.parquet"
    catalogue.write(file)
    return pd.read_parquet(file).drop(columns="index")


@pytest.fixture
def publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[pd.DataFrame], None]:
    """Import rows as the only catalogue there is, without any model."""

    def do(rows: pd.DataFrame) -> None:
        monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "data"))
        monkeypatch.setenv("CROSSFADE_MLRUNS_DIR", str(tmp_path / "mlruns"))
        file = tmp_path / "small.csv"
        rows.to_csv(file, index=False)
        assert build.main([str(file)]) == 0

    return do


def walk(app_page: Callable[..., AppTest]) -> None:
    """Go through all pages, each until it waits for nothing, and look at what they show."""
    for topic in PAGES:
        app = app_page(f"pages/{topic}/page.py")
        for _ in range(MOST_RUNS):
            if app.exception or not is_waiting(app):
                break
            wait_for_work()
            app.run()
        assert [error.message for error in app.exception] == [], topic
        assert not is_waiting(app), topic
        assert app.title, topic
        assert [text for text in shown(app) if NO_NUMBER.search(text)] == [], topic


def is_waiting(app: AppTest) -> bool:
    """Whether a page says that something is being worked out beside it."""
    return bool(app.get("progress")) or any(PENDING in text.value for text in app.markdown)


def wait_for_work() -> None:
    """Wait for the threads that answer beside a page: they live while there is work."""
    until = time.monotonic() + PATIENCE
    while any(re.match("crossfade-.*-jobs", thread.name) for thread in threading.enumerate()):
        assert time.monotonic() < until, "still at work"
        time.sleep(0.02)


def shown(app: AppTest) -> list[str]:
    """Return all texts, numbers, charts and tables of a page."""
    texts = []
    for node in [*app.main, *app.sidebar]:
        if isinstance(node, Dataframe):
            texts.append(node.value.to_json())
        elif node.proto is not None:
            texts.append(str(node.proto))
    return texts


@pytest.mark.proof
@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("name", WALKED)
def test_every_page(
    app_page: Callable, publish: Callable, demo_rows: pd.DataFrame, name: str
) -> None:
    publish(CUTS[name](demo_rows))
    walk(app_page)


@pytest.mark.proof
@pytest.mark.parametrize("name", WALKED)
def test_a_training_ends_in_models_or_in_a_sentence(
    app_page: Callable,
    publish: Callable,
    demo_rows: pd.DataFrame,
    capsys: pytest.CaptureFixture,
    name: str,
) -> None:
    publish(CUTS[name](demo_rows))
    if train.main(["--quick"]) == 0:
        walk(app_page)
    else:
        assert "Too little data" in capsys.readouterr().err


@pytest.mark.real
@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_two_hundred_rows_of_the_public_file(app_page: Callable, publish: Callable) -> None:
    folder = os.environ.get("CROSSFADE_REAL_DATA")
    if not folder:
        pytest.skip("CROSSFADE_REAL_DATA does not name a folder with Spotify_Youtube.csv")
    rows = pd.read_csv(Path(folder) / "Spotify_Youtube.csv", index_col=0)
    publish(rows.sample(200, random_state=1))
    walk(app_page)
