"""Moods: names by the first rule that holds, all different; any track's is its nearest mean."""

import numpy as np
import pandas as pd

from analytics.clusters.clustering import cluster, members_of
from analytics.clusters.space import FEATURES
from analytics.similar.moods import ELSE, RULES, mood_names, name_moods, rule_text
from analytics.similar.space import Soundscape


def test_the_first_rule_that_holds_names() -> None:
    means = np.zeros((4, len(FEATURES)))
    at = {name: FEATURES.index(name) for name in FEATURES}
    means[0, [at["energy"], at["valence"]]] = 1.0, -1.0
    means[1, at["speechiness"]] = 2.0
    means[2, [at["energy"], at["valence"]]] = -1.0, -1.0
    named = mood_names(means, FEATURES)
    assert [name for name, _ in named] == ["Fierce", "Spoken", "Melancholic", ELSE]
    assert named[0][1] == "energy from 0.4, valence up to −0.3"


def test_names_differ_whatever_the_groups() -> None:
    rng = np.random.default_rng(0)
    for n in (2, 10):
        names = [name for name, _ in mood_names(rng.normal(0, 0.5, (n, len(FEATURES))), FEATURES)]
        assert len(set(names)) == n
    same = mood_names(np.zeros((12, 2)), ("energy", "valence"))
    assert len({name for name, _ in same}) == 12


def test_rules_that_name_unknown_features_do_not_hold() -> None:
    assert mood_names(np.array([[9.0, 9.0]]), ("tempo", "loudness"))[0][0] == "Urgent"
    assert all(rule_text(conditions) for _, conditions in RULES)


def test_the_mood_of_a_track_is_its_group(known: pd.DataFrame, sound: Soundscape) -> None:
    groups = cluster(known, n_clusters=10)
    moods = name_moods(groups, members_of(known, groups))
    assert moods.table["n_tracks"].sum() == len(known)
    assert moods.table["n_tracks"].is_monotonic_decreasing
    assert (moods.of(sound.points(known), sound) == groups.labels).mean() > 0.995
