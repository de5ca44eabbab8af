"""Experiments: every model that was tried, which of them answers, and who decided that."""

from functools import partial

import streamlit as st

from analytics.experiments import answers
from analytics.runs import answers as models
from pages.experiments import figures, promotion, words
from pages.ui import filters, layout, training, wording
from pages.ui.errors import shown_to_reader

MAX_COMPARED = 4

HOW = """
Every training logs each model it fits, with parameters, scores of every fold, data version,
feature set, version of the code, timings and files, to MLflow. To see all of it in MLflow's own
pages: `mlflow ui --backend-store-uri sqlite:///mlruns/mlflow.db`.

**Score**: mean over five folds that share no artist and no recording with what the model learned
from. **±** and the bars: one standard deviation over the folds. **Naive split**: the same model
where an artist's tracks may be on both sides; the difference is what a leak would have claimed.

**Champion**: the model that the pages load. On new data it is fitted and scored again; another
takes its place only if it is better on the same folds beyond chance (corrected resampled t, 95 %).
A person may overrule that, with a reason that is kept. Only kinds whose files cannot run code may
become champion, and a file is loaded only while its SHA-256 is the registered one. A champion
answers only for the catalogue that it was trained on, demo or real.

**The best**, and the runs compared at first, are of the champion's data version: scores on other
data say nothing of these models.
"""

chosen = filters.chosen()
answer, task, feature_set = training.opening(
    "Experiments",
    chosen,
    models.TASKS,
    keys=("experiments_task", "experiments_set"),
    by_champion=True,
)

with shown_to_reader():
    runs = answers.runs(task, feature_set)
    with answer:
        layout.lead(words.lead(runs))

    layout.chart(
        partial(
            figures.over_time,
            runs.table,
            runs.comparable,
            task=task,
            score_name=models.score_name(task)[1],
        ),
        key="experiments_over_time",
        how_to_read="A dot is a run: its mean score on artists it has not seen; bars are one "
        "standard deviation over five folds. In colour: the model that the pages use.",
        data=runs.table,
    )

    st.header("Runs", anchor=False)
    with st.container(horizontal=True):
        labels = words.kinds(runs)
        kinds = st.multiselect(
            "Models",
            list(labels),
            format_func=lambda kind: labels.get(kind, kind),
            key="experiments_kinds",
            bind="query-params",
            placeholder="All models",
        )
        sort = st.selectbox(
            "Order",
            list(words.SORTS),
            format_func=lambda name: words.SORTS[name][0],
            key="experiments_sort",
            bind="query-params",
        )
    shown = words.ordered(runs, kinds, sort)
    layout.table(shown, key="experiments_runs", columns=words.COLUMNS)
    layout.csv(shown, key="experiments_runs_csv", name="runs", label="All that was logged as CSV")

    st.header("Side by side", anchor=False)
    everything = words.ordered(runs, [], sort)
    names = words.names(everything)
    picked = st.multiselect(
        "Runs to compare",
        list(names),
        default=list(runs.comparable["run_id"][:2]),
        format_func=names.__getitem__,
        max_selections=MAX_COMPARED,
        key=f"experiments_compared_{task}_{feature_set}",
        bind="query-params",
    )
    if picked:
        compared = words.side_by_side(everything, picked)
        if st.toggle(
            "Only what differs", value=True, key="experiments_differing", bind="query-params"
        ):
            compared = compared[compared["differs"]]
        columns = {"what": "What", **{name: name for name in compared.columns[1:-1]}}
        layout.table(compared, key="experiments_side_by_side", columns=columns)

    st.header("Champions", anchor=False)
    promotion.draw(runs)
    history = words.decisions(answers.history(task, feature_set))
    if len(history):
        layout.note(f"Last decision: {wording.plain(history['reason'].iloc[0])}")
    layout.table(history, key="experiments_history", columns=words.DECISIONS)
    layout.method(HOW)
