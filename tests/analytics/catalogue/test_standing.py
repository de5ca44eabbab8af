"""Percentiles, safe links, profiles and platform balance."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.catalogue import standing as catalogue
from analytics.catalogue.balance import expect_streams, judge, platform_balance
from data.errors import BadOption, NotEnoughData


def simulated(n: int = 600, seed: int = 0) -> pd.DataFrame:
    """Make tracks of which every artist's last one has twenty times the streams of its peers."""
    rng = np.random.default_rng(seed)
    artist = np.arange(n) // 6
    fame = rng.normal(0, 1, artist.max() + 1)[artist]
    views = np.exp(14 + fame + rng.normal(0, 1.5, n))
    back = 16 + fame + rng.normal(0, 0.2, n)
    streams = np.exp(3 + 0.4 * np.log(views) + 0.45 * back + rng.normal(0, 0.4, n))
    streams[artist % 20 == 0] *= 20
    return pd.DataFrame(
        {
            "track_id": [f"t{i:04d}" for i in range(n)],
            "artist": [f"a{i:03d}" for i in artist],
            "streams": np.floor(streams),
            "views": np.floor(views),
            "back_streams_mean": back,
            "back_views_mean": 14 + fame,
        }
    )


TRACKS = simulated()


class TestPercentiles:
    @given(
        st.lists(st.integers(0, 50), min_size=1, max_size=60),
        st.integers(-5, 55),
    )
    def test_agree_with_counting(self, values, asked):
        grid = catalogue.percentile_grid(pd.DataFrame({"streams": values}))
        below, same = np.mean(np.less(values, asked)), np.mean(np.equal(values, asked))
        expected = 100 * (below + same / 2)
        assert grid.percentiles("streams", [asked])[0] == pytest.approx(expected, abs=0.2)

    def test_are_unknown_for_unknown_values(self):
        grid = catalogue.percentile_grid(pd.DataFrame({"streams": [1, None], "views": [None] * 2}))
        assert np.isnan(grid.percentiles("streams", [None])[0])
        assert np.isnan(grid.percentiles("views", [3])[0])

    def test_of_no_rows_are_unknown(self):
        grid = catalogue.percentile_grid(pd.DataFrame({"streams": pd.Series(dtype=float)}))
        assert np.isnan(grid.percentiles("streams", [1.0])[0])


class TestLinks:
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
    def test_of_other_places_are_none(self, url):
        assert catalogue.youtube_link(url) is None
        assert catalogue.spotify_link(url, url) is None

    def test_of_the_two_platforms_stay(self):
        for url in ("https://www.youtube.com/watch?v=HyHNuVaZJ-k", "http://youtu.be/x"):
            assert catalogue.youtube_link(url) == url
        page = "https://open.spotify.com/artist/3AA28KZvwAUcZuOKwyblJQ"
        assert catalogue.spotify_link(None, page) == page
        assert catalogue.youtube_link(page) is None

    def test_to_a_track_are_made_of_its_uri(self):
        uri = "spotify:track:0d28khcov6AiegSCpG5TuT"
        assert (
            catalogue.spotify_link(uri) == "https://open.spotify.com/track/0d28khcov6AiegSCpG5TuT"
        )
        assert catalogue.spotify_link("spotify:track:../../evil") is None

    @given(st.text())
    def test_are_safe_whatever_the_text(self, text):
        link = catalogue.youtube_link(text)
        assert link is None or link.startswith(("http://", "https://"))


def test_presented_rows_keep_whole_numbers_and_their_columns():
    rows = pd.DataFrame(
        {"track_id": ["a", "b"], "streams": [5.0, None], "artists": [["x", "y"], ["z"]]}
    )
    grid = catalogue.percentile_grid(rows[["streams"]])
    shown = catalogue.presented(rows, ("artists", "streams"), grid)
    assert list(shown) == ["track_id", "artists", "streams", "streams_percentile"]
    assert shown["streams"].tolist() == [5, pd.NA]
    assert shown["artists"].tolist() == ["x, y", "z"]


def test_names_that_read_the_same_are_numbered():
    rows = pd.DataFrame({"track": ["Home"] * 2, "artist": ["Ann"] * 2, "track_id": ["a", "b"]})
    assert catalogue.distinct_names(rows, "track") == ("Home · Ann", "Home · Ann (2)")


def test_comparison_needs_a_row():
    grid = catalogue.percentile_grid(pd.DataFrame({"streams": [1]}))
    with pytest.raises(NotEnoughData):
        catalogue.compare(pd.DataFrame(), grid, kind="track", metrics=("streams",))


