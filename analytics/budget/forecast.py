"""What is known of tracks without an official video: their own past, or what a model says.

Only of a track whose own streams are not known does the `release` champion speak, and its errors
come from tracks without a video that it has not seen.
"""

from dataclasses import dataclass

import pandas as pd

from analytics.budget.smearing import MIN_KNOWN
from analytics.features import matrix as features
from analytics.runs import registry
from data.errors import ModelMissing

TASK, FEATURE_SET = "streams", "release"


@dataclass(frozen=True, eq=False, slots=True)
class Forecast:
    """What streams to come are expected from.

    Attributes
    ----------
    candidates : DataFrame of shape (n, k)
        Tracks without an official video: `track_id`, `artist`, `track`, `streams` (NaN where not
        known), `monthly_streams` (between the last two captures, NaN where they do not tell),
        `predicted` (the model's ln(1 + streams), where streams are not known), `is_out` (has
        streams or views) and `is_doubtful` (its video may be somebody else's).
    known : DataFrame of shape (n_known, k)
        Tracks without an official video of the whole version, where the model is needed:
        `track_id`, `artist`, `streams`, and `predicted` while the track's artist was held out.
    views_per_stream : float
        Views for each stream, pooled over tracks with an official video.
    n_unpredicted : int
        Tracks left out: neither are their streams known nor is there a model that has been judged
        on enough tracks.
    """

    candidates: pd.DataFrame
    known: pd.DataFrame
    views_per_stream: float
    n_unpredicted: int

    @property
    def n_doubtful(self) -> int:
        """Candidates whose video may be somebody else's."""
        return int(self.candidates["is_doubtful"].sum())


def expected_streams(
    known: pd.DataFrame,
    candidates: pd.DataFrame,
    *,
    monthly_streams: pd.Series,
    views_per_stream: float,
) -> Forecast:
    """Gather what streams to come are expected from.

    Parameters
    ----------
    known : DataFrame
        Tracks without an official video of the whole version, to learn how far predictions are
        off: `track_id`, `artist` and `streams`.
    candidates : DataFrame
        Tracks without an official video, with every column of the mart that the feature set
        `release` needs.
    monthly_streams : Series
        By `track_id`, of those whose captures tell.
    views_per_stream : float
        Views for each stream.

    Raises
    ------
    ModelRefused
        If the streams of a track are not known and the champion may not be loaded.
    """
    table = candidates[["track_id", "artist", "track", "streams"]].assign(
        monthly_streams=candidates["track_id"].map(monthly_streams).astype(float),
        predicted=float("nan"),
        is_out=candidates[["streams", "views"]].notna().any(axis=1),
        is_doubtful=candidates["is_doubtful_video"].fillna(False).astype(bool),
    )
    unknown = table["streams"].isna()
    held_out = _held_out() if unknown.any() else {}
    judged = known.assign(predicted=known["track_id"].map(held_out).astype(float)).dropna()
    if len(judged) >= MIN_KNOWN:
        model = registry.load(TASK, FEATURE_SET).model
        table.loc[unknown, "predicted"] = model.predict(
            features.matrix(candidates[unknown], FEATURE_SET)
        )
    else:
        table = table[~unknown]
    return Forecast(
        candidates=table.reset_index(drop=True),
        known=judged,
        views_per_stream=views_per_stream,
        n_unpredicted=len(candidates) - len(table),
    )


def _held_out() -> dict[str, float]:
    """Return ln(1 + streams) by track, predicted while its artist was held out; {} untrained."""
    try:
        run_id = registry.champion(TASK, FEATURE_SET).run_id
    except ModelMissing:
        return {}
    table = registry.frame(run_id, "held_out")
    tracks = registry.frame(registry.parent(run_id), "tracks")
    names = tracks["track_id"].to_numpy()[table["row"].to_numpy()]
    return dict(zip(names, table["predicted"].to_numpy(dtype=float), strict=True))
