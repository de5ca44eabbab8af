"""The sentences and tables of the page By ear."""

from collections.abc import Sequence
from urllib.parse import urlencode

import pandas as pd

from analytics.by_ear import answers, features
from analytics.by_ear import key as keys
from analytics.by_ear.answers import Matches
from analytics.by_ear.becoming import Becoming
from analytics.by_ear.dtw import Alignment
from analytics.by_ear.heard import HeardSound
from data import metrics
from pages.ui import wording
from pages.ui.wording import Kpi
from pages.ui.wording import plain as plain

BECOMING = (
    "A file tells its tempo, key, loudness and duration. The rest is the platform's own and stays "
    "open unless you set it, which widens what may come."
)
LIMITS = (
    "Sound alone explains about a tenth of what tracks are streamed: who makes it, what it is "
    "called and who hears of it are not in these numbers."
)
HOW = """
**Files** are decoded and analysed in a process of their own, with limits on memory and time, at
22,050 samples a second. Nothing of an upload stays unless you keep it, and then only its numbers.

**Loudness** is integrated loudness by ITU-R BS.1770. **Tempo**: after which time onsets repeat,
with half, double and triplets named. **Key**: the pitch classes held against profiles of all 24
keys (Faraldo et al. 2016), with the relative, the fifths and the parallel named. The features are
librosa's.

**Which of ours is this?** Pairs of peaks of the spectrum, with three bins to a semitone, looked up
among all recordings (Wang 2003): first as it is, then in tempos of ±8 % and up to a minor third
higher or lower. A match has to stand out from the runner-up by half, or be clear in itself.

**What sounds like it?** Timbre (Kullback-Leibler divergence of Gaussians of MFCC), rhythm and
harmony in all keys, each as mutual proximity: how close both are, compared with others. The path is
dynamic time warping on timbre and chroma, in the key that fits best.

**What may it become?** The champion of the `audio` set. What is not known of the sound is taken
from the 200 tracks of the catalogue that are most alike in what is: each is one way in which it may
turn out, and all of them make the interval.
"""


def opening(n: int) -> str:
    """Say what the page is for."""
    library = f"the {wording.many(n, 'recording')} of the sound library" if n else "a sound library"
    return f"Drop a file or record: it is measured, and held against {library}."


def filling(n: int) -> str:
    """Say how the library is filled."""
    if n:
        return ""
    return (
        "The sound library is empty. `python -m analytics.by_ear FOLDER` fills it from a folder of "
        "files, `python -m analytics.by_ear --demo` with 60 synthesised recordings, and a file "
        "that you drop here can be kept."
    )


def kpis(one: HeardSound) -> list[Kpi]:
    """Return what was measured of a recording."""
    others = ", ".join(f"{bpm:.0f}" for bpm in one.tempo.alternates)
    named = ", ".join(keys.name(*each) for each in one.key.alternates[:3])
    return [
        Kpi("Tempo", f"{one.tempo.bpm:.0f} BPM", f"{one.tempo.bpm:g}", f"or counted as {others}"),
        Kpi(
            "Key",
            keys.name(one.key.tonic, one.key.mode),
            f"{one.key.certainty:.2f}",
            f"else {named}",
        ),
        Kpi(
            "Loudness",
            f"{metrics.decimal(one.loudness, 1)} LUFS",
            f"{one.loudness:.2f}",
            "over the whole recording; platforms play at about −14",
        ),
        Kpi(
            "Duration",
            f"{one.seconds // 60:.0f}:{one.seconds % 60:02.0f}",
            f"{one.seconds:.2f} s",
            f"{one.rate:,} samples a second, {wording.many(one.channels, 'channel')}",
        ),
    ]


def too_short(one: HeardSound) -> str:
    """Say that an excerpt is too short to be looked up."""
    return (
        f"{one.seconds:.1f} seconds are too few to tell one recording from another: "
        f"{answers.SHORTEST_MATCH:g} are needed."
    )


def match(found: Matches) -> str:
    """Say which recording it is."""
    if not found.n_recordings:
        return filling(0)
    if not found.is_found:
        return "**Not in the library**, as far as can be told; what comes nearest stands below."
    first = found.table.iloc[0]
    return f"**{plain(first['name'])}**, from {first.begins_at:.1f} s on{_changed(first)}."


def _changed(row: pd.Series) -> str:
    said = []
    if row.semitones:
        way = "lower" if row.semitones > 0 else "higher"
        said.append(f"{abs(row.semitones):.1f} semitones {way}")
    if row.tempo != 1:
        percent = abs(1 / row.tempo - 1) * 100
        said.append(f"about {percent:.0f} % {'faster' if row.tempo > 1 else 'slower'}")
    return f", {' and '.join(said)}" if said else ""


def matches(found: Matches) -> pd.DataFrame:
    """Return the candidates for a table."""
    t = found.table
    return pd.DataFrame(
        {
            "Recording": t["name"],
            "Score": t.score.round(2),
            "From (s)": t.begins_at.round(1),
            "It is higher by (semitones)": (0.0 - t.semitones).round(1),
            "Its tempo (ratio)": t.tempo.round(2),
        }
    )


def nothing_alike(n: int) -> str:
    """Say that there is nothing to compare with."""
    return "The library holds no other recording." if n else filling(0)


def nearest(near: pd.DataFrame, one: HeardSound) -> str:
    """Say what is nearest and why."""
    first = near.iloc[0]
    return f"**{plain(first['name'])}** is nearest: {plain(_why(first, one))}."


