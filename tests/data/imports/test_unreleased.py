"""A file of unreleased tracks: read and refused like an import, kept nowhere."""

from pathlib import Path

import pandas as pd
import pytest

from data.errors import BadFile
from data.imports import unreleased
from data.metrics import AUDIO_FEATURES
from data.selection import Selection

HEAD = "Artist,Track,Danceability,Energy,Tempo,Album_type,official_video,Views,Stream\n"


def read(folder: Path, version: str, text: str) -> unreleased.Unreleased:
    path = folder / "upload"
    path.write_text(text)
    return unreleased.read(path, version, name="new.csv")


def test_rows_come_back_typed_with_their_artists_standing(
    everything: Selection, demo_tracks: pd.DataFrame, tmp_path: Path
) -> None:
    artist = demo_tracks["artist"].mode()[0]
    text = f'{HEAD}"{artist}",First,0.6,0.5,120,single,true,1000,\nNobody,Second,0.6,,,,,,\n'
    found = read(tmp_path, everything.version, text)
    assert found.tracks["line"].tolist() == [2, 3]
    assert found.tracks["views"].iloc[0] == 1000
    assert found.tracks["back_n_tracks"].tolist()[0] > 0
    assert found.tracks["back_n_tracks"].tolist()[1] == 0
    assert found.rejected.empty


def test_tracks_that_are_not_out_need_no_counts(everything: Selection, tmp_path: Path) -> None:
    found = read(tmp_path, everything.version, "Artist,Track,Energy\nNobody,First,0.5\n")
    assert found.tracks["track"].tolist() == ["First"]
    assert found.tracks[["streams", "views"]].isna().all(axis=None)


def test_bad_rows_are_told_in_the_words_of_an_import(everything: Selection, tmp_path: Path) -> None:
    text = HEAD + "A,Good,0.6,0.5,120,single,true,,\nA,Bad,1.6,abc,120,single,true,,\n"
    found = read(tmp_path, everything.version, text)
    assert found.rejected["line"].tolist() == [3]
    assert found.rejected["reasons"].iloc[0] == (
        'danceability 1.6 is outside 0 to 1; energy "abc" is no number'
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "A,Bad,1.6,0.5,120,single,true,,\n", "of 1 read"),
        (HEAD + "A,T,0.6,0.5,120,single,true,,\n" * 1001, "1,001 rows"),
        ("Artist,Energy\nA,1\n", "lacks the columns track;"),
        ("", "empty"),
    ],
)
def test_what_cannot_be_scored_is_refused(
    everything: Selection, tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(BadFile, match=said):
        read(tmp_path, everything.version, text)


def test_a_track_that_is_out_already_does_not_count_for_itself(
    everything: Selection, demo_tracks: pd.DataFrame, tmp_path: Path
) -> None:
    alone = demo_tracks[demo_tracks["artists"].map(len) == 1].dropna(subset=AUDIO_FEATURES)
    track = alone.iloc[[5]]
    columns = ["artist", "track", "album", "album_type", "channel", *AUDIO_FEATURES, "streams"]
    scored = read(tmp_path, everything.version, track[columns].to_csv(index=False)).tracks
    assert scored["track_id"].tolist() == track["track_id"].tolist()
    known = [
        name for name in scored if name.startswith(("back_", "album_")) and name != "album_type"
    ]
    pd.testing.assert_frame_equal(
        scored[known], track[known].reset_index(drop=True), check_dtype=False
    )
