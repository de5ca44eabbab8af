"""What SECURITY.md promises: text stays text, read-only is read-only, other pages stay out.

Beside this file: `data/imports/test_bad_files.py` (files), `data/engine/test_warehouse.py`
(parameters, no way out of a version's directory) and `pages/catalogue/test_page.py` (links and
exports of that page).
"""

import base64
import csv
import http.client
import io
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import build, published
from data.engine import warehouse
from data.errors import DamagedWarehouse, ReadOnly
from data.exports import to_csv
from data.imports import raw
from data.kept import claims
from tests.data.conftest import ROW, as_csv
from tests.served import ROOT, serving

OVERVIEW = "pages/overview/page.py"
CATALOGUE = "pages/catalogue/page.py"
PAGES = [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("pages/*/page.py"))]
DATA_ROOM = "pages/data_room/page.py"
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![pixel](https://evil.example/x.png)",
    '=cmd|"/c calc"!A1',
    "**bold** $x$ :rocket: `code` <b>b</b>",
    "\u202egnp.exe",
    "＝cmd|'/c calc'!A1",
)
LIVE = ("<script", "<img src=x", "](javascript:", "](https://evil", "**bold**", ":rocket:", "<b>b<")
STREAM = "/_stcore/stream"
WEBSOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": base64.b64encode(b"0123456789abcdef").decode(),
}
FORMULA = tuple("=+-@＝＋－＠\t\r\n")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?%?")


def _config() -> dict[str, Any]:
    return tomllib.loads((ROOT / ".streamlit/config.toml").read_text())


class TestTextStaysText:
    @pytest.fixture
    def hostile(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app_page: Callable):
        """Publish a catalogue whose every text is out for trouble; return what runs a page."""
        texts = ("Artist", "Track", "Album", "Title", "Channel", "Url_spotify", "Url_youtube")
        rows = [
            ROW
            | {name: f"{HOSTILE[(n + k) % 7]} {n // 7}" for k, name in enumerate(texts)}
            | {"Stream": str(1000 + 77 * n * n), "Views": str(9000 + 13 * n)}
            | ({"Stream": HOSTILE[n % 7], "Likes": "-1"} if n % 9 == 8 else {})
            for n in range(80)
        ]
        path = tmp_path / "hostile"
        path.write_text(as_csv(rows), encoding="utf-8")
        monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "data"))
        build.publish(build.prepare([path], names=["<script>alert(1)</script> **bold**.csv"]))
        return app_page

    @pytest.mark.parametrize("page", PAGES)
    def test_no_page_renders_it(self, hostile: Callable, page: str) -> None:
        app = hostile(page)
        assert not app.exception
        html = [element.proto.body for element in app.get("html")]
        charts = [chart.proto.spec for chart in app.get("plotly_chart")]
        kinds = (app.markdown, app.caption, app.header, app.info, app.warning, app.error)
        markdown = [element.value for kind in kinds for element in kind]
        elements = (*app.main, *app.sidebar)
        labels = [element.label for element in elements if hasattr(element, "label")]
        for text in (*html, *charts):
            assert not [live for live in (*LIVE[:2], LIVE[-1]) if live in text.lower()]
        for text in (*markdown, *labels):
            assert not [live for live in LIVE if live in text]
        assert labels
        if page in (OVERVIEW, CATALOGUE, DATA_ROOM):
            assert any("alert(1)" in text for text in (*html, *charts)) or len(app.dataframe)

    @given(st.lists(st.text(max_size=12) | st.sampled_from(HOSTILE), min_size=1, max_size=6))
    def test_no_spreadsheet_runs_it(self, texts: list[str]) -> None:
        content = to_csv(pd.DataFrame({text: [text] for text in dict.fromkeys(texts)}))
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        for value in (value for row in rows for value in row):
            assert not value.startswith(FORMULA) or NUMBER.fullmatch(value)


