"""The sentences and tables of the genres page."""

import pandas as pd

from analytics.genres.answers import Learning
from analytics.genres.folds import PROTOCOLS
from analytics.genres.judging import GenreJudgement, label_of
from analytics.genres.labelling import OUTSIDE, Labeller, Labels
from analytics.genres.learning import LEARNED, VOTES
from analytics.genres.models import MODELS
from analytics.genres.scores import SCORES, GenreScores
from data import metrics
from pages.ui import wording

QUESTION = "What sound alone tells of a recording's genre, and how surely."
SHOWN = {
    name: SCORES[name]
    for name in ("accuracy", "top_3", "macro_f1", "weighted_f1", "calibration_error")
}
LESSON = (
    "Evening out genres before the split puts made-up examples on one side and what they were "
    "made of on the other: the score is of remembering. A plain split does the same with "
    "recordings that stand under several genres, and with artists."
)


def _interval(row: pd.Series) -> str:
    return (
        f"{metrics.percent(row['value'])} [{metrics.percent(row['low'])}, "
        f"{metrics.percent(row['high'])}]"
    )


def _rows(table: pd.DataFrame) -> dict[str, pd.Series]:
    return {str(row["score"]): row for _, row in table.iterrows()}


def lead(judgement: GenreJudgement) -> str:
    """Say what sound tells of genre, how much, how surely."""
    rows = _rows(judgement.table[judgement.table.contender == LEARNED])
    accuracy, top = rows["accuracy"], rows["top_3"]
    return (
        f"**Sound alone names the right one of {len(judgement.genres)} genres for "
        f"{_interval(accuracy)} of recordings by artists it has not heard**; always naming the "
        f"commonest would get {metrics.percent(accuracy['majority'])}. For {_interval(top)} the "
        "right one is among the three likeliest."
    )


def any_of(judgement: GenreJudgement, share: tuple[float, float, float]) -> str:
    """Say how often any genre of the same recording is named."""
    value, low, high = (metrics.percent(number) for number in share)
    return (
        f"A recording may stand under several genres, and each is asked for by itself. Counting "
        f"any of them as right, the vote with learned weights gets {value} [{low}, {high}]. "
        f"Judged: {judgement.n_rows:,} examples."
    )


def scores(judgement: GenreJudgement) -> pd.DataFrame:
    """Return every score of every model and vote, in percent, with intervals."""
    table = judgement.table.assign(text=judgement.table.apply(_interval, axis=1))
    wide = table.pivot(index="contender", columns="score", values="text")
    wide = wide.loc[table.contender.unique(), list(SCORES)].rename(columns=SCORES)
    wide.insert(0, "Model", [label_of(name) for name in wide.index])
    return wide.reset_index(drop=True)


def weights(judgement: GenreJudgement) -> pd.DataFrame:
    """Return what the learned vote gave each model, over the folds."""
    by_model = judgement.weights.groupby("model", sort=False)["weight"]
    table = by_model.agg(["mean", "min", "max"]).mul(100).round(0).reset_index()
    table["model"] = table["model"].map(MODELS)
    return table.rename(
        columns={
            "model": "Weight in the learned vote",
            "mean": "Mean of folds (%)",
            "min": "Least (%)",
            "max": "Most (%)",
        }
    )


def own_vote(scored: GenreScores) -> str:
    """Say what a vote with a reader's weights is worth."""
    rows = _rows(scored.table)
    return (
        f"With these weights: accuracy {_interval(rows['accuracy'])}, macro F1 "
        f"{_interval(rows['macro_f1'])}, among the three likeliest "
        f"{_interval(rows['top_3'])}."
    )


def per_genre(scored: GenreScores) -> pd.DataFrame:
    """Return precision, recall, F1, accuracy against the rest, and support of each genre."""
    table = scored.per_genre.sort_values("f1", ascending=False)
    columns: dict[str, object] = {"Genre": table.genre, "Examples": table.support}
    for name, label in (
        ("precision", "Precision"),
        ("recall", "Recall"),
        ("f1", "F1"),
        ("accuracy", "Accuracy against the rest"),
    ):
        columns[label] = [
            f"{metrics.percent(value)} [{metrics.percent(low)}, {metrics.percent(high)}]"
            for value, low, high in zip(
                table[name], table[f"{name}_low"], table[f"{name}_high"], strict=True
            )
        ]
    return pd.DataFrame(columns)


