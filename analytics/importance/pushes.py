"""What moves one prediction, short enough to be read: features of one kind taken together."""

import numpy as np
import pandas as pd

from analytics.features import matrix as features
from analytics.features import titles
from analytics.importance import contributions as importance
from analytics.runs.registry import Trained

KINDS = {
    "Title": "Words of the title",
    "Artist's other tracks": "Artist's other tracks",
    "Same album": "Other tracks of the album",
    "Other platform": "Counts on the other platform",
    "Channel and video": "Channel and kind of video",
}
"""Groups of features that are shown as one, as theirs say too much the same."""
ALBUM = "Words of the album's name"
MOST = 9


def of_track(trained: Trained, X: pd.DataFrame) -> importance.Waterfall:
    """Explain the prediction of one track with every feature in a step of its own."""
    return importance.waterfall(trained, X, top=X.shape[1])


def together(steps: pd.DataFrame) -> pd.DataFrame:
    """Take the features of one kind together.

    Parameters
    ----------
    steps : DataFrame
        name, label, value, push of every feature.

    Returns
    -------
    DataFrame
        label, value (as shown; empty for several features), push, factor; the strongest first,
        the last one all that are weaker still.
    """
    pushes: dict[tuple[str, str], float] = {}
    for name, label, value, push in zip(
        *(steps[column].tolist() for column in ("name", "label", "value", "push")), strict=True
    ):
        kind = _kind(name)
        shown = (label, value) if kind is None else (kind, "")
        pushes[shown] = pushes.get(shown, 0.0) + push
    ordered = sorted(pushes.items(), key=lambda item: -abs(item[1]))
    rows = [(label, value, push) for (label, value), push in ordered[:MOST]]
    if rest := [push for _, push in ordered[MOST:]]:
        rows.append((f"{len(rest)} others", "", sum(rest)))
    table = pd.DataFrame(rows, columns=["label", "value", "push"])
    return table.assign(factor=np.exp(table["push"]))


def _kind(name: str) -> str | None:
    return ALBUM if name in titles.ALBUM_WORDS else KINDS.get(features.group(name))
