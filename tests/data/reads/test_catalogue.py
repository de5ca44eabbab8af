"""The catalogue's tables in SQL: order, search, pages and sums against pandas."""

import dataclasses
import unicodedata

import numpy as np
import pandas as pd
import pytest

from analytics.catalogue.balance import expect_streams, judge
from data import published
from data.errors import BadOption
from data.reads import catalogue as reads_catalogue
from data.reads import tracks as reads
from data.reads.catalogue import COLUMNS, SORTS, Listing
from data.selection import Selection

SHOWN = ("track", "artist", "streams", "views")


def folded(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in parts if not unicodedata.combining(c))


def that_hold(tracks: pd.DataFrame, search: str) -> set[str]:
    """Return the ids of tracks whose title and artists hold all words of a search."""
    names = (tracks["track"] + "\n" + tracks["artists"].map("\n".join)).map(folded)
    hold = names.map(lambda name: all(word in name for word in folded(search).split()))
    return set(tracks.loc[hold, "track_id"])


def ordered(tracks: pd.DataFrame, by: str, descending: bool) -> list[str]:
    """Sort as SQL is to: unknown last, tracks of one title by artists, ties by the key."""
    titles = (tracks["track"] + "\n" + tracks["artists"].map("\n".join)).map(folded)
    key = titles if by == "track" else tracks[by].astype(float)
    frame = pd.DataFrame({"key": key, "id": tracks["track_id"]}).sort_values("id")
    frame = frame.sort_values("key", ascending=not descending, kind="stable", na_position="last")
    return frame["id"].tolist()


@pytest.mark.parametrize("by", ["streams", "tempo", "track", "engagement_rate"])
@pytest.mark.parametrize("descending", [True, False])
def test_pages_follow_each_other_in_the_order_asked_for(everything, demo_tracks, by, descending):
    listing = Listing(sort=by, descending=descending)
    pages = [
        reads_catalogue.rows(everything, listing, columns=SHOWN, limit=40, offset=offset)
        for offset in (0, 40, 80)
    ]
    assert pd.concat(pages)["track_id"].tolist() == ordered(demo_tracks, by, descending)[:120]


def test_rows_of_all_pages_are_the_pages(everything, demo_tracks):
    listing = Listing(sort="views")
    batches = reads_catalogue.all_rows(everything, listing, columns=SHOWN, batch=500)
    every = pd.concat(batches, ignore_index=True)
    assert every["track_id"].tolist() == ordered(demo_tracks, "views", True)
    page = reads_catalogue.rows(everything, listing, columns=SHOWN, limit=25, offset=50)
    pd.testing.assert_frame_equal(every.iloc[50:75].reset_index(drop=True), page, check_dtype=False)


def test_search_sees_titles_and_all_artists_whatever_accents_case_and_order(
    everything, demo_tracks
):
    duet = demo_tracks[demo_tracks["n_artists"] > 1].iloc[0]
    one, *_, partner = duet["artists"]
    for text in (duet["track"][:6].upper(), folded(partner), f"{partner} {duet['track']} {one}"):
        listing = Listing(search=text)
        rows = reads_catalogue.rows(everything, listing, columns=SHOWN, limit=10_000)
        assert set(rows["track_id"]) == that_hold(demo_tracks, text)
        assert reads_catalogue.count(everything, listing) == len(rows) > 0


@pytest.mark.parametrize(
    "text", ["%", "_", "'", '"; drop table tracks; --', "$search", "\x00", "🎧"]
)
def test_search_takes_any_text_as_it_is(everything, demo_tracks, text):
    expected = len(that_hold(demo_tracks, text))
    assert reads_catalogue.count(everything, Listing(search=text)) == expected


def test_artists_of_a_filter_are_summed_from_its_tracks(everything, demo_tracks):
    singles = Selection(everything.version, album_types=("single",))
    found = reads_catalogue.rows(
        singles, Listing("artist"), columns=COLUMNS["artist"], limit=10_000
    ).set_index("artist")
    rows = demo_tracks[demo_tracks["album_type"] == "single"].explode("artists")
    sums = rows.groupby("artists").agg(n=("track_id", "size"), streams=("streams", "sum"))
    assert found["n_tracks"].to_dict() == sums["n"].to_dict()
    known = found["streams"].dropna()
    assert known.to_dict() == sums["streams"].loc[known.index].to_dict()


def test_artists_of_all_tracks_are_the_mart(everything):
    """The filtered sum over a filter that leaves all tracks out of nothing is the mart's."""
    whole = Selection(everything.version, album_types=("album", "single", "compilation"))
    both = [
        reads_catalogue.rows(
            selection, Listing("artist", sort="artist"), columns=COLUMNS["artist"], limit=10_000
        )
        for selection in (everything, whole)
    ]
    pd.testing.assert_frame_equal(*both, check_dtype=False)


def test_partners_share_recordings(everything, demo_tracks):
    duet = demo_tracks[demo_tracks["n_artists"] > 1].iloc[0]
    one, *others = duet["artists"]
    found = reads_catalogue.partners(everything, one).set_index("artist")
    assert set(others) <= set(found.index)
    together = demo_tracks["artists"].map(lambda names: one in names and others[0] in names)
    assert found.loc[others[0], "n_tracks"] == together.sum()


