"""What Crossfade takes, beside what others take: `python -m tests.bench [SIZE ...]`.

Builds the demo catalogue at each size in a folder of its own, measures import, training, every
question, every page, Similar and what-if, and prints one table. Sizes are tracks; `all` is 20,000,
1,000,000 and 10,000,000. Topics can be chosen with --only.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from data.settings import settings
from tests.bench import import_, pages, questions, similar, training, what_if
from tests.bench.figure import Figure, circumstances, table, write
from tests.bench.growth import exponents

SIZES = (20_000, 1_000_000, 10_000_000)
TOPICS = ("training", "questions", "pages", "similar", "what-if")
STEEP = 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    options = _parser().parse_args(arguments)
    sizes = SIZES if options.sizes == ["all"] else tuple(map(int, options.sizes)) or SIZES[:1]
    file = options.json or settings().cache_dir / "bench.json"
    print(", ".join(f"{key} {value}" for key, value in circumstances().items()))
    figures: list[Figure] = []
    for size in sizes:
        found = bench(
            size,
            options.only,
            options.repetitions,
            is_smallest=size == min(sizes),
            question=options.question,
        )
        print(table(found), flush=True)
        figures += found
        growth = exponents(figures)
        write(file, figures, growth)  # what is measured is kept, should a larger size fail
    for name, exponent in sorted(growth.items(), key=lambda item: -item[1]):
        if exponent >= STEEP:
            print(f"  grows as tracks^{exponent:.2f}: {name}")
    print(f"Written to {file}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("sizes", nargs="*", metavar="SIZE", help="tracks, or all (20000)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="(cache/bench.json)")
    parser.add_argument("--only", nargs="+", choices=TOPICS, default=TOPICS, metavar="TOPIC")
    parser.add_argument("--question", default="", metavar="START", help="of the questions' names")
    parser.add_argument("--repetitions", type=int, default=7, metavar="N", help="warm ones (7)")
    return parser


def bench(
    size: int,
    topics: Sequence[str] = TOPICS,
    repetitions: int = 7,
    *,
    is_smallest: bool = True,
    question: str = "",
) -> list[Figure]:
    """Measure one size in a folder of its own; the import always, as the rest needs it."""
    environment = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="crossfade-bench-") as name:
        folder = Path(name)
        os.environ["CROSSFADE_DATA_DIR"] = str(folder / "data")
        os.environ["CROSSFADE_MLRUNS_DIR"] = str(folder / "mlruns")
        try:
            figures = import_.measure(size, folder)
            if "training" in topics:
                figures += training.measure(size, with_rival=is_smallest)
            if "questions" in topics:
                figures += questions.measure_all(size, repetitions, question)
            if "pages" in topics:
                figures += pages.measure(size, repetitions, figures)
            if "similar" in topics:
                figures += similar.measure(size, repetitions)
            if "what-if" in topics:
                figures += what_if.measure(size, folder, repetitions)
            return figures
        finally:
            os.environ.clear()
            os.environ.update(environment)


if __name__ == "__main__":
    sys.exit(main())
