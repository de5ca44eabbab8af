"""Many readers at once: `python -m tests.load [--sessions 50]`.

Serves a catalogue with its models on loopback, lets a single reader see every page and then many
at once, and compares. Exit status 1 where an answer was wrong or failed, or a limit was missed.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from data.settings import settings
from tests.load.load import FORGOTTEN_AFTER, Load, run
from tests.load.made import catalogue
from tests.served import serving

MAX_SECONDS, MAX_GROWTH = 2.0, 1.2
MIB = 2**20


def main() -> int:
    """Run the command."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="crossfade-load-") as scratch:
        data_dir, mlruns_dir = options.data, options.mlruns
        if data_dir is None:
            print(f"Building {options.tracks:,} tracks and training on them")
            data_dir, mlruns_dir = catalogue(Path(scratch), options.tracks, train=True)
        with serving(data_dir, mlruns_dir or Path(scratch) / "mlruns") as server:
            print("Reading alone, then together", flush=True)
            found = asyncio.run(
                run(
                    server,
                    n_sessions=options.sessions,
                    think=options.think,
                    forgotten_after=options.wait,
                )
            )
    report(found, options.json)
    return 0 if is_held(found) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--sessions", type=int, default=50, metavar="N")
    parser.add_argument("--tracks", type=int, default=20_000, metavar="N", help="size (20000)")
    parser.add_argument("--think", type=float, default=15.0, metavar="S", help="seconds a page")
    parser.add_argument("--wait", type=float, default=FORGOTTEN_AFTER, metavar="S")
    parser.add_argument("--data", type=Path, metavar="DIR", help="a catalogue that is there")
    parser.add_argument("--mlruns", type=Path, metavar="DIR", help="models that are there")
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser.parse_args()


def is_held(found: Load) -> bool:
    """Whether nothing was wrong and every limit was kept."""
    return not (
        found.wrong
        or found.errors
        or found.percentile(0.95) > MAX_SECONDS
        or found.memory_after > MAX_GROWTH * found.memory_before
    )


def report(found: Load, file: Path | None) -> None:
    """Print what was found and write it as JSON."""
    rate = len(found.steps) / found.seconds
    print(
        f"{found.n_sessions} readers asked {len(found.steps):,} questions in {found.seconds:.0f} s"
        f" ({rate:.1f} a second); load average {os.getloadavg()[0]:.1f}\n"
        f"wrong answers {len(found.wrong)}, errors {len(found.errors)}\n"
        f"seconds: half {found.percentile(0.5):.2f}, 95 of 100 {found.percentile(0.95):.2f}, "
        f"slowest {found.percentile(1):.2f}\n"
        f"memory in MiB: before {found.memory_before / MIB:,.0f}, during "
        f"{found.memory_during / MIB:,.0f}, after {found.memory_after / MIB:,.0f} "
        f"({found.memory_after / found.memory_before:.2f} of before)"
    )
    for line in [*found.errors, *found.wrong][:20]:
        print(f"  {line}")
    pages = _by_page(found)
    for page, (half, most) in sorted(pages.items(), key=lambda item: -item[1][1]):
        print(f"  {page:<20} half {half:.2f} s, 95 of 100 {most:.2f} s")
    file = file or settings().cache_dir / "load.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(_document(found, pages), indent=1))
    print(f"Written to {file}")


def _by_page(found: Load) -> dict[str, tuple[float, float]]:
    seconds = defaultdict(list)
    for step in found.steps:
        seconds[step.name.split()[0]].append(step.seconds)
    return {page: (_at(taken, 0.5), _at(taken, 0.95)) for page, taken in seconds.items()}


def _at(values: list[float], share: float) -> float:
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def _document(found: Load, pages: dict[str, tuple[float, float]]) -> dict[str, object]:
    return {
        "sessions": found.n_sessions,
        "questions": len(found.steps),
        "seconds": found.seconds,
        "wrong": found.wrong,
        "errors": found.errors,
        "median_seconds": found.percentile(0.5),
        "p95_seconds": found.percentile(0.95),
        "memory_before": found.memory_before,
        "memory_during": found.memory_during,
        "memory_after": found.memory_after,
        "load_average": os.getloadavg()[0],
        "pages": pages,
    }


if __name__ == "__main__":
    sys.exit(main())
