"""Data room: bring files in, see what was kept and how good it is, go back a version."""

from functools import partial

import streamlit as st

from analytics.data_room import answers
from data import build, published
from pages.data_room import figures, words
from pages.ui import access, capped, filters, imports, layout, wording
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
    layout.lead(words.summary(manifest))
    layout.kpis(words.kpis(manifest, room))
    capped.catalogue(chosen)

rows, quality, outliers, versions = st.tabs(
    ["Rows", "Quality", "Outliers", "Versions"], key="data_room_view", bind="query-params"
)

with rows:
    layout.table(words.files(manifest), key="data_room_accounts", columns=words.FILES)
    if manifest.rows_rejected:
        st.header("Rejected rows", anchor=False)
        layout.table(room.reasons, key="data_room_reasons", columns=words.REASONS)
        layout.table(room.rejects, key="data_room_rejects", columns=words.REJECTS)
        layout.csv(
            partial(answers.all_rejects, chosen),
            key="data_room_rejects_csv",
            name="rejected_rows",
            label="All rejected rows as CSV",
        )
    else:
        layout.note("No row was rejected.")

with quality:
    columns = words.named(room.quality)
    layout.chart(
        partial(figures.quality, columns),
        key="data_room_quality",
        how_to_read="Purple columns count in the data-quality score, which is the mean of their "
        "bars; grey ones are not needed by any page.",
        data=columns,
    )

with outliers:
    layout.chart(
        partial(figures.outliers, room.scatter, room.outlier_counts),
        key="data_room_outliers",
        how_to_read="Each dot is a track. Green ones have far more streams than their views "
        "suggest, vermilion ones far more views. Both scales are logarithmic.",
        data=partial(answers.all_outliers, chosen),
    )
    direction = st.segmented_control(
        "Direction",
        ["view-heavy", "stream-heavy"],
        format_func=str.capitalize,
        key="data_room_direction",
        bind="query-params",
    )
    layout.table(
        answers.outliers(chosen, direction=direction or ""),
        key="data_room_outlier_rows",
        columns=words.OUTLIERS,
    )

with versions:
    layout.table(words.versions(build.versions(), chosen.version), key="data_room_versions")
    back = answers.earlier(chosen)
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
    "3.5 robust z-scores, 0.6745 × (x − median) / MAD, from the median. It is never dropped.\n\n"
    + capped.METHOD
)
