"""What titles, albums, videos and channels say of a track by their words."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analytics.features import titles


def test_titles_tell_kind_and_language() -> None:
    texts = ["Stay (feat. Someone) - Remix", "Tere Dil Ki", "Teil 3 - Der Wald", "君が好き", None]
    words = titles.title_words(pd.Series(texts))
    assert words["title_feat"].tolist() == [1, 0, 0, 0, 0]
    assert words["title_remix"].tolist() == [1, 0, 0, 0, 0]
    assert words["title_chapter"].tolist() == [0, 0, 1, 0, 0]
    assert words["title_indian"].tolist() == [0, 1, 0, 0, 0]
    assert words["title_non_latin"].tolist() == [0, 0, 0, 1, 0]
    assert words["title_english"][0] == 1


@given(st.lists(st.one_of(st.none(), st.text(max_size=30)), min_size=1, max_size=8))
def test_any_title_can_be_read(texts: list[str | None]) -> None:
    for column in titles.title_words(pd.Series(texts, dtype=object)).values():
        assert column.shape == (len(texts),)
        assert np.isfinite(column).all()


def test_an_album_is_known_by_its_name_and_by_being_named_like_its_track() -> None:
    albums = pd.Series(["Greatest Hits", "Hello (Deluxe Edition)", "Hello!", None])
    words = titles.album_words(albums, pd.Series(["Hello"] * 4))
    assert words["album_hits"].tolist() == [1, 0, 0, 0]
    assert words["album_deluxe"].tolist() == [0, 1, 0, 0]
    assert words["album_named_like_track"].tolist() == [0, 0, 1, 0]


def test_a_video_is_known_by_its_title_and_channel_and_unknown_without_one() -> None:
    tracks = pd.DataFrame(
        {
            "artist": ["Ann Lee", "Bo", "Cy"],
            "track": ["Hello (Remix)", "One", "Two"],
            "video_title": ["Ann Lee - Hello (Official Video)", "Some karaoke", None],
            "channel": ["AnnLeeVEVO", "Bo - Topic", None],
        }
    )
    words = pd.DataFrame(titles.video_words(tracks))
    assert words[["video_official", "channel_vevo", "channel_of_artist"]].iloc[0].eq(1).all()
    assert words[["video_names_artist", "video_names_track"]].iloc[0].eq(1).all()
    assert words.loc[1, ["video_cover", "channel_topic"]].eq(1).all()
    assert words.loc[1, "video_names_artist"] == 0
    assert np.isnan(words.loc[2]).all()