def protocols(table: pd.DataFrame) -> pd.DataFrame:
    """Return what each way to split claims of the same model."""
    rows = table.assign(text=table.apply(_interval, axis=1))
    wide = rows.pivot(index="protocol", columns="score", values="text").loc[list(PROTOCOLS)]
    seen = table.drop_duplicates("protocol").set_index("protocol").loc[list(PROTOCOLS)]
    return pd.DataFrame(
        {
            "Split": list(PROTOCOLS.values()),
            "Accuracy": wide["accuracy"].to_numpy(),
            "Macro F1": wide["macro_f1"].to_numpy(),
            "Among three": wide["top_3"].to_numpy(),
            "Recording seen before (%)": (seen.seen_recordings * 100).round(0).to_numpy(),
            "Artist seen before (%)": (seen.seen_artists * 100).round(0).to_numpy(),
        }
    )


def labelled(labels: Labels, made: Labeller) -> str:
    """Say what the tracks are, and how far to trust that."""
    top = labels.mix.sort_values("share", ascending=False).iloc[0]
    outside = labels.table.is_outside.mean()
    text = (
        f"The commonest sound of these {len(labels.table):,} tracks is "
        f"**{wording.plain(top.genre)}**, "
        f"{metrics.percent(top.share)} [{metrics.percent(top.low)}, {metrics.percent(top.high)}]. "
        f"{metrics.percent(outside)} lie outside what the examples cover: there, a genre is a "
        "guess."
    )
    if made.way != "all":
        text += (
            f" Learned as from {made.n_effective:,.0f} examples; by sound alone, chart and "
            f"examples are told apart at {metrics.decimal(made.auc)} (0.5: not at all)."
        )
    if labels.n_unknown:
        text += f" Left out, sound unknown: {labels.n_unknown:,}."
    return text


def in_table(labels: Labels) -> pd.DataFrame:
    """Return the labels as a table shows them."""
    table = labels.table.copy()
    for place in (1, 2, 3):
        if f"genre_{place}" in table:
            chances = (metrics.percent(chance) for chance in table[f"chance_{place}"])
            names = table[f"genre_{place}"]
            table[f"genre_{place}"] = [f"{n} {c}" for n, c in zip(names, chances, strict=True)]
    table["outside"] = table["is_outside"].map({True: "outside", False: ""})
    return table


def labels_columns(way: Learning) -> dict[str, str]:
    """Return the headings of the labels."""
    return {
        "track": "Track",
        "artist": "Artist",
        "genre_1": "Likeliest",
        "genre_2": "Second",
        "genre_3": "Third",
        **{name: MODELS[name] for name in way.models},
        "outside": "Examples",
    }


HOW = f"""
**Examples** are recordings that the catalogue's own files or a genre table put under a genre; a
recording under several genres is an example of each. Models hear Spotify's audio features: key as
a place on the circle of fifths, tempo also within its octave. Artists and popularity are not
heard, titles only by the vote that says so: runs of two and three letters (naive Bayes), followed
as far as rows held out advise. Of more than 20,000 examples, those of a sample of artists are
learned from.

**Folds.** Five, sharing no artist and no recording; where the artist is unknown, the recording
alone. Weights of the vote, calibration and the factors that make rare genres heard are learned on
a fifth of the artists inside each training part. Resampling touches training parts only.

**The vote** is the weighted mean of the models' calibrated chances: 1.5 / 1 / 1 of LightGBM,
XGBoost and random forest as in the study that we follow, or the weights that lose least (log loss)
in the training part ({VOTES[LEARNED].lower()}). Calibrated: expectation consistency (Clarté et al.
2023).

**How sure.** Intervals (95 %) resample whole artists. Micro averages of one genre per example all
equal the accuracy. Calibration error: mean gap between chance and share, in 15 bins.

**Label a chart.** Outside: farther from its ten nearest examples (Mahalanobis) than {OUTSIDE:.0%}
of examples are. Weighted: density ratio by a logistic model, no example counting over 20 times.
Mixes of genres add up chances; their intervals do not know how wrong the model may be.
"""
