"""A track's back catalogue: the artist's other tracks, never the track itself or its album."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import build, published
from data.engine import warehouse
from data.imports import draft
from data.reads import tracks as reads
from data.reads import what_if as reads_what_if
from data.selection import Selection
from tests.data.conftest import ROW, as_csv

LISTED = st.lists(
    st.tuples(
        st.sampled_from("ABC"),
        st.sampled_from("xyz"),
        st.sampled_from(["one", "two", "three", ""]),
        st.integers(0, 10**9),
    ),
    min_size=2,
    max_size=14,
)


def catalogue(
    folder: Path, listed: list[tuple[str, str, str, int]], patch: pytest.MonkeyPatch
) -> pd.DataFrame:
    rows = [
        ROW
        | {"Artist": artist, "Track": track, "Album": album, "Stream": str(streams)}
        | {"Title": track}
        for artist, track, album, streams in listed
    ]
    number = len(list(folder.iterdir()))
    path = folder / f"{number}.csv"
    path.write_text(as_csv(rows))
    patch.setenv("CROSSFADE_DATA_DIR", str(folder / f"data-{number}"))
    build.publish(build.prepare([path]))
    return reads.tracks(Selection(published.current_version())).set_index("track")


def by_hand(tracks: pd.DataFrame, track: str) -> dict[str, float]:
    """Compute the back catalogue of a track with plain loops."""
    own = tracks.loc[track]
    best: dict[str, list[float]] = {}
    for artist in own.artists:
        others = [
            np.log1p(other.streams)
            for title, other in tracks.iterrows()
            if title != track
            and artist in other.artists
            and not (pd.notna(own.album) and other.album == own.album)
        ]
        best.setdefault("n_tracks", []).append(len(others))
        if others:
            best.setdefault("streams_mean", []).append(np.mean(others))
            best.setdefault("streams_median", []).append(np.median(others))
            best.setdefault("streams_best", []).append(np.max(others))
            best.setdefault("streams_worst", []).append(np.min(others))
        if len(others) > 1:
            best.setdefault("streams_spread", []).append(np.std(others, ddof=1))
    return {name: max(values) for name, values in best.items()}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(listed=LISTED)
def test_it_is_what_plain_loops_give(
    listed: list[tuple[str, str, str, int]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracks = catalogue(tmp_path, listed, monkeypatch)
    for track in tracks.index:
        expected = by_hand(tracks, track)
        for name in ("n_tracks", "streams_mean", "streams_median", "streams_best", "streams_worst"):
            found = tracks.loc[track, f"back_{name}"]
            assert found == pytest.approx(expected.get(name, np.nan), nan_ok=True), (track, name)


def test_a_tracks_own_streams_do_not_reach_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = [
        ("A", "x", "one", 5),
        ("B", "x", "one", 5),
        ("A", "y", "two", 9),
        ("B", "z", "one", 7),
    ]
    before = catalogue(tmp_path, listed, monkeypatch)
    after = catalogue(
        tmp_path, [(a, t, al, 10**8 if t == "x" else n) for a, t, al, n in listed], monkeypatch
    )
    own = [c for c in before if c.startswith(("back_", "album_")) and c != "album_type"]
    pd.testing.assert_series_equal(before.loc["x", own], after.loc["x", own])
    assert before.loc["y", "back_streams_best"] < after.loc["y", "back_streams_best"]


def test_versions_are_other_albums_tracks_of_the_same_title(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = [
        ("A", "Hello", "one", 5),
        ("A", "Hello - Remastered 2011", "two", 900),
        ("A", "Hello (Live)", "one", 70),
        ("A", "Goodbye", "two", 10_000),
        ("B", "Hello [Remix]", "three", 80_000),
    ]
    tracks = catalogue(tmp_path, listed, monkeypatch)
    assert tracks["back_versions_n"].to_dict() == {
        "Hello": 1,
        "Hello - Remastered 2011": 2,
        "Hello (Live)": 1,
        "Goodbye": 0,
        "Hello [Remix]": 0,
    }
    assert tracks.loc["Hello", "back_versions_streams_best"] == pytest.approx(np.log1p(900))
    assert np.isnan(tracks.loc["Goodbye", "back_versions_streams_best"])


def test_a_recording_with_the_same_video_is_none_of_the_other_tracks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One video listed with two recordings: its views are both recordings' own."""
    listed = [
        ("Hello", "one", "Hello (Official Video)", 700),
        ("Hello - Remastered 2011", "two", "Hello (Official Video)", 700),
        ("Hello (Live)", "three", "Hello live", 50),
        ("Not Hello", "four", "Hello (Official Video)", 700),
        ("Goodbye", "one", "Hello (Official Video)", 700),
        ("Other", "one", "Other", 20),
        ("Unseen", "five", "", 1),
        ("Unseen too", "five", "", 1),
    ]
    rows = [
        ROW
        | {"Artist": "A", "Track": track, "Album": album, "Stream": str(10 * number)}
        | {"Title": video, "Channel": video and "A", "Views": str(views), "Url_youtube": ""}
        for number, (track, album, video, views) in enumerate(listed, start=1)
    ]
    path = tmp_path / "tracks.csv"
    path.write_text(as_csv(rows))
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "data"))
    build.publish(build.prepare([path]))
    tracks = reads.tracks(Selection(published.current_version())).set_index("track")
    hello = tracks.loc["Hello"]
    assert hello["back_versions_n"] == 1
    assert hello["back_versions_views_best"] == pytest.approx(np.log1p(50))
    assert hello["back_versions_streams_best"] == pytest.approx(np.log1p(30))
    assert hello["back_n_tracks"] == 3
    assert hello["back_views_best"] == pytest.approx(np.log1p(50))
    assert hello["back_views_median"] == pytest.approx(np.log1p(1))
    assert hello["album_n_tracks"] == 1
    assert hello["album_views_best"] == pytest.approx(np.log1p(20))
    # Tracks without a video share none, and those of other videos see all of them.
    assert tracks.loc["Unseen", ["back_n_tracks", "album_n_tracks"]].tolist() == [6, 1]
    assert tracks.loc["Hello (Live)", "back_versions_n"] == 2
    asked = tracks.reset_index().rename_axis("row_no").reset_index()
    asked = asked[["row_no", "track_id", "artist", "album", "track"]].assign(channel=None)
    as_new = reads_what_if.back_catalogue(published.current_version(), asked)
    names = [name for name in as_new if name.startswith(("back_", "album_"))]
    pd.testing.assert_frame_equal(
        as_new[names].astype(float), tracks.reset_index()[names].astype(float), check_names=False
    )


