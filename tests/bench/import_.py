"""Import: the demo catalogue's file becomes a published version; pandas does the like."""

from pathlib import Path

from data.published import manifest
from tests.bench.figure import Figure
from tests.bench.measure import Failed, Run, python

TOPIC = "import"
WRITE = "import sys; from pathlib import Path; from data.demo import catalogue; "
WRITE += "catalogue.write(Path(sys.argv[1]), n_tracks=int(sys.argv[2]))"


def measure(size: int, folder: Path) -> list[Figure]:
    """Write the demo's file and import it into the folder that the settings name.

    Parameters
    ----------
    size : int
        Recordings.
    folder : Path
        Where the file goes.
    """
    file = folder / "demo.parquet"
    written = python("-c", WRITE, str(file), str(size))
    ours = python("-m", "data.build", str(file))
    from data.published import current_version

    n_rows = manifest(current_version()).rows_read
    try:
        theirs: Run | None = python("-m", "tests.bench.rival_import", str(file), str(folder))
        note = "pandas: types, duplicates, artists, their other tracks"
    except Failed as failure:
        theirs, note = None, f"pandas: {failure}"
    finally:
        file.unlink()
    return [
        Figure(
            TOPIC,
            "import, rows a second",
            size,
            n_rows / ours.seconds,
            "rows/s",
            note,
            theirs and n_rows / theirs.seconds,
        ),
        Figure(TOPIC, "import, seconds", size, ours.seconds, "s", note, theirs and theirs.seconds),
        Figure(
            TOPIC, "import, peak memory", size, ours.memory, "MiB", note, theirs and theirs.memory
        ),
        Figure(TOPIC, "writing the demo's file", size, written.seconds, "s"),
        Figure(TOPIC, "writing the demo's file, memory", size, written.memory, "MiB"),
    ]
