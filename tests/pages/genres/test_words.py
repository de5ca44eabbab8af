"""What the genres page says, of made-up answers."""

import pandas as pd

from analytics.genres.scores import GenreScores
from pages.genres import words


def test_a_vote_of_ones_own_is_said_with_intervals() -> None:
    table = pd.DataFrame(
        {
            "score": ["accuracy", "macro_f1", "top_3"],
            "value": [0.361, 0.2, 0.6],
            "low": [0.34, 0.18, 0.58],
            "high": [0.38, 0.22, 0.62],
            "majority": [0.17, 0.01, 0.3],
        }
    )
    said = words.own_vote(GenreScores(table, pd.DataFrame(), 100, 50))
    assert said.count("[") == 3
    assert "among the three likeliest" in said


def test_genres_come_best_told_first() -> None:
    scores = {
        f"{name}{end}": [0.2, 0.7]
        for name in ("precision", "recall", "f1", "accuracy")
        for end in ("", "_low", "_high")
    }
    table = pd.DataFrame({"genre": ["pop", "metal"], "support": [10, 20], **scores})
    shown = words.per_genre(GenreScores(pd.DataFrame(), table, 30, 30))
    assert shown["Genre"].tolist() == ["metal", "pop"]
    assert shown["Examples"].tolist() == [20, 10]
