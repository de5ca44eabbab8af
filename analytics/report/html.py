"""The report as one self-contained HTML file that prints well on A4."""

from html import escape
from typing import Any

from analytics.claims.claim import Verdict
from analytics.models.model import LABELS
from analytics.report import charts as report_charts
from analytics.report.document import Document, Findings
from analytics.video_lift import comparison as video_lift
from data.metrics import decimal, exact, percent, ratio, short

NUMERIC = ' class="n"'
STYLE = """
@page { size: A4; margin: 16mm 15mm; }
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 10.5pt/1.45 system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif;
  color: #2b2b33; background: #fff; max-width: 190mm; margin: 0 auto; padding: 8mm 4mm; }
h1 { font-size: 20pt; margin: 0; } h2 { font-size: 13pt; margin: 9mm 0 2mm;
  border-top: 2px solid #6a3fa0; padding-top: 3mm; break-after: avoid; }
p { margin: 0 0 2mm; } .lead { font-size: 12pt; } .small { color: #5d626b; font-size: 9pt; }
.badge { background: #fdebd0; color: #7a4b00; padding: 0 2mm; border-radius: 1mm; }
.cards { display: grid; grid-template-columns: repeat(4, 1fr); gap: 3mm; margin: 4mm 0; }
.card { border: 1px solid #d8dade; border-radius: 2mm; padding: 2.5mm 3mm; break-inside: avoid; }
.card b { display: block; font-size: 15pt; line-height: 1.2; }
table { border-collapse: collapse; width: 100%; margin: 2mm 0 4mm; font-size: 9.5pt; }
th { text-align: left; border-bottom: 1.5px solid #8a8f98; } td, th { padding: 1.2mm 2mm 1.2mm 0;
  vertical-align: top; } td { border-bottom: 1px solid #e6e7ea; } tr { break-inside: avoid; }
td.n, th.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
figure { margin: 2mm 0; break-inside: avoid; } figure svg { width: 100%; height: auto; }
.supported { color: #00704f; } .rejected { color: #b14a00; } .undecided { color: #5d626b; }
@media print { body { padding: 0; max-width: none; } }
@media (max-width: 600px) { .cards { grid-template-columns: repeat(2, 1fr); } }
"""


def page(found: Findings, written: Document) -> str:
    """Return the report as HTML.

    Parameters
    ----------
    found : Findings
    written : dict
        `report.document(found)`: the numbers are taken from there.
    """
    demo = ' <span class="badge">Demo catalogue, fictional</span>' if found.manifest.is_demo else ""
    body = "".join(
        (
            f"<h1>Crossfade{demo}</h1>",
            f'<p class="small">Data version {escape(written["data_version"])}, captured '
            f"{escape(', '.join(found.manifest.captures))}. Written "
            f"{escape(written['generated_at'])}.</p>",
            _catalogue(found, written),
            _lift(found, written),
            _claims(found.verdicts),
            _models(written),
            _notes(),
        )
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; img-src data:\">"
        f"<title>Crossfade report</title><style>{STYLE}</style></head><body>{body}</body></html>"
    )


def _catalogue(found: Findings, written: Document) -> str:
    catalogue, kpis = written["catalogue"], written["kpis"]
    together = kpis["spearman_streams_views"]
    cards = (
        ("Tracks", exact(catalogue["recordings"]), f"by {exact(catalogue['artists'])} artists"),
        ("Streams", short(catalogue["streams"]), exact(catalogue["streams"])),
        ("Views", short(catalogue["views"]), exact(catalogue["views"])),
        (
            "Engagement rate",
            percent(kpis["engagement_rate_mean"], 2),
            f"mean; median {percent(kpis['engagement_rate_median'], 2)}, pooled "
            f"{percent(kpis['engagement_rate_pooled'], 2)}",
        ),
        ("Streams and views together", decimal(together["estimate"]), _bounds(together)),
        (
            "The same on powers of ten",
            decimal(kpis["pearson_log_streams_views"]["estimate"]),
            _bounds(kpis["pearson_log_streams_views"]),
        ),
        ("Data quality", percent(kpis["data_quality_score"]), "needed cells with a valid value"),
        (
            "Rows read",
            exact(catalogue["rows_read"]),
            f"{exact(catalogue['rows_merged'])} merged, {exact(catalogue['rows_rejected'])} "
            "rejected",
        ),
    )
    shown = "".join(
        f'<div class="card">{escape(label)}<b>{escape(value)}</b>'
        f'<span class="small">{escape(text)}</span></div>'
        for label, value, text in cards
    )
    return f'<div class="cards">{shown}</div>'


def _bounds(found: dict[str, Any]) -> str:
    return f"95 % interval {decimal(found['low'])} to {decimal(found['high'])}"


