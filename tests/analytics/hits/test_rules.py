import numpy as np
import pandas as pd
import pytest

from analytics.features.condition import Condition
from analytics.hits import rules
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

    rule = [Condition("energy", 0.7), Condition("valence", 0.2, 0.9)]
    check = rules.check_rule(tracks, rule, threshold=threshold)
    inside = (tracks["energy"] >= 0.7) & tracks["valence"].between(0.2, 0.9)
    hit = (tracks["streams"] >= threshold).astype(float)
    theirs = sm.OLS(hit, sm.add_constant(inside.astype(float))).fit(
        cov_type="cluster", cov_kwds={"groups": pd.factorize(tracks["artist"])[0]}, use_t=True
    )
    assert check.difference == pytest.approx(theirs.params.iloc[1])
    assert (check.low, check.high) == pytest.approx(tuple(theirs.conf_int().iloc[1]))
    assert check.p == pytest.approx(theirs.pvalues.iloc[1])
    assert check.rate == pytest.approx(hit[inside].mean())
    assert check.rule == "energy at least 0.7 and valence 0.2 to 0.9"


def test_a_real_rule_holds_and_a_dud_does_not(tracks: pd.DataFrame, threshold: float) -> None:
    real = rules.check_rule(tracks, [Condition("energy", 0.8)], threshold=threshold, n_looked_at=20)
    assert real.is_real
    assert real.rate > real.rest_rate
    assert real.p_adjusted == pytest.approx(20 * real.p)
    dud = rules.check_rule(tracks, [Condition("liveness", 0.5)], threshold=threshold)
    assert not dud.is_real


def test_looking_at_many_rules_costs(tracks: pd.DataFrame, threshold: float) -> None:
    """Of rules that mean nothing, one in twenty shines; after correction hardly any search does."""
    rng = np.random.default_rng(0)
    options = {"threshold": threshold, "n_looked_at": 10}
    alone = corrected = 0
    for _ in range(20):
        noise = tracks.assign(**{"valence": rng.random(len(tracks))})
        checks = [
            rules.check_rule(noise, [Condition("valence", low)], **options)
            for low in np.linspace(0.2, 0.8, 10)
        ]
        alone += any(check.p < 0.05 for check in checks)
        corrected += any(check.is_real for check in checks)
    assert corrected <= 2
    assert corrected <= alone


def test_rules_that_cannot_be_judged_are_refused(tracks: pd.DataFrame, threshold: float) -> None:
    with pytest.raises(NotEnoughData, match="a hit rate needs"):
        rules.check_rule(tracks, [Condition("energy", 0.995)], threshold=threshold)
    with pytest.raises(BadOption, match="at least one condition"):
        rules.check_rule(tracks, [], threshold=threshold)
    with pytest.raises(BadOption, match="no figure 'mood'"):
        rules.check_rule(tracks, [Condition("mood", 1)], threshold=threshold)
    with pytest.raises(BadOption, match="Nothing lies"):
        rules.check_rule(tracks, [Condition("energy", 0.8, 0.2)], threshold=threshold)


def test_the_best_simple_rule_is_the_planted_one_and_was_checked_elsewhere(
    tracks: pd.DataFrame, threshold: float
) -> None:
    best = rules.best_rules(tracks, threshold=threshold).iloc[0]
    assert "energy at least" in best["rule"]
    assert best["is_real"]
    again = rules.check_rule(tracks, best["conditions"], threshold=threshold)
    assert again.rule == best["rule"]
    assert best["n_tracks"] < again.n_tracks


@pytest.mark.real
def test_danceable_and_energetic_says_nothing_of_hits_on_the_real_file(
    real_tracks: pd.DataFrame,
) -> None:
    check = rules.check_rule(
        real_tracks,
        [Condition("danceability", 0.7), Condition("energy", 0.8)],
        threshold=float(real_tracks["streams"].quantile(0.9)),
    )
    assert check.rate == pytest.approx(0.106, abs=0.001)
    assert check.rest_rate == pytest.approx(0.100, abs=0.001)
    assert not check.is_real


def test_tracks_without_the_value_are_among_the_rest(
    tracks: pd.DataFrame, threshold: float
) -> None:
    gaps = tracks.assign(energy=tracks["energy"].where(tracks.index % 4 > 0))
    check = rules.check_rule(gaps, [Condition("energy", 0.5)], threshold=threshold)
    assert check.n_tracks == int((gaps["energy"] >= 0.5).sum())
    assert check.n_tracks + check.n_rest == len(tracks)


def test_tracks_of_unknown_streams_do_not_count(tracks: pd.DataFrame, threshold: float) -> None:
    more = pd.concat([tracks, tracks.head(50).assign(streams=np.nan)], ignore_index=True)
    rule = [Condition("energy", 0.8)]
    one, other = (rules.check_rule(t, rule, threshold=threshold) for t in (tracks, more))
    assert (one.rate, one.rest_rate, one.p) == (other.rate, other.rest_rate, other.p)


def test_where_every_track_is_a_hit_no_rule_is_found(tracks: pd.DataFrame) -> None:
    assert rules.best_rules(tracks, threshold=0.0).empty
