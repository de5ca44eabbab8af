"""What a network trained on listeners' tags hears in a recording: tags, and an embedding.

The network is musicnn (Pons and Serra, 2019, musicnn: Pre-trained convolutional neural networks for
music audio tagging). Its weights come with the package of that name, of which nothing is run: they
are read from its checkpoint, held against their hash, and multiplied here.
"""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analytics.by_ear import checkpoint
from data.errors import BadFile
from data.published import sha256

Floats = npt.NDArray[np.float32]

SAMPLE_RATE = 16_000
HOP, WINDOW, N_MELS = 256, 512, 96
PATCH = 187
"""Frames that the network hears at a time: three seconds, as in its training."""
TAGS = (
    *("rock", "pop", "alternative", "indie", "electronic", "female vocalists", "dance", "00s"),
    *("alternative rock", "jazz", "beautiful", "metal", "chillout", "male vocalists"),
    *("classic rock", "soul", "indie rock", "mellow", "electronica", "80s", "folk", "90s"),
    *("chill", "instrumental", "punk", "oldies", "blues", "hard rock", "ambient", "acoustic"),
    *("experimental", "female vocalist", "guitar", "hip-hop", "70s", "party", "country"),
    *("easy listening", "sexy", "catchy", "funk", "electro", "heavy metal", "progressive rock"),
    *("60s", "rnb", "indie pop", "sad", "house", "happy"),
)
"""What the network tells, in the order of its outputs: the Million Song Dataset's last.fm tags."""
N_EMBEDDING = 200
TIMBRE_WIDTHS = (38, 67)
"""Mel bands that the filters of timbre span, of `N_MELS`."""
WEIGHTS = "MSD_musicnn"
SHA256 = {
    ".index": "87f3e0f3550c8d3bafc840374003e5c8af5eeb5ecf6add61af09a7822d3282c8",
    ".data-00000-of-00001": "8579734ee6388f799ed0def4bbd0d1fdcbeaf213ef2a9dc860917bd76a303de6",
}
BATCH_NORM_EPSILON = 1e-3


@dataclass(frozen=True, eq=False, slots=True)
class Heard:
    """What the network hears, on the mean over a recording's patches.

    `chances` : array of shape (50,)
        Of each of `TAGS`, 0 to 1.
    `embedding` : array of shape (200,)
        The last hidden layer: recordings that sound alike lie near each other.
    """

    chances: Floats
    embedding: Floats


def is_installed() -> bool:
    """Return whether the weights are there; `make sound-tags` fetches them."""
    return importlib.util.find_spec("musicnn") is not None


def hear(samples: Floats) -> Heard:
    """Return the tags of a recording.

    Parameters
    ----------
    samples : array of shape (n,)
        Mono, at `SAMPLE_RATE`, -1 to 1; one that is shorter than a patch is repeated.

    Raises
    ------
    BadFile
        If the weights are not there, or not those that were published.
    """
    weights = network()
    heard = [_forward(patch, weights) for patch in _patches(_log_mel(samples))]
    chances, embedding = (np.mean(part, axis=0) for part in zip(*heard, strict=True))
    return Heard(chances, embedding)


@cache
def network() -> Mapping[str, Floats]:
    """Read the network's weights, once.

    Raises
    ------
    BadFile
        If they are not there, or not those that were published.
    """
    found = importlib.util.find_spec("musicnn")
    if found is None or found.origin is None:
        raise BadFile("the tagging network is not installed", hint="Run `make sound-tags`.")
    folder = Path(found.origin).parent / WEIGHTS
    for name, expected in SHA256.items():
        if sha256(folder / name) != expected:
            raise BadFile(
                f"{folder / name} is not the file that was published",
                hint="Run `make sound-tags` again.",
            )
    return checkpoint.read(*(folder / name for name in SHA256))


