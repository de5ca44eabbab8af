"""The pages' numbers without a browser: `python -m analytics.report --json F --html F --pdf F`.

The JSON is stable; fields may be added, none change their meaning.

- `catalogue`: rows_read, rows_merged, rows_rejected, recordings, artists, streams, views
- `kpis`: engagement_rate_mean, engagement_rate_median, engagement_rate_pooled (shares, 0 to 1),
  spearman_streams_views and pearson_log_streams_views (estimate, low, high),
  data_quality_score (0 to 1)
- `video_lift`: for ratio_of_means, ratio_of_geometric_means, adjusted_ols, artist_fixed_effects
  and doubly_robust: estimator, lift (ratio of streams), low, high
- `video_lift_identified`: whether the last two may be believed, `video_lift_reasons` why not
- `models`: for streams, views, after a full training likes and comments, each feature set (audio,
  release, market): model, r2_mean, r2_sd, naive_r2_mean, nrmse, baseline_r2; for hits: model,
  average_precision, roc_auc, brier, base_rate
- `claims`: claim, threshold, estimate, low, high, verdict (supported, rejected, undecided,
  'not testable' with null numbers)
- `data_version`, `trained_on` (data version of the models, null without), `generated_at` (UTC)

Intervals are 95 % and know that tracks of one artist are alike. What is not known is null.
"""

import argparse
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.claims import claim as claims
from analytics.claims import score as claim_score
from analytics.claims import verdicts as claim_tests
from analytics.claims.claim import Claim, Verdict
from analytics.correlations.correlate import VARIABLES
from analytics.runs import experiments, registry
from analytics.stats import correlation as links
from analytics.stats.correlation import Link
from analytics.video_lift import comparison as video_lift
from analytics.video_lift.comparison import REPORTED, LiftComparison, Robust
from data import published
from data.errors import BadOption, CannotWrite, CrossfadeError, NotEnoughData
from data.kept import claims as kept_claims
from data.published import Manifest
from data.reads import decide as reads_decide
from data.reads import overview as reads_overview
from data.reads import tracks as reads
from data.selection import Selection

FEATURE_SETS = ("audio", "release", "market")
COUNT_SCORES = {
    "r2_mean": "r2_mean",
    "r2_sd": "r2_spread",
    "naive_r2_mean": "naive_r2_mean",
    "nrmse": "nrmse_mean",
    "baseline_r2": "baseline_r2_mean",
}
HIT_SCORES = {
    "average_precision": "average_precision_mean",
    "roc_auc": "roc_auc_mean",
    "brier": "brier_mean",
    "base_rate": "base_rate_mean",
}

Document = dict[str, Any]


@dataclass(frozen=True, eq=False, slots=True)
class Findings:
    """What the pages found, before it is written down.

    Attributes
    ----------
    manifest : Manifest
    totals : Series
        As `data.reads.overview.totals` of the whole version.
    spearman, pearson : Link or None
        None where there are too few tracks.
    comparison, robust : LiftComparison or None, Robust or None
    verdicts : tuple of Verdict
    models : dict
        See `model_scores`.
    trained_on : str or None
    """

    manifest: Manifest
    totals: pd.Series
    spearman: Link | None
    pearson: Link | None
    comparison: LiftComparison | None
    robust: Robust | None
    verdicts: tuple[Verdict, ...]
    models: Document
    trained_on: str | None


def gather(version: str) -> Findings:
    """Compute what the pages show of a whole version, by the functions that they call.

    Parameters
    ----------
    version : str
        Of a published catalogue.
    """
    everything = Selection(version)
    tracks = reads_decide.lift_tracks(everything, video_lift.COLUMNS)
    comparison, robust = _lift(tracks, "has_official_video")
    training = registry.latest()
    return Findings(
        manifest=published.manifest(version),
        totals=reads_overview.totals(everything),
        spearman=_or_none(lambda: _spearman(everything)),
        pearson=_or_none(lambda: _pearson(everything)),
        comparison=comparison,
        robust=robust,
        verdicts=tuple(
            _verdict(everything, claim, tracks, (comparison, robust)) for claim in known_claims()
        ),
        models=model_scores(),
        trained_on=training.data_version if training else None,
    )


def known_claims() -> tuple[Claim, ...]:
    """Return the built-in claims and those of the file that can be read."""
    found = list(claims.BUILT_IN)
    for record in kept_claims.load():
        try:
            found.append(claims.from_record(record))
        except BadOption:
            continue
    return tuple(found)


def _or_none(compute: Any) -> Any:
    try:
        return compute()
    except NotEnoughData:
        return None


def _spearman(everything: Selection) -> Link:
    tracks = reads.whole_artists(everything, ("artist", "streams", "views"))
    return links.link(tracks, method="spearman")


def _pearson(everything: Selection) -> Link:
    return links.link(reads.whole_artists(everything, ("artist", *VARIABLES)))


def _lift(tracks: pd.DataFrame, flag: str) -> tuple[LiftComparison | None, Robust | None]:
    try:
        return video_lift.compare(tracks, flag=flag), video_lift.robust(tracks, flag=flag)
    except NotEnoughData:
        return None, None


