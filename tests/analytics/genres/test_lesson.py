import math

import pandas as pd

from analytics.genres import lesson


def test_resampling_before_the_split_claims_more_than_it_holds(examples: pd.DataFrame) -> None:
    taught = lesson.teach(examples, ways=("none", "smote_enn"))
    table = taught.table.set_index("balance")
    assert table.claimed["smote_enn"] > table.held_high["smote_enn"]
    assert table.n_resampled["smote_enn"] != len(examples)
    assert taught.n_examples == 320
    assert taught.n_genres == 4
    assert taught.majority == 0.25


def test_a_way_that_leaves_nothing_is_left_open(examples: pd.DataFrame) -> None:
    mixed = examples.assign(genre=examples.genre.sample(frac=1, random_state=0).to_numpy())
    table = lesson.teach(mixed.head(100), ways=("enn",)).table
    assert math.isnan(table.held[0]) or table.held[0] < 0.5
