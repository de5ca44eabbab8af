"""`python -m analytics.genres.table FILE`: how well genres of a file are told by sound.

Any table with a genre and Spotify's audio features will do (Parquet, or CSV with a header). Folds
share no artist and no recording, nor what `--apart` names; with `--judge-on` the models learn from
FILE and are judged on another file, less what the two share.

    python -m analytics.genres.table genres.parquet --grouped
    python -m analytics.genres.table genres.parquet --known-artists --at-least 70
    python -m analytics.genres.table lists.csv --genre playlist_subgenre --apart playlist_id
"""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.genres import folds, groups, judging, learning, resampling, scores, titles
from analytics.genres.matrix import FEATURES, known_in
from analytics.genres.models import MODELS
from data.errors import BadFile, CrossfadeError

KNOWN_AS = {
    "genre": ("genre", "trackgenre", "playlistsubgenre", "subgenre", "class", "genres"),
    "artist": ("artist", "artists", "artistname", "trackartist"),
    "track": ("track", "trackname", "tracktitle", "title"),
}
SOUND = (
    "danceability",
    "energy",
    "loudness",
    "speechiness",
    "acousticness",
    "instrumentalness",
    "liveness",
    "valence",
    "tempo",
)
"""Equal in all of these, two rows are one recording."""
SHORTEST_MS = 100
"""A duration below this is one in minutes."""
SHOWN = ("accuracy", "macro_f1", "weighted_f1", "top_3", "calibration_error")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit status 2 and a sentence where that cannot be."""
    parser = argparse.ArgumentParser(
        prog="python -m analytics.genres.table",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--genre", help="column of the genre")
    parser.add_argument("--apart", help="column of what must not be on both sides, as a playlist")
    parser.add_argument("--grouped", action="store_true", help="Spotify's genres in 28 groups")
    parser.add_argument("--known-artists", action="store_true", help="only rows with an artist")
    parser.add_argument("--at-least", type=int, default=1, help="examples that a genre needs")
    parser.add_argument("--as-listed", action="store_true", help="count repeated rows again")
    parser.add_argument(
        "--also", nargs="+", default=[], metavar="COLUMN", help="numeric columns beside the sound"
    )
    parser.add_argument("--judge-on", type=Path, metavar="FILE")
    parser.add_argument("--balance", choices=list(resampling.BALANCES), default="none")
    parser.add_argument("--models", nargs="+", choices=list(MODELS), default=list(MODELS))
    parser.add_argument("--seed", type=int, default=0)
    try:
        given = parser.parse_args(arguments)
        print(_measured(given))
    except CrossfadeError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _measured(given: argparse.Namespace) -> str:
    examples = _chosen(given.file, given)
    names = tuple(given.models)
    if given.judge_on is None:
        judgement = judging.judge(
            examples,
            names=names,
            balance=given.balance,
            also=tuple(given.also),
            random_state=given.seed,
            progress=_told,
        )
        table, n_judged = judgement.table, judgement.n_rows
        how = "five folds that share no artist, no recording"
    else:
        others = _chosen(given.judge_on, given)
        table, n_judged = _on_others(examples, others, given)
        how = f"judged on {given.judge_on.name}, of which nothing is shared"
    head = (
        f"{given.file.name}: {len(examples):,} examples of {examples['genre'].nunique()} genres by "
        f"{folds.clusters(examples).nunique():,} artists or recordings; {how}; {n_judged:,} judged."
    )
    return f"{head}\n\n{_printed(table)}"


def _told(share: float, text: str) -> None:
    print(f"{share:4.0%} {text}", file=sys.stderr)


def _chosen(path: Path, given: argparse.Namespace) -> pd.DataFrame:
    examples = read(path, genre=given.genre, apart=given.apart, also=tuple(given.also))
    if given.grouped:
        examples["genre"] = groups.grouped(examples["genre"], groups.GROUPS)
        examples = examples.dropna(subset="genre")
    if given.known_artists:
        examples = examples.dropna(subset="artist")
    if not given.as_listed:
        whose = ["apart"] if given.apart else []
        examples = examples.drop_duplicates(["recording", "genre", *whose])
    sizes = examples["genre"].map(examples["genre"].value_counts())
    return examples[sizes >= given.at_least].reset_index(drop=True)


def read(
    path: Path, *, genre: str | None = None, apart: str | None = None, also: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Read a table of genres and sounds.

    Parameters
    ----------
    path : Path
        Parquet, or CSV.
    genre, apart : str, optional
        Columns of the genre, and of what must not be on both sides.
    also : tuple of str
        Numeric columns to keep beside the sound.

    Returns
    -------
    DataFrame
        genre, recording, artist (None where unknown), artists, track, apart where asked for, and
        the features that the file has. Durations in minutes among milliseconds are converted: in
        one public table the unit alone tells four genres from the rest.

    Raises
    ------
    BadFile
        If it cannot be read, or lacks genre or sound.
    """
    try:
        is_parquet = path.suffix == ".parquet"
        table = pd.read_parquet(path) if is_parquet else pd.read_csv(path, low_memory=False)
    except (OSError, ValueError) as error:
        raise BadFile(f"{path.name} cannot be read: {str(error).splitlines()[0][:200]}") from error
    theirs = {re.sub(r"[^a-z0-9]", "", str(name).lower()): name for name in table.columns}
    found = {ours: _column(theirs, other) for ours, other in KNOWN_AS.items()}
    found["genre"] = genre or found["genre"]
    lacking = [name for name in SOUND if name not in theirs]
    unknown = [
        name for name in (found["genre"], apart, *also) if name and name not in table.columns
    ]
    if found["genre"] is None or lacking or unknown:
        needed = [*unknown, *lacking] or ["genre"]
        raise BadFile(
            f"{path.name} lacks the columns {', '.join(needed)}",
            hint=f"Needed: a genre and {', '.join(SOUND)}.",
        )
    rows = pd.DataFrame({"genre": table[found["genre"]].astype("string").astype(object)})
    for name in FEATURES:
        column = "duration_ms" if name == "duration_ms" else name
        where = theirs.get(column) or _column(theirs, ("durationms", "durationinminms"))
        if column in theirs or name == "duration_ms":
            rows[name] = pd.to_numeric(table[where], errors="coerce") if where else np.nan
    for name in also:
        rows[name] = pd.to_numeric(table[name], errors="coerce")
    minutes = rows["duration_ms"] < SHORTEST_MS
    rows["duration_ms"] = rows["duration_ms"].where(~minutes, rows["duration_ms"] * 60_000).round()
    rows["recording"] = rows[list(SOUND)].map("{:.6g}".format).agg("|".join, axis=1)
    for name in ("artist", "track"):
        rows[name] = table[found[name]].astype(object) if found[name] else None
    rows["artist"] = rows["artist"].where(rows["artist"].notna(), None)
    rows["artists"] = rows["artist"].map(_names)
    if apart:
        rows["apart"] = table[apart].astype(str)
    return rows.dropna(subset="genre").reset_index(drop=True)


