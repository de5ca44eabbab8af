"""What the What-if page asks: imagined tracks in, what to expect of them out."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from analytics import kept
from analytics.features import matrix as features
from analytics.importance import pushes
from analytics.runs import registry
from analytics.runs.registry import Trained
from analytics.what_if import lookalikes
from analytics.what_if.lookalikes import Space
from data import metrics, published
from data.metrics import decimal, exact, percent, ratio, short
from data.reads import tracks as reads
from data.reads import what_if as reads_what_if
from data.selection import Selection
from pages.ui.wording import Kpi
from pages.video_lift import answers as video_lift
from pages.what_if import answers_scenarios as scenarios
from pages.what_if.answers_scenarios import LETTERS, Scenario

Floats = npt.NDArray[np.float64]

TASKS = ("streams", "hits_10")
SETS = {"release": "before release", "market": "with expected views"}
N_NEAREST = 6
MAX_COMPARED = 20_000
"""Tracks among which neighbours are looked for; of a larger catalogue a sample."""
STRANGE = 0.99
TABLE = {
    "letter": "Scenario",
    "streams": "Streams",
    "low": "Low",
    "high": "High",
    "hit": "Chance of a hit",
    "stands": "Ahead of",
}
NEAREST = {"track": "Track", "artist": "Artist", "streams": "Streams", "views": "Views"}


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    """What to expect of up to four imagined tracks, and why of the one in hand."""

    table: pd.DataFrame
    """letter, name, feature_set, streams, low, high, probability, percentile (both 0 to 1)."""
    number: int
    """Which one is in hand."""
    row: pd.DataFrame
    """The one in hand with the columns of the mart."""
    pushes: pd.DataFrame
    """label, value, factor on streams, the strongest first."""
    nearest: pd.DataFrame
    """track, artist, streams, views of the real tracks most like it."""
    warnings: tuple[str, ...]
    hit_threshold: float
    median: float
    """Streams of the catalogue's median track."""

    @property
    def shown(self) -> pd.Series:
        """The scenario in hand."""
        return self.table.iloc[self.number]


@dataclass(frozen=True, slots=True)
class Models:
    """The champions that answer, by task and feature set."""

    loaded: dict[tuple[str, str], Trained]

    def of(self, task: str, feature_set: str) -> Trained:
        """Return one of them."""
        return self.loaded[task, feature_set]

    @property
    def run_ids(self) -> tuple[str, ...]:
        """The runs that they come from: others, other answers."""
        return tuple(one.champion.run_id for one in self.loaded.values())


def models() -> Models:
    """Load the champions, checked against the registry.

    Raises
    ------
    ModelMissing, ModelRefused
        If one is missing, or is not the file that was registered.
    """
    registry.require_latest()
    return Models({(t, s): registry.load(t, s) for t in TASKS for s in SETS})


