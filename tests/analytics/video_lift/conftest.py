"""What tests of a lift share: a catalogue saved for other tools, simulated ones, the demo's."""

import json

import pandas as pd
import pytest

from analytics.video_lift import answers
from analytics.video_lift.comparison import Robust
from analytics.video_lift.sample import Sample, prepare
from data.selection import Selection
from tests.analytics.lift_catalogues import catalogue
from tests.conftest import ROOT

GOLDEN = ROOT / "tests" / "golden"


@pytest.fixture(scope="session")
def saved() -> Sample:
    """Return the catalogue that other tools were given."""
    return prepare(pd.read_csv(GOLDEN / "video_lift.csv"), "has_official_video")


@pytest.fixture(scope="session")
def golden() -> dict[str, list[float]]:
    """Return what other tools made of it, see `golden/video_lift_make.py`."""
    return json.loads((GOLDEN / "video_lift.json").read_text())


@pytest.fixture(scope="session")
def simulated() -> Sample:
    """Return a catalogue whose video effect is 1.15 and depends on the back catalogue."""
    return prepare(catalogue(3), "has_official_video")


@pytest.fixture(scope="session")
def demo_robust(everything: Selection) -> Robust:
    """Return the demo's doubly robust rung, computed once."""
    return answers.robust(everything, flag="has_official_video")
