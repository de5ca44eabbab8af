"""Genres of a chart, or of the tracks in view."""

from functools import partial

import pandas as pd
import streamlit as st

from analytics.genres import answers
from analytics.genres.answers import Learning
from analytics.genres.labelling import Labeller, compare
from analytics.genres.shift import WAYS
from data.imports.unreleased import MAX_TRACKS
from data.selection import Selection
from pages.genres import figures, words
from pages.ui import jobs, layout

KINDS = ["csv", "tsv", "txt", "gz", "parquet", "xlsx"]
WHICH = {"view": "The tracks in view", "file": "A chart from a file"}


def draw(selection: Selection, way: Learning) -> None:
    """Draw the part; learning for it is a job."""
    with st.container(horizontal=True):
        which = st.segmented_control(
            "Tracks",
            list(WHICH),
            format_func=WHICH.__getitem__,
            default="view",
            required=True,
            key="genres_which",
            bind="query-params",
        )
        towards = st.selectbox(
            "Learned from",
            list(WAYS),
            format_func=WAYS.__getitem__,
            key="genres_towards",
            bind="query-params",
            help="Weighted: examples that sound like the chart count for more (density ratio). "
            "Cut: as in the study, only examples within the chart's ranges.",
        )
    tracks = answers.view(selection) if which == "view" else _uploaded(selection)
    if tracks is None:
        return
    features = answers.shared_features(selection, way, tracks)
    made = _labeller(selection, way, features, towards, tracks)
    if made is None:
        return
    labels = answers.labelled(made, tracks)
    st.markdown(words.labelled(labels, made))
    layout.table(words.in_table(labels), key="genres_labels", columns=words.labels_columns(way))
    layout.csv(labels.table, key="genres_labels_csv", name="genres_of_tracks")
    _mix(selection, way, made, labels, which)


def _labeller(
    selection: Selection,
    way: Learning,
    features: tuple[str, ...],
    towards: str,
    tracks: pd.DataFrame,
) -> Labeller | None:
    everything = Selection(selection.version)
    chart = answers.sounds(tracks.head(MAX_TRACKS), features) if towards != "all" else ()
    return jobs.answer(
        answers.labeller, everything, way=way, features=features, towards=towards, chart=chart
    )


def _mix(
    selection: Selection, way: Learning, made: Labeller, labels: answers.Labels, which: str
) -> None:
    """Draw how the mix of genres differs from the whole catalogue's."""
    if which == "view" and selection.is_everything:
        layout.chart(
            partial(figures.mix, labels.mix),
            key="genres_mix",
            how_to_read="Each track counts for every genre by its chance. Bars: 95 % intervals, "
            "whole artists resampled.",
            data=labels.mix,
        )
        return
    whole = answers.view(Selection(selection.version))
    differences = compare(labels, answers.labelled(made, whole))
    layout.chart(
        partial(figures.mix_differences, differences),
        key="genres_mix_differences",
        how_to_read="Percentage points more (right) or less (left) of a genre than in the whole "
        "catalogue, by the same model; bars: 95 % intervals, whole artists resampled.",
        data=differences,
    )


def _uploaded(selection: Selection) -> pd.DataFrame | None:
    st.markdown(
        f"Up to {MAX_TRACKS:,} tracks with `artist`, `track` and Spotify's audio features, in the "
        "columns of an import; nothing is kept."
    )
    upload = st.file_uploader(
        "CSV, Parquet or Excel file",
        type=KINDS,
        key="genres_chart",
        label_visibility="collapsed",
        max_upload_size=answers.MAX_BYTES // 2**20,
    )
    if upload is None:
        return None
    read = answers.chart(selection, content=upload.getvalue(), name=upload.name)
    if len(read.rejected):
        with st.expander(f"Rows that could not be read: {len(read.rejected)}"):
            layout.table(read.rejected, key="genres_rejected")
    return read.tracks
