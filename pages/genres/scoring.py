"""How well genres are told: models and votes, by genre, confusions, claims that do not hold."""

from functools import partial

import streamlit as st

from analytics.genres import answers
from analytics.genres.answers import Learning
from analytics.genres.judging import GenreJudgement
from data.selection import Selection
from pages.genres import controls, figures, words
from pages.ui import jobs, layout


def _judged(selection: Selection, way: Learning) -> GenreJudgement | None:
    """Return the judgement, whatever the filter: models learn from all examples."""
    everything = Selection(selection.version)
    is_new = answers.judged.if_kept(everything, way=way) is None
    judgement = jobs.answer(answers.judged, everything, way=way)
    if is_new and judgement is not None:
        st.rerun()  # the page's head has an answer now
    return judgement


def models(selection: Selection, way: Learning) -> None:
    """Draw what each model and vote is worth."""
    judgement = _judged(selection, way)
    if judgement is None:
        return
    score = st.segmented_control(
        "Score",
        list(words.SHOWN),
        format_func=words.SHOWN.__getitem__,
        default="accuracy",
        required=True,
        key="genres_score",
        bind="query-params",
        label_visibility="collapsed",
    )
    layout.chart(
        partial(figures.contenders, judgement.table, score),
        key="genres_contenders",
        how_to_read="Dot: judged on artists and recordings that had no part in the learning; bar: "
        "95 % interval, whole artists resampled. Dotted: always naming the commonest genre.",
        data=judgement.table,
    )
    st.markdown(words.any_of(judgement, answers.any_right(judgement, "learned")))
    layout.table(words.scores(judgement), key="genres_scores")
    layout.table(words.weights(judgement), key="genres_weights")
    name, weights = controls.contender(way, judgement.chances)
    if weights is not None:
        st.markdown(words.own_vote(answers.scored(judgement, name, weights)))
    layout.chart(
        partial(figures.calibration, answers.calibrated(judgement, name, weights)),
        key="genres_calibration",
        how_to_read="Each dot is a tenth of the recordings, by how sure the model was of its "
        "likeliest genre; on the line it is right as often as it says. Bars: 95 % intervals.",
        data=answers.calibrated(judgement, name, weights),
    )


def by_genre(selection: Selection, way: Learning) -> None:
    """Draw how well each genre is told."""
    judgement = _judged(selection, way)
    if judgement is None:
        return
    name, weights = controls.contender(way, judgement.chances)
    scored = answers.scored(judgement, name, weights)
    layout.chart(
        partial(figures.per_genre, scored),
        key="genres_per_genre",
        how_to_read="F1 joins precision (of those named so, how many are) and recall (of those "
        "that are, how many were named so). Bars: 95 % intervals, whole artists resampled.",
        data=scored.per_genre,
    )
    layout.table(words.per_genre(scored), key="genres_per_genre_table")


def confusions(selection: Selection, way: Learning) -> None:
    """Draw which genre is taken for which, and what tells two apart."""
    judgement = _judged(selection, way)
    if judgement is None:
        return
    name, weights = controls.contender(way, judgement.chances)
    confused = answers.confused(judgement, name, weights)
    layout.chart(
        partial(figures.confusion, confused),
        key="genres_confusion",
        how_to_read="A row is what recordings are, a column what they were named; rows sum to 100 "
        "%. Genres that are taken for each other stand together.",
        data=confused.frame,
    )
    st.subheader("What tells two genres apart", anchor=False)
    top = confused.pairs.iloc[0]
    genres = list(judgement.genres)
    with st.container(horizontal=True):
        first = st.selectbox(
            "Genre",
            genres,
            genres.index(top["first"]),
            key="genres_first",
            bind="query-params",
        )
        others = [genre for genre in genres if genre != first]
        likeliest = top["second"] if first == top["first"] else others[0]
        second = st.selectbox(
            "and", others, others.index(likeliest), key="genres_second", bind="query-params"
        )
    everything = Selection(selection.version)
    told = jobs.answer(answers.told_apart, everything, way=way, first=first, second=second)
    if told is None:
        return
    layout.chart(
        partial(figures.pair, told),
        key="genres_pair",
        how_to_read="How far each feature moves the verdict between the two, on average, in "
        "log-odds (SHAP, on recordings held out); bars: 95 % intervals. The genre named has more "
        "of it.",
        data=told.features,
    )


def lesson(selection: Selection, way: Learning) -> None:
    """Draw what resampling before the split claims, and what other ways to split claim."""
    everything = Selection(selection.version)
    taught = jobs.answer(answers.taught, everything, way=way)
    if taught is not None:
        layout.chart(
            partial(figures.lesson, taught),
            key="genres_lesson",
            how_to_read="Grey: examples made up or left out before the split, as often published. "
            "Purple: the same model, split first, on untouched recordings (95 % interval). "
            "Dotted: the commonest genre.",
            data=taught.table,
        )
        st.markdown(words.LESSON)
        protocols = jobs.answer(answers.protocols, everything, way=way)
        if protocols is not None:
            layout.table(words.protocols(protocols), key="genres_protocols")
            layout.csv(protocols, key="genres_protocols_csv", name="genres_protocols")
