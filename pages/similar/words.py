"""The sentences and tables of the similar page."""

from collections.abc import Hashable, Mapping

import pandas as pd

from analytics.clusters.comparison import MethodComparison
from analytics.similar.found import Alike, Fitting, Meant
from analytics.similar.learned import CLOUDS, MODELS, Learned
from analytics.similar.moods import Moods
from analytics.similar.vocabulary import NOTES, Understood
from analytics.similar.worth import AMONG, Worth
from data import metrics
from pages.ui.wording import plain

QUESTION = "Which tracks sound like the one that you have in mind."
HINT = "A title, an artist, a genre, or words: calm acoustic piano around 80 BPM"
STARTS = {"text": "What I type", "map": "A point on the map"}
COLUMNS = {"track": "Track", "artist": "Artist", "similarity": "Similarity", "why": "Why"}
AGAINST = {"random": "random tracks", "popular": "tracks of like streams"}


def lead_alike(alike: Alike, meant: Meant | None, n_asked: int) -> str:
    """Say which track is nearest, and why."""
    whom = _whom(alike, meant, n_asked)
    if alike.overall.empty:
        return f"**Nothing is left that sounds like {whom}.** Loosen the filter or the limits."
    first = alike.overall.iloc[0]
    return (
        f"**Most like {whom}: {_named(first)}**, {plain(first.why)} "
        f"(similarity {metrics.decimal(first.similarity)} of 1)."
    )


def _whom(alike: Alike, meant: Meant | None, n_asked: int) -> str:
    if alike.asked.empty:
        return "this point"
    if n_asked == 1:
        return _named(alike.asked.iloc[0])
    if meant is not None and meant.artist is not None:
        return f"{plain(meant.artist)}, by {n_asked} tracks"
    return f"these {n_asked} tracks"


def _named(row: pd.Series) -> str:
    return f"“{plain(row.track)}” by {plain(row.artist)}"


def lead_fitting(fitting: Fitting) -> str:
    """Say how many tracks fit, and which is the most streamed."""
    if fitting.table.empty:
        return "**No track fits.** Loosen the filter or the words."
    first = fitting.table.iloc[0]
    if not fitting.n_fitting:
        return (
            f"**No track fits in everything; {_named(first)} comes nearest**: {plain(first.why)}."
        )
    count = "One track fits" if fitting.n_fitting == 1 else f"{fitting.n_fitting:,} tracks fit"
    return f"**{count}; the most streamed is {_named(first)}.**"


def nothing(meant: Meant) -> str:
    """Say that a text names nothing here."""
    return (
        f"**Nothing here is called “{plain(meant.understood.rest[:60])}”**, nor nearly so, and it "
        "is no word that this page knows for a sound."
    )


def understood(read: Understood) -> str:
    """Return what was understood, a badge for each piece."""
    badges = [f":violet-badge[{plain(said)} → {plain(meaning)}]" for said, meaning in read.said]
    return " ".join(badges)


def looked_for(meant: Meant) -> str:
    """Say what of a text was taken for a name, and whether it was found."""
    rest = plain(meant.understood.rest[:60])
    if not rest:
        return ""
    if meant.found.empty:
        return f":orange-badge[{rest} → not understood]"
    if meant.artist is not None:
        kind = f"artist {plain(meant.artist)}"
    else:
        kind = f"title or artist {plain(meant.found.iloc[0].track)}"
    almost = ", spelt almost so" if meant.is_misspelt else ""
    return f":green-badge[{rest} → {kind}{almost}]"


def inside_title(alike: Alike, names: tuple[str, ...]) -> str:
    """Name the cluster that the first list comes from."""
    return f"In its cluster, “{plain(names[alike.cluster])}”"


def both_lists(alike: Alike) -> str:
    """Say how far the two lists agree."""
    shared = len(set(alike.inside.track_id) & set(alike.overall.track_id))
    n = len(alike.overall)
    if not n:
        return ""
    if shared == n:
        return "Both lists name the same tracks: the nearest all lie in the cluster."
    return (
        f"{shared} of {n} stand in both lists. The cluster cuts off tracks just beyond its border; "
        "the list over all does not."
    )


def exported(table: pd.DataFrame, which: str) -> pd.DataFrame:
    """Return a list for the CSV."""
    keys = [NOTES[int(key)] if key == key else "" for key in table["key"]]
    leave = ["artists", "x", "y", "cluster", "key"]
    return table.drop(columns=leave).assign(key=keys, list=which)


def mood_table(moods: Moods, names: tuple[str, ...]) -> pd.DataFrame:
    """Return the moods for a table."""
    t = moods.table
    return pd.DataFrame(
        {
            "Mood": list(names),
            "Named so because": t["rule"],
            "n_tracks": t["n_tracks"],
            "Share (%)": (t["share"] * 100).round(1),
            **{f: t[f] for f in ("energy", "valence", "danceability", "tempo") if f in t},
        }
    )


def moods_lead(moods: Moods, names: tuple[str, ...]) -> str:
    """Say how many moods there are, and how far they are apart."""
    share = metrics.percent(moods.table["share"].iloc[0], 0)
    score = metrics.decimal(moods.silhouette)
    shade = (
        "They shade into each other: regions of one cloud, not kinds apart"
        if moods.silhouette < 0.25
        else "They lie partly apart"
    )
    return (
        f"**{len(names)} moods; the largest, “{plain(names[0])}”, holds {share} of tracks.** "
        f"{shade} (silhouette {score} of 1)."
    )


