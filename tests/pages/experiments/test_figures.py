import json

import pytest

from pages.experiments import figures
from tests.pages.experiments import made_runs


def test_the_picture_has_every_run_and_its_spread() -> None:
    fig = figures.over_time(made_runs.table(), made_runs.table(), task="streams", score_name="R²")
    estimates = [trace for trace in fig.data if trace.error_y.array is not None]
    assert sum(len(trace.x) for trace in estimates) == 4
    reaches = [reach for trace in estimates for reach in trace.error_y.array]
    assert reaches == pytest.approx([0.02] * 4)
    assert "<i>" not in json.dumps(fig.to_plotly_json(), default=str)
    assert "0.41 ± 0.02" in fig.layout.title.text


def test_a_champion_is_named_and_the_level_without_a_model_drawn() -> None:
    fig = figures.over_time(made_runs.table(), made_runs.table(), task="streams", score_name="R²")
    texts = [note.text for note in fig.layout.annotations]
    assert texts == ["&lt;i&gt;ols&lt;/i&gt;", "no model: 0.00"]
    assert fig.layout.yaxis.title.text == "R²"
    assert len(fig.layout.xaxis.tickvals) == 2
