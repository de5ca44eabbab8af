"""Every question of `data/reads*.py`, cold and warm, beside the same answer in pandas.

Cold: the warehouse is opened, its files checked and the answer computed; pandas reads the columns
that it needs from the same Parquet files. Warm: both have done so before. The operating system
holds the files in memory in either case.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data import published
from data.engine import warehouse
from data.reads import budget as reads_budget
from data.reads import catalogue as reads_catalogue
from data.reads import claims as reads_claims
from data.reads import data_room as reads_data_room
from data.reads import filters as reads_filters
from data.reads import hits as reads_hits
from data.reads import overview as reads_overview
from data.reads import tracks as reads
from data.reads import video_lift as reads_video_lift
from data.reads import what_if as reads_what_if
from data.reads.catalogue import Listing
from data.selection import Selection
from tests.bench import measure
from tests.bench import rival_catalogue as catalogue
from tests.bench import rival_reads as general
from tests.bench.figure import Figure
from tests.bench.marts import Marts

TOPIC = "questions"
KEY = ("track_id", "artist", "streams", "views")
BALANCE = {
    **{"constant": 2.0, "views": 0.3, "views_above_1": 0.2, "views_above_2": 0.1},
    **{"knot_1": 12.0, "knot_2": 16.0, "back_streams": 0.4, "back_views": 0.05, "new": 0.1},
    **{"fill_streams": 15.0, "fill_views": 14.0},
    **{"spread_at_0": 1.5, "spread_slope": -0.02, "spread_least": 0.3},
    **{"limit_low": -1.5, "limit_high": 1.5},
}
"""Numbers such as `analytics.catalogue.balance` finds; here only the work that they make counts."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, ours and in pandas."""

    name: str
    ask: Callable[[Selection], object]
    rival: Callable[[Marts], object]
    is_same: bool = True
    """Whether both answer with the same numbers; samples are drawn in another way, and some
    answers of ours hold more."""


def _tracks(at_most: int) -> Callable[[Marts], pd.DataFrame]:
    return lambda marts: general.sample_of_artists(marts, KEY, at_most)


def _sample(marts: Marts) -> pd.DataFrame:
    tracks = marts["tracks", *KEY]
    return tracks.sample(min(20_000, len(tracks)), random_state=0).sort_values("track_id")


def _candidates(marts: Marts) -> pd.DataFrame:
    tracks = marts["tracks",]
    without = tracks[~tracks["has_official_video"].fillna(True).astype(bool)]
    return without.sample(min(reads_budget.MAX_TRACKS, len(without)), random_state=0)


def _streams(marts: Marts) -> pd.Series:
    return marts["tracks", "streams"]["streams"].dropna()


def _page(**listing: object) -> Callable[[Selection], object]:
    def ask(chosen: Selection) -> object:
        return reads_catalogue.rows(
            chosen,
            Listing(**listing),  # type: ignore[arg-type]
            columns=catalogue.SHOWN,
            limit=catalogue.PAGE,
        )

    return ask


def _deep(chosen: Selection) -> object:
    offset = int(catalogue.DEEP * reads.n_tracks(chosen))
    return reads_catalogue.rows(
        chosen, Listing(), columns=catalogue.SHOWN, limit=catalogue.PAGE, offset=offset
    )


def _deep_rival(marts: Marts) -> object:
    n_tracks = len(marts["tracks", "track_id"])
    return catalogue.page(marts, offset=int(catalogue.DEEP * n_tracks))


def _shared(keys: list[str]) -> list[Question]:
    """Questions of `reads` and `reads_filters`."""
    shared = reads_filters
    return [
        Question(
            "reads.tracks, 20,000 of them",
            lambda s: reads.tracks(s, KEY, sample=20_000),
            _sample,
            False,
        ),
        Question("reads.n_tracks", reads.n_tracks, lambda m: len(m["tracks", "track_id"])),
        Question(
            "reads.span",
            lambda s: pd.Series(reads.span(s.version, "tempo")),
            lambda m: m["tracks", "tempo"]["tempo"].agg(["min", "median", "max"]),
        ),
        Question(
            "reads.within",
            lambda s: len(reads.within(s, keys)),
            lambda m: int(m["tracks", "track_id"]["track_id"].isin(keys).sum()),
        ),
        Question(
            "filters.artists",
            lambda s: pd.Series(shared.artists(s.version)),
            general.offered_artists,
        ),
        Question(
            "filters.artists, searched",
            lambda s: pd.Series(shared.artists(s.version, "lo")),
            general.searched_artists,
        ),
        Question(
            "filters.known_artists",
            lambda s: shared.known_artists(s.version, ["nobody"]),
            lambda m: list(
                m["artists", "artist"]["artist"].pipe(lambda a: a[a.str.lower() == "nobody"])
            ),
        ),
        Question(
            "reads.n_tracks, filtered",
            lambda s: reads.n_tracks(Selection(s.version, tempo=(90, 150))),
            lambda m: int(m["tracks", "tempo"]["tempo"].between(90, 150).sum()),
        ),
    ]


