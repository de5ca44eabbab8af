"""The sentences and tables of the clusters page."""

import dataclasses

import pandas as pd
import pytest

from analytics.clusters.choice import choose_number, measure_neighbours
from analytics.clusters.clustering import Clusters, cluster
from analytics.clusters.comparison import MethodComparison
from analytics.clusters.differences import differ
from analytics.clusters.map import map_axes
from analytics.clusters.placement import place
from analytics.clusters.profiles import profile
from pages.clusters import words


@pytest.fixture(scope="module")
def clusters(demo_tracks: pd.DataFrame) -> Clusters:
    return cluster(demo_tracks, n_clusters=3)


def changed(clusters: Clusters, **values: object) -> Clusters:
    return dataclasses.replace(clusters, **values)


def test_the_lead_counts_kinds_and_names_the_largest(clusters: Clusters) -> None:
    said = words.lead(clusters)
    assert said.startswith(f"**Three kinds of track; the largest, “{clusters.names[0]}”, holds ")
    assert "regions of one cloud" in said


@pytest.mark.parametrize(("score", "said"), [(0.6, "clearly apart"), (0.3, "partly apart")])
def test_the_lead_says_how_far_they_are_apart(clusters: Clusters, score: float, said: str) -> None:
    assert said in words.lead(changed(clusters, silhouette=score))


def test_one_kind_and_none_are_said(clusters: Clusters) -> None:
    members = clusters.members.assign(cluster=0)
    one = changed(clusters, names=("calm",), members=members)
    assert words.lead(one).startswith("**One kind of track only: “calm”, holds 100")
    none = changed(clusters, names=(), members=members.assign(cluster=-1))
    assert words.lead(none).startswith("**No kinds of track stand apart this way.**")


def test_tracks_in_no_cluster_are_counted(clusters: Clusters) -> None:
    labels = clusters.members.cluster.where(
        clusters.members.index >= len(clusters.members) // 4, -1
    )
    assert "25.0\N{NO-BREAK SPACE}% of tracks are in no cluster" in words.lead(
        changed(clusters, members=clusters.members.assign(cluster=labels))
    )


def test_a_basis_is_said_where_it_is_not_every_track(clusters: Clusters) -> None:
    n_tracks = clusters.n_complete
    whole = changed(clusters, n_incomplete=0)
    assert words.basis(whole, n_tracks) == ""
    assert words.basis(changed(whole, n_incomplete=1), n_tracks + 1) == (
        "1 track lacks a chosen feature and stayed out."
    )
    sampled = words.basis(changed(whole, n_complete=n_tracks * 2), n_tracks * 2)
    assert sampled.startswith(f"K-means ran on a sample of {n_tracks:,} of {2 * n_tracks:,} tracks")


def test_a_map_of_a_sample_says_so(demo_tracks: pd.DataFrame, clusters: Clusters) -> None:
    shown = map_axes(demo_tracks, clusters, hit_threshold=1e9)
    assert words.map_basis(shown) == f"Drawn: all {shown.n_tracks:,} tracks."
    sample = dataclasses.replace(shown, points=shown.points.head(100))
    assert words.map_basis(sample).startswith("Drawn: a sample of 100 of ")


def test_differences_are_said_with_their_certainty(
    demo_tracks: pd.DataFrame, clusters: Clusters
) -> None:
    tested = differ(demo_tracks, clusters, n_permutations=19)
    said = words.do_they_differ(tested, "streams")
    assert "How sure: p " in said and "from swapping whole artists" in said
    assert list(words.pairs(tested, "streams", clusters.names)["One"]) == [
        clusters.names[i] for i in (0, 0, 1)
    ]
    skipped = dataclasses.replace(tested, skipped=("streams",))
    assert words.do_they_differ(skipped, "streams").startswith("Not tested: streams helped")
    untested = dataclasses.replace(tested, tests=tested.tests.iloc[:0])
    assert words.do_they_differ(untested, "views").endswith("too few tracks in each cluster.")


def test_the_overview_has_a_row_per_cluster(demo_tracks: pd.DataFrame, clusters: Clusters) -> None:
    table = words.overview(profile(demo_tracks, clusters, hit_threshold=1e9, n_replicates=20))
    assert list(table["Cluster"]) == [
        f"{number} · {name}" for number, name in enumerate(clusters.names, 1)
    ]
    assert table["Share (%)"].sum() == pytest.approx(100, abs=0.02)


def test_a_placed_track_is_told_its_kind(demo_tracks: pd.DataFrame, clusters: Clusters) -> None:
    placed = place(demo_tracks, clusters, demo_tracks.head(1))
    kind = clusters.names[placed.cluster]
    assert words.placed(placed, clusters.names).startswith(
        f"**Cluster {placed.cluster + 1}, “{kind}”**: "
    )
    loner = dataclasses.replace(placed, cluster=-1)
    assert words.placed(loner, clusters.names).startswith("**In no cluster**, like ")


def test_advice_names_what_the_curves_suggest(demo_tracks: pd.DataFrame) -> None:
    few = demo_tracks.head(400)
    number = choose_number(few, features=("energy", "valence"))
    assert f"The elbow suggests {number.elbow}, the silhouette" in words.number_advice(number)
    assert "DBSCAN's reach is" in words.reach_advice(measure_neighbours(few))


def test_the_steadiest_of_those_with_more_than_two_is_advised() -> None:
    rows = [("A", 2, 0.9), ("B", 4, 0.7), ("C", 5, 0.4), ("D", 0, None)]
    table = pd.DataFrame(rows, columns=["method", "n_clusters", "stability"])
    numbers = ["silhouette", "davies_bouldin", "stability_low", "stability_high", "seconds"]
    table[[*numbers, "unclustered_share", "n_tracks"]] = 0.5
    comparison = MethodComparison(table, 8, 100, 100)
    assert "**B gives the most stable clusters**" in words.comparison_advice(comparison)
    assert list(words.compared(comparison)["Method"]) == ["A", "B", "C", "D"]
    nothing = dataclasses.replace(comparison, table=table.tail(1))
    assert words.comparison_advice(nothing) == "No method finds clusters that could be compared."
