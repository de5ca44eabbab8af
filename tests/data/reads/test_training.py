from data.reads import training
from data.selection import Selection


def test_all_artists_are_read_where_they_fit(everything: Selection) -> None:
    tracks = training.tracks_of_artists(everything.version, 10_000)
    assert len(tracks) == 3_000
    assert tracks["track_id"].is_monotonic_increasing


def test_above_a_limit_whole_artists_are_read_and_the_same_ones_every_time(
    everything: Selection,
) -> None:
    every = training.tracks_of_artists(everything.version, 10_000)
    some = training.tracks_of_artists(everything.version, 500)
    assert 300 < len(some) <= 500
    of_these = every[every["artist"].isin(set(some["artist"]))]
    assert set(of_these["track_id"]) == set(some["track_id"])
    assert some.equals(training.tracks_of_artists(everything.version, 500))