def _executive() -> list[Question]:
    """Questions of `reads_overview` and `reads_data_room`."""
    over, room = reads_overview, reads_data_room
    return [
        Question("overview.totals", over.totals, general.totals),
        Question("overview.distribution", over.distribution, general.distribution),
        Question("overview.top_tracks", over.top_tracks, general.top_tracks),
        Question("overview.top_artists", over.top_artists, general.top_artists),
        Question("overview.shares", over.shares, general.shares),
        Question("overview.history", over.history, general.history),
        Question("overview.growth", over.growth, general.steps, False),
        Question("overview.risers", over.risers, general.steps, False),
        Question("data_room.quality", lambda s: room.quality(s.version), general.quality),
        Question(
            "data_room.reasons", lambda s: room.reasons(s.version), lambda m: m["rejects",], False
        ),
        Question(
            "data_room.rejects",
            lambda s: room.rejects(s.version, 100),
            lambda m: m["rejects",].head(100),
            False,
        ),
        Question("data_room.outlier_counts", room.outlier_counts, general.outlier_counts),
        Question("data_room.outliers", lambda s: room.outliers(s, limit=100), general.outliers),
        Question("data_room.scatter", room.scatter, general.scatter, False),
    ]


def _listings() -> list[Question]:
    """Questions of `reads_catalogue` about its tables."""
    asked = reads_catalogue
    return [
        Question("catalogue.rows", _page(), catalogue.page),
        Question("catalogue.rows, page at 90 %", _deep, _deep_rival),
        Question(
            "catalogue.rows, by title",
            _page(sort="track", descending=False),
            lambda m: catalogue.page(m, sort="track"),
            False,
        ),
        Question(
            "catalogue.rows, searched", _page(search="lo"), lambda m: catalogue.found_page(m, "lo")
        ),
        Question(
            "catalogue.rows, artists",
            lambda s: asked.rows(
                s, Listing("artist"), columns=("n_tracks", "streams", "views"), limit=25
            ),
            catalogue.artists_page,
        ),
        Question(
            "catalogue.rows, artists filtered",
            lambda s: asked.rows(
                Selection(s.version, tempo=(90, 150)),
                Listing("artist"),
                columns=("n_tracks", "streams"),
                limit=25,
            ),
            general.top_artists,
            False,
        ),
        Question(
            "catalogue.count, searched",
            lambda s: asked.count(s, Listing(search="lo")),
            lambda m: len(catalogue.found(m, "lo")),
        ),
        Question(
            "catalogue.all_rows",
            lambda s: sum(
                len(part) for part in asked.all_rows(s, Listing(), columns=catalogue.SHOWN)
            ),
            lambda m: len(
                m["tracks", "track_id", *catalogue.SHOWN].sort_values(
                    ["streams", "track_id"], ascending=[False, True]
                )
            ),
        ),
    ]


def _catalogue(artist: str, keys: list[str]) -> list[Question]:
    """Questions of `reads_catalogue` about an artist, some tracks, and the balance."""
    asked = reads_catalogue
    return [
        Question(
            "catalogue.these",
            lambda s: asked.these(s, "track", keys),
            lambda m: catalogue.these(m, keys),
            False,
        ),
        Question(
            "catalogue.measures, tracks",
            lambda s: asked.measures(s, "track"),
            lambda m: catalogue.measures(m, "track"),
            False,
        ),
        Question(
            "catalogue.measures, artists",
            lambda s: asked.measures(s, "artist"),
            lambda m: catalogue.measures(m, "artist"),
            False,
        ),
        Question(
            "catalogue.artist_tracks",
            lambda s: asked.artist_tracks(s, artist),
            lambda m: catalogue.artist_tracks(m, artist),
            False,
        ),
        Question(
            "catalogue.partners",
            lambda s: asked.partners(s, artist),
            lambda m: catalogue.partners(m, artist),
            False,
        ),
        Question(
            "catalogue.totals",
            lambda s: asked.totals(s, 1e8),
            lambda m: m[general.PLAYS].sum(),
            False,
        ),
        Question(
            "catalogue.balance_ranking",
            lambda s: asked.balance_ranking(s, BALANCE, ahead_on="spotify", limit=20),
            lambda m: catalogue.ranking(m, BALANCE, 20),
        ),
        Question(
            "catalogue.balance_counts",
            lambda s: asked.balance_counts(s, BALANCE),
            lambda m: catalogue.balance_counts(m, BALANCE),
        ),
        Question(
            "catalogue.balance_sample",
            lambda s: asked.balance_sample(s, 2_000),
            lambda m: m["tracks", *asked.BALANCE_COLUMNS].sample(800, random_state=0),
            False,
        ),
    ]


