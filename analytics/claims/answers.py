"""Every claim, tested on the whole version, whatever the filter; and the claims that are kept.

Public functions
----------------
all_claims()                  -> (claims, what is wrong with those left out)
verdicts(selection, wait=)    -> a verdict for each claim
measurements(selection)       -> the slow questions behind them, to be asked in the background
score(everything, ...)        -> how well a count is predicted
problems(claim)               -> what is wrong with a claim that is to be added
add(claim), remove(text)      -> keep a claim, drop it
"""

import functools
from typing import Any

import pandas as pd

from analytics import kept
from analytics.claims import claim as claims
from analytics.claims import score as prediction
from analytics.claims import verdicts as judging
from analytics.claims.claim import BUILT_IN, Claim, Verdict
from analytics.claims.score import Score
from analytics.features import hits
from analytics.video_lift import answers as video_lift
from data.errors import BadOption, CrossfadeError
from data.jobs.progress import Progress, untold
from data.kept import claims as kept_claims
from data.reads import claims as reads_claims
from data.reads import hits as reads_hits
from data.selection import Selection

Measurement = functools.partial[Any]
"""A slow answer with its selection and options."""


def all_claims() -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """Return the claims, built-in ones first, and what is wrong with those left out."""
    readable: list[Claim] = list(BUILT_IN)
    wrong: list[str] = []
    for record in kept_claims.load():
        try:
            readable.append(claims.from_record(record))
        except BadOption as error:
            wrong.append(error.message)
    return tuple(readable), tuple(wrong)


def verdicts(selection: Selection, *, wait: bool = False) -> tuple[Verdict, ...]:
    """Return a verdict for every claim.

    Parameters
    ----------
    selection : Selection
        Its filter changes nothing.
    wait : bool, default=False
        Compute slow measurements here and now; else a claim whose measurement is not there yet is
        'pending', and nothing is started: that is for whoever asks, see `measurements`.
    """
    everything = Selection(selection.version)
    return tuple(_verdict(everything, claim, wait) for claim in all_claims()[0])


def measurements(selection: Selection) -> tuple[Measurement, ...]:
    """Return the slow questions that verdicts wait for, in the order of the claims."""
    everything = Selection(selection.version)
    asked = (_measurement(everything, claim) for claim in all_claims()[0])
    return tuple(question for question in asked if question is not None)


def _measurement(everything: Selection, claim: Claim) -> Measurement | None:
    if claim.kind == "score":
        return functools.partial(score, everything, target=claim.on[0], inputs=claim.on[1])
    if claim.kind == "lift":
        return functools.partial(video_lift.robust, everything, flag=claim.on[0])
    return None


def _verdict(everything: Selection, claim: Claim, wait: bool) -> Verdict:
    try:
        if claim.kind == "score":
            return _prediction(everything, claim, wait)
        if claim.kind == "lift":
            return _lift(everything, claim, wait)
        return _quick(everything, claim=claim)
    except CrossfadeError as error:
        return judging.not_testable(claim, error)


def _prediction(everything: Selection, claim: Claim, wait: bool) -> Verdict:
    target, inputs = claim.on
    measure = score if wait else score.if_kept
    measured = measure(everything, target=target, inputs=inputs)
    return judging.of_score(claim, measured) if measured else judging.pending(claim)


def _lift(everything: Selection, claim: Claim, wait: bool) -> Verdict:
    flag = claim.on[0]
    measure = video_lift.robust if wait else video_lift.robust.if_kept
    robust = measure(everything, flag=flag)
    if robust is None:
        return judging.pending(claim)
    compared = video_lift.comparison(everything, flag=flag)
    reasons = video_lift.judgement(compared, robust).reasons
    return judging.of_lift(claim, robust.estimate, compared.rungs[0], reasons)


@kept.in_memory
def _quick(everything: Selection, *, claim: Claim) -> Verdict:
    threshold = _hit_threshold(everything.version)
    return judging.of_tracks(claim, _tracks(everything), hit_threshold=threshold)


@functools.lru_cache(maxsize=1)  # one frame for all quick claims, not one for each version
def _tracks(everything: Selection) -> pd.DataFrame:
    return reads_claims.claim_tracks(everything, claims.NEEDED)


@functools.lru_cache(maxsize=1)
def _hit_threshold(version: str) -> float:
    return reads_hits.threshold(version, hits.SHARE)


@kept.on_disk
def score(everything: Selection, *, target: str, inputs: str, progress: Progress = untold) -> Score:
    """Measure how well a count is predicted, which takes seconds."""
    progress(0.1, f"predicting {target} from {inputs}")
    tracks = reads_claims.score_tracks(everything, prediction.NEEDED)
    return prediction.score(tracks, target=target, inputs=inputs)


def problems(claim: Claim) -> dict[str, str]:
    """Return a sentence for each field that cannot be; also where the wording is taken."""
    wrong = claims.problems(claim)
    if claim.text in {other.text for other in all_claims()[0]}:
        wrong.setdefault("text", "A claim of this wording is there already.")
    return wrong


def add(claim: Claim) -> None:
    """Keep a claim for this and every later version of the data; see `data.kept.claims.add`."""
    kept_claims.add(claims.to_record(claim))


def remove(text: str) -> None:
    """Drop a claim that a reader added; see `data.kept.claims.remove`."""
    kept_claims.remove(text)
