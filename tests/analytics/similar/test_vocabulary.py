"""What words mean: said, counted, turned round, and what is left over for names."""

import hypothesis
import pytest
from hypothesis import strategies as st

from analytics.clusters.space import FEATURES
from analytics.similar.vocabulary import FILLERS, VOCABULARY, Wish, listed, understand, written

GENRES = ("hip-hop", "k-pop", "pop")


def test_the_example_is_understood_in_full() -> None:
    read = understand("calm acoustic piano around 80 BPM")
    assert set(read.wishes) == {
        Wish("energy", high=0.4),
        Wish("acousticness", low=0.6),
        Wish("tempo", 76.0, 84.0),
    }
    assert [piece for piece, _ in read.said] == ["calm", "acoustic", "piano", "around 80 BPM"]
    assert read.rest == ""


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("between 90 and 110 bpm", Wish("tempo", 90, 110)),
        ("110–90 BPM", Wish("tempo", 90, 110)),
        ("above 120 bpm", Wish("tempo", low=120)),
        ("under 3 minutes", Wish("minutes", high=3)),
        ("in F major", Wish("key", 5, 5)),
        ("C# minor", Wish("key", 1, 1)),
        ("key of Bb", Wish("key", 10, 10)),
        ("energy above 0.8", Wish("energy", low=0.8)),
        ("loudness above -6", Wish("loudness", low=-6)),
        ("not acoustic", Wish("acousticness", high=0.6)),
        ("very calm", Wish("energy", high=0.2)),
        ("very loud", Wish("loudness", low=-2.5)),
        ("HAPPY", Wish("valence", low=0.65)),
    ],
)
def test_numbers_keys_and_turns(text: str, wish: Wish) -> None:
    read = understand(text)
    assert read.wishes == (wish,)
    assert read.rest == ""


def test_what_is_no_word_for_sound_is_left_over_as_it_was_written() -> None:
    assert understand("songs like Beyoncé Halo").rest == "Beyoncé Halo"
    assert understand("sad Kind of Blue").rest == "Kind of Blue"
    assert understand("in a hurry").wishes == ()
    assert understand("80").rest == "80"
    assert understand("1999 Prince").rest == "1999 Prince"


def test_genres_and_moods_are_named_with_or_without_hyphens() -> None:
    read = understand("sad hip hop, Late Night", genres=GENRES, moods=("Party", "Late night"))
    assert (read.genres, read.moods, read.rest) == (("hip-hop",), (1,), "")
    assert understand("k-pop", genres=GENRES).genres == ("k-pop",)


def test_quotation_marks_make_a_name() -> None:
    for text in ('"Happy"', "“Happy”", "'Happy'"):
        read = understand(text)
        assert (read.rest, read.said, read.is_quoted) == ("Happy", (), True)


def test_every_word_of_the_list_is_read_as_the_list_says() -> None:
    for words, wishes in VOCABULARY.values():
        for word in words:
            assert set(understand(word).wishes) == set(wishes), word
            assert word not in FILLERS
    features = {wish.feature for _, wishes in VOCABULARY.values() for wish in wishes}
    assert features <= {*FEATURES, "minutes", "key"}
    assert len(listed()) == len(VOCABULARY)


@hypothesis.settings(max_examples=30)
@hypothesis.given(st.text(max_size=60))
def test_any_text_is_taken_apart_without_an_error(text: str) -> None:
    read = understand(text, genres=GENRES, moods=("", "Party"))
    assert all(written(wish) for wish in read.wishes)
    assert len(read.rest) <= len(text)
