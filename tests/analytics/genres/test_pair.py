import pandas as pd
import pytest

from analytics.genres import pair
from data.errors import NotEnoughData


def test_what_was_planted_tells_two_genres_apart(examples: pd.DataFrame) -> None:
    told = pair.tell_apart(examples, "metal", "folk")
    assert told.auc_low <= told.auc <= told.auc_high
    assert told.auc > 0.75
    assert told.features.feature[0] in ("energy", "loudness", "acousticness")
    strongest = told.features.iloc[0]
    pushes = told.pushes[told.pushes.feature == strongest.feature]
    towards = pushes.value.corr(pushes.push, method="spearman")
    assert towards * (strongest["first"] - strongest["second"]) > 0
    assert {"key", "tempo", "duration_ms"} <= set(told.features.feature)


def test_a_rare_genre_is_refused(examples: pd.DataFrame) -> None:
    with pytest.raises(NotEnoughData, match="polka has 0"):
        pair.tell_apart(examples, "metal", "polka")
