"""A planted cap is found, and a catalogue that just ends is not said to have one."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.data_room import answers, cap
from data import build, published
from data.selection import Selection
from tests.data.conftest import ROW, as_csv


def counts(tracks: np.ndarray, captured_on: str = "2026-01-01") -> pd.DataFrame:
    n_tracks, n_artists = np.unique(tracks, return_counts=True)
    return pd.DataFrame({"captured_on": captured_on, "n_tracks": n_tracks, "n_artists": n_artists})


def whole(seed: int, n_artists: int = 1500, typical: int = 25) -> np.ndarray:
    """Return how many tracks artists have released: a few very many."""
    rng = np.random.default_rng(seed)
    return np.ceil(rng.lognormal(np.log(typical), 0.9, n_artists)).astype(int)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("typical", [2, 8, 25])
def test_whole_catalogues_have_no_cap(seed: int, typical: int) -> None:
    assert cap.find(counts(whole(seed, typical=typical))) is None
    assert cap.find(counts(np.random.default_rng(seed).poisson(9, 1500) + 1)) is None


@pytest.mark.parametrize("most", [5, 10, 50])
def test_a_planted_cap_is_found(most: int) -> None:
    tracks = np.minimum(whole(1), most)
    found = cap.find(counts(tracks))
    assert found is not None
    assert (found.n_tracks, found.n_above) == (most, 0)
    assert found.n_at_cap == (tracks == most).sum()
    assert found.n_artists == len(tracks)


def test_a_few_joint_tracks_above_the_cap_do_not_hide_it() -> None:
    tracks = np.minimum(whole(2), 10)
    tracks[:30] = 11
    found = cap.find(counts(tracks))
    assert found is not None and (found.n_tracks, found.n_above) == (10, 30)


def test_small_and_single_track_catalogues_have_none() -> None:
    assert cap.find(counts(np.full(19, 10))) is None
    assert cap.find(counts(np.repeat([1, 2], [187, 5]))) is None
    assert cap.find(counts(np.ones(1500, int))) is None
    assert cap.find(counts(np.array([], int))) is None


def test_every_capture_must_show_it() -> None:
    capped, not_capped = np.minimum(whole(3), 10), whole(3)
    first = counts(capped)
    assert cap.find(pd.concat([first, counts(not_capped, "2026-02-01")])) is None
    found = cap.find(pd.concat([first, counts(np.minimum(whole(4), 20), "2026-02-01")]))
    assert found is not None and found.n_tracks == 20


def test_files_of_two_days_show_their_cap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An artist's five best known of two days are more than five recordings."""
    rng = np.random.default_rng(6)
    released = {f"Artist {n}": np.arange(rng.integers(6, 20)) for n in range(80)}
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "data"))
    for day in ("2026-01-01", "2026-02-01"):
        rows = [
            ROW | {"Artist": artist, "Track": f"{artist} {track}", "Stream": str(1000 + n)}
            for artist, tracks in released.items()
            for n, track in enumerate(rng.choice(tracks, 5, replace=False))
        ]
        # A few artists are guests on a track of the next one: their sixth.
        rows += [
            row | {"Artist": rows[n - 5]["Artist"]} for n, row in enumerate(rows) if n % 200 == 195
        ]
        path = tmp_path / f"{day}.csv"
        path.write_text(as_csv(rows))
        build.publish(build.prepare([path], captured_on=day))
    version = published.current_version()
    assert len(published.manifest(version).captures) == 2
    found = answers.cap(Selection(version, album_types=("single",)))
    assert found is not None
    assert found.n_tracks == 5
    assert 0 < found.n_above <= 4


def test_the_demo_has_none(everything: Selection) -> None:
    assert answers.cap(everything) is None
