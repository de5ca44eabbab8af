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
        print("Reading alone, then together", flush=True)
        load = asyncio.run(
            run(
                data_dir,
                mlruns_dir or Path(scratch) / "mlruns",
                n_sessions=options.sessions,
                think=options.think,
                forgotten_after=options.wait,
            )
        )
    report(load, options.json)
    return 0 if is_held(load) else 1


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


def is_held(load: Load) -> bool:
    """Whether nothing was wrong and every limit was kept."""
    return not (
        load.wrong
        or load.errors
        or load.percentile(0.95) > MAX_SECONDS
        or load.memory_after > MAX_GROWTH * load.memory_before
    )


def report(load: Load, file: Path | None) -> None:
    """Print what was met with and write it as JSON."""
    rate = len(load.steps) / load.seconds
    print(
        f"{load.n_sessions} readers asked {len(load.steps):,} questions in {load.seconds:.0f} s"
        f" ({rate:.1f} a second); load average {os.getloadavg()[0]:.1f}\n"
        f"wrong answers {len(load.wrong)}, errors {len(load.errors)}\n"
        f"seconds: half {load.percentile(0.5):.2f}, 95 of 100 {load.percentile(0.95):.2f}, "
        f"slowest {load.percentile(1):.2f}\n"
        f"memory in MiB: before {load.memory_before / MIB:,.0f}, during "
        f"{load.memory_during / MIB:,.0f}, after {load.memory_after / MIB:,.0f} "
        f"({load.memory_after / load.memory_before:.2f} of before)"
    )
    for line in [*load.errors, *load.wrong][:20]:
        print(f"  {line}")
    pages = _by_page(load)
    for page, (half, most) in sorted(pages.items(), key=lambda item: -item[1][1]):
        print(f"  {page:<20} half {half:.2f} s, 95 of 100 {most:.2f} s")
    file = file or settings().cache_dir / "load.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(_document(load, pages), indent=1))
    print(f"Written to {file}")


def _by_page(load: Load) -> dict[str, tuple[float, float]]:
    seconds = defaultdict(list)
    for step in load.steps:
        seconds[step.name.split()[0]].append(step.seconds)
    return {page: (_at(taken, 0.5), _at(taken, 0.95)) for page, taken in seconds.items()}


def _at(values: list[float], share: float) -> float:
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def _document(load: Load, pages: dict[str, tuple[float, float]]) -> dict[str, object]:
    return {
        "sessions": load.n_sessions,
        "questions": len(load.steps),
        "seconds": load.seconds,
        "wrong": load.wrong,
        "errors": load.errors,
        "median_seconds": load.percentile(0.5),
        "p95_seconds": load.percentile(0.95),
        "memory_before": load.memory_before,
        "memory_during": load.memory_during,
        "memory_after": load.memory_after,
        "load_average": os.getloadavg()[0],
        "pages": pages,
    }


if __name__ == "__main__":
    sys.exit(main())
