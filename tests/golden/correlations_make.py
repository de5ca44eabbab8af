"""Write the golden files of the correlations: scipy's coefficients, statsmodels' adjustment.

`python tests/golden/correlations_make.py` with scipy 1.17 and statsmodels 0.15.
"""

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

HERE = Path(__file__).parent
VARIABLES = ["streams", "views", "likes", "engagement_rate", "energy", "key", "tempo"]


def tracks() -> pd.DataFrame:
    """Simulate tracks of artists who are alike, with ties and missing values."""
    rng = np.random.default_rng(20)
    artist = np.repeat(np.arange(60), rng.integers(1, 9, 60))
    n = len(artist)
    fame = rng.normal(0, 1.5, 60)[artist]
    frame = pd.DataFrame({"artist": [f"Artist {number:02d}" for number in artist]})
    frame["streams"] = np.exp(14 + fame + rng.normal(0, 1, n)).round()
    frame["views"] = np.exp(13 + 0.8 * fame + rng.normal(0, 1.5, n)).round()
    frame["likes"] = (frame["views"] * rng.beta(2, 80, n)).round()
    frame["engagement_rate"] = frame["likes"] / frame["views"]
    frame["energy"] = rng.beta(4, 2, n).round(3)
    frame["key"] = rng.integers(0, 12, n)
    frame["tempo"] = (120 + 20 * frame["energy"] + rng.normal(0, 25, n)).round(1)
    for column in ("streams", "views", "tempo"):
        frame.loc[rng.random(n) < 0.06, column] = np.nan
    return frame


def pairs(frame: pd.DataFrame) -> pd.DataFrame:
    """Correlate by scipy over the tracks that have both; p-values as if tracks were independent."""
    rows = []
    for x, y in combinations(VARIABLES, 2):
        both = frame[[x, y]].dropna()
        logs = both.transform(lambda c: np.log1p(c) if c.name in VARIABLES[:3] else c)
        spearman = stats.spearmanr(both[x], both[y])
        rows.append((x, y, len(both), stats.pearsonr(logs[x], logs[y])[0], *spearman))
    names = ["x", "y", "n_tracks", "pearson", "spearman", "p_value"]
    table = pd.DataFrame(rows, columns=names)
    table["p_adjusted"] = multipletests(table["p_value"], method="fdr_bh")[1]
    return table


if __name__ == "__main__":
    made = tracks()
    made.to_csv(HERE / "correlations_tracks.csv", index=False)
    pairs(made).to_csv(HERE / "correlations_pairs.csv", index=False)
