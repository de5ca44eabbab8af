"""The claims that readers added: a small JSON file, checked when it is read, written whole."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from data.errors import BadOption
from data.kept import files
from data.settings import settings

MAX_CLAIMS = 50
MAX_BYTES = 200_000

Record = dict[str, Any]


def path() -> Path:
    """Return the file that holds them."""
    return settings().data_dir / "claims.json"


def load() -> tuple[Record, ...]:
    """Return the records of the file; none where it is missing or no list of records.

    What a record says is for `analytics.claims.claim.from_record` to check.
    """
    try:
        if path().stat().st_size > MAX_BYTES:
            return ()
        content = json.loads(path().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return ()
    records = content if isinstance(content, list) else []
    return tuple(record for record in records if isinstance(record, dict))[:MAX_CLAIMS]


def add(record: Record) -> None:
    """Keep one more claim.

    Raises
    ------
    BadOption
        If there are `MAX_CLAIMS` already.
    ReadOnly, CannotWrite
        If this server may not write, or the disk refuses.
    """
    with _changing():
        records = load()
        if len(records) >= MAX_CLAIMS:
            raise BadOption(
                f"{MAX_CLAIMS} claims are kept already.", hint="Remove one that is settled."
            )
        _write([*records, record])


def remove(text: str) -> None:
    """Drop the claims of this wording.

    Raises
    ------
    ReadOnly, CannotWrite
        As `add`.
    """
    with _changing():
        _write([record for record in load() if record.get("text") != text])


@contextlib.contextmanager
def _changing() -> Iterator[None]:
    files.refuse_read_only("Changing claims")
    with (
        files.writing("The claims kept before still stand."),
        files.lock(path().with_suffix(".lock"), taken="another process is changing the claims"),
    ):
        yield


def _write(records: list[Record]) -> None:
    files.replace(path(), json.dumps(records, indent=1, ensure_ascii=False))