def test_profile_of_an_artist_stands_among_the_others(demo_tracks):
    name = demo_tracks["artist"].value_counts().index[0]
    own = demo_tracks[demo_tracks["artist"] == name]
    grid = catalogue.percentile_grid(
        demo_tracks[["streams", "views", *catalogue.AUDIO_FEATURES]].astype(float)
    )
    found = catalogue.fingerprint(own, grid).set_index("metric")
    assert found.loc["energy", "median"] == pytest.approx(own["energy"].median())
    assert (found["percentile_low"] <= found["percentile_high"]).all()
    assert "key" not in found.index


class TestPlatformBalance:
    def test_huber_fit_is_that_of_statsmodels(self):
        """Golden: `statsmodels.RLM` with `HuberT(1.345)` on the same columns."""
        import statsmodels.api as sm

        found = expect_streams(TRACKS)
        views = np.log1p(TRACKS["views"])
        matrix = np.column_stack(
            [
                np.ones(len(TRACKS)),
                views,
                np.maximum(views - found.knots[0], 0),
                np.maximum(views - found.knots[1], 0),
                TRACKS["back_streams_mean"],
                TRACKS["back_views_mean"],
            ]
        )
        golden = sm.RLM(np.log1p(TRACKS["streams"]), matrix, M=sm.robust.norms.HuberT()).fit(
            maxiter=200, tol=1e-10
        )
        assert list(found.coefficients.values())[:6] == pytest.approx(golden.params, abs=2e-3)

    def test_finds_the_planted_tracks(self):
        judged = platform_balance(TRACKS).tracks
        planted = TRACKS["artist"].str[1:].astype(int) % 20 == 0
        assert (judged.loc[planted, "verdict"] == "spotify").mean() > 0.9
        assert (judged.loc[planted, "sureness"]).min() > 0.8

    def test_range_holds_what_it_promises(self):
        tracks = simulated(3000, seed=1)
        for confidence in (0.5, 0.8, 0.9):
            found = expect_streams(tracks, confidence=confidence)
            assert found.coverage == pytest.approx(confidence, abs=0.03)
        fresh = judge(simulated(3000, seed=2), found)
        streams = simulated(3000, seed=2)["streams"]
        inside = streams.between(fresh["expected_low"], fresh["expected_high"]).mean()
        assert inside == pytest.approx(0.9, abs=0.04)

    @settings(max_examples=5)
    @given(st.integers(0, 2**31))
    def test_row_order_changes_nothing(self, seed):
        shuffled = TRACKS.sample(frac=1, random_state=seed)
        one, two = platform_balance(TRACKS).tracks, platform_balance(shuffled).tracks
        pd.testing.assert_frame_equal(one, two.loc[one.index], rtol=1e-6)

    def test_more_streams_are_further_ahead(self):
        found = expect_streams(TRACKS)
        more = judge(TRACKS.assign(streams=TRACKS["streams"] * 2), found)
        assert (more["departure"] > judge(TRACKS, found)["departure"]).all()

    def test_input_stays_as_it_was(self):
        before = TRACKS.copy(deep=True)
        platform_balance(TRACKS)
        pd.testing.assert_frame_equal(TRACKS, before)

    def test_a_track_without_counts_is_unknown(self):
        gaps = TRACKS.copy()
        gaps.loc[0, "streams"] = np.nan
        gaps.loc[1, ["back_streams_mean", "back_views_mean"]] = np.nan
        judged = platform_balance(gaps).tracks
        assert judged.loc[0, "verdict"] == "unknown"
        assert np.isnan(judged.loc[0, "sureness"])
        assert judged.loc[1, "verdict"] != "unknown"
        assert judged["expected_streams"].drop(0).notna().all()

    def test_an_expectation_serves_other_tracks(self):
        found = expect_streams(TRACKS)
        few = platform_balance(TRACKS.head(3), expectation=found)
        pd.testing.assert_frame_equal(few.tracks, judge(TRACKS, found).head(3))

    def test_too_few_tracks_are_refused(self):
        with pytest.raises(NotEnoughData, match="100 tracks of 20 artists"):
            expect_streams(TRACKS.head(50))
        with pytest.raises(NotEnoughData):
            expect_streams(TRACKS.head(0))
        with pytest.raises(NotEnoughData):
            expect_streams(TRACKS.assign(artist="one"))

    @pytest.mark.parametrize("confidence", [0, 1, -1, 80])
    def test_confidence_is_a_share(self, confidence):
        with pytest.raises(BadOption):
            expect_streams(TRACKS, confidence=confidence)
