import numpy as np
import pandas as pd
import pytest

from analytics.features import matrix as features
from data.errors import BadOption
from tests.analytics.models_catalogue import catalogue


@pytest.fixture(scope="module")
def tracks() -> pd.DataFrame:
    return catalogue(20)


@pytest.mark.parametrize("target", features.TARGETS)
@pytest.mark.parametrize("feature_set", features.FEATURE_SETS)
def test_a_matrix_has_the_columns_it_says(
    tracks: pd.DataFrame, feature_set: str, target: str
) -> None:
    X = features.matrix(tracks, feature_set, target=target)
    assert tuple(X.columns) == features.names(feature_set, target=target)
    assert (X.dtypes == np.float64).all()
    assert X.index.equals(tracks.index)
    assert all(features.label(name) and features.group(name) for name in X)


def test_sets_grow_with_what_is_known() -> None:
    audio, release, market = (set(features.names(name)) for name in features.FEATURE_SETS)
    assert audio < release < market
    assert not any(name.startswith(("back_", "album_", "own_")) for name in audio)
    later = ("own_", "album_n_tracks", "album_streams", "channel_", "video_")
    assert not any(name.startswith(later) for name in release)


@pytest.mark.parametrize("feature_set", features.FEATURE_SETS)
def test_no_feature_moves_with_a_tracks_own_streams(tracks: pd.DataFrame, feature_set: str) -> None:
    """With the back catalogue as it is, which the mart's own tests hold to leave the track out."""
    changed = tracks.assign(streams=tracks["streams"] * 1_000 + 7)
    pd.testing.assert_frame_equal(
        features.matrix(tracks, feature_set), features.matrix(changed, feature_set)
    )


@pytest.mark.parametrize("target", ["views", "likes", "comments"])
def test_youtube_counts_never_explain_each_other(tracks: pd.DataFrame, target: str) -> None:
    counts = {name: tracks[name] * 50 + 3 for name in ("views", "likes", "comments")}
    pd.testing.assert_frame_equal(
        features.matrix(tracks, "market", target=target),
        features.matrix(tracks.assign(**counts), "market", target=target),
    )
    assert "own_streams" in features.names("market", target=target)


def test_a_row_depends_on_itself_alone(tracks: pd.DataFrame) -> None:
    X = features.matrix(tracks, "market")
    pd.testing.assert_frame_equal(features.matrix(tracks.iloc[[7]], "market"), X.iloc[[7]])


def test_what_is_unknown_stays_unknown(tracks: pd.DataFrame) -> None:
    bare = tracks.assign(**dict.fromkeys(("video_title", "channel", "views", "has_official_video")))
    X = features.matrix(bare, "market")
    assert (
        X[["own_views", "has_official_video", "video_official", "channel_of_artist"]]
        .isna()
        .all(axis=None)
    )


@pytest.mark.parametrize("feature_set", features.FEATURE_SETS)
def test_an_unknown_artists_track_is_one_without_others(
    tracks: pd.DataFrame, feature_set: str
) -> None:
    """Against the matrix of tracks whose columns of the mart are those of a newcomer."""
    numbers = ("back_n_tracks", "back_versions_n", "album_n_tracks")
    newcomers = tracks.assign(
        **{name: 0.0 if name in numbers else np.nan for name in features.OTHER_TRACKS},
        channel_n_tracks=1.0,
    )
    X = features.matrix(tracks, feature_set)
    hidden = features.as_unknown(X)
    pd.testing.assert_frame_equal(hidden, features.matrix(newcomers, feature_set))
    assert hidden.equals(X) == (feature_set == "audio")
    assert bool(features.told_by_others(X)) == (feature_set != "audio")


def test_unusable_options_are_refused(tracks: pd.DataFrame) -> None:
    with pytest.raises(BadOption):
        features.matrix(tracks, "everything")
    with pytest.raises(BadOption):
        features.matrix(tracks, "audio", target="plays")


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("energy", 0.5, "0.50"),
        ("tempo", 120.0, "120.00\N{NO-BREAK SPACE}BPM"),
        ("loudness", -7.5, "−7.50\N{NO-BREAK SPACE}dB"),
        ("has_official_video", 1.0, "yes"),
        ("back_streams_mean", np.log1p(2_500_000), "2.5\N{NO-BREAK SPACE}M"),
        ("back_streams_spread", np.log(2), "× 2"),
        ("own_views", np.nan, "unknown"),
        ("back_n_tracks", 9.0, "9"),
        ("title_length", 12.0, "12"),
    ],
)
def test_values_are_written_as_readers_know_them(name: str, value: float, text: str) -> None:
    assert features.shown(name, value) == text
