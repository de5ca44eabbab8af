"""Claims of a label's playbook, each tested on the data: supported, rejected or undecided.

A claim says that something is at least a threshold. It is supported or rejected only where the
whole 95 % interval, which resamples or sums by artist, lies on one side of the threshold.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from analytics.claims.score import INPUTS
from analytics.features.condition import Condition
from analytics.video_lift.sample import FLAGS
from data.errors import BadOption
from data.metrics import AUDIO_FEATURES, COUNTS

Kind = Literal["rule", "lift", "correlation", "score", "top_quarter", "tempo_band"]
NUMBERS = (
    *COUNTS,
    "engagement_rate",
    "cross_platform_ratio",
    "audio_positivity",
    *(name for name in AUDIO_FEATURES if name != "key"),
)
"""Columns that a claim may be about."""

NEEDED = ("track_id", "artist", *NUMBERS)
MAX_TEXT = 200
LIMITS: dict[str, tuple[float, float]] = {
    "rule": (0.01, 100),
    "lift": (0.01, 100),
    "correlation": (-1, 1),
    "score": (0, 1),
    "top_quarter": (0.01, 100),
    "tempo_band": (-1, 1),
}
Outcome = Literal["supported", "rejected", "undecided", "pending", "not testable"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says of the catalogue.

    Attributes
    ----------
    text : str
        The claim in a reader's words.
    kind : str
        'rule': tracks within it are hits more often; 'lift': a flag lifts streams; 'correlation':
        two figures go together; 'score': a count can be predicted; 'top_quarter': the top quarter
        has more streams; 'tempo_band': streams and views go together most in a tempo band.
    threshold : float
        What is said to be reached at least: a ratio for 'rule', 'lift' and 'top_quarter', a
        rank correlation, an R², or a difference of rank correlations for 'tempo_band'.
    on : tuple of str
        'lift': flag; 'correlation': two columns; 'score': count, inputs; 'top_quarter': column.
    conditions : tuple of Condition
        'rule': all of them; 'tempo_band': one, on tempo.
    is_built_in : bool
    """

    text: str
    kind: Kind
    threshold: float
    on: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    is_built_in: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Verdict:
    """A claim with what came out.

    Attributes
    ----------
    claim : Claim
    estimate, low, high : float
        What was measured, on the scale of the threshold; NaN where it was not.
    outcome : {'supported', 'rejected', 'undecided', 'pending', 'not testable'}
    measured : str
        What was measured, in a few words.
    reason : str
        Why it is not testable; empty where it is.
    """

    claim: Claim
    estimate: float
    low: float
    high: float
    outcome: Outcome
    measured: str
    reason: str = ""


BUILT_IN = (
    Claim(
        "Streams can be predicted to R² 0.70 from audio and YouTube counts alone.",
        "score",
        0.70,
        ("streams", "audio and YouTube counts"),
        is_built_in=True,
    ),
    Claim(
        "An official video lifts streams by at least 30 %.",
        "lift",
        1.30,
        ("has_official_video",),
        is_built_in=True,
    ),
    Claim(
        "Streams and views go together with a rank correlation of at least 0.6.",
        "correlation",
        0.60,
        ("streams", "views"),
        is_built_in=True,
    ),
    Claim(
        "Tracks in the top quarter of engagement rate have 2.3 times the streams of the rest.",
        "top_quarter",
        2.3,
        ("engagement_rate",),
        is_built_in=True,
    ),
    Claim(
        "Danceability from 0.7 with energy from 0.8 has a 73 % higher hit rate than the rest.",
        "rule",
        1.73,
        conditions=(Condition("danceability", 0.7), Condition("energy", 0.8)),
        is_built_in=True,
    ),
    Claim(
        "Streams and views go together more at 120–130 BPM than in any other tempo band.",
        "tempo_band",
        0.0,
        conditions=(Condition("tempo", 120, 130),),
        is_built_in=True,
    ),
)


def problems(claim: Claim) -> dict[str, str]:
    """Return a sentence for each field of a claim that cannot be tested; empty if all is well.

    Parameters
    ----------
    claim : Claim

    Returns
    -------
    dict
        By field: 'text', 'kind', 'threshold', 'on_0', 'on_1', 'condition_0' and so on.
    """
    wrong = {}
    if not claim.text.strip():
        wrong["text"] = "Say the claim in a sentence."
    elif len(claim.text) > MAX_TEXT:
        wrong["text"] = f"This has {len(claim.text)} characters; the limit is {MAX_TEXT}."
    if claim.kind not in get_args(Kind):
        return wrong | {"kind": f"'{claim.kind}' is no kind of claim."}
    low, high = LIMITS[claim.kind]
    if not math.isfinite(claim.threshold):
        wrong["threshold"] = "Enter a number here."
    elif not low <= claim.threshold <= high:
        wrong["threshold"] = f"{claim.threshold:g} is not between {low:g} and {high:g}."
    return wrong | _problems_on(claim) | _problems_conditions(claim)


def _problems_on(claim: Claim) -> dict[str, str]:
    allowed: dict[str, tuple[Sequence[str], ...]] = {
        "lift": (tuple(FLAGS),),
        "correlation": (NUMBERS, NUMBERS),
        "score": (COUNTS, INPUTS),
        "top_quarter": (tuple(name for name in NUMBERS if name != "streams"),),
    }
    offered = allowed.get(claim.kind, ())
    if len(claim.on) != len(offered):
        return {"on_0": f"This kind of claim is about {len(offered)} columns."}
    wrong = {
        f"on_{i}": f"The catalogue has no figure '{name}'."
        for i, (name, names) in enumerate(zip(claim.on, offered, strict=True))
        if name not in names
    }
    if claim.kind == "correlation" and claim.on[0] == claim.on[1]:
        wrong["on_1"] = "A figure always goes with itself; choose another."
    return wrong


def _problems_conditions(claim: Claim) -> dict[str, str]:
    if claim.kind not in ("rule", "tempo_band"):
        return {}
    if not 1 <= len(claim.conditions) <= 3:
        return {"condition_0": "Give one to three conditions."}
    columns = ("tempo",) if claim.kind == "tempo_band" else NUMBERS
    wrong = {}
    for i, condition in enumerate(claim.conditions):
        if said := condition.problem(columns):
            wrong[f"condition_{i}"] = said
        elif condition.column == "streams":
            wrong[f"condition_{i}"] = "Streams decide what a hit is; choose another figure."
    return wrong


def to_record(claim: Claim) -> dict[str, Any]:
    """Return a claim as it is kept in the file."""
    record = asdict(claim)
    del record["is_built_in"]
    return record


def from_record(record: Mapping[str, Any]) -> Claim:
    """Read a claim from the file.

    Raises
    ------
    BadOption
        If it is no claim that can be tested.
    """
    try:
        claim = Claim(
            text=str(record["text"]),
            kind=record["kind"],
            threshold=float(record["threshold"]),
            on=tuple(str(name) for name in record.get("on", ())),
            conditions=tuple(_condition(**entry) for entry in record.get("conditions", ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadOption(f"the file of claims holds something that is no claim: {error}") from error
    if wrong := problems(claim):
        raise BadOption(f"{claim.text[:MAX_TEXT]}: {next(iter(wrong.values()))}")
    return claim


def _condition(column: str, low: float | None = None, high: float | None = None) -> Condition:
    return Condition(
        str(column), None if low is None else float(low), None if high is None else float(high)
    )
