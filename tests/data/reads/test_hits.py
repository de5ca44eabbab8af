import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data import build, published
from data.reads import hits
from data.selection import Selection


def test_thresholds_are_numpys_quantiles(everything: Selection, demo_tracks: pd.DataFrame) -> None:
    streams = demo_tracks["streams"].dropna()
    thresholds = hits.thresholds(everything.version, (0.1, 0.05, 0.2))
    assert list(thresholds) == [0.1, 0.05, 0.2]
    for share, threshold in thresholds.items():
        assert threshold == pytest.approx(np.quantile(streams, 1 - share), rel=1e-12)
        assert (streams >= threshold).mean() == pytest.approx(share, abs=1 / len(streams))
    assert hits.threshold(everything.version, 0.05) == thresholds[0.05]


def test_without_known_streams_there_is_no_threshold(
    data_dir: Path, csv_file: Callable[..., Path]
) -> None:
    assert build.main([str(csv_file({"Stream": ""}))]) == 0
    assert math.isnan(hits.threshold(published.current_version(), 0.1))
