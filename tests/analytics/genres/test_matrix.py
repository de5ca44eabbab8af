import numpy as np
import pandas as pd

from analytics.genres import matrix


def test_columns_are_ours_in_order(examples: pd.DataFrame) -> None:
    X = matrix.matrix(examples)
    assert X.shape == (len(examples), 14)
    again = matrix.matrix(examples[list(reversed(examples.columns))])
    pd.testing.assert_frame_equal(X, again)


def test_keys_a_fifth_apart_are_neighbours() -> None:
    rows = pd.DataFrame({"key": [0.0, 7.0, 6.0]})
    C, G, F_sharp = matrix.matrix(rows, ("key",)).to_numpy()
    assert np.isclose(np.linalg.norm(C - G), 2 * np.sin(np.pi / 12))
    assert np.isclose(np.linalg.norm(C - F_sharp), 2)


def test_tempo_and_its_double_are_one_within_the_octave() -> None:
    X = matrix.matrix(pd.DataFrame({"tempo": [70.0, 140.0]}), ("tempo",))
    assert np.isclose(*X.tempo_in_octave)


def test_what_is_not_there_is_unknown() -> None:
    X = matrix.matrix(pd.DataFrame({"energy": [0.5], "duration_ms": [0.0]}))
    assert X.notna().sum(axis=1).tolist() == [1]
    assert matrix.known_in(pd.DataFrame({"energy": [0.5, None, None]})) == ()
