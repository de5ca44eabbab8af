"""Scenarios as they stand in the page's address, and read back from it."""

import math
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from analytics.what_if.scenario import ALBUM_TYPES, MAX_VIEWS, STARTS, Scenario
from data.metrics import AUDIO_FEATURES

_IN_HAND = "shown=yes"
_FLAG = {"yes": True, "no": False}
_WORD = {None: None, True: "yes", False: "no"}


def to_texts(scenarios: Sequence[Scenario], in_hand: int = 0) -> list[str]:
    """Return scenarios as they stand in a link: none where there is only what all begin with.

    Parameters
    ----------
    in_hand : int, default=0
        The number of the one whose controls are shown.
    """
    texts = [to_text(scenario) for scenario in scenarios]
    if in_hand:
        texts[in_hand] = "&".join(filter(None, (_IN_HAND, texts[in_hand])))
    return texts if any(texts) or len(texts) > 1 else []


def in_hand(texts: Sequence[str]) -> int:
    """Return the number of the scenario whose controls are shown, the first where none says so."""
    marked = [number for number, text in enumerate(texts) if text.startswith(_IN_HAND)]
    return marked[0] if marked else 0


def to_text(scenario: Scenario) -> str:
    """Return a scenario as it stands in a link, what it begins with left out."""
    start = scenario.start if scenario.start != "catalogue" else None
    said: dict[str, Any] = {"start": start, "from": scenario.key}
    said |= {"type": scenario.album_type, "views": scenario.views}
    said |= {"video": _WORD[scenario.official_video], "licence": _WORD[scenario.licensed]}
    said |= {name: f"{value:g}" for name, value in scenario.sound}
    text = {name: value for name, value in said.items() if value not in (None, "")}
    if scenario.artist is not None:
        text["artist"] = scenario.artist
    return urlencode(text)


def from_text(text: str) -> Scenario:
    """Read a scenario from a link; what does not fit is left out."""
    said = dict(parse_qsl(text[:4_000], keep_blank_values=True, max_num_fields=40))
    start = said.get("start", "catalogue")
    kind = said.get("type")
    views = _number(said.get("views"))
    return Scenario(
        start=start if start in STARTS else "catalogue",
        key=said.get("from", "")[:300] if start != "catalogue" else "",
        artist=said["artist"][:300] if "artist" in said else None,
        album_type=kind if kind in ALBUM_TYPES else None,
        official_video=_FLAG.get(said.get("video", "")),
        licensed=_FLAG.get(said.get("licence", "")),
        views=int(min(max(views, 0), MAX_VIEWS)) if views is not None else None,
        sound=tuple(
            (name, value)
            for name in AUDIO_FEATURES
            if (value := _number(said.get(name))) is not None
        ),
    )


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) < 1e12 else None
