"""Overview: the label's catalogue in a few numbers."""

from functools import partial

import streamlit as st

from analytics.overview import answers
from pages.overview import figures, money, playbook, report, words
from pages.ui import capped, filters, layout
from pages.ui.errors import shown_to_reader

st.title("Overview", anchor=False)
with shown_to_reader():
    chosen = filters.chosen()
    shown = answers.overview(chosen)
    together = answers.correlation_or_none(chosen)

layout.lead(words.summary(shown, together))
layout.kpis(words.kpis(shown, together, answers.quality(chosen)))
money.draw(shown)

layout.chart(
    partial(figures.distribution, shown.distribution, shown.totals),
    key="overview_distribution",
    how_to_read="Height: how many tracks have that many plays; dotted: the medians. The scale "
    "is logarithmic: equal distances are equal ratios.",
    data=shown.distribution,
)
left, right = st.columns(2)
with left:
    layout.chart(
        partial(figures.top_tracks, shown.top_tracks, shown.totals),
        key="overview_top_tracks",
        how_to_read="Bars are streams, diamonds are the views of the same track's video.",
        data=shown.top_tracks,
    )
with right:
    layout.chart(
        partial(figures.top_artists, shown.top_artists),
        key="overview_top_artists",
        how_to_read="Sums over the artist's tracks in view; a track by several artists counts "
        "for each.",
        data=shown.top_artists,
    )
    capped.sums(chosen)
with left:
    layout.chart(
        partial(figures.shares, words.split(shown, "album_type"), "album type"),
        key="overview_album_type",
        how_to_read="Green right of grey: the group gets more than its share of streams.",
        data=words.split(shown, "album_type"),
    )
with right:
    layout.chart(
        partial(figures.shares, words.split(shown, "official_video"), "video's kind"),
        key="overview_official_video",
        how_to_read="Shares, not effects: what a video is worth is on the page Video lift.",
        data=words.split(shown, "official_video"),
    )
if len(shown.growth):
    layout.chart(
        partial(figures.growth, shown.growth),
        key="overview_growth",
        how_to_read="Only tracks with a count at both captures are compared.",
        data=shown.growth,
    )
    st.header("Most streams gained since the capture before", anchor=False)
    layout.table(
        shown.risers,
        key="overview_risers",
        columns={
            "track": "Track",
            "artist": "Artist",
            "gained": "Streams gained",
            "streams": "Streams",
        },
    )
is_at_work = playbook.draw(chosen)
report.draw(chosen, is_complete=not is_at_work)
layout.method(
    "A track is one recording, however many artists list it. The **engagement rate** is likes "
    "plus comments over views, empty at zero views. Its *mean* weighs every track alike, its "
    "*median* is the typical track, and the *pooled* rate is all reactions over all views, which "
    "the biggest videos decide. The **rank correlation** is Spearman's; its interval redraws "
    "artists with all their tracks a thousand times, because tracks of one artist are alike. Of "
    "more than 200,000 tracks a fixed sample of artists is used. **Data quality** is the share "
    "of needed cells, over all rows read, that hold a valid value; see the Data room."
)
