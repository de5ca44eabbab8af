"""The figures that the demo imitates: how they are measured, and turned into values."""

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.demo.profile import (
    AUDIO,
    COUNTS,
    FILE,
    FINGERPRINT,
    intraclass,
    measure,
    profile,
    recordings,
    scaled,
)


@pytest.mark.real
def test_the_profile_is_what_the_public_data_set_says() -> None:
    folder = os.environ.get("CROSSFADE_REAL_DATA")
    if not folder:
        pytest.skip("CROSSFADE_REAL_DATA does not name a folder with Spotify_Youtube.csv")
    figures = measure(pd.read_csv(Path(folder) / "Spotify_Youtube.csv"))
    assert json.loads(FILE.read_text(encoding="utf-8")) == json.loads(json.dumps(figures))


def test_the_row_with_the_most_streams_stands_for_a_recording() -> None:
    audio = dict.fromkeys(FINGERPRINT, 0.5)
    rows = pd.DataFrame(
        [
            {"Track": "One", "Artist": "Ada", "Stream": 5, **audio},
            {"Track": " ONE ", "Artist": "Bo", "Stream": 9, **audio},
            {"Track": "One", "Artist": "Cy", "Stream": 1, **audio, "Tempo": 99.0},
        ]
    )
    assert recordings(rows)["Artist"].tolist() == ["Bo", "Cy"]


def test_scores_and_values_go_back_and_forth() -> None:
    figures = profile()
    scores = np.linspace(-3, 3, 41)
    for name in ("Tempo", "Stream", "Views"):
        values = figures.values(name, scores)
        assert (np.diff(values) > 0).all()
        assert figures.to_scores(name, values) == pytest.approx(scores, abs=0.01)


def test_latent_correlations_are_correlations() -> None:
    latent = profile().latent()
    assert list(latent) == [*AUDIO, *COUNTS]
    assert np.diag(latent) == pytest.approx(np.ones(len(latent)))
    assert latent.to_numpy() == pytest.approx(latent.to_numpy().T)
    assert latent.abs().to_numpy().max() <= 1


def test_alike_is_one_within_equal_groups_and_none_at_random() -> None:
    rng = np.random.default_rng(0)
    group = pd.Series(np.repeat(np.arange(300), 5))
    same = pd.Series(rng.normal(size=300).repeat(5))
    noise = pd.Series(rng.normal(size=1500))
    assert intraclass(same, group) == pytest.approx(1)
    assert intraclass(noise, group) == pytest.approx(0, abs=0.06)
    assert intraclass(same + noise, group) == pytest.approx(0.5, abs=0.06)


def test_counts_and_durations_are_scaled_as_logs() -> None:
    tracks = pd.DataFrame({name: [0.0, 9.0] for name in (*AUDIO, *COUNTS)})
    logs = scaled(tracks)
    assert logs["Stream"].tolist() == pytest.approx([0, np.log(10)])
    assert logs["Tempo"].tolist() == [0, 9]
