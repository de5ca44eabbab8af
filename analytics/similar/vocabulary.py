"""What a reader's words mean: a documented list of words and numbers, each a range of a feature.

No language model guesses: a word is in the list, a number has its unit, or it is left over and
looked for among titles, artists and genres. The reader sees which it was.

Public functions
----------------
understand(text, genres=(), moods=())   -> Understood: wishes, genres, moods, and what is left over
listed()                                -> DataFrame: the whole vocabulary, for the page and CSV
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

Reader = Callable[[re.Match[str]], "tuple[Wish, ...] | None"]

INF = float("inf")
NOTES = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")
AROUND = 0.05
"""'around 80 BPM' is 5 % either way."""
VERY = 0.5
"""'very' moves a bound half of the way to the end of the scale."""
ENDS = {"tempo": (40.0, 220.0), "loudness": (-40.0, 0.0), "minutes": (0.0, 15.0)}
"""Ends of the scales that do not run from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A range that a feature should lie in; `key` is a pitch class, `minutes` the duration."""

    feature: str
    low: float = -INF
    high: float = INF


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text asks for."""

    said: tuple[tuple[str, str], ...]
    """Each piece that was understood, and what it was taken for."""
    wishes: tuple[Wish, ...]
    genres: tuple[str, ...]
    moods: tuple[int, ...]
    """Numbers of groups whose mood was named."""
    rest: str
    """What is left over, in the reader's order: a title or an artist, or nothing we know."""
    is_quoted: bool
    """Whether the reader put all of it in quotation marks: then it is a name, whatever it says."""


_ACOUSTIC = Wish("acousticness", low=0.6)
VOCABULARY: Mapping[str, tuple[tuple[str, ...], tuple[Wish, ...]]] = {
    "calm": (("calm", "quiet mood", "gentle", "mellow", "soft"), (Wish("energy", high=0.4),)),
    "energetic": (("energetic", "powerful", "intense", "driving"), (Wish("energy", low=0.7),)),
    "loud": (("loud",), (Wish("loudness", low=-5.0),)),
    "quiet": (("quiet", "low-key"), (Wish("loudness", high=-12.0),)),
    "acoustic": (("acoustic", "unplugged"), (_ACOUSTIC,)),
    "electric": (("electric", "synthetic"), (Wish("acousticness", high=0.1),)),
    "danceable": (("danceable", "dance", "groovy", "club"), (Wish("danceability", low=0.7),)),
    "cheerful": (
        ("cheerful", "happy", "joyful", "uplifting", "feel-good", "sunny"),
        (Wish("valence", low=0.65),),
    ),
    "sombre": (
        ("sombre", "sad", "melancholic", "melancholy", "dark", "gloomy"),
        (Wish("valence", high=0.3),),
    ),
    "instrumental": (("instrumental",), (Wish("instrumentalness", low=0.5),)),
    "sung": (
        ("sung", "vocal", "vocals", "singing"),
        (Wish("instrumentalness", high=0.1), Wish("speechiness", high=0.15)),
    ),
    "wordy": (("wordy", "spoken", "rapped", "speech"), (Wish("speechiness", low=0.2),)),
    "live": (("live", "concert", "on stage"), (Wish("liveness", low=0.6),)),
    "studio": (("studio",), (Wish("liveness", high=0.2),)),
    "fast": (("fast", "quick", "uptempo", "up-tempo"), (Wish("tempo", low=135.0),)),
    "slow": (("slow", "downtempo", "down-tempo"), (Wish("tempo", high=90.0),)),
    "mid-tempo": (("mid-tempo", "midtempo"), (Wish("tempo", 90.0, 135.0),)),
    "long": (("long",), (Wish("minutes", low=5.0),)),
    "short": (("short",), (Wish("minutes", high=2.5),)),
    "party": (("party",), (Wish("danceability", low=0.65), Wish("energy", low=0.65))),
    "workout": (("workout", "running", "gym"), (Wish("energy", low=0.75), Wish("tempo", 115.0))),
    "relaxed": (
        ("relaxed", "relaxing", "chill", "chilled", "laid-back"),
        (Wish("energy", high=0.5), Wish("loudness", high=-7.0)),
    ),
    "sleepy": (
        ("sleepy", "sleep", "lullaby"),
        (Wish("energy", high=0.25), Wish("loudness", high=-12.0)),
    ),
    "focus": (
        ("focus", "study", "background"),
        (Wish("instrumentalness", low=0.3), Wish("energy", high=0.6)),
    ),
    "angry": (
        ("angry", "aggressive", "fierce"),
        (Wish("energy", low=0.8), Wish("valence", high=0.45)),
    ),
    "tender": (
        ("tender", "romantic", "intimate", "ballad"),
        (Wish("energy", high=0.45), Wish("acousticness", low=0.4)),
    ),
    "piano, guitar, strings": (
        ("piano", "guitar", "strings", "orchestral", "violin", "cello"),
        (_ACOUSTIC,),
    ),
}
"""Of each entry the words that mean it, and the ranges they stand for. Instruments are not in the
data: their words are taken for acoustic."""

