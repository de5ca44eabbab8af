"""What tests of similarity share: the demo's tracks and the space they are compared in."""

import pandas as pd
import pyarrow as pa
import pytest

from analytics.clusters.space import FEATURES
from analytics.similar.index import Places, build, number_of
from analytics.similar.space import Soundscape, learn


@pytest.fixture(scope="session")
def known(demo_tracks: pd.DataFrame) -> pd.DataFrame:
    """Return the demo's tracks with all features, by `track_id`."""
    return demo_tracks.dropna(subset=list(FEATURES)).sort_values("track_id", ignore_index=True)


@pytest.fixture(scope="session")
def sound(known: pd.DataFrame) -> Soundscape:
    """Return the space of the demo catalogue."""
    return learn(known, FEATURES)


@pytest.fixture(scope="session")
def index(known: pd.DataFrame, sound: Soundscape) -> Places:
    """Return the demo's tracks in their places."""
    rows = known.assign(number=number_of(known["track_id"])).sort_values("number")
    columns = ["number", "lot", "key", "duration_ms", "streams", *sound.features]
    table = pa.Table.from_pandas(rows[columns], preserve_index=False)
    return Places(**build(sound, table.to_batches(max_chunksize=700), len(rows)))
