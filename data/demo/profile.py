"""Figures measured on the public Spotify and YouTube data set, which the demo imitates.

`python -m data.demo.profile SOURCE.csv` measures them again and writes `profile.json`.
Only figures are kept: quantiles, rank correlations and how alike the tracks of an artist are.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.floating]

FILE = Path(__file__).with_suffix(".json")
FINGERPRINT = (
    *("Danceability", "Energy", "Loudness", "Speechiness", "Acousticness"),
    *("Instrumentalness", "Liveness", "Valence", "Tempo"),
)
"""The audio features that, with the title, make two rows one recording."""
AUDIO = (*FINGERPRINT, "Duration_ms")
COUNTS = ("Stream", "Views", "Likes", "Comments")
LEVELS = (
    *(0.0, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075),
    *(round(0.1 + 0.05 * step, 2) for step in range(17)),
    *(0.925, 0.95, 0.97, 0.98, 0.99, 0.995, 0.9975, 0.999, 0.9995, 1.0),
)
END = 3.9
"""Normal score that stands for the lowest and the highest value, of some 15,000."""


@dataclass(frozen=True, eq=False, slots=True)
class Profile:
    """The measured figures; counts and durations are kept as log(1 + x)."""

    levels: Floats
    quantiles: dict[str, Floats]
    spearman: pd.DataFrame
    alike: dict[str, float]
    """Intraclass correlation, within artists, of each column's ranks."""
    key_shares: Floats

    @property
    def scores(self) -> Floats:
        """The levels as standard normal scores."""
        inner = [NormalDist().inv_cdf(level) for level in self.levels[1:-1]]
        return np.array([-END, *inner, END])

    def values(self, column: str, scores: Floats) -> Floats:
        """Turn normal scores into values of a column."""
        return np.interp(scores, self.scores, self.quantiles[column])

    def to_scores(self, column: str, values: Floats) -> Floats:
        """Turn values of a column into normal scores."""
        return np.interp(values, self.quantiles[column], self.scores)

    def mean(self, column: str) -> float:
        """Mean of a column, from its quantiles."""
        return float(np.trapezoid(self.quantiles[column], self.levels))

    def latent(self) -> pd.DataFrame:
        """Correlations of normal scores that give these rank correlations."""
        share = float(np.interp(0.0, self.quantiles["Instrumentalness"], self.levels))
        rho = self.spearman.copy()
        rho["Instrumentalness"] /= np.sqrt(1 - share**3)  # ties weaken a rank correlation
        rho.loc["Instrumentalness"] = rho["Instrumentalness"]
        wanted = 2 * np.sin(np.pi / 6 * rho.to_numpy())
        np.fill_diagonal(wanted, 1.0)
        return pd.DataFrame(wanted, index=rho.index, columns=rho.columns)


@cache
def profile() -> Profile:
    """Read the figures that come with the project."""
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    names = [*AUDIO, *COUNTS]
    return Profile(
        levels=np.array(kept["levels"]),
        quantiles={name: np.array(values) for name, values in kept["quantiles"].items()},
        spearman=pd.DataFrame(kept["spearman"], index=names, columns=names),
        alike=kept["alike"],
        key_shares=np.array(kept["key_shares"]),
    )


def recordings(rows: pd.DataFrame) -> pd.DataFrame:
    """Merge the rows of one recording: of each, the row with the most streams stands."""
    keyed = rows.assign(key=rows["Track"].str.lower().str.strip())
    ranked = keyed.sort_values("Stream", ascending=False, kind="stable")
    return ranked.drop_duplicates(["key", *FINGERPRINT]).drop(columns="key").sort_index()


def scaled(tracks: pd.DataFrame) -> pd.DataFrame:
    """Audio features and counts on the scale of the profile."""
    columns = tracks[[*AUDIO, *COUNTS]].astype(float)
    logs = ["Duration_ms", *COUNTS]
    return columns.assign(**{name: np.log1p(columns[name]) for name in logs})


def intraclass(values: pd.Series, group: pd.Series) -> float:
    """Share of the variance that lies between groups (one-way analysis of variance)."""
    filled = values.notna()
    values, groups = values[filled], values[filled].groupby(group[filled])
    sizes, n_groups = groups.size(), groups.ngroups
    within = ((values - groups.transform("mean")) ** 2).sum() / (len(values) - n_groups)
    between = (sizes * (groups.mean() - values.mean()) ** 2).sum() / (n_groups - 1)
    typical = (len(values) - (sizes**2).sum() / len(values)) / (n_groups - 1)
    return float((between - within) / (between + (typical - 1) * within))


def measure(rows: pd.DataFrame) -> dict[str, object]:
    """Measure the figures on rows with the original's 28 columns."""
    tracks = recordings(rows)
    columns = scaled(tracks)
    spearman = columns.corr("spearman").round(3)
    quantiles = columns.quantile(list(LEVELS))
    keys = tracks["Key"].value_counts(normalize=True).sort_index()
    return {
        "recordings": len(tracks),
        "levels": LEVELS,
        "quantiles": {name: [float(f"{q:.5g}") for q in quantiles[name]] for name in columns},
        "spearman": spearman.to_numpy().tolist(),
        "alike": {
            name: round(intraclass(columns[name].rank(), tracks["Artist"]), 3) for name in columns
        },
        "key_shares": keys.round(4).tolist(),
    }


def _as_json(figures: dict[str, object]) -> str:
    lines = []
    for name, value in figures.items():
        if name in ("quantiles", "alike") and isinstance(value, dict):
            inner = ",\n".join(f'  "{key}": {json.dumps(item)}' for key, item in value.items())
            lines.append(f'"{name}": {{\n{inner}\n}}')
        else:
            lines.append(f'"{name}": {json.dumps(value)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(_as_json(measure(pd.read_csv(sys.argv[1]))), encoding="utf-8")
