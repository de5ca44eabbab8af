"""Write clusters_blobs.csv: 600 tracks of 120 artists, of three kinds that lie far apart."""

from pathlib import Path

import numpy as np
import pandas as pd

rng = np.random.default_rng(7)
kind = np.repeat([0, 1, 2], [300, 200, 100])
middles = np.array([[0.8, 0.8, 90], [0.2, 0.5, 120], [0.5, 0.1, 160]])
points = middles[kind] + rng.normal(0, [0.03, 0.03, 3], (600, 3))
tracks = pd.DataFrame(points.round(4), columns=["energy", "valence", "tempo"])
tracks["kind"] = kind
tracks["track_id"] = [f"{i:04d}" for i in rng.permutation(600)]
tracks["artist"] = [f"artist {i}" for i in rng.integers(0, 120, 600)]
tracks.sort_values("track_id").to_csv(Path(__file__).with_name("clusters_blobs.csv"), index=False)
