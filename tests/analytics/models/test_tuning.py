"""The search for XGBoost's settings: seeded, reported, and blind to what it must not see."""

import numpy as np
import pandas as pd
import pytest

from analytics.features import matrix as features
from analytics.models import model as models
from analytics.models import tuning
from analytics.models.scoring import Task
from tests.analytics.models_catalogue import catalogue

TRACKS = catalogue(40)
ROWS = np.arange(150)
N_TRIALS = 4


def task(tracks: pd.DataFrame) -> Task:
    y = features.log_target(tracks, "streams")
    return Task("streams", "audio", features.matrix(tracks, "audio"), y)


@pytest.fixture(scope="module")
def tried() -> list[tuple[dict[str, float], float]]:
    return []


@pytest.fixture(scope="module")
def best(tried: list[tuple[dict[str, float], float]]) -> dict[str, float]:
    return tuning.search(
        task(TRACKS),
        TRACKS,
        ROWS,
        n_trials=N_TRIALS,
        on_trial=lambda settings, loss: tried.append((dict(settings), loss)),
    )


def test_the_settings_that_did_best_are_returned(
    best: dict[str, float], tried: list[tuple[dict[str, float], float]]
) -> None:
    assert len(tried) == N_TRIALS
    settings, _ = min(tried, key=lambda one: one[1])
    assert best == pytest.approx(settings)


def test_the_same_seed_finds_the_same_settings(best: dict[str, float]) -> None:
    assert tuning.search(task(TRACKS), TRACKS, ROWS, n_trials=N_TRIALS) == best


def test_nothing_outside_the_rows_is_looked_at(best: dict[str, float]) -> None:
    other = TRACKS.copy()
    other.loc[len(ROWS) :, ["streams", "energy"]] = [1.0, 0.0]
    assert tuning.search(task(other), other, ROWS, n_trials=N_TRIALS) == best


def test_a_model_takes_the_settings(best: dict[str, float]) -> None:
    one = task(TRACKS)
    model = models.fit("tuned", one.X, one.y, TRACKS, rows=ROWS, params=best)
    assert {f"param.{name}" for name in best} < set(model.chosen)
    assert np.isfinite(model.predict(one.X)).all()
