import librosa
import numpy as np
import pytest

from analytics.by_ear import features
from analytics.by_ear.decode import RATE, Sound
from analytics.by_ear.heard import HeardSound
from data.demo.recordings import DemoRecording
from data.jobs.progress import untold


@pytest.fixture(scope="module")
def sound() -> Sound:
    rng = np.random.default_rng(2)
    time = np.arange(5 * RATE) / RATE
    y = 0.2 * np.sin(2 * np.pi * 440 * time) * (time % 0.5 < 0.3) + 0.01 * rng.standard_normal(
        len(time)
    )
    return Sound(y.astype(np.float32), -20.0, 1, RATE, ())


def test_features_are_librosas(sound: Sound) -> None:
    """Called by hand on the samples, as its documentation shows."""
    heard, y = features.listen(sound, "sound", untold), sound.samples
    golden = {
        "spectral_centroid": librosa.feature.spectral_centroid(y=y, sr=RATE),
        "spectral_rolloff": librosa.feature.spectral_rolloff(y=y, sr=RATE),
        "zero_crossing_rate": librosa.feature.zero_crossing_rate(y),
        "mfcc_1": librosa.feature.mfcc(y=y, sr=RATE)[0],
        "mfcc_5": librosa.feature.mfcc(y=y, sr=RATE)[4],
        "chroma": librosa.feature.chroma_cqt(y=y, sr=RATE),
    }
    for name, curve in golden.items():
        assert heard.features[f"{name}_mean"] == pytest.approx(np.mean(curve), rel=1e-3)
        assert heard.features[f"{name}_sd"] == pytest.approx(np.std(curve), rel=1e-3)
    shares = [heard.features[f"{name}_share"] for name in features.PARTS]
    assert sum(shares) == pytest.approx(1)
    assert tuple(heard.features) == features.NAMES


def test_what_is_planted_is_heard(heards: list[HeardSound], planted: list[DemoRecording]) -> None:
    for heard, truth in zip(heards, planted, strict=False):
        assert heard.loudness == pytest.approx(truth.loudness, abs=0.5)
        tempos = (heard.tempo.bpm, *heard.tempo.alternates)
        assert min(abs(bpm - truth.tempo) for bpm in tempos) < 2
        keys = ((heard.key.tonic, heard.key.mode), *heard.key.alternates)
        assert (truth.key, int(truth.mode == "major")) in keys
