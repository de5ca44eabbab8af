import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier

from analytics.genres import models
from analytics.genres.matrix import matrix
from data.errors import ModelRefused


@pytest.fixture(scope="module")
def rows(examples: pd.DataFrame):
    X = matrix(examples).to_numpy(copy=True)
    X[::7, 3] = np.nan
    return X, pd.factorize(examples.genre, sort=True)[0]


@pytest.mark.parametrize("kind", list(models.MODELS))
def test_each_model_learns_and_comes_back_the_same(rows, kind: str) -> None:
    X, y = rows
    model = models.fit(kind, X[::2], y[::2], 5)  # a fifth genre that no row has
    said = model.chances(X[1::2])
    assert said.shape == (len(X[1::2]), 5)
    assert np.allclose(said.sum(axis=1), 1, atol=1e-4)
    assert (said.argmax(axis=1) == y[1::2]).mean() > 0.6
    again = models.restored(models.kept(model)).chances(X[1::2])
    assert np.allclose(again, said, atol=1e-6)


def test_the_forest_is_scikit_learns(rows) -> None:
    X, y = rows
    X = np.nan_to_num(X)
    theirs = RandomForestClassifier(**models.FOREST, random_state=3).fit(X, y)
    ours = models.fit("forest", X, y, 4, random_state=3)
    assert np.allclose(ours.chances(X), theirs.predict_proba(X), atol=1e-3)


def test_two_genres_make_one_score(rows) -> None:
    X, y = rows
    two = y < 2
    said = models.fit("logistic", X[two], y[two], 2).chances(X[two])
    assert (said.argmax(axis=1) == y[two]).mean() > 0.7


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ModelRefused, match="oracle"):
        models.restored(models.Kept("oracle", "", {}))
