"""Single trees: a row for each question, the track's way in colour."""

import math

import pandas as pd

from analytics.importance.trees import OneTree
from pages.importance.figures import trees

NODES = pd.DataFrame(
    {
        "node": [0, 1, 2],
        "parent": [-1, 0, 0],
        "branch": ["", "yes", "no"],
        "depth": [0, 1, 1],
        "name": ["energy", "", ""],
        "limit": [0.5, math.nan, math.nan],
        "cover": [100.0, 40.0, 60.0],
        "push": [math.nan, math.log(0.9), math.log(1.2)],
        "n_leaves": [6, 1, 5],
        "is_on_way": [True, False, True],
    }
)
ONE = OneTree(1, 2, NODES, pd.DataFrame({"tree": [0, 1, 2], "margin": [14.0, 14.2, 14.3]}))


def test_every_node_is_a_row_and_the_way_is_bold() -> None:
    fig = trees.tree(ONE, "streams", "")
    rows = [text.strip() for text in fig.data[-1].text]
    assert rows[0] == "<b>Energy below 0.50?</b>"
    assert rows[1] == "yes: ×0.900"
    assert rows[2] == "<b>no: ×1.200 on average, 5 leaves below</b>"
    grey, coloured = fig.data[0], fig.data[1]
    assert 1 in grey.y and 2 not in grey.y
    assert 2 in coloured.y


def test_steps_begin_at_no_change_and_mark_the_tree() -> None:
    line, mark = trees.steps(ONE, "streams", "").data
    assert line.y[0] == 0
    assert list(mark.x) == [1]