def _column(theirs: dict[str, str], names: Sequence[str]) -> str | None:
    return next((theirs[name] for name in names if name in theirs), None)


def _names(artists: object) -> list[str]:
    """Return the names of a text that may be a list as Python writes it."""
    if not isinstance(artists, str):
        return []
    if artists.startswith("[") and artists.endswith("]"):
        return [one or other for one, other in re.findall(r"'([^']*)'|\"([^\"]*)\"", artists)]
    return [name.strip() for name in artists.split(";")]


def _on_others(
    examples: pd.DataFrame, others: pd.DataFrame, given: argparse.Namespace
) -> tuple[pd.DataFrame, int]:
    """Learn from one file and judge on another, less the rows that share anything with it."""
    shared = others["recording"].isin(set(examples["recording"]))
    known = {name for names in examples["artists"] for name in names}
    if given.apart:
        shared |= others["apart"].isin(set(examples["apart"]))
    else:
        shared |= others["artists"].map(lambda names: not known.isdisjoint(names))
    genres = tuple(sorted(examples["genre"].unique()))
    rows = others[~shared & others["genre"].isin(genres)].reset_index(drop=True)
    if rows.empty:
        raise BadFile(f"{given.judge_on.name} has no row that shares nothing with the other file")
    ensemble = learning.learn(
        examples,
        genres,
        features=(*known_in(examples), *given.also),
        names=tuple(given.models),
        balance=given.balance,
        with_titles=titles.are_known(examples) and titles.are_known(rows),
        random_state=given.seed,
        progress=_told,
    )
    chances = ensemble.chances(rows)
    actual = pd.Categorical(rows["genre"], categories=list(genres)).codes.astype(np.int64)
    named = (learning.best(chances) * ensemble.factors).argmax(axis=1)
    return judging.table(chances, named, actual, folds.clusters(rows), genres), len(rows)


def _printed(table: pd.DataFrame) -> str:
    lines = []
    for name, rows in table.groupby("contender", sort=False):
        by_score = rows.set_index("score")
        numbers = "  ".join(
            f"{by_score.value[s]:.3f} [{by_score.low[s]:.3f}, {by_score.high[s]:.3f}]"
            for s in SHOWN
        )
        lines.append(f"{judging.label_of(str(name)):24s}{numbers}")
    base = table.drop_duplicates("score").set_index("score").majority
    plain = "  ".join(f"{base[s]:.3f}".ljust(20) for s in SHOWN[:-1])
    head = " " * 24 + "  ".join(scores.SCORES[s][:20].ljust(20) for s in SHOWN)
    return "\n".join([head, *lines, f"{'Commonest genre':24s}{plain}"])


if __name__ == "__main__":
    sys.exit(main())