def _verdict(
    everything: Selection,
    claim: Claim,
    tracks: pd.DataFrame,
    lift: tuple[LiftComparison | None, Robust | None],
) -> Verdict:
    try:
        if claim.kind == "score":
            found = claim_score.score(
                reads_decide.score_tracks(everything, claim_score.NEEDED),
                target=claim.on[0],
                inputs=claim.on[1],
            )
            return claim_tests.of_score(claim, found)
        if claim.kind == "lift":
            compared, last = (
                lift if claim.on[0] == "has_official_video" else _lift(tracks, claim.on[0])
            )
            if compared is None or last is None:
                raise NotEnoughData("too few tracks with and without it.")
            reasons = video_lift.judge(compared, last).reasons
            return claim_tests.of_lift(claim, last.estimate, compared.rungs[0], reasons)
        return claim_tests.quick(claim, reads_decide.claim_tracks(everything, claims.NEEDED))
    except CrossfadeError as error:
        return claim_tests.not_testable(claim, error)


def model_scores() -> Document:
    """Return the champions' scores, by what is predicted and from what; empty without models."""
    found: Document = {}
    runs = experiments.runs()
    champions = registry.champions()
    for task, feature_set, run_id, kind in champions[
        ["task", "feature_set", "run_id", "kind"]
    ].itertuples(index=False):
        if task.startswith("hits") and task != "hits_10":
            continue
        run = runs[runs["run_id"] == run_id] if len(runs) else runs
        if run.empty:
            continue
        names = HIT_SCORES if task.startswith("hits") else COUNT_SCORES
        scores = {name: _number(run.iloc[0].get(column)) for name, column in names.items()}
        what = "hits" if task.startswith("hits") else task
        found.setdefault(what, {})[feature_set] = {"model": kind, **scores}
    order = {name: place for place, name in enumerate(FEATURE_SETS)}
    return {
        what: dict(sorted(sets.items(), key=lambda item: order.get(item[0], 9)))
        for what, sets in found.items()
    }


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def document(found: Findings, *, generated_at: str | None = None) -> Document:
    """Return the report as plain numbers and texts, see the module's docstring.

    Parameters
    ----------
    found : Findings
    generated_at : str, optional
        UTC, ISO 8601; now by default.
    """
    manifest, totals = found.manifest, found.totals
    rungs = (
        {}
        if found.comparison is None
        else {rung.estimator: rung for rung in video_lift.ladder(found.comparison, found.robust)}
    )
    judged = (
        video_lift.judge(found.comparison, found.robust)
        if found.comparison is not None and found.robust is not None
        else None
    )
    return {
        "catalogue": {
            "rows_read": manifest.rows_read,
            "rows_merged": manifest.rows_merged,
            "rows_rejected": manifest.rows_rejected,
            "recordings": manifest.recordings,
            "artists": manifest.artists,
            "streams": manifest.streams,
            "views": manifest.views,
        },
        "kpis": {
            "engagement_rate_mean": _number(totals["engagement_mean"]),
            "engagement_rate_median": _number(totals["engagement_median"]),
            "engagement_rate_pooled": _number(totals["engagement_pooled"]),
            "spearman_streams_views": _interval(
                (found.spearman.r, found.spearman.low, found.spearman.high)
                if found.spearman
                else None
            ),
            "pearson_log_streams_views": _interval(
                (found.pearson.r, found.pearson.low, found.pearson.high) if found.pearson else None
            ),
            "data_quality_score": _number(manifest.data_quality_score),
        },
        "video_lift": [
            {
                "estimator": name,
                "lift": _number(rungs[name].lift),
                "low": _number(rungs[name].low),
                "high": _number(rungs[name].high),
            }
            for name in REPORTED
            if name in rungs
        ],
        "video_lift_identified": judged.is_identified if judged else None,
        "video_lift_reasons": list(judged.reasons) if judged else [],
        "models": found.models,
        "claims": [_claim(one) for one in found.verdicts],
        "data_version": manifest.version,
        "trained_on": found.trained_on,
        "generated_at": generated_at or datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _interval(values: tuple[float, float, float] | None) -> dict[str, float | None]:
    estimate, low, high = values or (None, None, None)
    return {"estimate": _number(estimate), "low": _number(low), "high": _number(high)}


def _claim(one: Verdict) -> Document:
    return {
        "claim": one.claim.text,
        "threshold": one.claim.threshold,
        "estimate": _number(one.estimate),
        "low": _number(one.low),
        "high": _number(one.high),
        "verdict": one.verdict,
    }


def to_json(written: Document) -> bytes:
    """Return the document as UTF-8 JSON."""
    return json.dumps(written, indent=2, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the report; exit status 2 and a sentence where that cannot be."""
    parser = argparse.ArgumentParser(prog="python -m analytics.report", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    for kind in ("json", "html", "pdf"):
        parser.add_argument(f"--{kind}", metavar="FILE", type=Path)
    asked = parser.parse_args(arguments)
    try:
        _write(asked)
    except CrossfadeError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _write(asked: argparse.Namespace) -> None:
    from analytics.report import html as report_html
    from analytics.report import pdf as report_pdf

    browser = report_pdf.find() if asked.pdf else None
    if asked.pdf and browser is None:  # said before minutes of computing, not after
        report_pdf.print_pdf("")
    found = gather(published.current_version())
    written = document(found)
    if asked.json:
        _save(asked.json, to_json(written))
    if asked.html or asked.pdf:
        page = report_html.page(found, written)
        if asked.html:
            _save(asked.html, page.encode())
        if asked.pdf:
            _save(asked.pdf, report_pdf.print_pdf(page, browser=browser))
    if not (asked.json or asked.html or asked.pdf):
        sys.stdout.write(to_json(written).decode())


def _save(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise CannotWrite(
            f"{file}: {error.strerror or error}", hint="Name another file."
        ) from error
    print(f"Wrote {file}, {len(content):,} bytes", file=sys.stderr)
