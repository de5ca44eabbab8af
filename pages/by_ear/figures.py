"""The pictures of the page By ear."""

import plotly.graph_objects as go

from analytics.by_ear import key as keys
from analytics.by_ear.becoming import Becoming
from analytics.by_ear.dtw import Alignment
from analytics.by_ear.features import FRAMES_PER_SECOND, LAGS
from analytics.by_ear.heard import HeardSound
from data import metrics
from pages.by_ear import words
from pages.ui import theme


def waveform(one: HeardSound) -> go.Figure:
    """Draw how loud a recording is from beginning to end."""
    drawn = words.waveform(one)
    fig = theme.figure(
        f"{metrics.decimal(one.loudness, 1)} LUFS over {one.seconds:.0f} s, "
        f"peak {one.envelope.max():.2f}",
        x="Seconds",
        y="Peak (0 to 1)",
        height=180,
    )
    for sign in (1, -1):
        fig.add_scatter(
            x=drawn.seconds,
            y=sign * drawn.peak,
            mode="lines",
            line={"color": theme.BOTH, "width": 1},
            fill="tozeroy",
            hovertemplate="%{x:.1f} s: %{y:.2f}<extra></extra>",
        )
    return fig


def chroma(one: HeardSound) -> go.Figure:
    """Draw which pitches sound when."""
    key = keys.name(one.key.tonic, one.key.mode)
    fig = theme.figure(f"Its pitches are those of {key}", x="Seconds", y="Pitch class", height=300)
    fig.add_heatmap(
        x=_seconds(len(one.chroma)),
        y=list(keys.PITCHES),
        z=one.chroma.T.astype(float),
        colorscale=theme.SEQUENTIAL,
        showscale=False,
        hovertemplate="%{x:.1f} s, %{y}: %{z:.2f}<extra></extra>",
    )
    return fig


def mfcc(one: HeardSound) -> go.Figure:
    """Draw timbre over time."""
    fig = theme.figure(
        "How its timbre changes", x="Seconds", y="MFCC (standard deviations)", height=300
    )
    fig.add_heatmap(
        x=_seconds(len(one.mfcc)),
        y=list(range(2, 2 + one.mfcc.shape[1])),
        z=one.mfcc.T.astype(float),
        zmid=0,
        zmin=-3,
        zmax=3,
        colorscale=theme.DIVERGING,
        showscale=False,
        hovertemplate="%{x:.1f} s, coefficient %{y}: %{z:.2f}<extra></extra>",
    )
    return fig


def rhythm(one: HeardSound) -> go.Figure:
    """Draw after which time onsets repeat, a beat marked."""
    fig = theme.figure(
        f"A beat every {60 / one.tempo.bpm:.2f} s: {one.tempo.bpm:.0f} BPM",
        x="Seconds later",
        y="Onsets repeat (−1 to 1)",
        height=280,
    )
    fig.add_scatter(
        x=LAGS,
        y=one.rhythm,
        mode="lines",
        line={"color": theme.GREY, "width": 2},
        hovertemplate="%{x:.2f} s: %{y:.2f}<extra></extra>",
    )
    fig.add_vline(x=60 / one.tempo.bpm, line={"color": theme.BOTH, "dash": "dot"})
    return fig.update_xaxes(type="log")


def path(found: Alignment, name: str) -> go.Figure:
    """Draw how a recording runs along another."""
    drawn = words.path(found)
    fig = theme.figure(
        theme.plain(words.path_title(found, name)), x="Seconds in it", y="Seconds in the other"
    )
    fig.add_scatter(
        x=drawn.ours,
        y=drawn.theirs,
        mode="lines",
        line={"color": theme.BOTH, "width": 2.5},
        hovertemplate="%{x:.1f} s runs with %{y:.1f} s<extra></extra>",
    )
    return fig


def become(result: Becoming, threshold: float) -> go.Figure:
    """Draw what may come of a recording, the streams of a hit marked."""
    fig = theme.figure(words.become_title(result), x="Streams", height=170)
    fig.add_scatter(
        x=[max(result.low, 1), max(result.high, 1)],
        y=[0, 0],
        mode="lines",
        line={"color": theme.STREAMS, "width": 6},
        hovertemplate="%{x:,.0f}<extra></extra>",
    )
    fig.add_scatter(
        x=[max(result.streams, 1)],
        y=[0],
        mode="markers",
        marker={"color": theme.STREAMS, "size": 15},
        hovertemplate="%{x:,.0f} streams<extra></extra>",
    )
    fig.add_vline(x=threshold, line={"color": theme.HITS, "dash": "dot"}, annotation_text="hit")
    return fig.update_xaxes(type="log").update_yaxes(visible=False)


def _seconds(n: int) -> list[float]:
    return [frame / FRAMES_PER_SECOND for frame in range(n)]
