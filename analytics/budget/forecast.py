"""What the `release` champion says of tracks, held out wherever training held them out."""

from dataclasses import dataclass

import pandas as pd

from analytics.features import matrix as features
from analytics.runs import registry

TASK, FEATURE_SET = "streams", "release"


@dataclass(frozen=True, eq=False, slots=True)
class Forecast:
    """What a model says of tracks, and how far off it is on artists it has not seen.

    Attributes
    ----------
    known : DataFrame of shape (n_known, k)
        Tracks of the whole version: `track_id`, `artist`, `streams`, and `predicted`, the
        model's ln(1 + streams) while the track's artist was held out.
    candidates : DataFrame of shape (n, k)
        Tracks without an official video: `track_id`, `artist`, `track`, `streams` and
        `predicted`, held out where it can be.
    views_per_stream : float
        Views for each stream, pooled over tracks with an official video.
    """

    known: pd.DataFrame
    candidates: pd.DataFrame
    views_per_stream: float


def expected_streams(
    known: pd.DataFrame, candidates: pd.DataFrame, *, views_per_stream: float
) -> Forecast:
    """Predict the streams of tracks from what is known before release.

    Parameters
    ----------
    known : DataFrame
        Tracks of the whole version, to learn how far predictions are off: `track_id`, `artist`
        and `streams`.
    candidates : DataFrame
        Tracks without an official video, with every column of the mart that the feature set
        `release` needs.
    views_per_stream : float
        Views for each stream.

    Raises
    ------
    ModelMissing, ModelRefused
        If there is no champion, or it may not be loaded.
    """
    held_out = _held_out(registry.champion(TASK, FEATURE_SET).run_id)
    predicted = candidates["track_id"].map(held_out)
    new = predicted.isna().to_numpy()
    if new.any():  # no streams yet, or imported after the training
        model = registry.load(TASK, FEATURE_SET).model
        predicted[new] = model.predict(features.matrix(candidates[new], FEATURE_SET))
    columns = ["track_id", "artist", "track", "streams"]
    return Forecast(
        known=known.assign(predicted=known["track_id"].map(held_out)).dropna(),
        candidates=candidates[columns].assign(predicted=predicted),
        views_per_stream=views_per_stream,
    )


def _held_out(run_id: str) -> pd.Series:
    """Return ln(1 + streams) by track, predicted while its artist was held out."""
    training = registry.parent(run_id)
    table = registry.frame(run_id, "held_out")
    names = registry.frame(training, "tracks")["track_id"].to_numpy()[table["row"].to_numpy()]
    return pd.Series(table["predicted"].to_numpy(dtype=float), index=names)
