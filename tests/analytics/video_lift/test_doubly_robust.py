"""The doubly robust fit: its error by artist, what it holds equal, and gaps in the data."""

import numpy as np
import pandas as pd
import pytest

from analytics.stats.clustered import mean
from analytics.video_lift import doubly_robust
from analytics.video_lift.sample import prepare
from data.errors import NotEnoughData
from tests.analytics.lift_catalogues import EFFECT, ERROR_OF_SEVEN, catalogue


def test_its_error_is_that_of_its_scores_by_artist(simulated):
    fit = doubly_robust.fit(simulated)
    by_hand = mean(fit.signal, simulated.artist)
    assert np.log(fit.estimate.lift) == pytest.approx(by_hand.value, abs=1e-9)
    assert fit.estimate.log_se == pytest.approx(by_hand.error, rel=0.05)
    assert fit.estimate.low <= EFFECT <= fit.estimate.high
    assert ((fit.propensity >= 0.01) & (fit.propensity <= 0.99)).all()
    assert 0 < fit.robustness_bound <= fit.robustness_value < 1


def test_missing_audio_and_back_catalogue_are_no_obstacle():
    tracks = catalogue(9, n_artists=60)
    tracks.loc[::7, ["tempo", "back_streams_mean"]] = np.nan
    tracks[["key", "back_views_mean"]] = np.nan
    fit = doubly_robust.fit(prepare(tracks, "has_official_video"))
    assert 0.5 < fit.estimate.lift < 3


def test_what_a_side_of_a_fold_lacks_is_not_held_equal():
    tracks = catalogue(9, n_artists=60)
    with_flag = tracks["has_official_video"].astype(bool)
    known = tracks["artist"] == tracks.loc[with_flag, "artist"].iloc[0]
    one, other = (
        doubly_robust.fit(prepare(some, "has_official_video"))
        for some in (
            tracks.assign(back_streams_mean=tracks["back_streams_mean"].where(known)),
            tracks.assign(back_streams_mean=np.nan),
        )
    )
    assert one.estimate.lift == other.estimate.lift


def test_a_fold_without_one_side_to_learn_from_is_refused():
    tracks = catalogue(9, n_artists=60)
    first = tracks["artist"] == tracks["artist"].iloc[0]
    lone = tracks.assign(has_official_video=~first)
    lone = pd.concat([lone, *(lone[first].assign(track_id=f"more {i}") for i in range(30))])
    with pytest.raises(NotEnoughData, match="60 artists held out, 0 tracks"):
        doubly_robust.fit(prepare(lone, "has_official_video"))


def test_the_back_catalogue_is_held_equal_unless_left_out(simulated):
    names = set(doubly_robust.confounders(simulated))
    without = set(doubly_robust.confounders(simulated, back_catalogue=False))
    assert {"back_streams_mean", "energy", "type_single"} <= names
    assert "n_artists" not in names  # how many are listed follows from how a track was planned
    assert without == {name for name in names if not name.startswith("back_")}
    assert "has_official_video" not in names


def test_a_video_is_held_equal_where_licences_are_compared():
    sample = prepare(catalogue(3, n_artists=60), "is_licensed")
    assert "has_official_video" in doubly_robust.confounders(sample)


@pytest.mark.proof
def test_the_interval_is_sure_about_sampling_not_about_fame(proof_count):
    n = proof_count(doubly_robust.N_WORLDS)
    estimates = [
        doubly_robust.fit(
            prepare(
                catalogue(1000 + seed, selection="standing", error=ERROR_OF_SEVEN),
                "has_official_video",
            )
        ).estimate
        for seed in range(n)
    ]
    itself = np.exp(np.mean(np.log([one.lift for one in estimates])))
    assert itself > EFFECT
    if n == doubly_robust.N_WORLDS:
        for value, held in (
            (itself, doubly_robust.HELD_ITSELF),
            (EFFECT, doubly_robust.HELD_TRUTH),
        ):
            assert abs(sum(one.low <= value <= one.high for one in estimates) - held) <= 1
