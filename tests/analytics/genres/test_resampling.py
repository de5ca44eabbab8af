import numpy as np
import pytest

from analytics.genres import resampling
from data.errors import BadOption, NotEnoughData


@pytest.fixture(scope="module")
def uneven():
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1, 2], [80, 30, 10])
    return rng.normal(size=(120, 3)) + y[:, None], y


@pytest.mark.parametrize("balance", list(resampling.BALANCES))
def test_every_way_gives_rows_to_learn_from(uneven, balance: str) -> None:
    X, y = uneven
    evened = resampling.even(balance, X, y)
    assert len(evened.X) == len(evened.y) >= 10
    if balance == "smote":
        assert np.bincount(evened.y).tolist() == [80, 80, 80]
    if balance in ("enn", "tomek"):
        assert len(evened.y) < len(y)


def test_class_weights_are_scikit_learns(uneven) -> None:
    from sklearn.utils.class_weight import compute_sample_weight

    X, y = uneven
    assert np.allclose(
        resampling.even("weights", X, y).weights, compute_sample_weight("balanced", y)
    )


def test_what_cannot_be_is_refused(uneven) -> None:
    X, y = uneven
    with pytest.raises(BadOption, match="magic"):
        resampling.even("magic", X, y)
    with pytest.raises(NotEnoughData, match="single example"):
        resampling.even("smote", X[:81], y[:81])
