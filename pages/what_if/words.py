"""The What-if page's answers in words."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from analytics.features.hits import is_hit
from analytics.importance.pushes import KINDS
from analytics.stats.clustered import RatioEstimate
from analytics.what_if.answers import Answer, Scored
from analytics.what_if.prediction import Champions
from analytics.what_if.scenario import Scenario
from data import metrics
from data.imports import sources
from data.metrics import decimal, exact, percent, ratio, short
from pages.ui.wording import Kpi, many, plain

LETTERS = "ABCD"
STARTS = {"catalogue": "The catalogue", "artist": "An artist", "track": "A track"}
SETS = {"release": "before release", "market": "with expected views"}
STRANGE = 0.99
"""Share of tracks with closer neighbours from which on a scenario is said to be strange."""
TABLE = {
    "letter": "Scenario",
    "streams": "Streams",
    "low": "Low",
    "high": "High",
    "hit": "Chance of a hit",
    "stands": "Ahead of",
}
RANKING = {
    "rank": "Rank",
    "track": "Track",
    "artist": "Artist",
    "streams": "Streams expected",
    "low": "Low",
    "high": "High",
    "hit": "Chance of a hit",
    "stands": "Ahead of",
    "known": "Known",
}
COVERAGE = {
    "label": "Tracks",
    "n_tracks": "Number",
    "release": "Before release",
    "market": "With views",
}
HELD = (
    "How many tracks ended inside their interval, in %: it should be 80 in every group, not only "
    "on average. Counted on artists not seen, with 95 % intervals by artist; in the last row the "
    "catalogue is taken to hold nothing else by them."
)
NEAREST = {"track": "Track", "artist": "Artist", "streams": "Streams", "views": "Views"}
REJECTED = {"line": "Line", "artist": "Artist", "track": "Track", "reasons": "Why"}


def lead(champions: Champions) -> str:
    """Say what the page does and how far its answers can be trusted."""
    one = champions.of("release").champion
    return (
        "Imagine a track and see what to expect of it. On artists it had not seen, the model "
        f"explains **{percent(one.mean, 0)}** (± {decimal(100 * one.spread, 0)}) of the "
        f"differences in streams, or **{percent(max(one.mean_unknown, 0), 0)}** where the "
        "catalogue holds "
        f"nothing else by them; its 80 % interval held **{percent(one.coverage, 0)}** of tracks."
    )


def kpis(answer: Answer, champions: Champions) -> list[Kpi]:
    """Return the cards of the scenario in hand."""
    row = answer.shown
    one = champions.of(row["feature_set"]).champion
    coverage = one.coverage if row["is_known"] else one.coverage_unknown
    return [
        Kpi(
            "Streams expected",
            short(row["streams"]),
            exact(row["streams"]),
            "As many tracks end above as below. The range is meant for 80 % of tracks; for artists "
            f"{'not seen' if row['is_known'] else 'unknown'} it held {percent(coverage, 0)}.",
            delta=f"{short(row['low'])} to {short(row['high'])}",
        ),
        Kpi(
            "Chance of a hit",
            percent(row["probability"], _digits(row["probability"])),
            f"{row['probability']:.4f}",
            f"Of reaching {short(answer.hit_threshold)} streams, as 10 % of all tracks have.",
        ),
        Kpi(
            "Ahead of",
            percent(row["percentile"], _digits(row["percentile"])),
            percent(row["percentile"], 2),
            "Share of the catalogue's tracks with fewer streams than expected here.",
        ),
    ]


def _digits(share: float) -> int:
    """Write shares near 0 and 1 with a decimal: 99.7 % is not all."""
    return 0 if 0.1 <= share <= 0.99 else 1


def name(scenario: Scenario, track: object, artist: object) -> str:
    """Say in a few words what a scenario starts from.

    Parameters
    ----------
    track, artist : text
        Of what it starts from.
    """
    if scenario.start == "catalogue":
        return "A typical track"
    return f"New by {artist}" if scenario.start == "artist" else f"{track} · {artist}"


def expected(answer: Answer, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """Return what is expected of each scenario, by letter and name."""
    starts = zip(answer.starts["track"], answer.starts["artist"], strict=True)
    names = [name(one, *start) for one, start in zip(scenarios, starts, strict=True)]
    table = answer.table.reset_index(drop=True)
    table.insert(0, "name", names)
    table.insert(0, "letter", list(LETTERS[: len(names)]))
    return table


def scenarios_title(answer: Answer) -> str:
    """Say which scenario is ahead, or where the only one stands."""
    table = answer.table.assign(letter=list(LETTERS[: len(answer.table)]))
    ordered = table.sort_values("streams", ascending=False, kind="stable")
    best = ordered.iloc[0]
    number = f"{short(best['streams'])} [{short(best['low'])}, {short(best['high'])}]"
    if len(table) == 1:
        times = best["streams"] / max(answer.median, 1)
        return f"{number} streams: {ratio(times)} times the catalogue's median track"
    rest = ordered.iloc[1]
    if short(rest["streams"]) == short(best["streams"]):
        said = f"{best['letter']} and {rest['letter']} are level: {number} streams."
    else:
        said = f"{best['letter']} is ahead: {number} streams, next {short(rest['streams'])}."
        said += " The intervals overlap." if rest["high"] > best["low"] else ""
    likeliest = ordered.sort_values("probability", ascending=False, kind="stable").iloc[0]
    if percent(likeliest["probability"], 1) == percent(best["probability"], 1):
        return said
    how = "less" if _reach(likeliest) > _reach(best) else "more"
    return f"{said} {likeliest['letter']} is likelier to be a hit: its outcome is {how} certain."


def _reach(row: pd.Series) -> float:
    """Return how many times the interval's low its high is."""
    return float(row["high"] / max(row["low"], 1))


