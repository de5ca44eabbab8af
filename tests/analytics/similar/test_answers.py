"""What the page asks, of the demo: texts taken for what they mean, neighbours within limits."""

import numpy as np
import pandas as pd
import pytest
from sklearn.neighbors import NearestNeighbors

from analytics.clusters.space import FEATURES
from analytics.similar import answers
from analytics.similar.limits import Limits
from analytics.similar.vocabulary import Wish
from data.errors import NotEnoughData
from data.selection import Selection

N = 8


@pytest.fixture(scope="module", autouse=True)
def _placed(everything: Selection) -> None:
    answers.sound(everything)


def test_the_nearest_are_scikit_learns_over_all_and_in_the_cluster(
    everything: Selection, known: pd.DataFrame
) -> None:
    values = known[list(FEATURES)].to_numpy()
    points = (values - values.mean(axis=0)) / values.std(axis=0)
    row = 25
    alike = answers.like(everything, track_ids=(known["track_id"][row],), limits=Limits(n=N))
    golden = NearestNeighbors(metric="cosine", algorithm="brute").fit(points)
    _, near = golden.kneighbors(points[[row]], N + 1)
    assert alike.overall["track_id"].tolist() == known["track_id"].iloc[near[0][1:]].tolist()
    assert (alike.inside["cluster"] == alike.cluster).all()
    assert alike.inside["similarity"].is_monotonic_decreasing
    assert alike.asked["track_id"].tolist() == [known["track_id"][row]]


def test_several_tracks_stand_for_their_middle(everything: Selection, known: pd.DataFrame) -> None:
    ids = tuple(known["track_id"].iloc[[3, 4, 5]])
    alike = answers.like(everything, track_ids=(*ids, "no id"), limits=Limits(n=N))
    mean = known.iloc[[3, 4, 5]][list(FEATURES)].mean()
    assert alike.values == pytest.approx(mean.to_dict(), rel=1e-3, abs=1e-4)
    assert not set(ids) & {*alike.overall["track_id"], *alike.inside["track_id"]}


def test_limits_and_the_filter_are_kept(everything: Selection, known: pd.DataFrame) -> None:
    one = known.iloc[40]
    limits = Limits(tempo=6, same_key=True, other_artists=True, n=N)
    found = answers.like(everything, track_ids=(one.track_id,), limits=limits).overall
    assert len(found)
    assert (found["tempo"] - one.tempo).abs().max() <= 6.001
    assert (found["key"] == one.key).all()
    assert all(set(one.artists).isdisjoint(names) for names in found["artists"])
    singles = Selection(everything.version, album_types=("single",))
    found = answers.like(singles, track_ids=(one.track_id,), limits=Limits(n=N)).overall
    kinds = known.set_index("track_id")["album_type"]
    assert set(kinds[found["track_id"]]) == {"single"}
    by_genre = answers.like(
        everything, track_ids=(one.track_id,), limits=Limits(genres=("jazz",), n=N)
    )
    assert all("jazz" in said for said in by_genre.overall["genres"])


def test_a_track_without_its_sound_is_near_none(everything: Selection) -> None:
    with pytest.raises(NotEnoughData, match="none of the tracks"):
        answers.like(everything, track_ids=("0" * 16, ""), limits=Limits())


def test_a_point_and_a_sound_have_neighbours_too(
    everything: Selection, known: pd.DataFrame
) -> None:
    one = known.iloc[9]
    values = {name: float(one[name]) for name in FEATURES}
    alike = answers.like_sound(everything, values=values, limits=Limits(n=N))
    assert alike.overall["track_id"].iloc[0] == one.track_id
    assert alike.overall["similarity"].iloc[0] == pytest.approx(1, abs=1e-4)
    point = answers.like_point(everything, x=2.0, y=-1.0, limits=Limits(n=N))
    assert len(point.overall) == N and point.asked.empty
    assert point.overall["x"].mean() > 0.5 and point.overall["y"].mean() < 0
    drawn = answers.backdrop(everything)
    assert set(known["track_id"]) >= set(drawn.points["track_id"])


def test_words_find_what_fits_the_most_streamed_first(
    everything: Selection, known: pd.DataFrame
) -> None:
    wishes = (Wish("energy", high=0.4), Wish("acousticness", low=0.6), Wish("tempo", 76, 84))
    fitting = answers.fitting(everything, limits=Limits(wishes=wishes, n=N))
    is_fit = (known["energy"] <= 0.4) & (known["acousticness"] >= 0.6)
    is_fit &= known["tempo"].between(76, 84)
    expected = known[is_fit].sort_values("streams", ascending=False)["track_id"].head(N)
    assert fitting.n_fitting == is_fit.sum()
    assert fitting.table["track_id"].tolist() == expected.tolist()
    assert set(fitting.table["why"]) == {"fits in everything"}


def test_what_nothing_fits_is_nearly_fitted(everything: Selection) -> None:
    wishes = (Wish("energy", low=0.9), Wish("acousticness", low=0.97), Wish("key", 3, 3))
    fitting = answers.fitting(everything, limits=Limits(wishes=wishes, n=N))
    assert fitting.n_fitting == 0
    assert fitting.table["why"].str.startswith("all but").all()
    assert (fitting.table["key"] == 3).all()


def test_a_text_is_taken_for_what_it_is(everything: Selection, known: pd.DataFrame) -> None:
    artist = max(known["artist"].unique(), key=len)
    meant = answers.meant(everything, text=f"songs like {artist}")
    assert meant.artist == artist and not meant.is_misspelt
    meant = answers.meant(everything, text=artist[:4] + artist[5:])
    assert meant.artist == artist and meant.is_misspelt
    meant = answers.meant(everything, text="calm acoustic jazz around 80 BPM")
    assert meant.understood.genres == ("jazz",)
    assert len(meant.understood.wishes) == 3 and meant.found.empty
    meant = answers.meant(everything, text="xqzzt blorp")
    assert meant.found.empty and meant.artist is None
    assert answers.meant(everything, text="  ").understood.said == ()


def test_the_first_track_is_the_most_streamed(everything: Selection, known: pd.DataFrame) -> None:
    assert set(answers.genres(everything)) >= {"jazz", "pop"}
    most = known.loc[known["streams"].idxmax(), "track_id"]
    assert answers.first(everything) == (most,)
    assert np.isfinite(answers.sound(everything).mixture.bic)
