"""The catalogue's answers in words."""

import dataclasses
import math

import pandas as pd
import pytest

from analytics.catalogue import answers
from analytics.catalogue.profiles import CatalogueSize
from analytics.catalogue.score import ArtistScore
from data import metrics
from pages.catalogue import words


def test_lead_says_how_much_and_who_carries_it():
    size = CatalogueSize(n_tracks=1200, n_artists=30, streams=2e9, views=1e9, top_streams=1.5e9)
    assert words.lead(size) == (
        f"**1,200 tracks by 30 artists**, {metrics.short(2e9)} streams and "
        f"{metrics.short(1e9)} views in all. The most streamed tenth carries "
        f"**{metrics.percent(0.75, 0)}** of the streams."
    )


@pytest.mark.parametrize(("n_tracks", "streams"), [(1, 5.0), (50, math.nan), (50, 0.0)])
def test_lead_says_no_share_of_few_tracks_or_unknown_streams(n_tracks, streams):
    size = CatalogueSize(n_tracks, 1, streams, streams, streams)
    assert words.lead(size) == f"**{words.many(n_tracks, 'track')} by 1 artist**."


@pytest.mark.parametrize(
    ("percentile", "text"),
    [
        (math.nan, "not known"),
        (99.95, "top 0.1 %"),
        (99.5, "top 1 %"),
        (98.7, "above 98 %"),
        (1, "above 1 %"),
        (0.5, "bottom 1 %"),
        (0.05, "bottom 0.1 %"),
    ],
)
def test_places_are_said_in_percent(percentile, text):
    assert words.place(percentile).replace(metrics.TIE, " ") == text


def test_no_track_strays_further_than_all():
    assert words.share(1.0).replace(metrics.TIE, " ") == "99.9 %"
    assert words.share(0.5).replace(metrics.TIE, " ") == "50 %"


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (12.3, "12 × the expected streams"),
        (2.0, "2.0 × the expected streams"),
        (0.1, "10 × fewer streams than expected"),
    ],
)
def test_ratios_are_said_as_more_or_fewer(ratio, text):
    assert words.times(ratio) == text


def test_cards_show_a_metric_with_its_place():
    figures = pd.DataFrame(
        {
            "metric": ["streams", "likes", "views"],
            "value": [1_500_000.0, 3.0, math.nan],
            "percentile": [95.4, 10.0, math.nan],
        }
    )
    cards = words.cards(figures, "track")
    assert [card.label for card in cards] == ["Streams", "Views"]
    assert cards[0].exact == "1,500,000"
    assert cards[0].meaning.replace(metrics.TIE, " ") == "Above 95 % of tracks"
    assert cards[1].meaning == "Not known"


def test_a_track_ahead_and_one_in_balance_are_told_apart(everything):
    balance = answers.platform_balance(everything, with_outliers=False)
    ahead = answers.track(everything, track_id=balance.spotify["track_id"].iloc[0])
    assert words.verdict(ahead).startswith("**Ahead on Spotify**, ")
    usual = balance.sample[balance.sample["verdict"] == "as expected"]["track_id"].iloc[0]
    assert words.verdict(answers.track(everything, track_id=usual)).startswith("**In balance.**")


def test_a_ranking_reads_with_its_range_in_one_cell(everything):
    ranked = answers.platform_balance(everything, with_outliers=False).spotify
    table = words.balance_table(ranked)
    first = ranked.iloc[0]
    low, high = (metrics.short(first[f"expected_{end}"]) for end in ("low", "high"))
    assert table["expected"].iloc[0] == f"{low} – {high}"
    assert set(words.RANKING_HEADS) <= set(table)


def test_titles_name_the_finding_and_markup_stays_text(everything):
    balance = answers.platform_balance(everything, with_outliers=False)
    assert words.balance_title(balance).endswith("on YouTube")
    assert f"{balance.n_spotify:,} run ahead on Spotify" in words.balance_lead(balance)
    hostile = balance.spotify.assign(track="<b>x</b>")
    assert "&lt;b&gt;x&lt;/b&gt;" in words.ranking_title(hostile, "Spotify")


def test_what_is_compared_is_told_in_a_table_and_a_title(everything, demo_tracks):
    top = demo_tracks.sort_values("streams", ascending=False, na_position="last").head(2)
    keys = tuple(top["track_id"])
    compared = answers.side_by_side(everything, kind="track", keys=keys)
    assert list(words.side_by_side_table(compared)) == ["Metric", *compared.names]
    assert metrics.short(float(top["streams"].iloc[0])) in words.side_by_side_title(compared)
    # Rounded down, as in the catalogue's table.
    figures = compared.figures.assign(percentile=62.7)
    table = words.side_by_side_table(dataclasses.replace(compared, figures=figures))
    assert table[compared.names[0]].str.endswith(" · 62").any()
    alone = answers.side_by_side(everything, kind="track", keys=keys[:1])
    assert words.side_by_side_title(alone) == "Where it stands in the catalogue"


def test_an_artist_is_told_in_a_sentence(everything, demo_tracks):
    name = demo_tracks["artist"].mode()[0]
    profile = answers.artist(everything, name=name)
    tracks = words.many(len(profile.tracks), "track")
    assert f"streams** over {tracks}" in words.artist_lead(profile)
    assert words.own_balance_title(profile).endswith("on YouTube")
    assert words.top_title(profile).startswith("The most streamed track holds ")
    assert words.sound_title(profile).startswith("What sets the sound apart: ")
    unknown = dataclasses.replace(profile, fingerprint=profile.fingerprint.head(0))
    assert words.sound_title(unknown) == "Audio features are not known"


def scored(**changes) -> ArtistScore:
    parts = pd.DataFrame(
        [("streams", 1e9, 96.0, 90.0, 98.0), ("typical_track", 2e6, 40.0, 30.0, 55.0)],
        columns=["part", "value", "percentile", "low", "high"],
    )
    given = {"score": 68.0, "low": 61.2, "high": 74.4, "parts": parts, "n_tracks": 10}
    return ArtistScore(**given | {"stages": ("Established", "Leading")} | changes)


def test_a_score_says_its_stage_and_how_sure_it_is():
    card = words.score_card(scored())
    assert (card.label, card.value) == ("Artist score", "68 of 100")
    assert card.meaning.startswith("Established or leading. Between 61 and 74")
    few = words.score_card(scored(low=math.nan, high=math.nan, n_tracks=2, stages=("Leading",)))
    assert few.meaning == "Leading. 2 tracks: too few to say how sure"
    assert words.stage(scored(stages=())) == "Stage not known"


def test_a_score_is_headed_by_what_lifts_it_and_what_holds_it_back():
    title = words.score_title(scored())
    assert title == "Reach on Spotify lifts the score most, typical track holds it back"
    alone = scored().parts.head(1)
    assert words.score_title(scored(parts=alone)) == "Reach on Spotify above 96 %"