class TestReadOnly:
    """A server that shows the catalogue changes nothing, whichever way it is asked."""

    CHANGES: tuple[tuple[str, Callable[[], object]], ...] = (
        ("import", lambda: build.prepare([ROOT / "README.md"])),
        ("demo", lambda: build.prepare(demo_tracks=100)),
        ("rebuild", build.prepare),
        ("rollback", build.rollback),
        ("add a claim", lambda: claims.add({"text": "x"})),
        ("remove a claim", lambda: claims.remove("x")),
    )

    @pytest.fixture
    def read_only(self, demo_copy: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
        before = {path: path.stat().st_mtime_ns for path in demo_copy.rglob("*")}
        monkeypatch.setenv("CROSSFADE_READ_ONLY", "1")
        yield demo_copy
        assert {path: path.stat().st_mtime_ns for path in demo_copy.rglob("*")} == before

    @pytest.mark.parametrize("what", [name for name, _ in CHANGES])
    def test_nothing_is_written(self, read_only: Path, what: str) -> None:
        with pytest.raises(ReadOnly):
            dict(self.CHANGES)[what]()

    def test_nothing_is_published(
        self, demo_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "a.csv").write_text(as_csv([ROW]))
        draft = build.prepare([tmp_path / "a.csv"])
        monkeypatch.setenv("CROSSFADE_READ_ONLY", "1")
        with pytest.raises(ReadOnly):
            build.publish(draft)
        assert published.manifest(published.current_version()).is_demo

    def test_nothing_is_trained_or_promoted(self, read_only: Path) -> None:
        from analytics import train
        from analytics.runs import promotion, tracking

        for change in (
            train.start_in_background,
            lambda: tracking.training({"data_version": "x"}).__enter__(),
            lambda: promotion.promote("streams", "audio", "0" * 32, "why"),
            lambda: promotion.demote("streams", "audio", "why"),
        ):
            with pytest.raises(ReadOnly):
                change()

    def test_no_upload_is_offered(self, read_only: Path, app_page: Callable) -> None:
        app = app_page(DATA_ROOM)
        assert not app.exception
        assert not app.get("file_uploader")
        assert not [b for b in app.button if "rollback" in (b.key or "")]


class TestDoors:
    @given(st.text(max_size=60))
    def test_no_name_leads_anywhere(self, name: str) -> None:
        assert raw.suffix(name) in {
            *(".csv", ".tsv", ".txt", ".parquet", ".xlsx", ".gz", ".csv.gz", ".data")
        }
        assert raw.label(name).isprintable()

    @pytest.mark.parametrize(
        "sql",
        [
            "select * from read_text('/etc/hostname')",
            "select * from read_parquet($other)",
            "select * from glob('/*')",
            "select * from duckdb_secrets()",
            "install httpfs",
            "load httpfs",
            "pragma database_list",
            "set lock_configuration = false",
            "set allowed_directories = ['/']",
            "create secret (type s3, key_id 'a', secret 'b')",
        ],
    )
    def test_no_query_reaches_beyond_its_version(self, demo_warehouse: Path, sql: str) -> None:
        import duckdb

        values = {"other": str(next((demo_warehouse / "raw").glob("*.parquet")))}
        try:
            found = warehouse.query(
                sql, published.current_version(), **(values if "$other" in sql else {})
            )
        except (duckdb.Error, DamagedWarehouse):
            return
        assert sql.endswith("duckdb_secrets()") and found.empty

    def test_no_query_writes_into_its_version(self, demo_warehouse: Path) -> None:
        import duckdb

        version = published.current_version()
        folder = demo_warehouse / "warehouse" / version
        before = sorted(folder.iterdir())
        for name in ("new.csv", "tracks.parquet"):
            with pytest.raises(duckdb.Error):
                warehouse.query(f"copy (select 1 as a) to '{folder / name}'", version)
        assert sorted(folder.iterdir()) == before
        assert len(warehouse.query("select * from tracks limit 2", version)) == 2

    @pytest.mark.parametrize("page", [OVERVIEW, CATALOGUE])
    def test_an_address_is_checked(self, app_page: Callable, page: str) -> None:
        app = app_page(
            page,
            artist=[*HOSTILE, "'; drop view tracks; --"],
            album_type=HOSTILE[0],
            official_video="../../etc/passwd",
            licensed="null",
            streams=["-1", "1e999"],
            views="0",
            tempo=["max", "min", "100"],
            version="../../../etc",
            catalogue_view=HOSTILE[1],
            catalogue_tracks_sort="streams; drop table tracks",
            catalogue_tracks_page="-999999999999999999999",
            catalogue_tracks_search="%' or 1=1 --",
            catalogue_track="' or ''='",
            catalogue_artist=HOSTILE[2],
        )
        assert not app.exception
        assert app.session_state["selection"].is_everything
        assert app.session_state["selection"].version == published.current_version()


class TestServing:
    """One real server on this machine's own address, asked by raw requests."""

    @pytest.fixture(scope="class")
    @classmethod
    def port(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
        folder = tmp_path_factory.mktemp("empty")
        with serving(folder, folder / "mlruns") as server:
            yield server.port

    @pytest.mark.parametrize(
        ("origin", "status"),
        [
            ("http://127.0.0.1:{port}", 101),
            ("http://localhost:{port}", 101),
            ("https://evil.example", 403),
            ("null", 403),
        ],
    )
    def test_only_our_own_pages_open_a_session(self, port: int, origin: str, status: int) -> None:
        headers = WEBSOCKET | {"Origin": origin.format(port=port)}
        assert _status(port, "GET", STREAM, headers) == status

    @pytest.mark.xfail(
        not _config()["server"].get("allowedHosts"),
        reason="server.allowedHosts is not set: a name that is made to point here is let in",
    )
    def test_no_name_made_to_point_here_opens_a_session(self, port: int) -> None:
        host = f"evil.example:{port}"
        assert (
            _status(port, "GET", STREAM, WEBSOCKET | {"Host": host, "Origin": f"http://{host}"})
            == 403
        )

    @pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
    def test_no_other_page_uploads(self, port: int, method: str) -> None:
        headers = {"Origin": "https://evil.example", "Content-Type": "text/plain"}
        assert _status(port, method, "/_stcore/upload_file/session/file", headers) in (
            400,
            403,
            405,
        )

    def test_no_other_page_reads(self, port: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request(
            "GET", "/_stcore/host-config", headers={"Origin": "https://evil.example"}
        )
        answer = connection.getresponse()
        connection.close()
        assert answer.getheader("Access-Control-Allow-Origin") not in ("*", "https://evil.example")

    def test_no_path_leads_out(self, port: int) -> None:
        for path in ("/fonts/../../app.py", "/fonts/%2e%2e/%2e%2e/app.py", "/app/static/../app.py"):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", path)
            assert b"set_page_config" not in connection.getresponse().read()
            connection.close()


def _status(port: int, method: str, path: str, headers: dict[str, str]) -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, headers=headers)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def test_protections_are_not_switched_off() -> None:
    config = _config()
    server = config["server"]
    assert server["address"] == "127.0.0.1"
    assert server.get("enableXsrfProtection", True) is True
    assert server.get("enableCORS", True) is True
    assert server.get("corsAllowedOrigins", []) == []
    assert server.get("xsrfCookieSameSite", "lax") in ("lax", "strict")
    assert server.get("maxUploadSize", 200) <= 500
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["disableDataExport"] is True
