"""What the drivers page says."""

import dataclasses
import math

import pandas as pd
import pytest

from analytics.drivers.ols import Ols, ols
from data.metrics import decimal, exact, percent
from pages.drivers import words


def best(audio: float, release: float, leak: float = 0.02) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "feature_set": ["audio", "release"],
            "label": "XGBoost",
            "score": [audio, release],
            "spread": 0.03,
            "naive": [audio + leak, release + leak],
            "baseline": -0.001,
            "leak": [leak, float("nan")],
        }
    )


@pytest.mark.parametrize(
    ("audio", "release", "said"),
    [(0.02, 0.05, "Hardly"), (0.1, 0.5, "by who makes"), (0.4, 0.5, "as well as by who")],
)
def test_the_verdict_follows_the_scores(audio: float, release: float, said: str) -> None:
    assert said in words.lead(best(audio, release), "streams")


def test_the_leak_is_named_with_its_sign() -> None:
    assert "would score 2 points more (audio)." in words.leak(best(0.1, 0.5))
    assert "would score 2 points less (audio)." in words.leak(best(0.1, 0.5, -0.02))


def test_a_naive_split_that_was_not_tried_is_not_told() -> None:
    assert words.leak(best(0.1, 0.5).assign(leak=float("nan"))) == ""


@pytest.fixture(scope="module")
def fit(demo_tracks: pd.DataFrame) -> Ols:
    return ols(demo_tracks, features=("energy", "loudness", "valence", "key"))


def test_what_the_regression_is_worth_is_said_with_its_numbers(fit: Ols) -> None:
    said = words.weighed(fit)
    assert f"**{percent(fit.held_out_r2, 0)}** of the differences in streams" in said
    assert f"on the {exact(fit.n_tracks)} tracks of {exact(fit.n_artists)} artists they" in said
    assert f"are {decimal(fit.naive_error_ratio, 1)} times as wide as plain ones" in said


def test_what_cannot_be_told_is_not_said_with_a_dash(fit: Ols) -> None:
    nothing = dict.fromkeys(("held_out_r2", "held_out_spread", "artist_share"), math.nan)
    said = words.weighed(dataclasses.replace(fit, **nothing))
    assert "too few, or too alike, to try on artists not seen" in said
    assert "–" not in said and "are alike" not in said


def test_crowded_and_left_out_features_are_named(fit: Ols) -> None:
    assert "bars are wide" not in words.weighed(fit)
    crowded = fit.coefficients.assign(vif=[9.0, 9.0, 1.0, 1.0])
    first, second = fit.coefficients["label"].head(2)
    said = words.weighed(dataclasses.replace(fit, coefficients=crowded, left_out=("tempo",)))
    assert f"{first} and {second} overlap with other features" in said
    assert said.endswith("hardly any track has them: Tempo.")


def test_every_coefficient_is_a_row_with_its_interval(fit: Ols) -> None:
    table = words.coefficients(fit)
    assert list(table) == list(words.feature_columns("streams"))
    assert table["label"].tolist() == fit.coefficients["label"].tolist()
    first = fit.coefficients.iloc[0]
    assert table["change"][0] == words.change(first)
    assert words.signed(first["percent_low"]) in table["change"][0]


def test_a_switch_has_no_standard_deviation(demo_tracks: pd.DataFrame) -> None:
    table = words.coefficients(ols(demo_tracks, features=("is_single", "loudness", "energy")))
    steps = table.set_index("label")["step"]
    assert steps["Single"] == "yes, not no"
    assert steps["Loudness"].startswith("+") and steps["Loudness"].endswith("dB")


@pytest.mark.parametrize("target", ["streams", "likes"])
def test_the_table_names_what_changes(target: str) -> None:
    assert words.feature_columns(target)["change"] == f"Change of {target} [95 %]"


@pytest.mark.parametrize(
    ("share", "written"), [(0.123, "+12 %"), (-0.5, "−50 %"), (0.004, "0 %"), (-0.004, "0 %")]
)
def test_changes_carry_their_sign_and_zero_has_none(share: float, written: str) -> None:
    assert words.signed(share).replace("\N{NO-BREAK SPACE}", " ") == written


@pytest.mark.parametrize("target", ["streams", "views", "likes", "comments"])
def test_what_is_weighed_at_first_is_on_offer_in_words(target: str) -> None:
    offered = words.offered(target)
    assert set(words.usual(target)) <= set(offered)
    assert offered["energy"] == "Energy"
    assert f"own_{target}" not in offered


def test_models_are_rounded_for_the_table() -> None:
    names = ("label", "standing", "score", "spread", "naive", "unknown", "baseline", "seconds")
    scored = pd.DataFrame({key: [1] for key in names}).assign(nrmse_mean=math.pi, mae_mean=math.e)
    table = words.models(scored)
    assert list(table) == list(words.MODEL_COLUMNS)
    assert table.loc[0, ["nrmse", "mae"]].tolist() == [3.142, 2.718]