def _estimates() -> list[Question]:
    """Questions of the pages that estimate: clusters, correlations, decisions."""
    return [
        Question(
            "reads.whole_artists",
            lambda s: reads.whole_artists(s, KEY),
            _tracks(200_000),
            False,
        ),
        Question(
            "video_lift.tracks",
            lambda s: reads_video_lift.tracks(s, KEY),
            _tracks(60_000),
            False,
        ),
        Question(
            "claims.claim_tracks",
            lambda s: reads_claims.claim_tracks(s, KEY),
            _tracks(200_000),
            False,
        ),
        Question(
            "claims.score_tracks",
            lambda s: reads_claims.score_tracks(s, KEY),
            _tracks(60_000),
            False,
        ),
        Question(
            "budget.views_per_stream",
            lambda s: reads_budget.views_per_stream(s.version),
            general.views_per_stream,
        ),
        Question("budget.known_streams", reads_budget.known_streams, _tracks(60_000), False),
        Question("budget.candidates", reads_budget.candidates, _candidates, False),
        Question(
            "budget.promoted",
            lambda s: reads_budget.promoted(s, KEY, with_doubtful=True),
            _tracks(60_000),
            False,
        ),
    ]


def _predictions(artist: str, keys: list[str]) -> list[Question]:
    """Questions of What-if and of training."""
    what_if = reads_what_if
    new = pd.DataFrame(
        [[0, None, artist.lower(), None, None, None]],
        columns=["row_no", "track_id", "artist", "album", "track", "channel"],
    )
    shares = (0.1, 0.05, 0.2)
    return [
        Question(
            "reads.track",
            lambda s: reads.track(s.version, keys[0]),
            lambda m: m["tracks",].pipe(lambda t: t[t["track_id"] == keys[0]]),
            False,
        ),
        Question(
            "reads.find",
            lambda s: reads.find(s, "lo"),
            lambda m: catalogue.found_page(m, "lo", 20)[["track_id", "track", "artist"]],
        ),
        Question("what_if.middle", lambda s: what_if.middle(s.version), general.middle, False),
        Question(
            "what_if.back_catalogue",
            lambda s: what_if.back_catalogue(s.version, new),
            lambda m: catalogue.standing(m, artist),
            False,
        ),
        Question(
            "what_if.quantiles",
            lambda s: what_if.quantiles(s.version),
            lambda m: _streams(m).quantile(np.linspace(0, 1, 1001)),
        ),
        Question("what_if.ranges", lambda s: what_if.ranges(s.version), catalogue.ranges, False),
        Question(
            "what_if.reactions", lambda s: what_if.reactions(s.version), catalogue.reactions, False
        ),
        Question(
            "reads.whole_artists, all columns",
            lambda s: reads.whole_artists(s, reads.columns(s.version), at_most=50_000),
            lambda m: general.sample_of_artists(
                m,
                ("track_id", "artist", *m["tracks",].columns.difference(["track_id", "artist"])),
                50_000,
            ),
            False,
        ),
        Question(
            "hits.thresholds",
            lambda s: reads_hits.thresholds(s.version, shares),
            lambda m: {share: float(_streams(m).quantile(1 - share)) for share in shares},
        ),
    ]


def questions(chosen: Selection) -> list[Question]:
    """Return all questions, about an artist and tracks that the catalogue has."""
    top = reads_overview.top_tracks(chosen)
    artist, keys = str(top["artist"][0]), [str(key) for key in top["track_id"]]
    return [
        *_shared(keys),
        *_executive(),
        *_listings(),
        *_catalogue(artist, keys),
        *_estimates(),
        *_predictions(artist, keys),
    ]


def measure_all(size: int, repetitions: int, start: str = "") -> list[Figure]:
    """Ask the current version all questions whose names start so, ours and in pandas."""
    chosen = Selection(published.current_version())
    figures: list[Figure] = []
    for question in questions(chosen):
        if question.name.startswith(start):
            figures += _figures(question, chosen, size, repetitions)
    return figures


def _figures(
    question: Question, chosen: Selection, size: int, repetitions: int
) -> Sequence[Figure]:
    warehouse.reader.cache_clear()
    cold = measure.seconds(lambda: question.ask(chosen))
    warm = measure.warm(lambda: question.ask(chosen), repetitions)
    marts = Marts(chosen.version)
    try:
        rival_cold = measure.seconds(lambda: question.rival(marts))
        rival_warm = measure.warm(lambda: question.rival(marts), repetitions)
    except MemoryError:
        rival_cold = rival_warm = None
    return (
        Figure(TOPIC, f"{question.name}, cold", size, cold, "s", "pandas", rival_cold),
        Figure(TOPIC, f"{question.name}, warm", size, warm, "s", "pandas", rival_warm),
    )
