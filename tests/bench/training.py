"""Training `--quick` beside the plain recipe that people use."""

import json

from tests.bench.figure import Figure
from tests.bench.measure import Failed, python

TOPIC = "training"


def measure(size: int, *, with_rival: bool) -> list[Figure]:
    """Train on the current catalogue.

    Parameters
    ----------
    size : int
    with_rival : bool
        Whether the plain recipe is timed too; it takes minutes on large catalogues.
    """
    ours = python("-m", "analytics.train", "--quick")
    rival = note = None
    if with_rival:
        try:
            found = json.loads(python("-m", "tests.bench.rival_training").output.splitlines()[-1])
            rival, note = found["seconds"], found["what"]
        except Failed as failure:
            note = f"random forests: {failure}"
    return [
        Figure(TOPIC, "train --quick", size, ours.seconds, "s", note or "", rival),
        Figure(TOPIC, "train --quick, peak memory", size, ours.memory, "MiB"),
    ]
