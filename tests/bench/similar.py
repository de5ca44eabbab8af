"""Similar: the tracks nearest to one, and those that fit a reader's words, beside the plain recipe.

The recipe is that of notebooks: all points in memory, scikit-learn's cosine with each, all of them
sorted. It is warm as we are: its points are there already. What both take is CPU time, which a busy
machine does not lengthen.
"""

import itertools
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.metrics.pairwise import cosine_similarity

from analytics.similar import answers
from analytics.similar.limits import Limits
from data import published
from data.reads import similar as reads
from data.selection import Selection
from tests.bench.figure import Figure
from tests.bench.measure import percentile

TOPIC = "similar"
RECIPE = "all cosines, sorted"
TEXT = "calm acoustic piano around 80 BPM"
MISSPELT = "hurricnae"


def measure(size: int, repetitions: int) -> list[Figure]:
    """Put every track in its place, then ask for neighbours again and again."""
    version = published.current_version()
    everything = Selection(version)
    first = _cpu(lambda: answers.sound(everything))
    places = answers.index(version)
    points = np.asarray(places.points, dtype=np.float64)
    ids = itertools.cycle(places.ids(np.arange(min(len(places), 500))))
    tempos = itertools.count(1)

    def near() -> object:
        return answers.like(everything, track_ids=(next(ids),), limits=Limits())

    def within() -> object:
        limits = Limits(tempo=float(next(tempos)), same_key=True)
        return answers.like(everything, track_ids=(next(ids),), limits=limits)

    def fits() -> object:
        wishes = answers.meant(everything, text=TEXT).understood.wishes
        return answers.fitting(everything, limits=Limits(wishes=wishes, n=next(tempos)))

    rows = itertools.count()
    columns = {f: points[:, i] for i, f in enumerate(answers.sound(everything).features)}
    frame = pd.DataFrame(columns)

    def recipe() -> object:
        row = next(rows) % len(points)
        return np.argsort(-cosine_similarity(points[[row]], points)[0])[:11]

    def recipe_fits() -> object:
        return frame.query("energy < -1 and acousticness > 1 and -1.3 < tempo < -1.0").head(10)

    nearest, sorted_ = _warm(near, repetitions), _warm(recipe, repetitions)
    fitted, queried = _warm(fits, repetitions), _warm(recipe_fits, repetitions)
    misspelt = _warm(lambda: reads.nearly_found(everything, MISSPELT), repetitions)
    return [
        Figure(TOPIC, "every track in its place, once, CPU", size, first, "s"),
        Figure(TOPIC, "nearest in cluster and over all, CPU", size, nearest, "s", RECIPE, sorted_),
        Figure(
            TOPIC,
            "the same within tempo and key, CPU",
            size,
            _warm(within, repetitions),
            "s",
            RECIPE,
            sorted_,
        ),
        Figure(TOPIC, "what fits a reader's words, CPU", size, fitted, "s", "pandas", queried),
        Figure(TOPIC, "a misspelt word among titles, CPU", size, misspelt, "s"),
    ]


def _cpu(call: Callable[[], object]) -> float:
    started = time.process_time()
    call()
    return time.process_time() - started


def _warm(call: Callable[[], object], repetitions: int) -> float:
    call()
    return percentile([_cpu(call) for _ in range(repetitions)], 0.95)
