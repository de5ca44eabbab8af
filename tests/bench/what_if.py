"""What-if: from a moved slider to the answer, beside explainerdashboard's what-if tab.

Both explain the same XGBoost model at the same row: prediction, what each feature adds, and what
other values of one feature would do. Beside that stands all that the page does for a moved slider
and three more scenarios, sentences and pictures included. explainerdashboard needs packages that
Crossfade does not, so it is installed once into an environment of its own inside this one; where
that cannot be had, shap's TreeExplainer stands in for it.
"""

import asyncio
import itertools
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.features import matrix as features
from analytics.models import model as models
from analytics.what_if import answers
from analytics.what_if.scenario import Scenario
from data import published
from data.errors import CrossfadeError
from data.reads import tracks as reads
from data.selection import Selection
from data.settings import settings
from pages.what_if import controls, figures, words
from tests.bench.figure import Figure
from tests.bench.measure import ROOT, Failed, percentile, python, warm
from tests.load.moves import other
from tests.load.reader import MAIN, Reader
from tests.served import serving

TOPIC = "what-if"
NEEDED = ("explainerdashboard==0.5.8", "xgboost-cpu==3.2.0")
INSTALL_TIMEOUT = 600  # seconds
N_TRACKS = 20_000
N_GRID = 10
"""Values of the moved feature that are tried, as many as the rival tries."""


def measure(size: int, folder: Path, repetitions: int) -> list[Figure]:
    """Fit a model, move a feature of one row, and have the rival do the same.

    Parameters
    ----------
    folder : Path
        Where the model and its rows go for the rival.
    """
    version = published.current_version()
    tracks = reads.whole_artists(Selection(version), reads.columns(version), at_most=N_TRACKS)
    X, y = features.matrix(tracks, "release"), features.log_target(tracks, "streams")
    rows = np.arange(len(X))
    model = models.fit(
        "xgboost", X, y, tracks, rows=rows, params={"learning_rate": 0.08}, chosen={"n_trees": 200}
    )
    row = X.iloc[[0]]
    ours = warm(lambda: answer(model, row), repetitions)
    (folder / "trees.ubj").write_bytes(model.to_files()["trees.ubj"])
    X.assign(target=y).dropna(subset=["target"]).head(2_000).to_csv(folder / "rows.csv")
    seconds, what = _rival(folder, repetitions, Path(sys.prefix) / "explainerdashboard")
    figures = [Figure(TOPIC, "prediction and its reasons", size, ours, "s", what, seconds)]
    if champions_stand():
        moved = warm(moves(Selection(version)), repetitions)
        figures.append(Figure(TOPIC, "slider, words and pictures", size, moved, "s", what, seconds))
    served = asyncio.run(_through_the_page(repetitions))
    if served is not None:
        figures.append(Figure(TOPIC, "slider to page", size, served, "s", what, seconds))
    return figures


def answer(model: models.Model, row: pd.DataFrame) -> object:
    """Predict, explain, and try other values of the first feature, as the rival's tab does."""
    grid = pd.concat([row] * N_GRID, ignore_index=True)
    grid.iloc[:, 0] = np.linspace(0.0, 1.0, N_GRID)
    return model.predict(row), model.contributions(row), model.predict(grid)


def champions_stand() -> bool:
    """Whether a training has left models that the page can ask."""
    try:
        answers.champions()
    except CrossfadeError:
        return False
    return True


def moves(selection: Selection) -> Callable[[], object]:
    """Return what moves a slider of the first of four scenarios once more, and shows the answer."""
    values = itertools.cycle(np.linspace(0, 1, 41).tolist())

    def move() -> object:
        known = (Scenario().with_sound("energy", next(values)), *[Scenario()] * 3)
        answer = answers.answer(selection, scenarios=known, number=0)
        table, pushes = words.expected(answer, known), words.pushes(answer)
        return (
            controls.values(answer.track, known[0]),
            figures.scenarios(table, words.reference(answer), words.scenarios_title(answer)),
            figures.pushes(pushes, words.pushes_title(pushes)),
        )

    return move


def _rival(folder: Path, repetitions: int, environment: Path) -> tuple[float | None, str]:
    script, arguments = "tests/bench/rival_what_if.py", (str(folder), str(repetitions))
    try:
        found = python(script, *arguments, program=str(_environment(environment)))
    except (Failed, OSError, subprocess.SubprocessError) as failure:
        print(f"  explainerdashboard cannot be had ({str(failure)[-120:]}); shap stands in")
        found = python(script, *arguments)
    last = json.loads(found.output.splitlines()[-1])
    return last["seconds"], last["what"]


def _environment(folder: Path) -> Path:
    """Return the Python that has explainerdashboard, installing it the first time."""
    program = folder / "bin" / "python"
    if not (folder / "complete").exists():
        uv = str(Path(sys.executable).parent / "uv")
        for command in (["venv", "--clear", str(folder)], _install(program)):
            subprocess.run(
                [uv, *command], check=True, capture_output=True, timeout=INSTALL_TIMEOUT, cwd=ROOT
            )
        (folder / "complete").touch()
    return program


def _install(program: Path) -> list[str]:
    return ["pip", "install", "--quiet", "--python", str(program), *NEEDED]


async def _through_the_page(repetitions: int) -> float | None:
    """Return the seconds from a moved slider to the drawn page; None where there is no slider."""
    here = settings()
    with serving(here.data_dir, here.mlruns_dir) as server:
        reader = await Reader.connect(server.port)
        await reader.open("")
        answer = await reader.settled(await reader.open("what_if"))
        sliders = [other(*widget) for widget in answer.widgets(MAIN) if widget[0] == "slider"]
        taken = [(await reader.move(s)).seconds for s in sliders[:repetitions] if s is not None]
        await reader.close()
    return percentile(taken, 0.95) if taken else None