def test_one_row_each_in_the_order_asked_for(everything, demo_tracks):
    keys = demo_tracks["track_id"].iloc[[5, 2, 9]].tolist()
    found = reads_catalogue.these(everything, "track", [*keys, "no such track"])
    assert found["track_id"].tolist() == keys


def test_sql_and_pandas_judge_alike(everything):
    tracks = reads.tracks(everything)
    expectation = expect_streams(tracks)
    judged = judge(tracks, expectation).set_index("track_id")
    known = expectation.parameters()
    counts = reads_catalogue.balance_counts(everything, known, with_outliers=True)
    verdicts = judged["verdict"].value_counts()
    assert counts["spotify"] == verdicts["spotify"]
    assert counts["youtube"] == verdicts["youtube"]
    assert counts["n_tracks"] == (judged["verdict"] != "unknown").sum()
    for side, sign in (("spotify", -1), ("youtube", 1)):
        ranked = reads_catalogue.balance_ranking(
            everything, known, ahead_on=side, limit=20, with_outliers=True
        )
        expected = (sign * judged["departure"]).sort_values().index[:20]
        assert ranked["track_id"].tolist() == expected.tolist()


def test_outliers_are_left_out_of_the_ranking(everything, demo_tracks):
    known = expect_streams(demo_tracks).parameters()
    flagged = set(demo_tracks.loc[demo_tracks["is_outlier"], "track_id"])
    for side in ("spotify", "youtube"):
        ranked = reads_catalogue.balance_ranking(everything, known, ahead_on=side, limit=500)
        assert not flagged & set(ranked["track_id"])


def test_samples_repeat(everything):
    one, two = (reads_catalogue.balance_sample(everything, 50) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    assert len(one) == 50


def test_totals_are_pandas(everything, demo_tracks):
    bound = float(np.nanquantile(demo_tracks["streams"].astype(float), 0.9))
    totals = reads_catalogue.totals(everything, bound)
    streams = demo_tracks["streams"].dropna()
    assert totals["streams"] == streams.sum()
    assert totals["top_streams"] == streams[streams >= bound].sum()


@pytest.mark.parametrize("options", [{"sort": "track_id; drop"}, {"kind": "label"}])
def test_unknown_names_are_refused(options):
    with pytest.raises(BadOption):
        Listing(**options)


def test_an_unknown_column_is_refused(everything):
    with pytest.raises(BadOption):
        reads_catalogue.rows(everything, Listing(), columns=("streams, 1",), limit=1)


def test_whatever_can_be_sorted_is_a_column():
    for kind, names in SORTS.items():
        assert set(names) <= set(COLUMNS[kind])


@pytest.mark.usefixtures("two_captures")
def test_growth_is_what_two_captures_differ_by() -> None:
    now = Selection(published.current_version())
    columns = ("track", "streams", *reads_catalogue.GROWTH)
    everything = Listing(sort="streams_gained")
    tracks = reads_catalogue.rows(now, everything, columns=columns, limit=10_000).dropna()
    assert len(tracks) > 1_000
    np.testing.assert_allclose(tracks["streams_growth"].astype(float), 0.1, atol=0.01)
    before = tracks["streams"] - tracks["streams_gained"]
    assert (abs(before * 1.1 - tracks["streams"]) <= 1).all()
    kept = reads_catalogue.captures(now, tracks["track_id"].iloc[0])
    assert kept["streams"].tolist() == [before.iloc[0], tracks["streams"].iloc[0]]
    artists = Listing(kind="artist")
    names = ("artist", "streams", *reads_catalogue.GROWTH)
    whole = reads_catalogue.rows(now, artists, columns=names, limit=50)
    own = dataclasses.replace(now, artists=(whole["artist"].iloc[3],))
    summed = reads_catalogue.rows(own, artists, columns=names, limit=50).set_index("artist")
    assert summed.loc[own.artists[0]].tolist() == whole.set_index("artist").iloc[3].tolist()
    np.testing.assert_allclose(whole["streams_growth"].dropna().astype(float), 0.1, atol=0.01)


@pytest.mark.usefixtures("two_captures")
def test_growth_is_offered_where_there_are_several_captures() -> None:
    now = Selection(published.current_version())
    for kind in COLUMNS:
        assert set(reads_catalogue.GROWTH) <= set(reads_catalogue.offered(now, kind))


def test_growth_is_not_offered_of_one_capture(everything) -> None:
    for kind in COLUMNS:
        assert not set(reads_catalogue.GROWTH) & set(reads_catalogue.offered(everything, kind))
    columns = ("streams", *reads_catalogue.GROWTH)
    rows = reads_catalogue.rows(everything, Listing(), columns=columns, limit=5)
    assert rows[list(reads_catalogue.GROWTH)].isna().all(axis=None)


@pytest.mark.parametrize("is_doubtful", [True, False])
def test_tracks_are_listed_by_the_doubt_about_their_video(everything, demo_tracks, is_doubtful):
    listing = Listing(is_doubtful=is_doubtful)
    wanted = demo_tracks[demo_tracks["is_doubtful_video"] == is_doubtful]
    assert reads_catalogue.count(everything, listing) == len(wanted) > 0
    page = reads_catalogue.rows(
        everything, listing, columns=("track", "video_doubts"), limit=len(demo_tracks)
    )
    assert page["track_id"].tolist() == ordered(wanted, "streams", True)
    assert (page["video_doubts"].map(len) > 0).eq(is_doubtful).all()
