"""Platform balance: which tracks run ahead on Spotify, which on YouTube, and how sure that is."""

from functools import partial

import streamlit as st

from analytics.catalogue import answers
from analytics.catalogue.balance import BalanceRanking
from data import metrics
from data.selection import Selection
from pages.catalogue import figures, words
from pages.ui import layout, theme

HOW = """
**What is expected.** One regression for the whole catalogue, whatever the filter: the log of a
track's streams on the log of its views (straight between the thirds of all views, for it is steeper
among much viewed tracks) and on the mean log streams and views of the artist's other tracks, none
of the same album. Departures beyond 1.345 robust scales count less (Huber), so that wrong matches
do not bend it. Above 50,000 tracks it is fitted on a repeatable sample of that size.

**How sure.** The expected range is taken from tracks of artists that the regression had not seen,
and is wider where little is expected. 'Further out than 95 % of tracks' says how many stray less.

**What it is not.** The data has no release dates, so an artist's other tracks may be later ones. A
low view count can mean that the official video was not the one matched: look at the channel before
you act on it. Tracks whose views and streams differ beyond belief are flagged as outliers and left
out unless you count them in. None of this is an effect of promotion; it is where to look.
"""
SIDES = {"spotify": ("Spotify", theme.STREAMS), "youtube": ("YouTube", theme.VIEWS)}


def draw(selection: Selection) -> None:
    """Draw the answer, the quadrants, the two rankings and the method."""
    with_outliers = st.toggle(
        "Count flagged outliers in",
        key="catalogue_outliers",
        bind="query-params",
        help="Tracks whose streams and views differ so much that the video is often the wrong "
        "one: covers, children's tunes, bad matches.",
    )
    balance = answers.platform_balance(selection, with_outliers=with_outliers)
    st.markdown(words.balance_lead(balance))
    layout.chart(
        partial(figures.balance_map, balance.sample, words.balance_title(balance)),
        key="catalogue_balance",
        how_to_read="Right: more views than the artist's other tracks get; up: more streams. "
        "Green dots run ahead on Spotify: a better video may find an audience that is there. "
        "Vermilion ones run ahead on YouTube: viewers to lead to the stream. Drawn: "
        f"{len(balance.sample):,} of {balance.n_tracks:,} tracks.",
        data=balance.sample,
    )
    for column, (side, (platform, color)) in zip(st.columns(2), SIDES.items(), strict=True):
        ranked = getattr(balance, side)
        with column:
            if ranked.empty:
                layout.note(f"No track in view runs ahead on {platform}.")
                continue
            layout.chart(
                partial(
                    figures.ranking, ranked, words.ranking_title(ranked, platform), color=color
                ),
                key=f"catalogue_{side}",
                how_to_read="Bar: the streams that "
                f"{metrics.percent(balance.expectation.confidence, 0)} of such tracks have. "
                "Dot: the streams it has.",
                data=words.balance_rows(ranked),
            )
    _table(balance)
    layout.method(HOW)


def _table(balance: BalanceRanking) -> None:
    side = st.segmented_control(
        "Ranking",
        list(SIDES),
        default="spotify",
        required=True,
        format_func=lambda name: f"Ahead on {SIDES[name][0]}",
        key="catalogue_ahead",
        bind="query-params",
    )
    ranked = getattr(balance, side or "spotify")
    layout.table(words.balance_table(ranked), key="catalogue_ranking", columns=words.RANKING_HEADS)
