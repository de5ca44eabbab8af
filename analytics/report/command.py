"""`python -m analytics.report`: the report into files, or as JSON to the standard output."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from analytics.report import answers, pdf, words
from analytics.report import document as report
from analytics.report.answers import Kind
from analytics.runs import readme
from data import published
from data.errors import CannotWrite, CrossfadeError
from data.selection import Selection

KINDS: tuple[Kind, ...] = get_args(Kind)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the report; exit status 2 and a sentence where that cannot be."""
    parser = argparse.ArgumentParser(
        prog="python -m analytics.report",
        description=report.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for kind in KINDS:
        parser.add_argument(f"--{kind}", metavar="FILE", type=Path)
    parser.add_argument("--readme", metavar="FILE", type=Path, help="its table of claims")
    try:
        _write(vars(parser.parse_args(arguments)))
    except CrossfadeError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _write(files: dict[str, Path | None]) -> None:
    if files["pdf"]:
        pdf.require_browser()  # said before minutes of computing, not after
    findings = answers.findings(Selection(published.current_version()))
    for kind in KINDS:
        if file := files[kind]:
            save(file, answers.content(findings, kind))
    if readme_file := files["readme"]:
        readme.put(readme_file, "claims", words.claims_table(findings))
    if not any(files.values()):
        sys.stdout.write(answers.content(findings, "json").decode())


def save(file: Path, content: bytes) -> None:
    """Write a file and say so.

    Raises
    ------
    CannotWrite
        Where that cannot be.
    """
    try:
        file.write_bytes(content)
    except OSError as error:
        raise CannotWrite(
            f"{file}: {error.strerror or error}", hint="Name another file."
        ) from error
    print(f"Wrote {file}, {len(content):,} bytes", file=sys.stderr)
