"""The answers of the clusters page, asked without it."""

import pytest

from analytics.clusters import answers
from analytics.clusters.answers import Way
from analytics.clusters.clustering import METHODS
from analytics.clusters.space import FEATURES
from data.reads import tracks as reads
from data.selection import Selection


def test_labels_say_which_kind_each_track_is_of(everything: Selection) -> None:
    labels = answers.labels(everything)
    clusters = answers.clusters(everything, way=Way())
    assert list(labels.columns) == ["track_id", "cluster", "kind"]
    assert labels.kind.tolist() == [clusters.names[number] for number in labels.cluster]
    assert labels.track_id.tolist() == clusters.members.track_id.tolist()


def test_an_answer_is_kept(everything: Selection) -> None:
    first = answers.clusters(everything, way=Way())
    assert answers.clusters(everything, way=Way()) is first
    assert answers.clusters.if_kept(everything, way=Way()) is first


def test_members_are_the_grouped_tracks(everything: Selection) -> None:
    members = answers.members(everything, way=Way(n_clusters=3))
    assert {"track", "artist", "kind", *FEATURES} <= set(members.columns)
    assert set(members.cluster) == {0, 1, 2}


def test_profiles_map_and_differences_are_of_the_same_clusters(everything: Selection) -> None:
    way = Way(n_clusters=3)
    sizes = answers.clusters(everything, way=way).sizes.tolist()
    assert answers.profiles(everything, way=way).clusters.n_tracks.tolist() == sizes
    assert answers.axes(everything, way=way).points.cluster.value_counts().tolist() == sizes
    assert set(answers.differences(everything, way=way).tests.n_clusters) == {3}


def test_hits_are_those_of_the_whole_version(everything: Selection) -> None:
    singles = Selection(everything.version, album_types=("single",))
    whole = reads.tracks(everything, ["streams"]).streams.quantile(0.9)
    points = answers.axes(singles, way=Way()).points
    assert points.is_hit.tolist() == (points.streams >= whole).tolist()


def test_comparison_has_every_method(everything: Selection) -> None:
    few = Selection(everything.version, album_types=("compilation",))
    said: list[float] = []
    comparison = answers.comparison.compute(
        lambda share, _: said.append(share), few, way=Way(n_clusters=3)
    )
    assert comparison.table.method.tolist() == list(METHODS.values())
    assert said == sorted(said) and said[0] == 0


def test_a_track_is_named_and_placed(everything: Selection) -> None:
    best = reads.tracks(everything).nlargest(1, "streams").iloc[0]
    assert answers.name(everything, track_id=best.track_id) == f"{best.track} · {best.artist}"
    assert answers.name(everything, track_id="no such track") is None
    placed = answers.placed(everything, way=Way(), track_id=best.track_id)
    labels = answers.labels(everything).set_index("track_id")
    assert placed is not None
    assert placed.cluster == labels.cluster[best.track_id]
    assert answers.placed(everything, way=Way(), track_id="no such track") is None


def test_a_new_track_is_placed_by_its_features_alone(everything: Selection) -> None:
    track = reads.tracks(everything).dropna(subset=list(FEATURES)).iloc[0]
    values = tuple(float(track[name]) for name in FEATURES)
    placed = answers.placed_new(everything, way=Way(), values=values)
    assert placed.neighbours.track_id.iloc[0] == track.track_id
    assert placed.neighbours.similarity.iloc[0] == pytest.approx(1)


def test_ranges_leave_out_the_outermost(everything: Selection) -> None:
    low, middle, high = answers.ranges(everything, features=("tempo",))["tempo"]
    tempo = reads.tracks(everything, ["tempo"]).tempo
    assert tempo.min() <= low < middle == tempo.median() < high <= tempo.max()


@pytest.mark.parametrize("name", ["numbers", "neighbourhoods", "comparison"])
def test_what_takes_over_ten_seconds_is_long(name: str) -> None:
    assert getattr(answers, name).is_long


def test_curves_are_of_the_features_chosen(everything: Selection) -> None:
    assert answers.reach(everything, features=("energy", "valence")).n_neighbours == 4
