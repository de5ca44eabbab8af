"""The look of figures: colours that readers who see fewer of them tell apart, text, scales."""

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from pages.catalogue import figures as catalogue
from pages.clusters.figures import tracks
from pages.hits import figures as hits
from pages.ui import theme

Vector = npt.NDArray[np.float64]

FAR = 10.0
"""CIEDE2000; 1 is what an eye just sees side by side, 10 is another colour at a glance."""
CLOSE = 9.0
"""For the map of clusters: about as far as ten colours can be; its numbers tell them apart too."""
LEGIBLE = 2.9
"""Contrast of a mark to its ground; 3 is WCAG's floor for a mark that has no other sign."""

GROUNDS = ("#FCFBF9", "#121118")
INK = dict(zip(GROUNDS, ("#1B1A22", "#ECEAF2"), strict=True))
SIGHT = {
    "full": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
"""Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB."""
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = np.array([0.95047, 1.0, 1.08883])

TOGETHER = {
    "meanings": (theme.STREAMS, theme.VIEWS, theme.BOTH, theme.HITS, theme.GREY),
    "outcomes of a call": (theme.HITS, theme.GREY, hits.PALE),
    "signs": (theme.BOTH, theme.BELOW),
    "compared": catalogue.ITEM_COLORS,
}


def linear(color: str) -> Vector:
    parts = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(rgb: Vector) -> Vector:
    xyz = XYZ @ np.clip(rgb, 0, 1) / WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one: Vector, other: Vector) -> float:
    """Return CIEDE2000 of two colours in Lab (Sharma, Wu and Dalal 2005)."""
    lights = np.array([one[0], other[0]])
    a, b = np.array([one[1], other[1]]), np.array([one[2], other[2]])
    strong = np.hypot(a, b).mean() ** 7
    a = a * (1 + 0.5 * (1 - np.sqrt(strong / (strong + 25.0**7))))
    chroma, hue = np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360
    turn = (hue[1] - hue[0] + 180) % 360 - 180
    middle, light, mean = hue[0] + turn / 2, lights.mean(), chroma.mean()
    weights = ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.20, 4, -63))
    t = 1 + sum(w * np.cos(np.radians(k * middle + at)) for w, k, at in weights)
    d_light = (lights[1] - lights[0]) / (
        1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    )
    d_chroma = (chroma[1] - chroma[0]) / (1 + 0.045 * mean)
    d_hue = 2 * np.sqrt(chroma.prod()) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * mean * t)
    blue = np.sin(np.radians(60 * np.exp(-((((middle % 360) - 275) / 25) ** 2))))
    twist = -2 * np.sqrt(mean**7 / (mean**7 + 25.0**7)) * blue
    return float(np.sqrt(d_light**2 + d_chroma**2 + d_hue**2 + twist * d_chroma * d_hue))


def nearest(colors: tuple[str, ...]) -> tuple[float, str, str, str]:
    """Return the smallest distance of any two, to any kind of sight, and where it is."""
    return min(
        (distance(*(lab(np.array(sight) @ linear(color)) for color in pair)), kind, *pair)
        for kind, sight in SIGHT.items()
        for pair in combinations(colors, 2)
    )


def contrast(color: str, ground: str) -> float:
    dark, bright = sorted(float(XYZ[1] @ linear(one)) for one in (color, ground))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_distance_is_the_published_one(one, other, expected: float) -> None:
    assert distance(np.array(one), np.array(other)) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("name", TOGETHER)
def test_colours_of_one_chart_are_told_apart(name: str) -> None:
    found = nearest(TOGETHER[name])
    assert found[0] >= FAR, found


def test_colours_of_clusters_are_told_apart_as_far_as_ten_can_be() -> None:
    found = nearest(tracks.PALETTE)
    assert found[0] >= CLOSE, found


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize(
    "color", [theme.STREAMS, theme.VIEWS, theme.BOTH, theme.GREY, *catalogue.ITEM_COLORS]
)
def test_marks_stand_out_from_the_ground(color: str, ground: str) -> None:
    """Hits' gold is left out: 2.2 on light, where a darker gold would be brown."""
    assert contrast(color, ground) >= LEGIBLE


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("fill", [theme.BOTH, theme.BELOW])
def test_numbers_in_the_fullest_cell_are_legible(fill: str, ground: str) -> None:
    parts = [[int(color[i : i + 2], 16) for i in (1, 3, 5)] for color in (fill, ground)]
    mixed = np.average(parts, axis=0, weights=(theme.FILL, 1 - theme.FILL)).round().astype(int)
    cell = "#{:02X}{:02X}{:02X}".format(*mixed)
    assert contrast(INK[ground], cell) >= 4.5


def test_plotly_gets_no_tags_or_templates() -> None:
    assert theme.plain("<b>%{x}</b>\n&") == "&lt;b&gt;%&#123;x}&lt;/b&gt; &amp;"


def test_interval_ends_that_are_unknown_are_not_drawn() -> None:
    fig = theme.interval(theme.figure("x"), at=["a"], value=[1.0], low=[0.5], high=[float("nan")])
    error = fig.data[0].error_x
    assert list(error.array) == [0.0]
    assert list(error.arrayminus) == [0.5]


def test_long_log_scales_name_each_third_power() -> None:
    fig = theme.log_ticks(theme.figure("x"), "y", 1, 1e8)
    assert [text for text in fig.layout.yaxis.ticktext if text] == ["1", "1k", "1M"]


def test_ticks_of_a_log_scale_are_short() -> None:
    fig = theme.log_ticks(theme.figure("x"), "x", 900, 2_000_000)
    assert list(fig.layout.xaxis.ticktext) == ["100", "1k", "10k", "100k", "1M", "10M"]
    assert pd.Series(fig.layout.xaxis.tickvals).is_monotonic_increasing
