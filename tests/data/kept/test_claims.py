"""The file of claims: written whole, read with suspicion."""

import json

import pytest

from data.errors import BadOption, ReadOnly
from data.kept import claims

RECORD = {"text": "Fast tracks are hits", "kind": "rule", "threshold": 1.5}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path))
    return tmp_path


def test_what_is_added_is_read_and_removed_again(folder):
    assert claims.load() == ()
    claims.add(RECORD)
    claims.add({**RECORD, "text": "Other"})
    assert [record["text"] for record in claims.load()] == ["Fast tracks are hits", "Other"]
    claims.remove("Other")
    assert claims.load() == (RECORD,)
    assert [path.name for path in folder.glob("*claims*.json")] == ["claims.json"]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1, 2]", b'{"text": 1}', b"\xff\xfe", b"[" * 9999]
)
def test_a_damaged_file_holds_no_claims(content):
    claims.path().write_bytes(content)
    assert claims.load() == ()


def test_a_huge_file_is_not_read():
    claims.path().write_text(json.dumps([RECORD] * 9_000))
    assert claims.load() == ()


def test_no_more_than_fit():
    claims.path().write_text(json.dumps([RECORD] * claims.MAX_CLAIMS))
    with pytest.raises(BadOption, match="50"):
        claims.add(RECORD)


def test_a_read_only_server_keeps_nothing(monkeypatch):
    monkeypatch.setenv("CROSSFADE_READ_ONLY", "1")
    with pytest.raises(ReadOnly):
        claims.add(RECORD)
    assert claims.load() == ()
