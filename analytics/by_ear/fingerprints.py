"""Landmark hashes: what stays of a recording through noise, a phone, another tempo or key.

Public functions and names
--------------------------
RATE                         samples a second that everything here takes
peaks(samples)               -> (frame, pitch): where the spectrum stands out
pairs(frame, pitch)          -> each peak with later ones near it
hashes(pairs, tempo)         -> (key, step): pairs as numbers, with the time of the first
TEMPOS, MAX_SHIFT            the tempos and keys in which a query is tried
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Pairs = npt.NDArray[np.int16]
Whole = npt.NDArray[np.int64]

RATE = 22_050
"""Samples a second."""
WINDOW, HOP = 4096, 512
FRAMES_PER_SECOND = RATE / HOP
BINS_PER_SEMITONE = 3
LOWEST_HZ = 200.0
N_BINS = 164
"""Bins of a third of a semitone, from 200 Hz to 4.7 kHz: what a phone lets through."""
NEAR_BINS, NEAR_FRAMES = 5, 6
"""Half-widths within which a peak has no louder one."""
AROUND = (87, 41)
"""Frames and bins, 2 s and 14 semitones, whose mean a peak has to exceed."""
PEAKS_PER_SECOND = 36
FAN_OUT = 5
"""Later peaks with which each is paired."""
FROM_FRAME, TO_FRAME = 3, 66
"""Between the peaks of a pair, 0.07 to 1.5 s."""
MAX_AHEAD = 60
MAX_LEAP = 63
"""Bins between the peaks of a pair: 21 semitones."""
FRAMES_PER_STEP = 2
"""Frames that count as one in a hash: times to 46 ms."""
TEMPOS = (1.0, 0.96, 1.04, 0.92, 1.08)
MAX_SHIFT = 8
N_KEYS = 2**21
"""Thirds of a semitone, up and down."""


def peaks(samples: Floats) -> tuple[Whole, Whole]:
    """Find the peaks of a spectrum with three bins to a semitone.

    Parameters
    ----------
    samples : ndarray of shape (n_samples,)
        Mono at `RATE`.

    Returns
    -------
    frame : ndarray of shape (n_peaks,)
        Frames of `HOP` samples since the beginning, in order.
    pitch : ndarray of shape (n_peaks,)
        Thirds of a semitone above `LOWEST_HZ`.

    Notes
    -----
    Source: Wang (2003), An industrial-strength audio search algorithm; bins on a logarithmic
    scale, so that another key moves all peaks by the same number (Fenet et al. 2011).
    """
    from scipy.ndimage import maximum_filter, uniform_filter

    loud = _log_spectrum(samples)
    is_peak = loud == maximum_filter(
        loud, size=(2 * NEAR_FRAMES + 1, 2 * NEAR_BINS + 1), mode="nearest"
    )
    # Against what sounds around it: neither a hiss nor a loud passage lifts peaks.
    out = loud - uniform_filter(loud, AROUND, mode="nearest")
    frame, pitch = np.nonzero(is_peak & (out > 0))
    kept = _strongest(frame, out[frame, pitch])
    return frame[kept], pitch[kept]


def _log_spectrum(samples: Floats) -> Floats:
    """Return ln of the magnitude of shape (n_frames, N_BINS)."""
    padded = np.pad(samples, WINDOW // 2)
    n_frames = 1 + (len(padded) - WINDOW) // HOP
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][:n_frames]
    taper = np.hanning(WINDOW).astype(np.float32)
    edges = LOWEST_HZ * 2 ** ((np.arange(N_BINS) - 0.5) / (12 * BINS_PER_SEMITONE))
    low = np.floor(edges * WINDOW / RATE).astype(int)
    high = np.ceil(edges * 2 ** (1 / (12 * BINS_PER_SEMITONE)) * WINDOW / RATE).astype(int)
    out = np.empty((n_frames, N_BINS), np.float32)
    for start in range(0, n_frames, 512):
        power = np.abs(np.fft.rfft(windows[start : start + 512] * taper, axis=1))
        for number, (first, last) in enumerate(zip(low, high, strict=True)):
            out[start : start + 512, number] = power[:, first : last + 1].max(axis=1)
    return np.log(out + 1e-4)


def _strongest(frame: npt.NDArray[np.int64], loud: Floats) -> npt.NDArray[np.int64]:
    """Return which peaks are among the strongest of their second."""
    second = (frame / FRAMES_PER_SECOND).astype(np.int64)
    order = np.lexsort((-loud, second))
    ranks = np.empty(len(order), np.int64)
    starts = np.searchsorted(second[order], second[order], side="left")
    ranks[order] = np.arange(len(order)) - starts
    return np.flatnonzero(ranks < PEAKS_PER_SECOND)


def pairs(frame: Whole, pitch: Whole) -> Pairs:
    """Pair each peak with the first `FAN_OUT` later ones that are near it.

    Returns
    -------
    ndarray of shape (n_pairs, 4), int16
        Pitch of the first, leap to the second, frame of the first, frames between them.
    """
    n = len(frame)
    taken = np.zeros(n, np.int64)
    chosen = []
    for ahead in range(1, MAX_AHEAD):
        first = np.arange(max(n - ahead, 0))
        apart = frame[first + ahead] - frame[first]
        leap = np.abs(pitch[first + ahead] - pitch[first])
        fits = (apart >= FROM_FRAME) & (apart <= TO_FRAME) & (leap <= MAX_LEAP)
        fits &= taken[first] < FAN_OUT
        taken[first[fits]] += 1
        chosen.append(np.column_stack([first[fits], first[fits] + ahead]))
    first, second = np.concatenate(chosen).T
    found = [pitch[first], pitch[second] - pitch[first], frame[first], frame[second] - frame[first]]
    return np.column_stack(found).astype(np.int16)


def hashes(paired: Pairs, *, tempo: float = 1.0) -> tuple[Whole, Whole]:
    """Return pairs as numbers, in which another key adds the same to all.

    Parameters
    ----------
    paired : ndarray of shape (n_pairs, 4)
    tempo : float, default=1
        By what times are multiplied, as if it had been played that much slower.

    Returns
    -------
    key : ndarray of shape (n_pairs,)
        Below `N_KEYS`; one more is a third of a semitone higher.
    step : ndarray of shape (n_pairs,)
        When the first peak sounds, in steps of `FRAMES_PER_STEP` frames.
    """
    pitch, leap, frame, apart = paired.astype(np.int64).T
    steps = np.round(apart * tempo / FRAMES_PER_STEP).astype(np.int64).clip(0, 63)
    key = ((leap + MAX_LEAP) << 14) | (steps << 8) | (pitch + MAX_SHIFT)
    return key, np.round(frame * tempo / FRAMES_PER_STEP).astype(np.int64)