_FILLERS = """\
a an and the of in on at for with to me some something anything music song songs track tracks tune
tunes sound sounds sounding like similar as by is are that but please find show around about bpm
tempo key mood"""
FILLERS = frozenset(_FILLERS.split())
"""Words that say nothing by themselves; a title may still hold them."""
_NOT = r"(?:not|no|non|without|un)"
_NUMBER = r"(\d{1,3}(?:[.,]\d+)?)"
_FIGURES = {
    "danceability": "danceability",
    "energy": "energy",
    "loudness": "loudness",
    "speechiness": "speechiness",
    "acousticness": "acousticness",
    "instrumentalness": "instrumentalness",
    "liveness": "liveness",
    "valence": "valence",
}


def understand(text: str, *, genres: Sequence[str] = (), moods: Sequence[str] = ()) -> Understood:
    """Take a text apart into what the vocabulary knows and what is left over.

    Parameters
    ----------
    text : str
        In quotation marks, all of it is a name.
    genres : sequence of str
        Those of the catalogue; named, they are wanted.
    moods : sequence of str
        The name of each group of the page's moods.
    """
    text = " ".join(text.split())
    quoted = re.fullmatch(r"[\"“”„'‘’](.+)[\"“”'‘’]", text)
    if quoted:
        return Understood((), (), (), (), quoted[1].strip(), is_quoted=True)
    left, pieces = _folded(text), []
    wishes: list[Wish] = []
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(left):
            if (found := read(match)) is not None:
                said = text[match.start() : match.end()].strip()
                pieces.append((match.start(), said, _meaning(found)))
                wishes += found
                left = _blanked(left, match)
    named, left = _named(left, genres)
    felt, left = _named(left, moods)
    pieces += [(at, text[at:end], f"genre {genres[n]}") for at, end, n in named]
    pieces += [(at, text[at:end], f"mood “{moods[n]}”") for at, end, n in felt]
    return Understood(
        said=tuple((piece, meaning) for _, piece, meaning in sorted(pieces)),
        wishes=tuple(dict.fromkeys(wishes)),
        genres=tuple(dict.fromkeys(genres[n] for _, _, n in named)),
        moods=tuple(dict.fromkeys(n for _, _, n in felt)),
        rest=_rest(text, left),
        is_quoted=False,
    )


def listed() -> pd.DataFrame:
    """Return the vocabulary: words, meaning."""
    rows = [(", ".join(words), _meaning(wishes)) for words, wishes in VOCABULARY.values()]
    return pd.DataFrame(rows, columns=["words", "meaning"])


def _folded(text: str) -> str:
    """Return a text in small letters without accents, each letter where it was."""
    return "".join(
        (unicodedata.normalize("NFD", letter)[:1] or letter).lower()[:1] or letter
        for letter in text
    )


def _blanked(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + " " * len(match[0]) + text[match.end() :]


def _named(left: str, names: Sequence[str]) -> tuple[list[tuple[int, int, int]], str]:
    """Find whole names in what is left over, the longest first, with or without their hyphens."""
    found = []
    for number in sorted(range(len(names)), key=lambda n: -len(names[n])):
        words = [re.escape(word) for word in re.split(r"[\s-]+", _folded(names[number])) if word]
        if not words:
            continue
        whole = r"[\s-]?".join(words)
        pattern = re.compile(rf"(?<!\w){whole}(?!\w)")
        if match := pattern.search(left):
            found.append((match.start(), match.end(), number))
            left = _blanked(left, match)
    return found, left


def _rest(text: str, left: str) -> str:
    """Return what was not understood; nothing where it is only words that say nothing."""
    spans = [match.span() for match in re.finditer(r"\S+", left)]
    while spans and _is_filler(left[slice(*spans[0])]):
        spans = spans[1:]
    while spans and _is_filler(left[slice(*spans[-1])]):
        spans = spans[:-1]
    return " ".join(text[begin:end] for begin, end in spans)


def _is_filler(word: str) -> bool:
    return word.strip(",.;:!?&+") in FILLERS or not word.strip(",.;:!?&+")


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _tempo(match: re.Match[str]) -> tuple[Wish, ...]:
    middle = _number(match[2])
    match match[1]:
        case "above" | "over" | "from" | "at least" | "more than" | "faster than":
            return (Wish("tempo", low=middle),)
        case "below" | "under" | "up to" | "at most" | "less than" | "slower than":
            return (Wish("tempo", high=middle),)
    return (Wish("tempo", round(middle * (1 - AROUND), 1), round(middle * (1 + AROUND), 1)),)


def _between(feature: str) -> Reader:
    def read(match: re.Match[str]) -> tuple[Wish, ...]:
        low, high = sorted((_number(match[1]), _number(match[2])))
        return (Wish(feature, low, high),)

    return read


def _minutes(match: re.Match[str]) -> tuple[Wish, ...]:
    middle = _number(match[2])
    match match[1]:
        case "above" | "over" | "from" | "at least" | "more than" | "longer than":
            return (Wish("minutes", low=middle),)
        case "below" | "under" | "up to" | "at most" | "less than" | "shorter than":
            return (Wish("minutes", high=middle),)
    return (Wish("minutes", middle - 0.5, middle + 0.5),)


def _figure(match: re.Match[str]) -> tuple[Wish, ...]:
    value = _number(match[3]) * (-1 if match[1] == "loudness" else 1)
    feature = _FIGURES[match[1]]
    above = match[2] in ("above", "over", "from", "at least", "more than", ">", ">=")
    return (Wish(feature, low=value),) if above else (Wish(feature, high=value),)


def _key(match: re.Match[str]) -> tuple[Wish, ...] | None:
    note, sign = match["note"].upper(), match["sign"] or ""
    number = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}[note]
    number += 1 if sign in ("#", "♯", " sharp", "-sharp") else -1 if sign else 0
    return (Wish("key", number % 12, number % 12),)


