"""What tests of the report share: the demo's findings, with models made up where there are none."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.report import answers, pdf
from analytics.report.document import Findings

MODELS = {
    "streams": {
        "release": {
            "model": "ols",
            "catalogue": "demo",
            "data_version": "0001",
            "r2_mean": 0.5,
            "r2_sd": 0.02,
            "naive_r2_mean": 0.54,
            "nrmse": 0.7,
            "baseline_r2": -0.01,
        }
    },
    "hits": {
        "release": {
            "model": "xgboost",
            "catalogue": "demo",
            "data_version": "0001",
            "average_precision": 0.5,
            "roc_auc": 0.8,
            "brier": 0.07,
            "base_rate": 0.1,
        }
    },
}


@pytest.fixture(scope="session")
def findings(everything) -> Findings:
    return dataclasses.replace(
        answers.findings(everything),
        models=MODELS,
        generated_at="2026-03-01T12:00:00+00:00",
        label="Northern Lights",
    )


@pytest.fixture(scope="session")
def small(findings) -> Findings:
    """Return what there is to say of a catalogue too small to compare, without models."""
    nothing = dict.fromkeys(("comparison", "robust", "spearman", "pearson"))
    return dataclasses.replace(findings, **nothing, verdicts=(), models={}, budget=None)


@pytest.fixture(scope="session")
def text_of():
    """Return the words of a piece of HTML, its tags and style left out."""

    def read(page: str) -> str:
        visible = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)
        return " ".join(visible.split())

    return read


@pytest.fixture
def no_chromium(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Hide every browser; return the folder that programs are looked for in."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(folder))
    pdf.find.cache_clear()
    yield folder
    pdf.find.cache_clear()
