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
  release, market): model, catalogue ('demo' or 'real') and data_version that it was trained on,
  r2_mean, r2_sd, naive_r2_mean, nrmse, baseline_r2; for hits: the same three, average_precision,
  roc_auc, brier, base_rate
- `claims`: claim, threshold, estimate, low, high, verdict (supported, rejected, undecided,
  'not testable' with null numbers)
- `growth`: from each capture to the next, on the same tracks: since, until (ISO 8601), n_tracks,
  streams_before, streams, views_before, views
- `budget`: plan (as `analytics.budget.plan.Plan`), policies: policy, n_tracks, cost, net, low,
  high, chance_of_loss
- `data_version`, `trained_on` (data version of the models, both where there are two, null
  without), `trained_on_catalogue` ('demo' or 'real'), `generated_at` (UTC)

Intervals are 95 % and know that tracks of one artist are alike. What is not known is null.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from analytics.budget.plan import Plan
from analytics.budget.portfolio import Budget
from analytics.claims.claim import Verdict
from analytics.overview.answers import Overview
from analytics.report.scores import ChampionScores, number, trained_on
from analytics.stats.correlation import Correlation
from analytics.video_lift.comparison import REPORTED, LiftComparison, Robust, judge, ladder
from data.published import Manifest

Document = dict[str, Any]


@dataclass(frozen=True, eq=False, slots=True)
class Findings:
    """What the pages show of a whole version, before it is written down.

    Attributes
    ----------
    manifest : Manifest
    label : str
        Whose catalogue it is; may be empty.
    overview : Overview
        Totals, the top, growth and movers.
    spearman, pearson : Correlation or None
        Of streams and views, by ranks and on a logarithmic scale; None where there are too few
        tracks.
    comparison, robust : LiftComparison or None, Robust or None
        Both None where too few tracks have an official video, or have none.
    verdicts : tuple of Verdict
    plan : Plan
        The budget as set.
    budget : Budget or None
        What that plan would bring; None without models, lift or candidates.
    models : ChampionScores
        Empty without models.
    generated_at : str
        UTC, ISO 8601.
    """

    manifest: Manifest
    label: str
    overview: Overview
    spearman: Correlation | None
    pearson: Correlation | None
    comparison: LiftComparison | None
    robust: Robust | None
    verdicts: tuple[Verdict, ...]
    plan: Plan
    budget: Budget | None
    models: ChampionScores
    generated_at: str


def document(findings: Findings) -> Document:
    """Return the report as plain numbers and texts, see the module's docstring."""
    manifest, totals = findings.manifest, findings.overview.totals
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
            "engagement_rate_mean": number(totals["engagement_mean"]),
            "engagement_rate_median": number(totals["engagement_median"]),
            "engagement_rate_pooled": number(totals["engagement_pooled"]),
            "spearman_streams_views": _interval(findings.spearman),
            "pearson_log_streams_views": _interval(findings.pearson),
            "data_quality_score": number(manifest.data_quality_score),
        },
        "growth": _growth(findings.overview.growth),
        **_video_lift(findings.comparison, findings.robust),
        "models": findings.models,
        "claims": [_claim(verdict) for verdict in findings.verdicts],
        "budget": _budget(findings.plan, findings.budget),
        "data_version": manifest.version,
        "trained_on": trained_on(findings.models, "data_version"),
        "trained_on_catalogue": trained_on(findings.models, "catalogue"),
        "generated_at": findings.generated_at,
    }


def _interval(correlation: Correlation | None) -> Document:
    if correlation is None:
        return {"estimate": None, "low": None, "high": None}
    return {
        "estimate": number(correlation.r),
        "low": number(correlation.low),
        "high": number(correlation.high),
    }


def _growth(steps: pd.DataFrame) -> list[Document]:
    return [
        {
            "since": step["since"].date().isoformat(),
            "until": step["until"].date().isoformat(),
            "n_tracks": int(step["n_tracks"]),
            "streams_before": number(step["streams_before"]),
            "streams": number(step["streams"]),
            "views_before": number(step["views_before"]),
            "views": number(step["views"]),
        }
        for _, step in steps.iterrows()
    ]


def _budget(plan: Plan, budget: Budget | None) -> Document:
    names = ("policy", "n_tracks", "cost", "net", "low", "high", "chance_of_loss")
    policies = [] if budget is None else budget.policies.to_dict("records")
    return {
        "plan": asdict(plan),
        "policies": [
            {name: row[name] if name == "policy" else number(row[name]) for name in names}
            for row in policies
        ],
    }


def _video_lift(comparison: LiftComparison | None, robust: Robust | None) -> Document:
    if comparison is None or robust is None:
        return {"video_lift": [], "video_lift_identified": None, "video_lift_reasons": []}
    rungs = {rung.estimator: rung for rung in ladder(comparison, robust)}
    judgement = judge(comparison, robust)
    return {
        "video_lift": [
            {
                "estimator": name,
                "lift": number(rungs[name].lift),
                "low": number(rungs[name].low),
                "high": number(rungs[name].high),
            }
            for name in REPORTED
            if name in rungs
        ],
        "video_lift_identified": judgement.is_identified,
        "video_lift_reasons": list(judgement.reasons),
    }


def _claim(verdict: Verdict) -> Document:
    return {
        "claim": verdict.claim.text,
        "threshold": verdict.claim.threshold,
        "estimate": number(verdict.estimate),
        "low": number(verdict.low),
        "high": number(verdict.high),
        "verdict": verdict.outcome,
    }


def to_json(written: Document) -> bytes:
    """Return the document as UTF-8 JSON."""
    return json.dumps(written, indent=2, ensure_ascii=False, allow_nan=False).encode() + b"\n"