def test_an_artist_with_very_many_tracks_is_reckoned_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(3)
    listed = [
        ("Various", f"title {n}", f"album {n // 4}", int(rng.integers(1, 10**8)))
        for n in range(520)
    ]
    tracks = catalogue(tmp_path, listed, monkeypatch)
    logs = np.log1p(tracks["streams"].astype(float))
    for title in ("title 0", "title 3", "title 261"):
        others = logs[tracks["album"] != tracks.loc[title, "album"]]
        found = tracks.loc[title]
        assert found["back_n_tracks"] == 516
        assert found["back_streams_median"] == pytest.approx(others.median())
        assert found["back_streams_spread"] == pytest.approx(others.std())
        assert found["back_streams_worst"] == pytest.approx(others.min())


def test_slices_change_nothing(demo_tracks: pd.DataFrame, demo_copy: Path) -> None:
    whole = published.current_version()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(draft, "SLICE_ROWS", 300)
        version = build.publish(build.prepare())
    files = published.mart_files(demo_copy / "warehouse" / version, "tracks")
    assert len(files) > 5
    for mart in published.MARTS:
        sql = f"select * from {mart} order by all"
        pd.testing.assert_frame_equal(warehouse.query(sql, version), warehouse.query(sql, whole))


def test_a_slice_may_be_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft, "SLICE_ROWS", 2)
    tracks = catalogue(tmp_path, [("A", f"t{n}", "one", n) for n in range(9)], monkeypatch)
    assert len(tracks) == 9
    assert (tracks["album_n_tracks"] == 8).all()