_MORE = r"(above|over|from|at least|more than|faster than|longer than"
_LESS = r"below|under|up to|at most|less than|slower than|shorter than"
_ABOUT = r"around|about|near|roughly|ca\.?|~)"
_BOUND = rf"(?:{_MORE}|{_LESS}|{_ABOUT}\s*)?\s*"
_BPM = r"\s*(?:bpm|beats per minute)(?!\w)"
_MIN = r"\s*(?:minutes?|mins?)(?!\w)"
_RANGE = rf"(?:between\s+)?{_NUMBER}\s*(?:-|–|to|and)\s*{_NUMBER}"
_NOTE = r"(?P<note>[a-g])(?P<sign>\s?[#♯b♭]|[\s-](?:sharp|flat))?"
_NUMBERS = (
    (re.compile(rf"(?<!\w){_RANGE}{_BPM}"), _between("tempo")),
    (re.compile(rf"(?<!\w){_BOUND}{_NUMBER}{_BPM}"), _tempo),
    (re.compile(rf"(?<!\w){_RANGE}{_MIN}"), _between("minutes")),
    (re.compile(rf"(?<!\w){_BOUND}{_NUMBER}{_MIN}"), _minutes),
    (
        re.compile(
            rf"(?<!\w)({'|'.join(_FIGURES)})\s*(above|over|from|at least|more than|below|under|"
            rf"up to|at most|less than|>=?|<=?)\s*-?{_NUMBER}"
        ),
        _figure,
    ),
    (
        re.compile(rf"(?<!\w)(?:in |key of |in the key of ){_NOTE}(?:\s?(?:major|minor))(?!\w)"),
        _key,
    ),
    (re.compile(rf"(?<!\w)(?:in the )?key (?:of )?{_NOTE}(?!\w)"), _key),
    (re.compile(rf"(?<!\w){_NOTE}\s(?:major|minor)(?!\w)"), _key),
)


def _opposite(wish: Wish) -> Wish | None:
    """Return what lies beyond a one-sided wish; None of a range in the middle."""
    if wish.low == -INF:
        return Wish(wish.feature, low=wish.high)
    return Wish(wish.feature, high=wish.low) if wish.high == INF else None


def _very(wish: Wish) -> Wish:
    bottom, top = ENDS.get(wish.feature, (0.0, 1.0))
    low = wish.low + VERY * (top - wish.low) if np.isfinite(wish.low) else wish.low
    high = wish.high - VERY * (wish.high - bottom) if np.isfinite(wish.high) else wish.high
    return Wish(wish.feature, round(low, 3), round(high, 3))


def _word(wishes: tuple[Wish, ...]) -> Reader:
    def read(match: re.Match[str]) -> tuple[Wish, ...] | None:
        if match["not"]:
            opposite = _opposite(wishes[0])
            return (opposite,) if opposite else None
        return tuple(map(_very, wishes)) if match["very"] else wishes

    return read


_WORDS = tuple(
    (
        re.compile(
            rf"(?<!\w)(?P<not>{_NOT}[\s-]+(?:too\s+)?)?(?P<very>very\s+|extremely\s+)?"
            rf"{re.escape(word)}(?!\w)"
        ),
        _word(wishes),
    )
    for word, wishes in sorted(
        ((word, wishes) for words, wishes in VOCABULARY.values() for word in words),
        key=lambda entry: -len(entry[0]),
    )
)


_PATTERNS: tuple[tuple[re.Pattern[str], Reader], ...] = (*_NUMBERS, *_WORDS)


def _meaning(wishes: Sequence[Wish]) -> str:
    return ", ".join(map(written, wishes))


def written(wish: Wish) -> str:
    """Write a wish as a reader reads it: 'tempo 76–84 BPM'."""
    if wish.feature == "key":
        return f"key {NOTES[int(wish.low)]}, major or minor"
    unit = {"tempo": " BPM", "loudness": " dB", "minutes": " min"}.get(wish.feature, "")
    name = "duration" if wish.feature == "minutes" else wish.feature
    low, high = (f"{value:g}".replace("-", "−") for value in (wish.low, wish.high))
    if wish.low == -INF:
        return f"{name} up to {high}{unit}"
    if wish.high == INF:
        return f"{name} from {low}{unit}"
    return f"{name} {low} to {high}{unit}"
