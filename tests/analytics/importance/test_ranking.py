"""Ranks side by side, of tables that are known beforehand."""

import pandas as pd

from analytics.importance.ranking import Ranked, ranks

SHUFFLED = pd.DataFrame(
    {"name": ["Audio", "tempo", "energy"], "kind": ["group", "feature", "feature"]}
).assign(mean=[0.9, 0.4, 0.1])
STORED = {
    "audio": Ranked(
        kind="ols",
        values=pd.DataFrame({"row": [0, 1], "base": 1.0, "tempo": [0.1, -0.1], "energy": [2, -2]}),
        shuffled=SHUFFLED,
    ),
    "market": Ranked(
        kind="blend",
        values=pd.DataFrame({"row": [0, 1], "base": 1.0, "tempo": [1, 1], "own_views": [3, 3]}),
        shuffled=SHUFFLED.assign(name=["Audio", "tempo", "own_views"]),
    ),
}


def test_each_set_and_measure_ranks_its_own_features() -> None:
    table = ranks(STORED).table.set_index("name")
    assert table.loc["energy", ["audio, SHAP", "audio, permutation"]].tolist() == [1, 2]
    assert table.loc["own_views", ["market, SHAP", "market, permutation"]].tolist() == [1, 2]
    assert table.loc["own_views"].filter(like="audio").isna().all()
    assert table.loc["own_views", "group"] == "Other platform"


def test_what_ranks_first_anywhere_is_shown_first() -> None:
    result = ranks(STORED, most=2)
    assert len(result.table) == 2
    assert (result.numbers.min(axis=1) == 1).all()
    assert result.kinds == {"audio": "ols", "market": "blend"}
