"""What shuffling and leaving out cost, as it is shown."""

import numpy as np
import pandas as pd
import pytest

from analytics.importance import losses

STORED = pd.DataFrame(
    {
        "name": ["Audio", "energy", "tempo", "Title"],
        "kind": ["group", "feature", "feature", "group"],
        "group": ["Audio", "Audio", "Audio", "Title"],
        "mean": [0.3, 0.2, 0.1, 0.0],
        "spread": [0.1, 0.05, 0.05, 0.01],
    }
)


def test_features_and_groups_are_told_apart_and_named() -> None:
    assert losses.shuffling(STORED, "feature")["label"].tolist() == ["Energy", "Tempo"]
    assert losses.shuffling(STORED, "group")["label"].tolist() == ["Audio", "Title"]
    assert losses.shuffling(STORED, "feature", most=1)["name"].tolist() == ["energy"]


def test_the_interval_is_two_standard_errors_over_five_folds() -> None:
    table = losses.shuffling(STORED, "group")
    half = 2 * 0.1 / np.sqrt(5)
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx([0.3 - half, 0.3 + half])


def test_the_group_whose_lack_costs_most_comes_first() -> None:
    stored = pd.DataFrame({"group": ["A", "B", "C"], "difference": [0.1, 0.3, -0.1]})
    assert losses.leaving_out(stored)["group"].tolist() == ["B", "A", "C"]