def methods_lead(comparison: MethodComparison) -> str:
    """Say which way of grouping holds up, and which is farthest apart."""
    table = comparison.table.dropna(subset=["stability"])
    parted = table[table.n_clusters > 2]
    if parted.empty:
        return "No way of grouping finds more than two groups that could be compared."
    steady = parted.sort_values("stability").iloc[-1]
    return (
        f"**{steady.method} holds up best on other samples of artists** (agreement "
        f"{metrics.decimal(steady.stability)} of 1) among the ways that find more than two groups; "
        f"its silhouette is {metrics.decimal(steady.silhouette)}. One giant group beside a few "
        "small ones is steady too, and says little."
    )


def methods_table(comparison: MethodComparison) -> pd.DataFrame:
    """Return the ways of grouping for a table."""
    t = comparison.table
    return pd.DataFrame(
        {
            "Method": t.method,
            "Groups": t.n_clusters,
            "Silhouette": t.silhouette.round(3),
            "Stability": t.stability.round(2),
            "In no group (%)": (t.unclustered_share * 100).round(1),
        }
    )


def learned_lead(learned: Learned) -> str:
    """Say that a classifier learns noise as well."""
    best = learned.table.groupby("cloud").accuracy.max()
    real, noise = (metrics.percent(best[cloud], 0) for cloud in ("catalogue", "noise"))
    return (
        f"**A classifier tells these groups for {real} of tracks, "
        f"and the groups of pure noise for {noise}.** So a high score "
        "shows that K-means draws borders that can be learned, not that there are moods."
    )


def learned_table(learned: Learned) -> pd.DataFrame:
    """Return what was learned for a table."""
    t = learned.table
    return pd.DataFrame(
        {
            "Groups of": [CLOUDS[cloud] for cloud in t.cloud],
            "Learned by": [MODELS[model] for model in t.model],
            "Right (%)": (t.accuracy * 100).round(1),
            "from (%)": (t.low * 100).round(1),
            "to (%)": (t.high * 100).round(1),
            "Largest group (%)": (t.majority * 100).round(1),
            "Silhouette": t.silhouette.round(2),
        }
    )


def worth_lead(worth: Worth) -> str:
    """Say whether neighbours share more than chance and popularity would have it."""
    said = []
    for shared, kind in (("artist", "are by the same artist"), ("genre", "share a genre")):
        rows = worth.ratios[(worth.ratios.shared == shared) & (worth.ratios.among == "overall")]
        if rows.empty:
            continue
        by = {row["against"]: row for row in rows.to_dict("records")}
        parts = [
            f"{_times(by[against])} as often as {name}"
            for against, name in AGAINST.items()
            if against in by
        ]
        said.append(f"neighbours {kind} {' and '.join(parts)}")
    if not said:
        return "**Too few tracks share anything for a comparison.**"
    first = worth.ratios[worth.ratios.against == "popular"]
    verdict = (
        "Nearness in sound means something"
        if (first.low > 1).all()
        else "Nearness in sound means little here"
    )
    text = "; ".join(said)
    return f"**{verdict}:** {text}."


def _times(row: Mapping[Hashable, float]) -> str:
    ends = f"{metrics.decimal(row['low'], 1)} to {metrics.decimal(row['high'], 1)}"
    return f"{metrics.decimal(row['ratio'], 1)} times ({ends})"


def worth_table(worth: Worth) -> pd.DataFrame:
    """Return the rates for a table."""
    t = worth.rates
    kinds = {"artist": "Same artist", "genre": "Same genre, other artist"}
    return pd.DataFrame(
        {
            "Shared": [kinds[shared] for shared in t.shared],
            "Among": [AMONG[among] for among in t.among],
            "Pairs (%)": (t.rate * 100).round(2),
            "from (%)": (t.low * 100).round(2),
            "to (%)": (t.high * 100).round(2),
            "n_tracks": t.n_tracks,
        }
    )


HOW = """
**Points.** Each track's audio features (key and duration aside) in standard deviations from the
catalogue's mean. **Similarity** is the cosine of two points: 1, they differ from the mean in the
same directions; 0, nothing in common. It says nothing of how far they differ. Several tracks, or an
artist, stand for their middle. **Why** names the up to three features that make most of the
cosine, and the one that speaks most against it.

**In the cluster** looks only among tracks of the same Gaussian of a mixture of six, as studies do;
**over all** looks everywhere. Scales and clusters come from all tracks up to 50,000, above from a
sample of artists; every track is placed and searched. The filter chooses what may be found.

**Text.** First what the vocabulary knows (the tab *Words* lists it), then genres and moods of the
catalogue; what is left is looked for in titles and artists, accents and case aside, then with one
letter wrong in a word of four and two in a word of eight. A text that is a title as a whole is
taken for the title; so is anything in quotation marks. Tracks that fit the words are listed by
streams.

**Moods** are groups of K-means, of the whole catalogue. **Stability**: adjusted Rand index with
groups made from other samples of artists. **Learned**: folds that share no artist; noise is normal
with the catalogue's covariance; 95 % intervals by artist.

**Worth.** Ten nearest tracks of each of up to 3,000, among up to 20,000 tracks of whole artists;
against 50 random tracks each, and the 50 next to it in streams. Genres are compared between
different artists only. Rates: 95 % intervals by artist; ratios: artists resampled 1,000 times.
"""
