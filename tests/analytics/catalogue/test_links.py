"""Addresses from the data: only those of the two platforms are offered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.catalogue.links import spotify_link, youtube_link


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://evil.example/?youtube.com",
        "https://youtube.com.evil.example/watch",
        "https://youtube.com@evil.example/",
        "https://notyoutube.com/",
        "ftp://youtube.com/",
        "//youtube.com/x",
        "https://youtube.com/\nx",
        "https://youtube.com\\@evil.example",
        "https://[youtube.com",
        '"><script>',
        "",
        None,
        float("nan"),
        7,
    ],
)
def test_links_of_other_places_are_none(url):
    assert youtube_link(url) is None
    assert spotify_link(url, url) is None


def test_links_of_the_two_platforms_stay():
    for url in ("https://www.youtube.com/watch?v=HyHNuVaZJ-k", "http://youtu.be/x"):
        assert youtube_link(url) == url
    page = "https://open.spotify.com/artist/3AA28KZvwAUcZuOKwyblJQ"
    assert spotify_link(None, page) == page
    assert youtube_link(page) is None


def test_links_to_a_track_are_made_of_its_uri():
    uri = "spotify:track:0d28khcov6AiegSCpG5TuT"
    assert spotify_link(uri) == "https://open.spotify.com/track/0d28khcov6AiegSCpG5TuT"
    assert spotify_link("spotify:track:../../evil") is None


@given(st.text())
def test_links_are_safe_whatever_the_text(text):
    link = youtube_link(text)
    assert link is None or link.startswith(("http://", "https://"))
