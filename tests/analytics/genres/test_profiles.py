import pandas as pd
import pytest
from scipy.stats import spearmanr

from analytics.genres import profiles


def test_spreads_are_quantiles_by_genre(examples: pd.DataFrame) -> None:
    table = profiles.spreads(examples).set_index(["feature", "genre"])
    folk = examples[examples.genre == "folk"].energy
    assert table.loc[("energy", "folk"), "median"] == pytest.approx(folk.median())
    assert table.loc[("energy", "folk"), "highest"] == pytest.approx(folk.quantile(0.95))
    assert ("key", "folk") not in table.index


def test_correlations_are_scipys_and_count_a_recording_once(examples: pd.DataFrame) -> None:
    twice = pd.concat([examples, examples.head(50).assign(genre="other")])
    table = profiles.together(twice).set_index(["first", "second"])
    row = table.loc[("danceability", "energy")]
    assert row.correlation == pytest.approx(spearmanr(examples.danceability, examples.energy)[0])
    assert row.low < row.correlation < row.high
