"""Key and mode from the pitch classes of a recording, with what they are confused with.

Public functions and names
--------------------------
Key                        tonic, mode and the alternates
key(chroma)                -> Key
name(tonic, mode)          -> 'A minor'
"""

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

PITCHES = ("C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B")
MINOR, MAJOR = 0, 1
"""As the platform numbers modes."""
PROFILES = MappingProxyType(
    {
        MAJOR: (
            *(0.16519551, 0.04749026, 0.08293076, 0.06687112, 0.09994645, 0.09274123),
            *(0.05294487, 0.13159476, 0.05218986, 0.07443653, 0.06940723, 0.06425091),
        ),
        MINOR: (
            *(0.17235348, 0.05336489, 0.07610090, 0.10043649, 0.05621498, 0.08527853),
            *(0.04979150, 0.13451001, 0.07458916, 0.05003023, 0.09187879, 0.05545106),
        ),
    }
)
"""How much each pitch class above the tonic sounds. Source: Faraldo et al. (2016), Key estimation
in electronic dance music ('edma')."""


@dataclass(frozen=True, slots=True)
class Key:
    """The key of a recording."""

    tonic: int
    """Pitch class, 0 for C."""
    mode: int
    """1 major, 0 minor."""
    alternates: tuple[tuple[int, int], ...]
    """(tonic, mode) of the relative key, the fifths up and down, the parallel; likeliest first."""
    certainty: float
    """Correlation with the profile, -1 to 1."""


def key(chroma: npt.ArrayLike) -> Key:
    """Estimate the key.

    Parameters
    ----------
    chroma : array-like of shape (12,)
        How much each pitch class sounds, from C.

    Notes
    -----
    The profile that correlates best with the pitch classes (Krumhansl and Schmuckler).
    """
    heard = np.asarray(chroma, dtype=np.float64)
    heard = heard - heard.mean()
    heard = heard / max(float(np.linalg.norm(heard)), 1e-12)
    fits = {
        (tonic, mode): float(heard @ _profile(tonic, mode))
        for mode in (MAJOR, MINOR)
        for tonic in range(12)
    }
    tonic, mode = max(fits, key=lambda each: fits[each])
    relative = ((tonic + 9) % 12, MINOR) if mode == MAJOR else ((tonic + 3) % 12, MAJOR)
    near = [relative, ((tonic + 7) % 12, mode), ((tonic + 5) % 12, mode), (tonic, 1 - mode)]
    near.sort(key=lambda each: -fits[each])
    return Key(tonic, mode, tuple(near), fits[tonic, mode])


def _profile(tonic: int, mode: int) -> npt.NDArray[np.float64]:
    profile = np.roll(np.array(PROFILES[mode]), tonic)
    profile = profile - profile.mean()
    return profile / np.linalg.norm(profile)


def name(tonic: int, mode: int) -> str:
    """Return what a key is called, 'A minor'."""
    return f"{PITCHES[tonic]} {'major' if mode == MAJOR else 'minor'}"
