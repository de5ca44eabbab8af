"""`python -m analytics.report`: what it writes and what it says."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from analytics.report import command, pdf
from data.errors import CannotWrite


def test_it_writes_what_is_asked_for(demo_warehouse, tmp_path, capsys):
    page, numbers = tmp_path / "r.html", tmp_path / "r.json"
    assert command.main(["--html", str(page), "--json", str(numbers)]) == 0
    assert page.read_text().startswith("<!doctype html>")
    written = json.loads(numbers.read_text())
    day = datetime.fromisoformat(written["generated_at"])
    assert f"{day:%-d %B %Y}. Data version {written['data_version']}" in page.read_text()
    output = capsys.readouterr()
    assert output.out == ""
    assert f"Wrote {page}" in output.err


def test_without_a_file_it_prints_the_numbers(demo_warehouse, capsys):
    assert command.main([]) == 0
    assert json.loads(capsys.readouterr().out)["catalogue"]["recordings"] == 3_000


def test_help_says_what_the_numbers_are(capsys):
    with pytest.raises(SystemExit):
        command.main(["--help"])
    assert "spearman_streams_views" in capsys.readouterr().out


def test_without_chromium_it_says_how_to_get_it(no_chromium, demo_warehouse, tmp_path, capsys):
    assert command.main(["--pdf", str(tmp_path / "r.pdf")]) == 2
    assert "apt-get install chromium" in capsys.readouterr().err
    assert not (tmp_path / "r.pdf").exists()


def test_without_a_catalogue_it_says_so(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path))
    assert command.main([]) == 2
    assert "No catalogue" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_said():
    with pytest.raises(CannotWrite, match="/nowhere/at/all"):
        command.save(Path("/nowhere/at/all.json"), b"")


@pytest.mark.browser
def test_it_writes_a_pdf(demo_warehouse, tmp_path):
    if pdf.find() is None:
        pytest.skip("no Chromium here")
    file = tmp_path / "r.pdf"
    assert command.main(["--pdf", str(file)]) == 0
    assert file.read_bytes().startswith(b"%PDF")
