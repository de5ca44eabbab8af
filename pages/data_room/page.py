"""Data room: bring files in, see what was kept and how good it is, go back a version."""

from functools import partial

import streamlit as st

from data import build, published
from data.reads import data_room as reads_data_room
from pages.data_room import answers, figures
from pages.ui import access, filters, imports, layout, wording
from pages.ui.errors import shown_to_reader

st.title("Data room", anchor=False)
opening = st.container()
with st.container(border=True, key="data_room_import"):
    st.header("Import", anchor=False)
    imports.draw()

with shown_to_reader():
    chosen = filters.chosen()
    manifest = published.manifest(chosen.version)
    room = answers.data_room(chosen)

with opening:
    layout.lead(answers.summary(manifest))
    layout.kpis(answers.kpis(manifest, room))

rows, quality, outliers, versions = st.tabs(["Rows", "Quality", "Outliers", "Versions"])

with rows:
    layout.table(
        answers.files(manifest),
        key="data_room_accounts",
        columns={
            "name": "File",
            "captured_on": "Counts of",
            "rows_read": "Rows read",
            "recordings": "Recordings",
            "rows_merged": "Merged",
            "rows_rejected": "Rejected",
            "not_used": "Columns not used",
            "missing": "Columns missing",
        },
    )
    if manifest.rows_rejected:
        st.header("Rejected rows", anchor=False)
        kinds = {"reason": "Reason", "file": "File", "n_rows": "Rows"}
        layout.table(room.reasons, key="data_room_reasons", columns=kinds)
        layout.table(
            room.rejects,
            key="data_room_rejects",
            columns={
                "file": "File",
                "line": "Line",
                "artist": "Artist",
                "track": "Track",
                "reasons": "Reasons",
            },
        )
        layout.csv(
            lambda: reads_data_room.rejects(chosen.version),
            key="data_room_rejects_csv",
            name="rejected_rows",
            label="All rejected rows as CSV",
        )
    else:
        layout.note("No row was rejected.")

with quality:
    layout.chart(
        partial(figures.quality, room.quality),
        key="data_room_quality",
        how_to_read="Purple columns count in the data-quality score, which is the mean of their "
        "bars; grey ones are not needed by any page.",
        data=room.quality,
    )

with outliers:
    layout.chart(
        partial(figures.outliers, room.scatter, room.outlier_counts),
        key="data_room_outliers",
        how_to_read="Each dot is a track. Green ones have far more streams than their views "
        "suggest, orange ones far more views. Both scales are logarithmic.",
        data=lambda: reads_data_room.outliers(chosen),
    )
    direction = st.segmented_control(
        "Direction",
        ["view-heavy", "stream-heavy"],
        format_func=str.capitalize,
        key="data_room_direction",
    )
    layout.table(
        answers.outliers(chosen, direction or ""),
        key="data_room_outlier_rows",
        columns=answers.OUTLIERS,
    )

with versions:
    layout.table(answers.versions(chosen.version), key="data_room_versions")
    back = answers.earlier(chosen.version)
    if back and access.may_write():
        with st.popover("Go back one version", icon=":material/undo:"):
            st.markdown(f"Everyone will see version {wording.plain(back)} again. Nothing is lost.")
            if st.button("Go back", type="primary", key="data_room_rollback"):
                with shown_to_reader():
                    build.rollback()
                st.rerun()

layout.method(
    "Every row read is a recording kept, merged into one, or rejected with its line and reasons. "
    "Rows with the same title and nine audio features are one recording; that with the most "
    "streams stands. An **outlier** is a track whose log views minus log streams lies more than "
    "3.5 robust z-scores, 0.6745 × (x − median) / MAD, from the median. It is never dropped."
)
