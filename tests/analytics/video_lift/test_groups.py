"""For whom a lift is larger: averages of scores, corrected for looking."""

import dataclasses

import numpy as np
import pytest

from analytics.stats.clustered import difference, mean
from analytics.video_lift import groups
from analytics.video_lift.doubly_robust import Fit
from analytics.video_lift.sample import Sample


@pytest.fixture(scope="module")
def fit(simulated: Sample) -> Fit:
    """Return scores made up: singles gain more, and every track has counterparts."""
    rng = np.random.default_rng(0)
    is_single = (simulated.tracks["album_type"] == "single").to_numpy()
    signal = 0.1 + 0.5 * is_single + rng.normal(0, 1, len(simulated.d))
    return Fit(
        estimate=None,  # type: ignore[arg-type]
        signal=signal,
        propensity=np.full(len(signal), 0.5),
        expected_with=np.zeros(len(signal)),
        robustness_value=0.1,
        robustness_bound=0.05,
    )


def test_a_group_that_differs_is_told_from_the_rest(simulated, fit):
    table = groups.by_group(simulated, fit).set_index("group")
    inside = (simulated.tracks["album_type"] == "single").to_numpy()
    singles = mean(fit.signal[inside], simulated.artist[inside])
    assert table.loc["single", "n_tracks"] == inside.sum()
    assert table.loc["single", "n_with"] == simulated.d[inside].sum()
    assert np.log(table.loc["single", "lift"]) == pytest.approx(singles.value)
    looks = int(table["is_identified"].sum())
    bounds = np.log(table.loc["single", ["low", "high"]].to_numpy(dtype=float))
    assert bounds == pytest.approx(singles.interval(1 - 0.05 / looks))
    alone = difference(fit.signal, inside, simulated.artist).p_value
    assert alone < table.loc["single", "p_adjusted"] < 0.05


def test_groups_without_counterparts_or_tracks_are_not_identified(simulated, fit):
    is_single = (simulated.tracks["album_type"] == "single").to_numpy()
    sure = dataclasses.replace(fit, propensity=np.where(is_single, 0.99, 0.5))
    table = groups.by_group(simulated, sure).set_index("group")
    assert not table.loc["single", "is_identified"]
    assert table.loc["album", "is_identified"]
    assert np.isnan(table.loc["single", ["lift", "low", "high", "p_adjusted"]].astype(float)).all()
    assert "compilation" not in table.index


def test_a_group_of_all_tracks_has_no_rest_to_differ_from(simulated, fit):
    alike = simulated.tracks.assign(album_type="album", danceability=0.5, energy=np.nan)
    table = groups.by_group(dataclasses.replace(simulated, tracks=alike), fit)
    assert "Album type" not in set(table["kind"])
    assert not table["group"].str.contains("Danceability|Energy").any()
    assert table.loc[table["is_identified"], "p_adjusted"].notna().all()


def test_a_group_by_one_artist_is_not_identified(simulated, fit):
    lone = (simulated.tracks["album_type"] == "single").to_numpy()
    same = dataclasses.replace(simulated, artist=np.where(lone, 0, simulated.artist))
    table = groups.by_group(same, fit).set_index("group")
    assert not table.loc["single", "is_identified"]


def test_share_poor_counts_both_ends():
    assert groups.share_poor(np.array([0.04, 0.5, 0.96, 0.05])) == 0.5


def test_the_demo_has_groups_of_every_kind(demo_robust):
    table = demo_robust.groups
    assert {"Album type", "Artist standing", "Audio", "Cluster"} <= set(table["kind"])
    known = table[table["is_identified"]]
    assert (known["low"] <= known["lift"]).all()
    assert (known["lift"] <= known["high"]).all()
    assert known["p_adjusted"].dropna().between(0, 1).all()
    assert table.loc[~table["is_identified"], "lift"].isna().all()
