"""What tests share: a demo catalogue made by the real build, the app's pages, clean caches."""

import math
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pandas as pd
import pytest

from data.selection import Selection

ROOT = Path(__file__).parent.parent
PAGE_TIMEOUT = 60  # seconds; two test processes share the machine's cores

# Time says nothing of a property, and the first example pays for heavy imports.
hypothesis.settings.register_profile("crossfade", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "crossfade")


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep every test away from the checkout's own data and training runs."""
    folder = tmp_path_factory.mktemp("crossfade")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSFADE_DATA_DIR", str(folder / "data"))
        patch.setenv("CROSSFADE_MLRUNS_DIR", str(folder / "mlruns"))
        patch.delenv("CROSSFADE_READ_ONLY", raising=False)
        yield folder


@pytest.fixture(autouse=True)
def _fresh_caches() -> None:
    """Empty our memory and Streamlit's caches, where a test has loaded them."""
    if kept := sys.modules.get("analytics.kept"):
        kept.forget()
    if queue := sys.modules.get("data.jobs.queue"):
        queue.worker.cache_clear()
    if streamlit := sys.modules.get("streamlit"):
        streamlit.cache_data.clear()
        streamlit.cache_resource.clear()


@pytest.fixture(scope="session")
def demo_warehouse(_own_folders: Path) -> Path:
    """Publish the demo catalogue; return its data folder, shared by all tests: read only.

    A test that writes takes `demo_copy`, one without a catalogue sets `CROSSFADE_DATA_DIR`.
    """
    from data import build

    assert build.main(["--demo"]) == 0
    return _own_folders / "data"


@pytest.fixture
def demo_copy(demo_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the demo catalogue for a test that publishes, rolls back or breaks something."""
    copy = tmp_path / "data"
    # Not what other tests have left to be remembered: each would find what the order leaves it.
    shutil.copytree(demo_warehouse, copy, ignore=shutil.ignore_patterns("cache"))
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(copy))
    monkeypatch.setenv("CROSSFADE_MLRUNS_DIR", str(tmp_path / "mlruns"))
    return copy


@pytest.fixture(scope="session")
def everything(demo_warehouse: Path) -> Selection:
    """Select every track of the demo catalogue."""
    from data import published

    return Selection(version=published.current_version())


@pytest.fixture(scope="session")
def demo_tracks(everything: Selection) -> pd.DataFrame:
    """Return the demo catalogue's `tracks`, sorted by `track_id`."""
    from data.reads import tracks as reads

    return reads.tracks(everything)


@pytest.fixture
def two_captures(demo_copy: Path, tmp_path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Import the demo's own rows as real ones, twice: the second time with a tenth more plays.

    Returns
    -------
    The rows of both files.
    """
    from data import build

    raw = next(path for path in (demo_copy / "raw").glob("*.parquet"))
    first = pd.read_parquet(raw)
    counts = ["Stream", "Views"]
    second = first.copy()
    second[counts] = (first[counts].astype(float) * 1.1).round()
    for day, rows in (("2026-01-01", first), ("2026-02-01", second)):
        path = tmp_path / f"{day}.parquet"
        rows.to_parquet(path)
        assert build.main([str(path), "--captured-on", day]) == 0
    shutil.rmtree(demo_copy / "cache", ignore_errors=True)
    return first, second


@pytest.fixture(scope="session")
def _demo_models(demo_warehouse: Path) -> Iterator[Path]:
    """Train once, in the same folder as the catalogue; return where the models are."""
    from analytics import train

    folder = demo_warehouse.parent / "trained"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSFADE_DATA_DIR", str(demo_warehouse))
        patch.setenv("CROSSFADE_MLRUNS_DIR", str(folder))
        assert train.main(["--quick"]) == 0
    yield folder


@pytest.fixture
def trained_demo(_demo_models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a test the models of the demo catalogue, to read only; return their folder."""
    monkeypatch.setenv("CROSSFADE_MLRUNS_DIR", str(_demo_models))
    return _demo_models


@pytest.fixture
def trained_copy(_demo_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a test models of its own, to promote, demote or break."""
    copy = tmp_path / "mlruns"
    shutil.copytree(_demo_models, copy)
    monkeypatch.setenv("CROSSFADE_MLRUNS_DIR", str(copy))
    return copy


@pytest.fixture
def untrained(demo_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a test a catalogue without any model."""
    folder = tmp_path / "mlruns"
    monkeypatch.setenv("CROSSFADE_MLRUNS_DIR", str(folder))
    return folder


@pytest.fixture(scope="session")
def real_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish the public data set; skip where `CROSSFADE_REAL_DATA` does not name its folder."""
    from data import build

    folder = os.environ.get("CROSSFADE_REAL_DATA")
    if not folder:
        pytest.skip("CROSSFADE_REAL_DATA does not name a folder with Spotify_Youtube.csv")
    data = tmp_path_factory.mktemp("real")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSFADE_DATA_DIR", str(data))
        assert build.main([str(Path(folder) / "Spotify_Youtube.csv")]) == 0
    return data


@pytest.fixture(scope="session")
def real_tracks(real_warehouse: Path) -> pd.DataFrame:
    """Return the public data set's `tracks`, sorted by `track_id`."""
    from data import published
    from data.reads import tracks as reads

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSFADE_DATA_DIR", str(real_warehouse))
        return reads.tracks(Selection(version=published.current_version()))


@pytest.fixture
def app_page(demo_warehouse: Path) -> Callable:
    """Run a page within the app: `app_page("pages/catalogue/page.py", album_types="single")`.

    The keywords are the address's query parameters. To change a filter afterwards, set the
    widget on what is returned and call its `run()`.
    """
    from streamlit.testing.v1 import AppTest
    from streamlit.util import calc_hash

    def run(path: str, **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PAGE_TIMEOUT)
        app.query_params.update(query)
        # `switch_page` would first have to run the first page: until then it takes a page's file
        # name for its address, and all of ours are called page.py.
        app._page_hash = calc_hash(Path(path).parent.name)
        return app.run()

    return run


@pytest.fixture(scope="session")
def proof_count() -> Callable[[int], int]:
    """Scale the count of a long proof: full under `CROSSFADE_PROOF=1`, else a twentieth."""
    full = os.environ.get("CROSSFADE_PROOF") == "1"
    return lambda count: count if full else math.ceil(count / 20)
