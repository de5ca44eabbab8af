"""What tests of the log of runs share."""

from pathlib import Path

import pytest

from tests.analytics.runs import tiny_log


@pytest.fixture
def tiny(mlruns: Path) -> Path:
    """Give a test champions of two trainings that took no time."""
    tiny_log.train()
    tiny_log.train()
    return mlruns