def answer(selection: Selection, known: list[Scenario], number: int, champions: Models) -> Answer:
    """Predict the scenarios and explain the one in hand."""
    made = {scenario: scenarios.row(selection, scenario) for scenario in set(known)}
    rows = [made[scenario] for scenario in known]
    table = predicted(selection, pd.concat(rows, ignore_index=True), champions)
    table.insert(0, "name", [scenarios.name(selection, scenario) for scenario in known])
    table.insert(0, "letter", list(LETTERS[: len(known)]))
    row, feature_set = rows[number], str(table["feature_set"].iloc[number])
    space, quantiles = _space(selection.version), streams_quantiles(selection)
    return Answer(
        table=table,
        number=number,
        row=row,
        pushes=_pushes(row, champions.of("streams", feature_set)),
        nearest=lookalikes.nearest(space, row, n=N_NEAREST),
        warnings=tuple(_warnings(selection, row, lookalikes.strangeness(space, row))),
        hit_threshold=champions.of("hits_10", feature_set).champion.hit_threshold,
        median=float(quantiles[len(quantiles) // 2]),
    )


def predicted(selection: Selection, rows: pd.DataFrame, champions: Models) -> pd.DataFrame:
    """Predict tracks: those with views from `market`, the others from `release`.

    Returns
    -------
    DataFrame, the index of `rows`
        feature_set, streams, low, high (80 %), probability of a hit, percentile.
    """
    feature_set = rows["views"].notna().map({True: "market", False: "release"})
    parts = [
        _predicted(rows[feature_set == name], name, champions) for name in feature_set.unique()
    ]
    table = pd.concat(parts).loc[rows.index]
    quantiles = streams_quantiles(selection)
    ahead = np.searchsorted(quantiles, table["streams"]) / (len(quantiles) - 1)
    return table.assign(percentile=ahead.clip(0, 1))


def _predicted(rows: pd.DataFrame, feature_set: str, champions: Models) -> pd.DataFrame:
    X = features.matrix(rows, feature_set)
    streams = champions.of("streams", feature_set).model
    low, high = streams.interval(X)
    counts = np.expm1(np.column_stack([streams.predict(X), low, high])).clip(0)
    table = pd.DataFrame(counts, columns=["streams", "low", "high"], index=rows.index)
    table.insert(0, "feature_set", feature_set)
    return table.assign(probability=champions.of("hits_10", feature_set).model.predict(X))


@st.cache_resource(ttl="2h", max_entries=2, show_spinner="Looking at all tracks …")
def _space(version: str) -> Space:
    columns = ("track_id", "track", "artist", "streams", "views", *lookalikes.COLUMNS)
    return lookalikes.space(reads.tracks(Selection(version), columns, sample=MAX_COMPARED))


def _warnings(selection: Selection, row: pd.DataFrame, strangeness: float) -> Iterator[str]:
    """Say where a track lies outside what the data holds."""
    spans = scenarios.ranges(selection)
    beyond = [
        metrics.label(name)
        for name in metrics.AUDIO_FEATURES
        if not spans[name][0] - 1e-9 <= row[name].iloc[0] <= spans[name][2] + 1e-9
    ]
    if beyond:
        yield (
            f"{', '.join(beyond)}: 999 of 1,000 tracks have a less extreme value. What the models "
            "say out here is a guess."
        )
    if strangeness > STRANGE:
        yield (
            f"The data holds hardly anything like this: more than {percent(STRANGE, 0)} of all "
            "tracks have closer neighbours in sound and artist's standing. Take the answer with "
            "care."
        )
    views, usual = row["views"].iloc[0], row["back_views_best"].iloc[0]
    if views == views and usual == usual and np.log1p(views) > usual + np.log(5):
        yield (
            f"{short(views)} views are more than five times those of the artist's best other "
            f"track ({short(np.expm1(usual))})."
        )


@kept.in_memory
def streams_quantiles(selection: Selection) -> Floats:
    """Return equally spaced quantiles of streams over the whole version."""
    return reads_what_if.quantiles(selection.version).to_numpy(dtype=np.float64)


def _pushes(row: pd.DataFrame, trained: Trained) -> pd.DataFrame:
    """Return what moves the prediction away from that of the average track."""
    X = features.matrix(row, trained.champion.feature_set)
    table = pushes.together(pushes.of_track(trained, X).steps)
    return table.replace({"label": {pushes.KINDS["Other platform"]: "Expected views"}})


def lead(champions: Models) -> str:
    """Say what the page does and how far its answers can be trusted."""
    one = champions.of("streams", "release").champion
    return (
        "Imagine a track and see what to expect of it. On artists that the model had not seen, it "
        f"explains **{percent(one.mean, 0)}** of the differences in streams "
        f"(± {decimal(100 * one.spread, 0)} points between folds), and "
        f"**{percent(one.coverage, 0)}** of tracks fell inside its 80 % interval."
    )


def kpis(found: Answer, champions: Models) -> list[Kpi]:
    """Return the cards of the scenario in hand."""
    row = found.shown
    coverage = champions.of("streams", row["feature_set"]).champion.coverage
    hit = champions.of("hits_10", row["feature_set"]).champion
    return [
        Kpi(
            "Streams expected",
            short(row["streams"]),
            exact(row["streams"]),
            f"The interval should hold for 80 % of tracks; by artists not seen it held for "
            f"{percent(coverage, 0)}.",
            delta=f"{short(row['low'])} to {short(row['high'])}",
        ),
        Kpi(
            "Chance of a hit",
            percent(row["probability"], _digits(row["probability"])),
            f"{row['probability']:.4f}",
            f"Top 10 %: {short(hit.hit_threshold)} streams or more. Of all tracks, 10 % are.",
        ),
        Kpi(
            "Ahead of",
            percent(row["percentile"], _digits(row["percentile"])),
            percent(row["percentile"], 2),
            "Share of the catalogue's tracks that have fewer streams than this expects.",
        ),
    ]


def _digits(share: float) -> int:
    """Write shares near 0 and 1 with a decimal: 99.7 % is not all."""
    return 0 if 0.1 <= share <= 0.99 else 1


def scenarios_title(found: Answer) -> str:
    """Say which scenario is ahead, or where the only one stands."""
    table = found.table
    ordered = table.sort_values("streams", ascending=False, kind="stable")
    best = ordered.iloc[0]
    number = f"{short(best['streams'])} [{short(best['low'])}, {short(best['high'])}]"
    if len(table) == 1:
        times = best["streams"] / max(found.median, 1)
        return f"{number} streams: {ratio(times)} times the catalogue's median track"
    rest = ordered.iloc[1]
    overlap = " The intervals overlap." if rest["high"] > best["low"] else ""
    return f"{best['letter']} is ahead: {number} streams, next {short(rest['streams'])}.{overlap}"


def pushes_title(found: Answer) -> str:
    """Say what moves the prediction most."""
    first = found.pushes.iloc[0]
    way = "up" if first["factor"] >= 1 else "down"
    return f"Strongest push, {way}: {_with_value(first)}, ×{first['factor']:.2f} on streams"


def _with_value(push: pd.Series) -> str:
    return f"{push['label']} ({push['value']})" if push["value"] else str(push["label"])


def reference(found: Answer) -> dict[str, float]:
    """Return what scenarios are compared with."""
    return {"median track": found.median, "hit": found.hit_threshold}


def in_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return predictions as a table in words."""
    return table.assign(
        known=table["feature_set"].map(SETS),
        hit=[percent(p, 1) for p in table["probability"]],
        stands=[percent(p, _digits(p)) for p in table["percentile"]],
        **{name: table[name].round() for name in ("streams", "low", "high")},
    )


def neighbours(found: Answer) -> str:
    """Say how the nearest real tracks did."""
    known = found.nearest["streams"].dropna()
    if known.empty:
        return "None of the nearest tracks has a known number of streams."
    n_hits = int((known >= found.hit_threshold).sum())
    return (
        f"The {len(known)} nearest real tracks have {short(known.min())} to {short(known.max())} "
        f"streams, half of them {short(known.median())} or more; "
        f"{'none is a hit' if not n_hits else f'hits among them: {n_hits}'}."
    )


def sampled(selection: Selection) -> str:
    """Say so where neighbours are looked for in a sample only."""
    total = published.manifest(selection.version).recordings
    if total <= MAX_COMPARED:
        return ""
    return f" Looked for among {exact(MAX_COMPARED)} of {exact(total)} tracks, drawn by a hash."


def video(selection: Selection) -> str:
    """Say what the video switch means, with the adjusted lift where it has been worked out."""
    everything = Selection(selection.version)
    last = video_lift.robust.if_kept(everything, flag="has_official_video")
    start = "An association in the catalogue, no effect of the video itself."
    if last is None:
        return f"{start} The page Video lift works out the adjusted lift."
    e = last.estimate
    return (
        f"{start} Like with like, the adjusted lift is {ratio(e.lift)} "
        f"[{ratio(e.low)}, {ratio(e.high)}]: see Video lift."
    )


def csv(selection: Selection, known: list[Scenario], found: Answer) -> pd.DataFrame:
    """Return the scenarios with all their values, one row each."""
    tracks = pd.concat([scenarios.row(selection, one) for one in known], ignore_index=True)
    columns = ("artist", "album_type", "has_official_video", "is_licensed", "views")
    kept = tracks[[*columns, *metrics.AUDIO_FEATURES]]
    return pd.concat([found.table.reset_index(drop=True), kept], axis=1)
