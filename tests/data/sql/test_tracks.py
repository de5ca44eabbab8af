"""What the mart of tracks says beyond the rows: outliers, ratios, doubtful videos."""

import pandas as pd
import pytest

from data.demo.catalogue import FAN_VIDEO, TRUTH
from data.demo.names import HOUSES
from tests.data.conftest import CsvFile, imported, tracks


@pytest.mark.usefixtures("data_dir")
def test_outliers_are_flagged_with_their_direction(csv_file: CsvFile) -> None:
    usual = [
        {"Track": f"T{n}", "Stream": str(1000 + n), "Views": str(900 + 7 * n)} for n in range(40)
    ]
    imported(
        csv_file(*usual, {"Track": "seen", "Views": "99000000"}, {"Track": "heard", "Views": "2"})
    )
    flagged = tracks().query("is_outlier").set_index("track").outlier_reason
    assert flagged.to_dict() == {"seen": "view-heavy", "heard": "stream-heavy"}


USUAL = [
    {"Track": f"T{n}", "Title": f"T{n}", "Stream": str(2000 + n), "Views": str(500 * 2 ** (n % 5))}
    for n in range(60)
]
FAN = {"Licensed": "False", "official_video": "False", "Views": "500"}
"""An upload with fewer views than most tracks of as many streams have, but not suspiciously few."""


@pytest.mark.usefixtures("data_dir")
def test_a_video_is_doubted_for_its_channel_its_views_and_its_title(csv_file: CsvFile) -> None:
    imported(
        csv_file(
            *USUAL,
            FAN | {"Track": "a fan's", "Title": "a fan's", "Channel": "Ada Crew"},
            FAN | {"Track": "a stranger's", "Title": "a stranger's", "Channel": "someone"},
            FAN | {"Track": "no channel", "Title": "no channel", "Channel": ""},
            FAN | {"Track": "own", "Title": "own", "Channel": "ADÁ - Official"},
            FAN | {"Track": "label", "Title": "label", "Channel": "Dusk Records"},
            FAN | {"Track": "with Eve", "Title": "Eve ft. Ada - with Eve", "Channel": "Eve"},
            FAN | {"Track": "licensed", "Title": "licensed", "Channel": "D", "Licensed": "True"},
            FAN | {"Track": "seen", "Title": "seen", "Channel": "someone", "Views": "9000"},
            {"Track": "unseen", "Title": "unseen", "Views": "2"},
            {"Track": "First Light", "Title": "Ada: full concert"},
            {"Track": "Première Lueur", "Title": "Ada - PREMIERE LUEUR"},
            {"Track": "Odo", "Title": "\u8e0a"},
            FAN | {"Track": "Last Light", "Title": "Evening", "Channel": "x", "Views": "1"},
            {"Track": "none", "Title": "", "Channel": "", "Views": "", "Licensed": ""},
        )
    )
    made = tracks().set_index("track")
    found = {name: list(said) for name, said in made.video_doubts.items() if len(said)}
    assert found == {
        "a fan's": ["channel"],
        "a stranger's": ["channel"],
        "unseen": ["views"],
        "First Light": ["title"],
        "Last Light": ["channel", "views", "title"],
    }
    assert made.index[made.is_doubtful_video].sort_values().tolist() == sorted(found)


@pytest.mark.usefixtures("data_dir")
def test_few_views_are_no_sign_where_few_tracks_say_what_is_usual(csv_file: CsvFile) -> None:
    few = USUAL[:20]
    imported(csv_file(*few, {"Track": "unseen", "Title": "unseen", "Views": "2"}))
    assert not tracks().is_doubtful_video.any()


def test_videos_that_fans_uploaded_are_found_in_the_demo(demo_tracks: pd.DataFrame) -> None:
    by_fan = demo_tracks.youtube_url.fillna("").str.startswith(FAN_VIDEO)
    share = by_fan.sum() / (demo_tracks.has_official_video == False).sum()  # noqa: E712
    assert share == pytest.approx(TRUTH.fan_videos, abs=0.03)
    flagged = demo_tracks.is_doubtful_video
    assert flagged[by_fan].mean() >= 0.95

    # Others that it finds were uploaded by somebody: neither artist nor label is in the name.
    name = demo_tracks.channel.fillna("").str.replace(" ", "")
    artist = demo_tracks.artist.str.replace(" ", "")
    known = [own in whole for own, whole in zip(artist, name, strict=True)]
    somebody = ~(pd.Series(known, demo_tracks.index) | name.str.startswith(HOUSES))
    assert (by_fan | somebody)[flagged].mean() >= 0.85
    assert not flagged[~(by_fan | somebody)].mean() > 0.03
