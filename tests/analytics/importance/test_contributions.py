"""Beeswarm, dependence and doubles of SHAP values that are known beforehand."""

import numpy as np
import pandas as pd
import pytest

from analytics.importance import contributions
from data.errors import BadOption

N = 400
RNG = np.random.default_rng(4)
ENERGY = RNG.random(N)
TEMPO = RNG.normal(120, 20, N)
VALENCE = RNG.random(N)
GIVEN = pd.DataFrame(
    {
        "row": np.arange(N),
        "energy": ENERGY,
        "danceability": ENERGY + 0.01 * RNG.random(N),
        "tempo": np.where(np.arange(N) < 20, np.nan, TEMPO),
        "valence": VALENCE,
    }
)
VALUES = pd.DataFrame(
    {
        "row": np.arange(N),
        "base": 14.0,
        "energy": 3 * (ENERGY - 0.5) + (VALENCE - 0.5),
        "danceability": 0.0,
        "tempo": -0.01 * (TEMPO - 120),
        "valence": 0.5 * (VALENCE - 0.5),
    }
)


def test_the_strongest_feature_leads_with_its_direction_and_its_double() -> None:
    swarm = contributions.beeswarm(VALUES, GIVEN, top=3)
    assert swarm.features["name"].tolist() == ["energy", "tempo", "valence"]
    assert swarm.features["label"].tolist() == ["Energy", "Tempo", "Valence"]
    first = swarm.features.iloc[0]
    assert first["mean_push"] == pytest.approx(VALUES["energy"].abs().mean())
    assert first["direction"] > 0.9
    assert swarm.features["direction"].iloc[1] == pytest.approx(-1)
    assert swarm.features["says_same"].tolist() == ["Danceability", "", ""]
    assert (swarm.n_tracks, swarm.base) == (N, 14.0)


def test_each_point_has_a_rank_to_colour_it_by() -> None:
    swarm = contributions.beeswarm(VALUES, GIVEN, top=3)
    assert len(swarm.points) == 3 * N
    tempo = swarm.points[swarm.points["name"] == "tempo"]
    assert tempo["height"].isna().sum() == 20
    assert tempo["height"].dropna().between(0, 1).all()


def test_a_dependence_follows_the_planted_slope_and_names_what_it_hangs_on() -> None:
    one = contributions.dependence(VALUES, GIVEN, "energy")
    slope = np.polyfit(one.line["value"], one.line["push"], 1)[0]
    assert slope == pytest.approx(3, rel=0.05)
    assert len(one.line) == contributions.N_PARTS
    assert one.partner == "Valence"


def test_tracks_without_the_value_are_left_out_of_a_dependence() -> None:
    assert len(contributions.dependence(VALUES, GIVEN, "tempo").points) == N - 20


def test_a_flag_has_a_line_of_its_values() -> None:
    flag = (ENERGY > 0.5).astype(float)
    one = contributions.dependence(
        VALUES.assign(is_single=flag), GIVEN.assign(is_single=flag), "is_single"
    )
    assert one.line["value"].tolist() == [0, 1]
    assert one.line["push"].tolist() == [0, 1]


@pytest.mark.parametrize("feature", ["own_views", "row"])
def test_a_feature_that_the_model_lacks_is_refused(feature: str) -> None:
    with pytest.raises(BadOption, match=feature):
        contributions.dependence(VALUES, GIVEN, feature)


def test_features_that_say_the_same_are_named_in_pairs() -> None:
    pairs = contributions.correlated(GIVEN)
    assert pairs[["label", "other_label"]].to_numpy().tolist() == [["Energy", "Danceability"]]
    assert pairs["correlation"].iloc[0] > 0.99
