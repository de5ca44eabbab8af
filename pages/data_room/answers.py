"""What the Data room asks of the catalogue."""

from dataclasses import dataclass

import pandas as pd

from analytics import kept
from data import build, metrics, published
from data.metrics import exact, percent
from data.reads import data_room as reads_data_room
from data.selection import Selection
from pages.ui.wording import Kpi, compact

PAGE_ROWS = 50

OUTLIERS = {
    "track": "Track",
    "artist": "Artist",
    "streams": "Streams",
    "views": "Views",
    "outlier_score": "Robust z-score",
    "outlier_reason": "Direction",
    "video_title": "Video",
}


@dataclass(frozen=True, eq=False, slots=True)
class DataRoom:
    """What is known of a version's rows, and of the outliers among the chosen tracks."""

    quality: pd.DataFrame
    reasons: pd.DataFrame
    rejects: pd.DataFrame
    outlier_counts: pd.DataFrame
    scatter: pd.DataFrame


@kept.in_memory
def data_room(selection: Selection) -> DataRoom:
    """Read everything that the page shows at once."""
    version = selection.version
    quality = reads_data_room.quality(version)
    return DataRoom(
        quality=quality.assign(column=quality["column"].map(metrics.label)),
        reasons=reads_data_room.reasons(version),
        rejects=reads_data_room.rejects(version, limit=PAGE_ROWS),
        outlier_counts=reads_data_room.outlier_counts(selection),
        scatter=reads_data_room.scatter(selection),
    )


@kept.in_memory
def outliers(selection: Selection, direction: str) -> pd.DataFrame:
    """Return a page of outliers, the furthest first."""
    return reads_data_room.outliers(selection, direction, PAGE_ROWS)


def summary(manifest: published.Manifest) -> str:
    """Return the page's answer in a sentence or two."""
    files = len(manifest.files)
    return (
        f"Of **{exact(manifest.rows_read)} rows** in {files} file{'s' if files > 1 else ''}, "
        f"**{exact(manifest.recordings)} recordings** were kept, {exact(manifest.rows_merged)} "
        f"rows merged into them and {exact(manifest.rows_rejected)} rejected. "
        f"{percent(manifest.data_quality_score)} of the needed cells hold a valid value."
    )


def kpis(manifest: published.Manifest, room: DataRoom) -> list[Kpi]:
    """Return the page's cards: every row accounted for."""
    outlying = int(room.outlier_counts["n_tracks"].sum())
    counts = (
        ("Rows read", manifest.rows_read, "In all files imported so far."),
        ("Recordings", manifest.recordings, "Kept: one for each recording."),
        ("Merged", manifest.rows_merged, "The same recording again, under another artist or day."),
        ("Rejected", manifest.rows_rejected, "Rows with an impossible value, kept with reasons."),
        ("Outliers", outlying, "Chosen tracks whose views do not fit their streams; kept."),
    )
    cards = [Kpi(label, compact(n), exact(n), meaning) for label, n, meaning in counts]
    score = manifest.data_quality_score
    meaning = "Share of needed cells that hold a valid value."
    return [*cards, Kpi("Data quality", percent(score), f"{score:.6f}", meaning)]


def files(manifest: published.Manifest) -> pd.DataFrame:
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


def versions(current: str) -> pd.DataFrame:
    """Return the versions that are kept, newest first."""
    return pd.DataFrame(
        [
            {
                "version": v.version + (" (shown)" if v.version == current else ""),
                "built_at": v.built_at[:16].replace("T", " "),
                "kind": "demo" if v.is_demo else "imported",
                "captures": ", ".join(v.captures),
                "recordings": v.recordings,
                "streams": v.streams,
                "views": v.views,
                "data_quality_score": percent(v.data_quality_score),
            }
            for v in reversed(build.versions())
        ]
    )


def earlier(current: str) -> str | None:
    """Return the version that going back leads to, None where there is none."""
    names = [v.version for v in build.versions()]
    place = names.index(current) if current in names else 0
    return names[place - 1] if place else None
