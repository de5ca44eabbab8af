"""Make `video_lift.csv` and `video_lift.json`: python tests/golden/video_lift_make.py.

The numbers come from statsmodels and scipy by ways that the analysis does not go: a Poisson
regression for the ratio of means, a flag for the difference of logs, artists as dummies beside the
same-artist ratio, and all pairwise differences for Mann-Whitney.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from data.metrics import AUDIO_FEATURES  # noqa: E402
from tests.analytics.lift_catalogues import catalogue  # noqa: E402

COLUMNS = ["track_id", "artist", "album_type", "streams", "has_official_video", *AUDIO_FEATURES]


def main() -> None:
    """Write both files."""
    tracks = catalogue(7, n_artists=60, tracks_per_artist=7)[COLUMNS]
    tracks.to_csv(HERE / "video_lift.csv", index=False, float_format="%.6g")
    tracks = pd.read_csv(HERE / "video_lift.csv")
    d = tracks["has_official_video"].astype(float).to_numpy()
    y = np.log1p(tracks["streams"].to_numpy(dtype=float))
    groups = pd.factorize(tracks["artist"])[0]
    clustered = {"cov_type": "cluster", "cov_kwds": {"groups": groups}, "use_t": True}
    flag = sm.add_constant(pd.DataFrame({"d": d}))
    audio = tracks[list(AUDIO_FEATURES)].assign(single=tracks["album_type"] == "single")
    held = pd.concat([flag, audio.astype(float)], axis=1)
    dummies = pd.get_dummies(groups, drop_first=True, dtype=float).add_prefix("a")
    poisson = sm.GLM(tracks["streams"] / 1e6, flag, family=sm.families.Poisson())
    with_dummies = sm.OLS(y, pd.concat([held, dummies], axis=1)).fit()
    plain = sm.OLS(y, pd.concat([flag, dummies], axis=1)).fit()
    demeaned = held.drop(columns="const")
    demeaned = demeaned - demeaned.groupby(groups).transform("mean")
    centred = y - pd.Series(y).groupby(groups).transform("mean").to_numpy()
    within = sm.OLS(centred, demeaned).fit(**clustered)
    assert np.isclose(within.params["d"], with_dummies.params["d"])
    welch = stats.ttest_ind(y[d == 1], y[d == 0], equal_var=False)
    pairs = (y[d == 1][:, None] - y[d == 0][None, :]).ravel()
    u = stats.mannwhitneyu(y[d == 1], y[d == 0]).statistic
    expected = {
        "ratio_of_means": _numbers(poisson.fit(cov_type="cluster", cov_kwds={"groups": groups})),
        "ratio_of_geometric_means": _numbers(sm.OLS(y, flag).fit(**clustered)),
        "adjusted_ols": _numbers(sm.OLS(y, held).fit(**clustered)),
        "artist_fixed_effects": _numbers(within),
        "welch": [welch.statistic, welch.pvalue, *welch.confidence_interval()],
        "permutation": [float(plain.params["d"])],
        "mann_whitney": [float(np.median(pairs)), float(u / len(pairs))],
    }
    (HERE / "video_lift.json").write_text(json.dumps(expected, indent=1))


def _numbers(fit: object) -> list[float]:
    return [float(fit.params["d"]), float(fit.bse["d"])]  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
