"""The Data room's answers in words and tables."""

from collections.abc import Iterable

import pandas as pd

from analytics.data_room.answers import DataRoom
from data import metrics
from data.metrics import exact, percent
from data.published import Manifest
from pages.ui.wording import Kpi, compact, many

FILES = {
    "name": "File",
    "captured_on": "Counts of",
    "rows_read": "Rows read",
    "recordings": "Recordings",
    "rows_merged": "Merged",
    "rows_rejected": "Rejected",
    "not_used": "Columns not used",
    "missing": "Columns missing",
}
REASONS = {"reason": "Reason", "file": "File", "n_rows": "Rows"}
REJECTS = {
    "file": "File",
    "line": "Line",
    "artist": "Artist",
    "track": "Track",
    "reasons": "Reasons",
}
OUTLIERS = {
    "track": "Track",
    "artist": "Artist",
    "streams": "Streams",
    "views": "Views",
    "outlier_score": "Robust z-score",
    "outlier_reason": "Direction",
    "video_title": "Video",
}


def summary(manifest: Manifest) -> str:
    """Return the page's answer in a sentence or two."""
    files = len(manifest.files)
    return (
        f"**{many(manifest.recordings, 'recording')}** from {many(manifest.rows_read, 'row')} in "
        f"{many(files, 'file')}: {exact(manifest.rows_merged)} merged, "
        f"{exact(manifest.rows_rejected)} rejected. "
        f"{percent(manifest.data_quality_score)} of the needed cells hold a valid value."
    )


def kpis(manifest: Manifest, room: DataRoom) -> list[Kpi]:
    """Return the page's cards: every row accounted for."""
    counts = (
        ("Rows read", manifest.rows_read, "In all files imported so far."),
        ("Recordings", manifest.recordings, "Kept: one for each recording."),
        ("Merged", manifest.rows_merged, "The same recording again, under another artist or day."),
        ("Rejected", manifest.rows_rejected, "Rows with an impossible value, kept with reasons."),
        ("Outliers", room.n_outliers, "Chosen tracks whose views do not fit their streams; kept."),
    )
    cards = [Kpi(label, compact(n), exact(n), meaning) for label, n, meaning in counts]
    score = manifest.data_quality_score
    meaning = "Share of needed cells that hold a valid value."
    return [*cards, Kpi("Data quality", percent(score), f"{score:.6f}", meaning)]


def files(manifest: Manifest) -> pd.DataFrame:
    """Return one row per file imported: what became of its rows."""
    return pd.DataFrame(
        [
            {
                "name": file.name,
                "captured_on": file.captured_on,
                "rows_read": file.rows_read,
                "recordings": file.recordings,
                "rows_merged": file.rows_merged,
                "rows_rejected": file.rows_rejected,
                "not_used": ", ".join(file.ignored_columns) or "–",
                "missing": ", ".join(file.missing_columns) or "–",
            }
            for file in manifest.files
        ]
    )


def versions(kept: Iterable[Manifest], current: str) -> pd.DataFrame:
    """Return the versions that are kept, oldest first, as a table with the newest first."""
    return pd.DataFrame(
        [
            {
                "version": made.version + (" (shown)" if made.version == current else ""),
                "built_at": made.built_at[:16].replace("T", " "),
                "kind": "demo" if made.is_demo else "imported",
                "captures": ", ".join(made.captures),
                "recordings": made.recordings,
                "streams": made.streams,
                "views": made.views,
                "data_quality_score": percent(made.data_quality_score),
            }
            for made in reversed(list(kept))
        ]
    )


def named(quality: pd.DataFrame) -> pd.DataFrame:
    """Return the quality of columns, these by the names that they have on every page."""
    return quality.assign(column=quality["column"].map(metrics.label))