def reference(answer: Answer) -> dict[str, float]:
    """Return what scenarios are compared with."""
    return {"median track": answer.median, "hit": answer.hit_threshold}


def pushes(answer: Answer) -> pd.DataFrame:
    """Return label, value and factor of what moves the prediction, the strongest first."""
    return answer.pushes.steps.replace({"label": {KINDS["Other platform"]: "Expected views"}})


def pushes_title(table: pd.DataFrame) -> str:
    """Say what moves the prediction most."""
    first = table.iloc[0]
    way = "up" if first["factor"] >= 1 else "down"
    return f"Strongest push, {way}: {_with_value(first)}, ×{first['factor']:.2f} on streams"


def _with_value(push: pd.Series) -> str:
    return f"{push['label']} ({push['value']})" if push["value"] else str(push["label"])


def in_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return predictions as a table in words."""
    return table.assign(
        known=[
            SETS[name] if is_known else f"{SETS[name]}, artist unknown"
            for name, is_known in zip(table["feature_set"], table["is_known"], strict=True)
        ],
        hit=[percent(p, 1) for p in table["probability"]],
        stands=[percent(p, _digits(p)) for p in table["percentile"]],
        **{column: table[column].round() for column in ("streams", "low", "high")},
    )


def csv(table: pd.DataFrame, answer: Answer) -> pd.DataFrame:
    """Return the scenarios with all their values, one row each."""
    columns = ("artist", "album_type", "has_official_video", "is_licensed", "views")
    values = answer.tracks[[*columns, *metrics.AUDIO_FEATURES]]
    return pd.concat([table, values], axis=1)


def warnings(answer: Answer) -> Iterator[str]:
    """Say where the scenario in hand lies outside what the data holds."""
    if answer.beyond:
        yield (
            f"{', '.join(map(metrics.label, answer.beyond))}: 999 of 1,000 tracks have a less "
            "extreme value. What the models say out here is a guess."
        )
    if answer.strangeness > STRANGE:
        yield (
            f"The data holds hardly anything like this: more than {percent(STRANGE, 0)} of all "
            "tracks have closer neighbours in sound and artist's standing. Take the answer with "
            "care."
        )
    views, usual = answer.track["views"], answer.track["back_views_best"]
    if views == views and usual == usual and np.log1p(views) > usual + np.log(5):
        yield (
            f"{short(views)} views are more than five times those of the artist's best other "
            f"track ({short(np.expm1(usual))})."
        )


def newcomer(answer: Answer, champions: Champions) -> str:
    """Say what an answer is worth where the catalogue does not know the artist; empty elsewhere."""
    if answer.shown["is_known"]:
        return ""
    return f"The catalogue holds no other track of this artist. {_unknown(answer.shown, champions)}"


def _unknown(row: pd.Series, champions: Champions) -> str:
    one = champions.of(row["feature_set"]).champion
    return (
        f"For such artists the model explains {percent(max(one.mean_unknown, 0), 0)} of the "
        f"differences in streams, for others {percent(max(one.mean, 0), 0)}."
    )


def coverage(table: pd.DataFrame) -> pd.DataFrame:
    """Return how often the interval held as a table: a group of tracks a row."""
    said = table.assign(
        inside=[
            "{:.0f} [{:.0f}, {:.0f}]".format(*(100 * row[n] for n in ("coverage", "low", "high")))
            for row in table.to_dict("records")
        ]
    )
    sides = said.pivot(index="label", columns="feature_set", values="inside")
    groups = table.drop_duplicates("label")[["label", "n_tracks"]]
    return groups.join(sides, on="label").fillna("–")


def neighbours(answer: Answer) -> str:
    """Say how the nearest real tracks did."""
    if answer.nearest.empty:
        return "Too few tracks of the catalogue have audio features to look for similar ones."
    known = answer.nearest["streams"].dropna()
    if known.empty:
        return "None of the nearest tracks has a known number of streams."
    n_hits = int(is_hit(known, answer.hit_threshold).sum())
    return (
        f"The {len(known)} nearest real tracks have {short(known.min())} to {short(known.max())} "
        f"streams, half of them {short(known.median())} or more; "
        f"{'none is a hit' if not n_hits else f'hits among them: {n_hits}'}."
    )


def sampled(answer: Answer) -> str:
    """Say so where neighbours are looked for in a sample only."""
    if answer.n_compared in (0, answer.n_tracks):
        return ""
    return (
        f" Searched: {exact(answer.n_compared)} of {exact(answer.n_tracks)} tracks, those with all "
        "audio features; in a large catalogue, a fixed sample of them."
    )


def video(lift: RatioEstimate | None) -> str:
    """Say what the video switch means, with the adjusted lift where it has been worked out."""
    start = "An association in the catalogue, not an effect of the video."
    if lift is None:
        return f"{start} The Video lift page works out the adjusted lift."
    return (
        f"{start} Like for like, the lift is {ratio(lift.lift)} "
        f"[{ratio(lift.low)}, {ratio(lift.high)}]: see Video lift."
    )


def actual(start: pd.DataFrame) -> str:
    """Say what the track has that a scenario starts from."""
    track = start.iloc[0]
    return (
        f"The track itself has {short(track['streams'])} streams and {short(track['views'])} "
        "views. The models have learned from it, too."
    )


def verdict(scored: Scored, champions: Champions) -> str:
    """Say what came out of a file; Markdown."""
    first = scored.table.iloc[0]
    unknown = scored.table[~scored.table["is_known"].astype(bool)]
    text = (
        f"**{many(len(scored.table), 'track')} scored.** Ahead of all: {plain(first['track'])} by "
        f"{plain(first['artist'])}, **{short(first['streams'])}** streams [{short(first['low'])}, "
        f"{short(first['high'])}], chance of a hit {percent(first['probability'], 0)}."
    )
    if len(unknown):
        text += (
            f" {many(len(unknown), 'track')} by artists unknown to the catalogue. "
            f"{_unknown(unknown.iloc[0], champions)}"
        )
    return text


def template() -> pd.DataFrame:
    """Return an empty file of the right columns, with one example."""
    example = {
        "artist": "An artist",
        "track": "A title",
        "album_type": "single",
        "danceability": 0.7,
        "energy": 0.6,
        "key": 5,
        "loudness": -6.5,
        "speechiness": 0.05,
        "acousticness": 0.2,
        "instrumentalness": 0,
        "liveness": 0.12,
        "valence": 0.5,
        "tempo": 120,
        "duration_ms": 200_000,
        "has_official_video": "yes",
        "is_licensed": "yes",
        "views": None,
    }
    return pd.DataFrame([example])[[column for column in sources.COLUMNS if column in example]]
