"""Methods compared: the stable told from the shaky."""

import numpy as np
import pandas as pd

from analytics.clusters.clustering import METHODS, cluster
from analytics.clusters.comparison import compare_methods, stability

BLOBS = ("energy", "valence", "tempo")


def test_every_method_finds_three_blobs_again(blobs: pd.DataFrame) -> None:
    said: list[float] = []
    comparison = compare_methods(
        blobs,
        features=BLOBS,
        n_clusters=3,
        n_resamples=3,
        progress=lambda share, _: said.append(share),
    )
    table = comparison.table
    assert table.method.tolist() == list(METHODS.values())
    assert (table.stability > 0.9).all()
    assert (table.davies_bouldin < 0.5).all()
    assert (table.n_clusters == 3).all()
    assert said == sorted(said) and len(said) == 2 * len(METHODS)


def test_too_many_clusters_do_not_hold_up(blobs: pd.DataFrame) -> None:
    options = {"features": BLOBS, "n_clusters": 8}
    agreement = stability(blobs, cluster(blobs, **options), n_resamples=3, **options)
    assert agreement.shape == (3,)
    assert agreement.mean() < 0.9


def test_a_sample_that_is_too_small_says_nothing(blobs: pd.DataFrame) -> None:
    few = blobs.head(32)
    options = {"features": BLOBS, "n_clusters": 3}
    assert np.isnan(stability(few, cluster(few, **options), **options)).all()
