"""Who is champion: the best on the same folds, beyond luck."""

import pandas as pd
import pytest

from analytics.models.scoring import CrossValidation
from analytics.runs import champions


def folds_of(kind: str, r2: list[float]) -> CrossValidation:
    return CrossValidation(
        kind, pd.DataFrame(), pd.DataFrame(), pd.DataFrame({"r2": r2}), 0.0, (), None
    )


def decided(challenger: list[float], previous: str | None) -> champions.Decision:
    results = {
        "baseline": folds_of("baseline", [0.9] * 5),
        "ols": folds_of("ols", [0.50, 0.51, 0.50, 0.49, 0.50]),
        "xgboost": folds_of("xgboost", challenger),
    }
    return champions.decide(results, previous=previous, is_hit=False, test_share=0.25)


@pytest.mark.parametrize(
    ("challenger", "previous", "winner", "said"),
    [
        ([0.52, 0.49, 0.53, 0.50, 0.51], None, "xgboost", "First champion"),
        ([0.52, 0.49, 0.53, 0.50, 0.51], "ols", "ols", "which may be luck"),
        ([0.60, 0.61, 0.60, 0.59, 0.60], "ols", "xgboost", "beats"),
        ([0.40, 0.41, 0.40, 0.39, 0.40], "ols", "ols", "still has the best mean, 0.500"),
    ],
)
def test_a_challenger_must_win_beyond_luck(
    challenger: list[float], previous: str | None, winner: str, said: str
) -> None:
    decision = decided(challenger, previous)
    assert decision.kind == winner
    assert said in decision.reason


def test_what_pages_cannot_load_is_never_champion() -> None:
    assert decided([0.52] * 5, "baseline").kind == "xgboost"