def _lift(found: Findings, written: Document) -> str:
    head = "<h2>What an official video does for streams</h2>"
    if found.comparison is None:
        return f"{head}<p>Too few tracks with and without one to compare.</p>"
    rungs = video_lift.ladder(found.comparison, found.robust)
    first, last = written["video_lift"][0], written["video_lift"][-1]
    said = (
        f"Tracks with one have {ratio(first['lift'])} times the streams of the rest; compared like "
        f"with like it is {ratio(last['lift'])} [{ratio(last['low'])}, {ratio(last['high'])}]."
    )
    if written["video_lift_reasons"]:
        said += f" Not identified: {written['video_lift_reasons'][0]}"
    rows: list[tuple[str, ...]] = [
        (rung.label, ratio(rung.lift), f"{ratio(rung.low)} to {ratio(rung.high)}", rung.meaning)
        for rung in rungs
    ]
    heads = ("Comparison", "Ratio", "95 % interval", "What is compared")
    table = _table(heads, rows, numeric={1, 2})
    return (
        f'{head}<p class="lead">{escape(said)}</p><figure>{report_charts.ladder(rungs)}</figure>'
        f'<p class="small">Dotted: no difference. Grey band: the literature\'s '
        f"{ratio(video_lift.LITERATURE[0])} to {ratio(video_lift.LITERATURE[1])}. Assumes that "
        f"tracks alike in artist, audio and release differ only by chance and by the video.</p>"
        f"{table}"
    )


def _claims(verdicts: tuple[Verdict, ...]) -> str:
    rows = "".join(
        f'<tr><td class="n">{number}</td><td>{escape(one.claim.text)}<br>'
        f'<span class="small">{escape(one.measured)}</span></td>'
        f'<td class="n">{decimal(one.claim.threshold)}</td><td class="n">{decimal(one.estimate)}'
        f'<br><span class="small">[{decimal(one.low)}, {decimal(one.high)}]</span></td>'
        f'<td class="{escape(one.verdict)}"><b>{escape(one.verdict.capitalize())}</b></td></tr>'
        for number, one in enumerate(verdicts, 1)
    )
    return (
        "<h2>Claims of the playbook, tested</h2>"
        '<p class="small">Supported or rejected only where the whole 95 % interval lies on one '
        "side of the threshold.</p>"
        '<table><thead><tr><th class="n"></th><th>Claim</th><th class="n">At least</th>'
        f'<th class="n">Measured</th><th>Verdict</th></tr></thead><tbody>{rows}</tbody></table>'
        f"<figure>{report_charts.claims(verdicts)}</figure>"
    )


def _models(written: Document) -> str:
    head = "<h2>How well streams and views can be predicted</h2>"
    scores = written["models"]
    if not scores:
        return f"{head}<p>No model has been trained yet: python -m analytics.train</p>"
    rows: list[tuple[str, ...]] = [
        (
            f"{what.capitalize()}, {name}",
            LABELS.get(one["model"], one["model"]),
            f"{decimal(one['r2_mean'])} ± {decimal(one['r2_sd'])}",
            decimal(one["naive_r2_mean"]),
            decimal(one["baseline_r2"]),
        )
        for what, sets in scores.items()
        if what != "hits"
        for name, one in sets.items()
    ]
    hits: list[tuple[str, ...]] = [
        (
            f"Hits, {name}",
            LABELS.get(one["model"], one["model"]),
            decimal(one["average_precision"]),
            decimal(one["roc_auc"]),
            decimal(one["brier"], 3),
            decimal(one["base_rate"]),
        )
        for name, one in scores.get("hits", {}).items()
    ]
    counts = {what: sets for what, sets in scores.items() if what != "hits"}
    hit_columns = ("Top 10 %", "Model", "Average precision", "ROC AUC", "Brier", "Without a model")
    return (
        f"{head}<figure>{report_charts.models(counts)}</figure>"
        + _table(
            ("What, from what", "Model", "R²", "Naive split", "Without a model"),
            rows,
            numeric={2, 3, 4},
        )
        + (_table(hit_columns, hits, numeric={2, 3, 4, 5}) if hits else "")
        + f'<p class="small">Trained on data version {escape(str(written["trained_on"]))}. R² of '
        "log plays on artists that the model has not seen, mean and spread over five folds. "
        "‘Naive split’ is what a random split would have claimed.</p>"
    )


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]], *, numeric: set[int]) -> str:
    def cells(values: tuple[str, ...], tag: str) -> str:
        return "".join(
            f"<{tag}{NUMERIC if place in numeric else ''}>{escape(value)}</{tag}>"
            for place, value in enumerate(values)
        )

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    return f"<table><thead><tr>{cells(heads, 'th')}</tr></thead><tbody>{body}</tbody></table>"


def _notes() -> str:
    return (
        "<h2>How to read this</h2><p>A track is one recording, counted once under however many "
        "artists it is listed. Tracks of one artist are alike, so every interval resamples or sums "
        "by artist. The data has no release dates and no label spend: an artist’s ‘other tracks’ "
        "may be later ones, and an association is no cause. Every number here is the one on the "
        "page of the same name in Crossfade.</p>"
    )
