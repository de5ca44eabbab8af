"""Limits: each allows exactly what pandas would, and what is unknown keeps to none."""

import numpy as np
import pandas as pd
import pytest

from analytics.similar.index import Places
from analytics.similar.limits import Limits, keeping, missed, shortfall
from analytics.similar.space import Soundscape
from analytics.similar.vocabulary import Wish

NOBODY = np.empty(0, np.int64)


@pytest.mark.parametrize(
    ("wish", "column", "low", "high"),
    [
        (Wish("energy", low=0.7), "energy", 0.7, 9),
        (Wish("tempo", 90, 110), "tempo", 90, 110),
        (Wish("loudness", high=-12), "loudness", -99, -12),
        (Wish("key", 5, 5), "key", 5, 5),
        (Wish("minutes", high=2.5), "duration_minutes", 0, 2.5),
    ],
)
def test_a_wish_is_met_by_those_in_its_range(
    known: pd.DataFrame,
    sound: Soundscape,
    index: Places,
    wish: Wish,
    column: str,
    low: float,
    high: float,
) -> None:
    met = shortfall(sound, index, wish) <= 0
    # Single precision may put a value at the very bound on either side.
    inside = known[column].between(low + 1e-5, high - 1e-5) if low < high else known[column] == low
    outside = ~known[column].between(low - 1e-5, high + 1e-5)
    assert met[inside].all() and not met[outside].any()


def test_how_far_a_track_falls_short_is_in_standard_deviations(
    known: pd.DataFrame, sound: Soundscape, index: Places
) -> None:
    short = shortfall(sound, index, Wish("valence", low=0.9))
    expected = (0.9 - known["valence"]).clip(lower=0) / known["valence"].std(ddof=0)
    assert short == pytest.approx(expected.to_numpy(), abs=1e-4)
    assert np.isinf(shortfall(sound, index, Wish("nothing", low=0))).all()
    row = int(short.argmax())
    assert missed(sound, index, (Wish("valence", low=0.9),), row) == "all but valence from 0.9"
    assert missed(sound, index, (), row) == "fits in everything"


def test_limits_beside_a_track_leave_itself_out(
    known: pd.DataFrame, sound: Soundscape, index: Places
) -> None:
    asked = np.array([12])
    one = known.iloc[12]
    [others] = keeping(Limits(), sound, index, asked)
    assert others.sum() == len(known) - 1 and not others[12]
    limits = Limits(tempo=5, same_key=True, other_artists=True)
    allowed = np.logical_and.reduce(keeping(limits, sound, index, asked))
    expected = (known["tempo"] - one.tempo).abs() <= 5
    expected &= (known["key"] == one.key) & (known["artist"] != one.artist)
    assert (allowed == expected.to_numpy()).mean() > 0.999
    assert keeping(limits, sound, index, NOBODY) == []
