"""Questions that several topics ask, against pandas."""

import pandas as pd
import pytest

from data.reads import tracks as reads
from data.selection import Selection


def test_a_sample_is_the_same_every_time(everything: Selection) -> None:
    one = reads.tracks(everything, ["track_id"], sample=50)
    assert list(one.track_id) == sorted(reads.tracks(everything, ["track_id"]).track_id)[:50]
    assert one.equals(reads.tracks(everything, ["track_id"], sample=50))
    assert len(one) == 50
    assert one.track_id.is_monotonic_increasing


def test_an_unknown_column_is_refused(everything: Selection) -> None:
    with pytest.raises(ValueError, match="no column"):
        reads.tracks(everything, ["streams; drop table tracks"])
    with pytest.raises(ValueError, match="no column"):
        reads.span(everything.version, "streams) from tracks; drop table tracks")


def test_some_tracks_are_in_a_selection(everything: Selection, demo_tracks: pd.DataFrame) -> None:
    asked = demo_tracks.head(200)
    singles = asked[asked["album_type"] == "single"]["track_id"]
    chosen = Selection(everything.version, album_types=("single",))
    assert sorted(reads.within(chosen, [*asked["track_id"], "nobody's"])) == list(singles)
    assert reads.within(chosen, []) == []


def test_a_span_is_of_all_tracks(everything: Selection, demo_tracks: pd.DataFrame) -> None:
    tempo = demo_tracks["tempo"]
    expected = (tempo.min(), tempo.median(), tempo.max())
    assert reads.span(everything.version, "tempo") == pytest.approx(expected)


def test_a_sample_of_artists_is_all_their_tracks(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    whole = reads.whole_artists(everything, ["track_id", "artist"])
    assert whole["track_id"].tolist() == demo_tracks["track_id"].tolist()
    part = reads.whole_artists(everything, ["track_id", "artist"], at_most=1000)
    assert 700 < len(part) < 1300
    assert part["track_id"].is_monotonic_increasing
    theirs = demo_tracks[demo_tracks["artist"].isin(part["artist"])]
    assert part["track_id"].tolist() == theirs["track_id"].tolist()
    assert part.equals(reads.whole_artists(everything, ["track_id", "artist"], at_most=1000))


def test_a_selection_is_counted_and_shared_out(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    singles = Selection(everything.version, album_types=("single",))
    n_singles = int((demo_tracks["album_type"] == "single").sum())
    assert reads.n_tracks(singles) == n_singles
    assert reads.share(singles, n_singles // 2) == pytest.approx(0.5, abs=0.01)
    assert reads.share(everything, 10 * len(demo_tracks)) >= 1


def test_a_bound_has_as_many_tracks_below_as_were_wanted(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    bound = reads.sample_bound(everything, 200)
    assert (demo_tracks["track_id"] < bound).sum() >= 200
    assert (demo_tracks["track_id"] < reads.sample_bound(everything, 10**6)).all()


def test_a_search_finds_all_words_in_any_order_the_most_streamed_first(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    wanted = demo_tracks.iloc[7]
    rows = reads.find(everything, f" {wanted['artist'].upper()}  {wanted['track'].lower()} ")
    assert wanted["track_id"] in set(rows["track_id"])
    assert reads.find(everything, "no such words anywhere").empty
    top = demo_tracks.sort_values(["streams", "track_id"], ascending=[False, True]).head(20)
    assert reads.find(everything, "")["track_id"].tolist() == top["track_id"].tolist()
    assert len(top) == reads.MAX_FOUND
