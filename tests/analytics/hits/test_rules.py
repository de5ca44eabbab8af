import numpy as np
import pandas as pd
import pytest

from analytics.hits import rules
from analytics.hits.rules import Range
from data.errors import BadOption, NotEnoughData
from tests.analytics.models_catalogue import catalogue


@pytest.fixture(scope="module")
def tracks() -> pd.DataFrame:
    return catalogue(120, per_artist=8)


@pytest.fixture(scope="module")
def threshold(tracks: pd.DataFrame) -> float:
    return float(tracks["streams"].quantile(0.9))


def test_the_difference_and_its_error_are_statsmodels(
    tracks: pd.DataFrame, threshold: float
) -> None:
    import statsmodels.api as sm

    rule = [Range("energy", 0.7), Range("valence", 0.2, 0.9)]
    found = rules.check_rule(tracks, rule, threshold=threshold)
    inside = (tracks["energy"] >= 0.7) & tracks["valence"].between(0.2, 0.9)
    hit = (tracks["streams"] >= threshold).astype(float)
    theirs = sm.OLS(hit, sm.add_constant(inside.astype(float))).fit(
        cov_type="cluster", cov_kwds={"groups": pd.factorize(tracks["artist"])[0]}, use_t=True
    )
    assert found.difference == pytest.approx(theirs.params.iloc[1])
    assert (found.low, found.high) == pytest.approx(tuple(theirs.conf_int().iloc[1]))
    assert found.p == pytest.approx(theirs.pvalues.iloc[1])
    assert found.rate == pytest.approx(hit[inside].mean())
    assert found.rule == "energy at least 0.7 and valence 0.2 to 0.9"


def test_a_real_rule_holds_and_a_dud_does_not(tracks: pd.DataFrame, threshold: float) -> None:
    real = rules.check_rule(tracks, [Range("energy", 0.8)], threshold=threshold, n_looked_at=20)
    assert real.is_real
    assert real.rate > real.rest_rate
    dud = rules.check_rule(tracks, [Range("liveness", 0.5)], threshold=threshold)
    assert not dud.is_real
    assert "may well be chance" in dud.sentence


def test_looking_at_many_rules_costs(tracks: pd.DataFrame, threshold: float) -> None:
    """Of rules that mean nothing, one in twenty shines; after correction hardly any search does."""
    rng = np.random.default_rng(0)
    alone = corrected = 0
    for _ in range(20):
        noise = tracks.assign(**{"valence": rng.random(len(tracks))})
        found = [
            rules.check_rule(noise, [Range("valence", low)], threshold=threshold, n_looked_at=10)
            for low in np.linspace(0.2, 0.8, 10)
        ]
        alone += any(one.p < 0.05 for one in found)
        corrected += any(one.is_real for one in found)
    assert corrected <= 2
    assert corrected <= alone


def test_rules_that_cannot_be_judged_are_refused(tracks: pd.DataFrame, threshold: float) -> None:
    with pytest.raises(NotEnoughData, match="a hit rate needs"):
        rules.check_rule(tracks, [Range("energy", 0.995)], threshold=threshold)
    with pytest.raises(BadOption):
        rules.check_rule(tracks, [], threshold=threshold)
    with pytest.raises(BadOption):
        rules.check_rule(tracks, [Range("mood", 1)], threshold=threshold)


def test_the_best_simple_rule_is_the_planted_one_and_was_checked_elsewhere(
    tracks: pd.DataFrame, threshold: float
) -> None:
    found = rules.best_rules(tracks, threshold=threshold)
    assert len(found)
    best = found.iloc[0]
    assert "energy at least" in best["rule"]
    assert best["is_real"]
    again = rules.check_rule(tracks, best["ranges"], threshold=threshold)
    assert again.rule == best["rule"]
    assert best["n_tracks"] < again.n_tracks


def test_bounds_are_inclusive_and_unknown_values_follow_no_rule() -> None:
    frame = pd.DataFrame({"tempo": [100.0, 120.0, np.nan]})
    assert Range("tempo", 100, 110).holds(frame).tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("bound", "words"),
    [
        (Range("tempo", None, 120), "tempo at most 120\N{NO-BREAK SPACE}BPM"),
        (Range("loudness", -8, -4.62), "loudness −8 to −4.62\N{NO-BREAK SPACE}dB"),
        (Range("duration_minutes", 4), "duration at least 4:00\N{NO-BREAK SPACE}min"),
        (Range("energy", 0), "energy at least 0"),
    ],
)
def test_bounds_are_said_in_their_units(bound: Range, words: str) -> None:
    assert bound.words() == words


@pytest.mark.real
def test_danceable_and_energetic_says_nothing_of_hits_on_the_real_file(
    real_tracks: pd.DataFrame,
) -> None:
    found = rules.check_rule(
        real_tracks,
        [Range("danceability", 0.7), Range("energy", 0.8)],
        threshold=float(real_tracks["streams"].quantile(0.9)),
    )
    assert found.rate == pytest.approx(0.106, abs=0.001)
    assert found.rest_rate == pytest.approx(0.100, abs=0.001)
    assert not found.is_real
