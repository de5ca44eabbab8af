"""The README's table of scores: `python -m analytics.train --readme README.md`.

Public functions
----------------
write(path)            -> None: the table, between its markers
put(path, name, text)  -> None: any text between the markers of that name
markdown()             -> str: the table
"""

from __future__ import annotations

from math import nan
from pathlib import Path

from analytics.models.model import LABELS
from analytics.runs import score_table
from analytics.runs.answers import COUNTS, HITS, score_name
from analytics.runs.registry import latest
from data.errors import BadFile, ModelMissing

BEGIN, END = "<!-- {name}: begin -->", "<!-- {name}: end -->"


def write(path: Path) -> None:
    """Put the scores of the last training between the README's markers.

    Raises
    ------
    BadFile
        If the file has no markers.
    """
    put(path, "scores", markdown())


def put(path: Path, name: str, text: str) -> None:
    """Put a text between the markers of a name, in place of what is there.

    Raises
    ------
    BadFile
        If the file has no markers.
    """
    before_it, after_it = (marker.format(name=name) for marker in (BEGIN, END))
    before, found, rest = path.read_text().partition(before_it)
    _, found_too, after = rest.partition(after_it)
    if not found or not found_too:
        raise BadFile(
            f"{path} has no place for {name}.", hint=f"Put in {before_it} and {after_it}."
        )
    path.write_text(f"{before}{before_it}\n{text}\n{after_it}{after}")


def markdown() -> str:
    """Return the best model of each task and feature set as a Markdown table."""
    training = latest()
    if training is None:
        raise ModelMissing("There are no scores to write yet.", hint="python -m analytics.train")
    table = score_table.score_table()
    lines = [
        "| Predicted | from | best model | score | spread over folds | artists unknown "
        "| without a model |"
    ]
    lines.append("|---|---|---|---:|---:|---:|---:|")
    for _, row in table[table["is_champion"]].iterrows():
        main = score_name(row["task"])[0]
        base = "base_rate" if row["task"] in HITS else "baseline_r2"
        cells = (
            _name(row["task"]),
            f"`{row['feature_set']}`",
            LABELS[row["model"]],
            f"{row[f'{main}_mean']:.3f}",
            f"{row[f'{main}_spread']:.3f}",
            f"{row.get(f'{main}_unknown_artists_mean', nan):.3f}",
            f"{row[f'{base}_mean']:.3f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    lines.append("")
    lines.append(
        f"R² of ln(1 + count), and average precision of hits, over five folds that share no "
        "artist; 'artists unknown': the same tracks, had the catalogue held nothing else by their "
        f"artists ({training.n_tracks:,} recordings; written by "
        "`python -m analytics.train --readme`)."
    )
    return "\n".join(lines)


def _name(task: str) -> str:
    return f"Hits ({HITS[task].lower()})" if task in HITS else COUNTS[task]
