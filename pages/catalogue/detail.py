"""One track or one artist of the catalogue, opened from its tables or from a link."""

from functools import partial

import streamlit as st

from analytics.catalogue import answers
from analytics.catalogue.profiles import ArtistProfile, TrackDetail
from data.selection import Selection
from pages.catalogue import figures, words
from pages.catalogue import table as _table
from pages.ui import layout, wording

TOP = 10
GONE = "is not among the tracks that the filter leaves. Clear the filter to see it."


def track(selection: Selection, track_id: str) -> None:
    """Draw a track's detail."""
    detail = answers.track(selection, track_id=track_id)
    if detail is None:
        layout.note(f"The track of this link {GONE}")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(wording.plain(detail.row["track"]), anchor=False)
        _actions("track", track_id, detail.spotify_link, detail.youtube_link)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for number, artist in enumerate(detail.artists):
            st.button(
                wording.plain(artist),
                key=f"catalogue_open_{number}",
                icon=":material/artist:",
                type="tertiary",
                on_click=partial(open_artist, artist),
            )
        st.caption(_about(detail))
    if len(detail.row["video_doubts"]):
        st.badge(words.doubted(detail.row["video_doubts"]), icon=":material/help:", color="orange")
    st.markdown(words.verdict(detail))
    layout.kpis(words.cards(detail.figures, "track"))
    if len(detail.captures) > 1:
        layout.chart(
            partial(figures.growth, detail.captures, words.growth_title(detail.captures)),
            key="catalogue_track_growth",
            how_to_read="Each line starts at 1: green is streams, vermilion views. Downloads hold "
            "the counts.",
            data=detail.captures,
        )
    layout.chart(
        partial(figures.percentiles, detail.figures, words.percentiles_title(detail), of="tracks"),
        key="catalogue_track_standing",
        how_to_read="A dot at 90 means that 90 % of the tracks in view lie below. Green is "
        "Spotify, vermilion YouTube, grey how it sounds.",
        data=detail.figures,
    )


def artist(selection: Selection, name: str) -> None:
    """Draw an artist's profile: figures, tracks, balance, sound, partners, every track."""
    profile = answers.artist(selection, name=name)
    if profile is None:
        layout.note(f"The artist of this link {GONE}")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(wording.plain(profile.artist), anchor=False)
        _actions("artist", name, profile.spotify_link, None)
    st.markdown(words.artist_lead(profile))
    scored = profile.score
    card = [words.score_card(scored)] if scored else []
    layout.kpis([*card, *words.cards(profile.figures, "artist")])
    if scored:
        layout.chart(
            partial(figures.score, scored.parts, words.score_title(scored)),
            key="catalogue_artist_score",
            how_to_read="The score is the plain mean of these dots. A dot at 90 means that 90 % of "
            "the artists in view lie below (of the typical track: of the tracks). Bars: 95 % of "
            "redrawings of the artist's own tracks. Stages are our own cuts of reach, at the "
            "median, the upper quarter and the top twentieth.",
            data=scored.parts,
        )
    _pictures(selection, profile)
    _partners(profile)
    st.markdown("#### Every track")
    _table.draw(selection, "track", prefix="catalogue_own", artist=name)


def _pictures(selection: Selection, profile: ArtistProfile) -> None:
    left, right = st.columns(2)
    with left:
        top = profile.tracks.head(TOP)
        layout.chart(
            partial(figures.top_tracks, top, words.top_title(profile)),
            key="catalogue_artist_top",
            how_to_read="Green: streams on Spotify; vermilion: views on YouTube. A step on the "
            "axis is ten times as many.",
            data=top[["track", "album", "streams", "views", "likes", "comments"]],
        )
    with right:
        layout.chart(
            partial(figures.fingerprint, profile.fingerprint, words.sound_title(profile)),
            key="catalogue_artist_sound",
            how_to_read="Dot: the artist's median track among all tracks in view. Bar: the middle "
            "half of the artist's tracks. Far from 50 is what sets the artist apart.",
            data=profile.fingerprint,
        )
    backdrop = answers.sample(selection)
    layout.chart(
        partial(
            figures.balance_map, backdrop, words.own_balance_title(profile), named=profile.tracks
        ),
        key="catalogue_artist_balance",
        how_to_read="Each large dot is a track by this artist, against the mean of the artist's "
        "other tracks; green runs ahead on Spotify, vermilion on YouTube, grey is in balance. "
        "Small dots: a sample of the catalogue.",
        data=words.balance_rows(profile.tracks),
    )


def _partners(profile: ArtistProfile) -> None:
    st.markdown("#### Shares recordings with")
    if profile.partners.empty:
        st.caption("No other artist is listed on these recordings.")
        return
    columns = {"artist": "Artist", "n_tracks": "Shared tracks", "streams": "Streams of these"}
    heads = columns | {"most_streamed": "Most streamed of them"}
    layout.table(profile.partners.head(TOP), key="catalogue_partners", columns=heads)


def _actions(kind: str, key: str, spotify: str | None, youtube: str | None) -> None:
    if spotify:
        st.link_button("Spotify", spotify, icon=":material/open_in_new:", type="tertiary")
    if youtube:
        st.link_button("YouTube", youtube, icon=":material/open_in_new:", type="tertiary")
    st.button(
        "Compare",
        key=f"catalogue_add_{kind}",
        icon=":material/compare_arrows:",
        on_click=partial(add, kind, key),
        help="Put it beside others under Compare; up to five",
    )
    st.button(
        "Close",
        key=f"catalogue_close_{kind}",
        icon=":material/close:",
        type="tertiary",
        on_click=partial(close, kind),
    )


def _about(detail: TrackDetail) -> str:
    row = detail.row
    said = [row["album"], row["album_type"], row["channel"] and f"video by {row['channel']}"]
    if isinstance(row["outlier_reason"], str):
        said.append(f"flagged as {row['outlier_reason']}: does its video belong to it?")
    return " · ".join(wording.plain(text) for text in said if isinstance(text, str) and text)


def open_artist(name: str) -> None:
    """Show an artist's profile."""
    st.session_state["catalogue_view"] = "Artists"
    st.query_params.pop("catalogue_track", None)
    st.query_params["catalogue_artist"] = name


def close(kind: str) -> None:
    """Show the tables alone."""
    st.query_params.pop(f"catalogue_{kind}", None)


def add(kind: str, key: str) -> None:
    """Add to what is compared; the oldest makes room for a sixth."""
    param = f"catalogue_compare_{kind}"
    kept = [known for known in st.query_params.get_all(param) if known not in ("", key)]
    st.query_params[param] = [*kept, key][-5:]
    st.toast(f"Added; see Compare for {len(kept[-4:]) + 1}.", icon=":material/compare_arrows:")
