"""The answers of the genres page, asked without it; the demo's genres follow from sound in part."""

import numpy as np
import pandas as pd
import pytest

from analytics.genres import answers
from analytics.genres.answers import Learning
from data.reads import tracks as reads
from data.selection import Selection

QUICK = Learning(models=("logistic",))


def test_examples_are_grouped_and_sampled_alike(everything: Selection) -> None:
    rows = answers.examples(everything, QUICK)
    assert len(rows) > 2000
    assert set(answers.genres_of(everything, QUICK)) == set(rows.genre)
    two = Learning(grouping=(("loud", ("metal", "punk", "rock")), ("soft", ("folk", "classical"))))
    assert set(answers.examples(everything, two).genre) == {"loud", "soft"}


def test_sound_tells_some_genres_of_the_demo(everything: Selection) -> None:
    way = Learning(
        grouping=(("loud", ("metal", "punk")), ("soft", ("ambient", "classical"))),
        models=("logistic",),
    )
    judgement = answers.judged(everything, way=way)
    scored = answers.scored(judgement, "logistic")
    assert scored.table.low[0] > 0.9  # the two could not sound less alike
    assert answers.confused(judgement, "learned").counts.sum() == judgement.n_rows
    assert answers.calibrated(judgement, "learned").held.between(0, 1).all()
    assert answers.any_right(judgement, "learned")[0] >= scored.value("accuracy") - 0.01
    told = answers.told_apart(everything, way=way, first="loud", second="soft")
    assert told.auc > 0.95


def test_new_rows_get_chances_once_learned(everything: Selection) -> None:
    way = Learning(
        grouping=(("loud", ("metal", "punk")), ("soft", ("ambient", "classical"))),
        models=("logistic",),
    )
    tracks = answers.view(everything)
    features = answers.shared_features(everything, way, tracks)
    assert answers.chances(everything, tracks, way=way) is None
    made = answers.labeller(everything, way=way, features=features)
    said = answers.chances(everything, tracks, way=way)
    assert said is not None
    assert np.allclose(said.sum(axis=1), 1)
    labels = answers.labelled(made, tracks)
    loud = labels.table.genre_1 == "loud"
    energy = tracks.set_index("track_id").energy[labels.table.track_id].to_numpy()
    assert energy[loud].mean() > energy[~loud].mean() + 0.2


def test_a_chart_is_read_like_an_import(everything: Selection) -> None:
    tracks = reads.tracks(everything).head(20)
    content = tracks[["artist", "track", "energy", "loudness", "tempo"]].to_csv(index=False)
    read = answers.chart(everything, content=content.encode(), name="chart.csv")
    features = answers.shared_features(everything, QUICK, read.tracks)
    assert features == ("energy", "loudness", "tempo")
    rows = answers.sounds(read.tracks, features)
    assert len(rows) == 20
    assert pd.DataFrame(rows).shape == (20, 3)


def test_profiles_are_of_every_genre(everything: Selection) -> None:
    genres = answers.genres_of(everything, QUICK)
    assert set(answers.spreads(everything, way=QUICK).genre) == set(genres)
    assert answers.together(everything, way=QUICK).correlation.between(-1, 1).all()


@pytest.mark.parametrize("name", ["judged", "protocols", "taught", "labeller"])
def test_what_takes_over_ten_seconds_is_long(name: str) -> None:
    assert getattr(answers, name).is_long