def _why(row: pd.Series, one: HeardSound) -> str:
    parts = {"timbre": row.timbre, "rhythm": row.rhythm, "harmony": row.harmony}
    said = [f"{name} alike" for name, far in parts.items() if far < 0.5]
    if min(abs(row.tempo / one.tempo.bpm - ratio) for ratio in (0.5, 1, 2)) < 0.04:
        said.append(f"same tempo ({row.tempo:.0f} BPM)")
    if row.key == keys.name(one.key.tonic, one.key.mode):
        said.append(f"same key ({row.key})")
    return ", ".join(said) or "the least unlike of all"


def alike(near: pd.DataFrame, one: HeardSound) -> pd.DataFrame:
    """Return what sounds like it for a table."""
    return pd.DataFrame(
        {
            "Recording": near["name"],
            "Why": [_why(row, one) for _, row in near.iterrows()],
            "Distance": near.distance.round(2),
            "Tempo (BPM)": near.tempo.round(),
            "Key": near.key,
            "Loudness (LUFS)": near.loudness.round(1),
        }
    )


def measures(one: HeardSound, sound: tuple[tuple[str, float], ...]) -> pd.DataFrame:
    """Return each audio feature with where it comes from."""
    known, given = answers.measured(one), dict(sound)
    rows = []
    for name in metrics.AUDIO_FEATURES:
        value = known[name].value if name in known else given.get(name)
        shown = "open" if value is None else metrics.decimal(value)
        if name == "key":
            shown = keys.name(one.key.tonic, one.key.mode)
        origin = "measured" if name in known else "set by you" if name in given else "not known"
        error = f"± {metrics.decimal(known[name].error)}" if name in known else ""
        rows.append((metrics.label(name), shown, origin, error))
    return pd.DataFrame(rows, columns=["Feature", "Value", "Origin", "Error"])


def become(result: Becoming, threshold: float) -> list[Kpi]:
    """Return what may come of it."""
    low, high = metrics.short(result.low), metrics.short(result.high)
    return [
        Kpi(
            "Streams",
            metrics.short(result.streams),
            metrics.exact(result.streams),
            f"four of five such tracks: {low} to {high}",
        ),
        Kpi(
            "Chance of a hit",
            f"{result.probability:.0%}",
            f"{result.probability:.4f}",
            f"to reach {metrics.short(threshold)} streams, as one track in ten does",
        ),
    ]


def become_title(result: Becoming) -> str:
    """Say what the picture shows."""
    return f"Its sound alone lets expect {metrics.short(result.streams)} streams, or far from it"


def become_table(result: Becoming) -> pd.DataFrame:
    """Return what the picture shows."""
    values = [result.low, result.streams, result.high, result.probability]
    return pd.DataFrame([values], columns=["low", "streams", "high", "hit_probability"])


def to_what_if(one: HeardSound, sound: tuple[tuple[str, float], ...]) -> str:
    """Return the address of What-if with this sound."""
    known = {name: each.value for name, each in answers.measured(one).items()} | dict(sound)
    text = urlencode({name: f"{value:g}" for name, value in known.items()})
    return f"what_if?{urlencode({'what_if': text})}"


def ranked(heards: Sequence[HeardSound], outcomes: Sequence[Becoming], line: float) -> pd.DataFrame:
    """Return recordings by their chance of a hit."""
    table = pd.DataFrame(
        {
            "Recording": [one.name for one in heards],
            "Chance of a hit (%)": [100 * each.probability for each in outcomes],
            "Streams": [each.streams for each in outcomes],
            "low": [each.low for each in outcomes],
            "high": [each.high for each in outcomes],
            "Tempo (BPM)": [one.tempo.bpm for one in heards],
            "Key": [keys.name(one.key.tonic, one.key.mode) for one in heards],
            "Loudness (LUFS)": [round(one.loudness, 1) for one in heards],
            "Passes": ["yes" if each.probability >= line else "no" for each in outcomes],
        }
    )
    table["Chance of a hit (%)"] = table["Chance of a hit (%)"].round(1)
    return table.sort_values("Chance of a hit (%)", ascending=False, ignore_index=True)


def passed(table: pd.DataFrame, line: int) -> str:
    """Say how many pass."""
    n = int((table["Passes"] == "yes").sum())
    return f"{n} of {len(table)} reach a hit chance of {line} %."


def waveform(one: HeardSound) -> pd.DataFrame:
    """Return the waveform for a file."""
    step = one.seconds / len(one.envelope)
    return pd.DataFrame(
        {"seconds": [i * step for i in range(len(one.envelope))], "peak": one.envelope}
    )


def chroma(one: HeardSound) -> pd.DataFrame:
    """Return pitch classes over time for a file."""
    return pd.DataFrame(one.chroma.astype(float), columns=list(keys.PITCHES))


def mfcc(one: HeardSound) -> pd.DataFrame:
    """Return MFCC over time for a file."""
    named = [f"mfcc_{number}" for number in range(2, 2 + one.mfcc.shape[1])]
    return pd.DataFrame(one.mfcc.astype(float), columns=named)


def rhythm(one: HeardSound) -> pd.DataFrame:
    """Return how onsets repeat for a file."""
    return pd.DataFrame({"seconds": features.LAGS, "repeats": one.rhythm})


def path(found: Alignment) -> pd.DataFrame:
    """Return a path in seconds."""
    return pd.DataFrame(found.path / features.FRAMES_PER_SECOND, columns=["ours", "theirs"])


def path_title(found: Alignment, name: str) -> str:
    """Say how it runs along another recording."""
    up = found.semitones if found.semitones <= 6 else found.semitones - 12
    key = f"{up:+d} semitones" if up else "in the same key"
    return f"It runs along {name} {key}: distance {found.cost:.2f} of 1"


def measured_features(one: HeardSound) -> pd.DataFrame:
    """Return librosa's features for a table."""
    rows = [(name.replace("_", " "), round(value, 4)) for name, value in one.features.items()]
    return pd.DataFrame(rows, columns=["Feature", "Value"])
