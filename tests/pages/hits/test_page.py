"""The hits page: full, no models, too few hits, controls moved, a file gone."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analytics.runs import answers as models
from analytics.runs import registry

PAGE = "pages/hits/page.py"


def titles(app) -> list[str]:
    specs = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    return [spec["layout"]["meta"]["title"] for spec in specs]


def texts(app) -> str:
    return " ".join(text.value for text in app.main.markdown)


def test_full(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE)
    assert not app.exception and not app.warning
    assert "Of the tracks that models rank in their top tenth" in texts(app)
    assert len(titles(app)) == len(app.get("download_button")) == 8
    assert "calling none would be right in" in texts(app)


def test_without_models_rules_stand(app_page: Callable, untrained: Path) -> None:
    app = app_page(PAGE)
    assert not app.exception
    assert "There are no models of the demo catalogue yet" in app.warning[0].value
    assert "after one rule tested" in texts(app)


def test_too_few_hits_say_what_is_needed(
    app_page: Callable, trained_demo: Path, demo_tracks: pd.DataFrame
) -> None:
    app = app_page(PAGE, artist=demo_tracks["artist"].mode()[0])
    assert not app.exception
    said = " ".join(card.value for card in app.warning)
    assert "to judge a model takes 100 tracks with 20 hits" in said
    assert "a hit rate needs 30 tracks" in said


def test_a_filter_changes_what_is_judged(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE, hits_set="Market")
    before = texts(app)
    app.sidebar.get("button_group")[0].select("single").run()
    assert not app.exception
    assert texts(app) != before


def test_the_threshold_moves_counts_and_costs(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE)
    before = [title for title in titles(app) if "false calls" in title]
    app.slider(key="hits_threshold").set_value(0.9).run()
    assert not app.exception
    assert [title for title in titles(app) if "false calls" in title] != before
    app.slider(key="hits_threshold").set_value(1.0).run()
    assert "No track is called" in texts(app)


def test_every_rule_tested_counts(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE)
    for low in (0.5, 0.6, 0.6):
        app.slider(key="hits_rule_energy").set_range(low, 1.0)
        app.button[[b.label for b in app.button].index("Test this rule")].click().run()
    assert not app.exception
    assert "energy at least 0.6 are hits" in texts(app)
    assert "after 3 rules tested" in texts(app)


def test_a_file_that_is_gone_leaves_the_page_standing(
    app_page: Callable, trained_copy: Path
) -> None:
    best = models.of_set(models.scored("hits_10"), "release")["run_id"].iloc[0]
    (registry.artifacts(best) / "held_out.parquet").unlink()
    shutil.rmtree(registry.artifacts(best) / "model")
    app = app_page(PAGE, hits_set="Release")
    assert not app.exception
    assert app.warning and "after one rule tested" in texts(app)


def test_a_rule_that_binds_nothing_is_refused(app_page: Callable, untrained: Path) -> None:
    app = app_page(PAGE)
    for name in ("danceability", "energy"):
        app.slider(key=f"hits_rule_{name}").set_range(0.0, 1.0)
    app.button[[b.label for b in app.button].index("Test this rule")].click().run()
    assert not app.exception
    assert any("at least one condition" in card.value for card in app.warning)
