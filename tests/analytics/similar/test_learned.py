"""A classifier learns the groups of noise as well as those of the catalogue."""

import pandas as pd
import pytest

from analytics.clusters.space import FEATURES
from analytics.similar.learned import CLOUDS, MODELS, learn_groups
from data.errors import NotEnoughData


def test_groups_of_noise_are_learned_as_well(known: pd.DataFrame) -> None:
    some = known[known["artist"].isin(known["artist"].unique()[:70])]
    learned = learn_groups(some, FEATURES[:4], n_groups=4)
    table = learned.table
    assert list(table["cloud"].unique()) == list(CLOUDS)
    assert set(table["model"]) == set(MODELS)
    assert ((table["low"] <= table["accuracy"]) & (table["accuracy"] <= table["high"])).all()
    best = table.groupby("cloud")["accuracy"].max()
    assert (best > 0.85).all()
    assert abs(best["catalogue"] - best["noise"]) < 0.1
    assert (table["majority"] < 0.6).all()


def test_too_few_artists_are_refused(known: pd.DataFrame) -> None:
    with pytest.raises(NotEnoughData):
        learn_groups(known.head(40), FEATURES, n_groups=4)
