"""How well a count is predicted: more is known with the other counts, and never the target."""

import numpy as np
import pytest

from analytics.claims.score import INPUTS, NEEDED, score
from data.errors import NotEnoughData
from data.metrics import AUDIO_FEATURES

AUDIO, BOTH = INPUTS


@pytest.fixture(scope="module")
def audio(demo_tracks):
    return score(demo_tracks, inputs=AUDIO)


def test_score_is_higher_with_the_youtube_counts(audio, demo_tracks):
    both = score(demo_tracks, inputs=BOTH)
    assert audio.low < audio.r2 < both.r2
    assert both.low < both.r2 < both.high
    assert (both.n_tracks, both.n_artists) == (audio.n_tracks, audio.n_artists)


def test_row_order_does_not_matter(audio, demo_tracks):
    again = score(demo_tracks.sample(frac=1, random_state=1), inputs=AUDIO)
    assert (again.r2, again.low, again.high) == (audio.r2, audio.low, audio.high)


def test_a_youtube_count_is_predicted_from_streams_not_from_its_neighbours(demo_tracks):
    # Likes alone would give views away.
    shuffled = demo_tracks.assign(likes=0, comments=0)
    one, other = (score(tracks, target="views") for tracks in (demo_tracks, shuffled))
    assert one.r2 == other.r2


def test_too_few_tracks_are_refused(demo_tracks):
    with pytest.raises(NotEnoughData, match="200"):
        score(demo_tracks.head(150))


def test_an_input_that_a_training_part_lacks_is_left_out(demo_tracks):
    some = demo_tracks.head(600)
    lacking = some.assign(tempo=some["tempo"].where(some["artist"] == some["artist"].iloc[0]))
    one, other = (score(tracks, inputs=AUDIO) for tracks in (lacking, some.assign(tempo=np.nan)))
    assert one.r2 == other.r2


def test_no_input_and_equal_counts_are_refused(demo_tracks):
    some = demo_tracks.head(600)
    with pytest.raises(NotEnoughData, match="has any audio"):
        score(some.assign(**dict.fromkeys(AUDIO_FEATURES, np.nan)), inputs=AUDIO)
    with pytest.raises(NotEnoughData, match="tracks of theirs have the same streams"):
        score(some.assign(streams=7))


def test_needed_columns_are_in_the_mart(demo_tracks):
    assert set(NEEDED) <= set(demo_tracks.columns)


@pytest.mark.real
def test_real_score(real_tracks):
    assert score(real_tracks).r2 == pytest.approx(0.46, abs=0.02)
