"""What tests of correlations share: simulated tracks, see golden/correlations_make.py."""

from pathlib import Path

import pandas as pd
import pytest

GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.fixture(scope="session")
def tracks() -> pd.DataFrame:
    """Return tracks of 60 artists who are alike, with ties and missing values."""
    return pd.read_csv(GOLDEN / "correlations_tracks.csv")


@pytest.fixture(scope="session")
def expected() -> pd.DataFrame:
    """Return scipy's coefficients of their pairs, and statsmodels' adjustment."""
    return pd.read_csv(GOLDEN / "correlations_pairs.csv")
