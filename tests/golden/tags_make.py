"""Made `tags.json`: what musicnn 0.1.0 itself says of `tone()`, by TensorFlow 2.15, Python 3.11.

In an environment of its own: `pip install tensorflow-cpu==2.15.1 librosa==0.10.2`,
`pip install --no-deps musicnn==0.1.0`, then `python tests/golden/tags_make.py`.
"""

import json
import tempfile
from pathlib import Path

import numpy as np


def tone() -> np.ndarray:
    """Return seven seconds at 16 kHz: a low tone, a higher one on and off, and noise."""
    seconds = np.arange(7 * 16_000) / 16_000
    low = 0.3 * np.sin(2 * np.pi * 220 * seconds)
    pulsed = 0.2 * np.sign(np.sin(6 * np.pi * seconds)) * np.sin(2 * np.pi * 880 * seconds)
    noise = 0.05 * np.random.default_rng(7).standard_normal(len(seconds))
    return (0.8 * (low + pulsed + noise)).astype(np.float32)


if __name__ == "__main__":
    from musicnn import extractor
    from scipy.io import wavfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tone.wav"
        wavfile.write(path, 16_000, tone())
        chances, tags, layers = extractor.extractor(str(path), model="MSD_musicnn")
    said = {
        "tags": tags,
        "chances": np.round(chances.mean(axis=0), 6).tolist(),
        # Of the first three seconds: musicnn 0.1.0 repeats them for all that follow.
        "embedding": np.round(layers["penultimate"][0], 5).tolist(),
    }
    Path(__file__).with_name("tags.json").write_text(json.dumps(said, indent=1))
