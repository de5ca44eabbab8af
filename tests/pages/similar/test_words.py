"""Sentences of the similar page: no markup from the data, verdicts that follow the figures."""

import pandas as pd
import pytest

from analytics.similar.learned import Learned
from analytics.similar.worth import Worth
from pages.similar import words


def worth(low: float) -> Worth:
    rows = [
        ("artist", "overall", "random", 7.0, 6.0, 8.0),
        ("artist", "overall", "popular", 3.0, low, 4.0),
    ]
    ratios = pd.DataFrame(rows, columns=["shared", "among", "against", "ratio", "low", "high"])
    rates = pd.DataFrame(
        [("artist", "overall", 0.1, 0.05, 0.15, 100)],
        columns=["shared", "among", "rate", "low", "high", "n_tracks"],
    )
    return Worth(rates, ratios, 1000, 100)


@pytest.mark.parametrize(("low", "verdict"), [(2.0, "means something"), (0.8, "means little")])
def test_the_verdict_follows_the_interval(low: float, verdict: str) -> None:
    said = words.worth_lead(worth(low))
    assert verdict in said
    assert "3.0 times" in said and "tracks of like streams" in said
    assert words.worth_table(worth(low))["Pairs (%)"].tolist() == [10.0]


def test_nothing_to_compare_is_said() -> None:
    empty = worth(2.0)
    bare = Worth(empty.rates.head(0), empty.ratios.head(0), 0, 0)
    assert "Too few tracks" in words.worth_lead(bare)


def test_learning_noise_is_said_beside_learning_the_catalogue() -> None:
    rows = [
        (cloud, model, score, score - 0.01, score + 0.01, 0.2, 0.1)
        for cloud, score in (("catalogue", 0.95), ("noise", 0.97), ("shuffled", 0.9))
        for model in ("xgboost", "net")
    ]
    columns = ["cloud", "model", "accuracy", "low", "high", "majority", "silhouette"]
    learned = Learned(pd.DataFrame(rows, columns=columns), 10, 1000, 3)
    said = words.learned_lead(learned)
    assert "95" in said and "pure noise for 97" in said
    assert len(words.learned_table(learned)) == 6
