"""Words on their way to the screen: text from outside is never markup, numbers keep their unit.

Text from the data passes `plain` on its way into Markdown and `html.escape` on its way into our own
HTML.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from data import metrics
from data.metrics import many as many

_MARKUP = re.compile(r"[\\`*_{}\[\]()#+\-.!|<>~$&=^\"']")
_SPACES = re.compile(rf"[^\S{metrics.TIE}]+")
_JOINER = "\u2060"
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of what follows, beyond the text that they came in."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """A number with what it means.

    Parameters
    ----------
    label : str
        What is counted, in a word or two.
    value : str
        Short form, '1.98 T'.
    exact : str
        The exact number, shown on hover.
    meaning : str
        One line in plain words.
    delta : str or None, default=None
        Change since the last capture, with its sign: '+3.2 %'.
    spark : sequence of float or None, default=None
        The number at each capture, oldest first.
    """

    label: str
    value: str
    exact: str
    meaning: str
    delta: str | None = None
    spark: Sequence[float] | None = None


def plain(text: object) -> str:
    """Return text that Streamlit's Markdown shows as it is: no emphasis, links, icons or turns."""
    flat = _SPACES.sub(" ", _TURNS.sub("", str(text))).strip()
    escaped = _MARKUP.sub(lambda match: f"&#{ord(match[0])};", tied(flat))
    # Shortcodes (:name:), addresses and e-mails are found after parsing: a joiner breaks them.
    return re.sub(r"([:@/]|\bwww)(?=\S)", rf"\1{_JOINER}", escaped)


def tied(text: str) -> str:
    """Keep each number on one line with its % and its ±."""
    return text.replace(" %", f"{metrics.TIE}%").replace("± ", f"±{metrics.TIE}")


def duration(seconds: float) -> str:
    """Write seconds as a reader thinks of them: about so many minutes or hours."""
    minutes = round(seconds / 60)
    if seconds < 60:
        return "less than a minute"
    if minutes < 90:
        return "about a minute" if minutes == 1 else f"about {minutes} minutes"
    return f"about {round(minutes / 60)} hours"


def named(tracks: pd.DataFrame) -> dict[str, str]:
    """Return title and artist of tracks by their id, as they are offered to choose from.

    Those that read the same are numbered: a choice, and a link to it, names one of them.
    """
    texts = tracks["track"].str.cat(tracks["artist"], sep=" · ")
    again = texts.groupby(texts).cumcount()
    return {
        key: f"{text} ({n + 1})" if n else text
        for key, text, n in zip(tracks["track_id"], texts, again, strict=True)
    }


def compact(value: float) -> str:
    """Write a count in full while it is easily read, in short form from 100,000 on."""
    return metrics.exact(value) if abs(value) < 100_000 else metrics.short(value)
