import dataclasses

import pandas as pd
import pytest

from analytics.experiments.answers import Runs
from data.metrics import TIE
from pages.experiments import figures, words
from tests.pages.experiments import made_runs


@pytest.fixture
def runs() -> Runs:
    return Runs("hits_10", "audio", made_runs.table(), 0)


def test_the_lead_names_the_champion_and_its_score(runs: Runs) -> None:
    said = words.lead(runs)
    assert "average precision 0.41" in said
    assert "± 0.02 from fold to fold" in said
    assert "no model at all would get 0.00" in said
    assert said.endswith("Tried so far: 4 runs.")
    assert "<i>" not in said
    assert TIE not in said


def test_without_a_champion_it_says_so(runs: Runs) -> None:
    table = runs.table.assign(standing="")
    assert "the champion was taken down" in words.lead(Runs("streams", "audio", table, 0))


@pytest.mark.parametrize(("sort", "first"), [("score", "1ols"), ("started_at", "1baseline")])
def test_runs_are_sorted_as_asked(runs: Runs, sort: str, first: str) -> None:
    assert words.ordered(runs, [], sort)["run_id"].iloc[0] == first


def test_runs_of_some_kinds_only(runs: Runs) -> None:
    assert set(words.ordered(runs, ["ols"], "spread")["model"]) == {"ols"}
    assert words.kinds(runs) == {"baseline": "Baseline", "ols": "OLS"}


def test_every_run_has_a_name_of_its_own(runs: Runs) -> None:
    names = words.names(runs.table)
    assert len(set(names.values())) == len(runs.table)
    assert names["1ols"] == "<i>ols</i> · 2026-01-02 00:00 · 1ols"


def test_decisions_are_written_for_a_reader() -> None:
    events = pd.DataFrame(
        {"at": ["2026-01-02T03:04:05.678"], "model": ["ols"], "version": [3], "reason": ["x"]}
    )
    written = words.decisions(events).iloc[0]
    assert (written["at"], written["model"], written["version"]) == ("2026-01-02 03:04", "OLS", "3")


def test_compared_side_by_side_differences_first() -> None:
    table = made_runs.table()
    compared = words.side_by_side(table, ["1ols", "1baseline"]).set_index("what")
    assert compared.loc["R²"].tolist()[:2] == ["0.400 ± 0.020", "0.000 ± 0.020"]
    assert compared.loc["Chosen: penalty"].tolist() == ["0.1", "–", True]
    assert not compared.loc["Data version", "differs"]


def test_the_best_and_what_is_compared_first_are_of_the_champions_data() -> None:
    table = made_runs.table()
    table.loc[table["run_id"].str.startswith("0"), ["data_version", "score"]] = ["0000-b", 0.9]
    runs = Runs("streams", "audio", table, 2)
    assert list(runs.comparable["run_id"]) == ["1ols", "1baseline"]
    fig = figures.over_time(table, runs.comparable, task="streams", score_name="R²")
    assert fig.layout.title.text.startswith("Best R² on version 0001-a: 0.41")
    taken_down = Runs("streams", "audio", table.iloc[::-1].assign(standing=""), 0)
    assert set(taken_down.comparable["data_version"]) == {"0001-a"}


def test_runs_on_another_catalogue_are_counted_and_refused_in_words(runs: Runs) -> None:
    said = words.elsewhere(dataclasses.replace(runs, n_elsewhere=18))
    assert "18 runs on another catalogue" in said
    assert "none of them can be promoted here" in said


def test_what_may_be_promoted_names_its_data(runs: Runs) -> None:
    assert words.of_versions(runs.table)["1ols"].endswith("· on version 0001-a")