def _log_mel(samples: Floats) -> Floats:
    """Return log mel energies of shape (n_frames, 96), as the network's training made them."""
    import librosa

    shortest = (PATCH - 1) * HOP
    if 0 < len(samples) < shortest:
        samples = np.resize(samples, shortest)
    mel = librosa.feature.melspectrogram(
        y=samples, sr=SAMPLE_RATE, hop_length=HOP, n_fft=WINDOW, n_mels=N_MELS
    )
    # Half precision is what the network was trained on.
    loud: Floats = np.log10(10_000 * mel.T.astype(np.float16).astype(np.float32) + 1)
    return loud


def _patches(frames: Floats) -> list[Floats]:
    return [frames[start : start + PATCH] for start in range(0, len(frames) - PATCH + 1, PATCH)]


def _forward(patch: Floats, weights: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """Return chances of tags and the embedding of a patch of shape (187, 96)."""
    frames = _normed(patch[:, :, None], weights, 0)[:, :, 0]
    front = np.concatenate(
        [_timbre(frames, weights, n) for n in (0, 1)]
        + [_rhythm(frames, weights, n) for n in (2, 3, 4)],
        axis=1,
    )
    one = _across_time(front, weights, 5)
    two = _across_time(one, weights, 6) + one
    three = _across_time(two, weights, 7) + two
    middle = np.concatenate([front, one, two, three], axis=1)
    # Channel by channel its maximum, then its mean: as the network lays them out.
    pooled = np.stack([middle.max(axis=0), middle.mean(axis=0)], axis=1).ravel()
    pooled = _normed(pooled, weights, 9)
    embedding = _normed(_dense(pooled, weights, "dense").clip(0), weights, 10)
    logits = _dense(embedding, weights, "dense_1")
    return (1 / (1 + np.exp(-logits))).astype(np.float32), embedding


def _numbered(name: str, number: int) -> str:
    return f"{name}_{number}" if number else name


def _normed(values: Floats, weights: Mapping[str, Floats], number: int) -> Floats:
    name = _numbered("batch_normalization", number)
    mean, variance, gamma, beta = (
        weights[f"{name}/{part}"] for part in ("moving_mean", "moving_variance", "gamma", "beta")
    )
    return (values - mean) / np.sqrt(variance + BATCH_NORM_EPSILON) * gamma + beta


def _dense(values: Floats, weights: Mapping[str, Floats], name: str) -> Floats:
    return values @ weights[f"{name}/kernel"] + weights[f"{name}/bias"]


def _filtered(windows: Floats, weights: Mapping[str, Floats], number: int) -> Floats:
    """Return what each filter makes of each window, rectified and normed.

    `windows` has shape (..., height, width); the result (..., n_filters).
    """
    name = _numbered("conv2d", number)
    kernel = weights[f"{name}/kernel"]
    flat = windows.reshape(*windows.shape[:-2], -1) @ kernel.reshape(-1, kernel.shape[-1])
    return _normed((flat + weights[f"{name}/bias"]).clip(0), weights, number + 1)


def _timbre(frames: Floats, weights: Mapping[str, Floats], number: int) -> Floats:
    """Filters of seven frames and a range of bands, wherever in frequency they answer most."""
    padded = np.pad(frames, ((3, 3), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (7, TIMBRE_WIDTHS[number]))
    return _filtered(windows, weights, number).max(axis=1)


def _rhythm(frames: Floats, weights: Mapping[str, Floats], number: int) -> Floats:
    """Filters of many frames and one band, wherever in frequency they answer most."""
    length = weights[f"{_numbered('conv2d', number)}/kernel"].shape[0]
    before = (length - 1) // 2
    padded = np.pad(frames, ((before, length - 1 - before), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (length, 1))
    return _filtered(windows, weights, number).max(axis=1)


def _across_time(features: Floats, weights: Mapping[str, Floats], number: int) -> Floats:
    """Filters of seven frames and all features."""
    padded = np.pad(features, ((3, 3), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (7, features.shape[1]))
    return _filtered(windows[:, 0], weights, number)
