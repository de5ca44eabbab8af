from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.genres import labelling
from data.errors import NotEnoughData
from data.kept import results


def test_tracks_get_three_genres_votes_and_how_strange_they_are(
    labeller, strangers: pd.DataFrame
) -> None:
    labels = labelling.label(labeller, strangers)
    assert (labels.table.genre_1 == strangers.genre).mean() > 0.6
    assert (labels.table.chance_1 >= labels.table.chance_2).all()
    assert {"lightgbm", "xgboost", "forest", "logistic"} <= set(labels.table.columns)
    assert labels.table.is_outside.mean() < 0.2
    assert labels.mix.share.sum() == pytest.approx(1, abs=1e-4)


def test_the_kept_labeller_says_the_same(labeller, strangers: pd.DataFrame, tmp_path: Path) -> None:
    assert results.store(tmp_path / "kept.zip", labeller)
    again = results.load(tmp_path / "kept.zip", labelling.Labeller)
    assert again is not None
    one, other = labelling.label(labeller, strangers), labelling.label(again, strangers)
    assert np.allclose(one.chances, other.chances, atol=1e-6)


def test_what_lies_outside_is_said(labeller, strangers: pd.DataFrame) -> None:
    odd = strangers.head(3).assign(loudness=-90.0, tempo=5.0, duration_ms=9e7)
    assert labelling.label(labeller, odd).table.is_outside.all()


def test_tracks_without_sound_are_counted_not_guessed(labeller, strangers: pd.DataFrame) -> None:
    half = strangers[["artist", "track", "energy"]]
    with pytest.raises(NotEnoughData, match="the sound known"):
        labelling.label(labeller, half)
    mixed = pd.concat([strangers, half.head(5)], ignore_index=True)
    assert labelling.label(labeller, mixed).n_unknown == 5


def test_mixes_are_compared(labeller, strangers: pd.DataFrame) -> None:
    every = labelling.label(labeller, strangers)
    metal = labelling.label(labeller, strangers[strangers.genre == "metal"])
    top = labelling.compare(metal, every).iloc[0]
    assert top.genre == "metal"
    assert 0 < top.low < top.difference < top.high


def test_examples_can_be_cut_to_a_chart(examples: pd.DataFrame, strangers: pd.DataFrame) -> None:
    cut = labelling.prepare(examples, features=("energy", "loudness"), chart=strangers, way="cut")
    assert cut.n_effective < len(examples)
    assert cut.ensemble.features == ("energy", "loudness")
