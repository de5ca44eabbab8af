"""What goes with plays among the tracks in view: weighed live, the open part alone."""

from functools import partial

import streamlit as st

from analytics.drivers import answers
from analytics.drivers.ols import Ols
from data.selection import Selection
from pages.drivers import figures, words
from pages.ui import jobs, layout, sampling


def draw(selection: Selection, target: str, feature_set: str) -> None:
    """Draw the part that is open; the others are worked out when the reader opens them."""
    parts = {
        "What goes with plays": partial(_weighed, selection, target),
        "Fewer features": partial(_path, selection, target, feature_set),
        "What each adds": partial(_ablation, selection, target, feature_set),
    }
    layout.parts(parts, key="drivers_part")


def _weighed(selection: Selection, target: str) -> None:
    offered = words.offered(target)
    names = st.multiselect(
        "Features",
        list(offered),
        default=words.usual(target),
        format_func=offered.__getitem__,
        key=f"drivers_features_{target}",
        bind="query-params",
    )
    if not names:
        layout.note("Choose at least one feature.")
        return
    fit = answers.ols(selection, target=target, names=tuple(names))
    st.markdown(words.weighed(fit))
    if sampled := sampling.said(selection, fit.n_tracks, at_most=answers.MAX_TRACKS):
        layout.note(sampled)
    layout.chart(
        partial(figures.coefficients, fit),
        key="drivers_coefficients",
        how_to_read="Each feature with all others held equal. One step: from no to yes, or one "
        "standard deviation more. Bars: 95 %, by artist; grey: no clear link. A link is no cause: "
        "what a label spends is not in the data.",
        data=fit.coefficients,
    )
    layout.table(
        words.coefficients(fit), key="drivers_weights", columns=words.feature_columns(target)
    )
    errors_of_it = st.expander(
        "How it errs, for analysts", key="drivers_errors", bind="query-params"
    )
    if errors_of_it.open:
        with errors_of_it:
            _errors(fit)


def _errors(fit: Ols) -> None:
    left, right = st.columns(2)
    with left:
        layout.chart(
            partial(figures.residuals, fit),
            key="drivers_residuals",
            how_to_read="Dots: tracks. Lines: one standard deviation of the errors, for ten equal "
            "parts; the more level, the better.",
            data=fit.residuals,
        )
    with right:
        layout.chart(
            partial(figures.quantiles, fit),
            key="drivers_quantiles",
            how_to_read="On the dotted line, errors follow a bell curve. The intervals here do not "
            "need that; predictions for single tracks would.",
            data=fit.residuals,
        )


def _path(selection: Selection, target: str, feature_set: str) -> None:
    kind = st.segmented_control(
        "Method",
        list(words.KINDS),
        format_func=words.KINDS.__getitem__,
        default="lasso",
        required=True,
        key="drivers_kind",
        bind="query-params",
        help="LASSO drops features, Ridge shrinks them all.",
    )
    path = jobs.answer(
        answers.penalty_path, selection, target=target, feature_set=feature_set, kind=kind
    )
    if path is None:
        return
    layout.chart(
        partial(figures.path, path),
        key="drivers_path",
        how_to_read="Each line is a feature; to the right, the penalty pulls slopes to zero. In "
        "colour: the strongest. Point at a line for its name. Two strong lines that mirror each "
        "other say nearly the same: trust their sum, not each.",
        data=path.slopes,
    )
    layout.chart(
        partial(figures.penalties, path),
        key="drivers_penalties",
        how_to_read="Each penalty on artists not seen; bars: one standard deviation over folds. "
        "Dotted: the best, and the simplest within one standard error of it.",
        data=path.scores,
    )


def _ablation(selection: Selection, target: str, feature_set: str) -> None:
    table = jobs.answer(answers.ablation, selection, target=target, feature_set=feature_set)
    if table is None:
        return
    layout.chart(
        partial(figures.ablation, table, target=target),
        key="drivers_ablation",
        how_to_read="What OLS loses without it, on artists not seen. Right of zero it helps; left "
        "of zero it harms. Bold: all features of a group at once. Features that say the same stand "
        "in for each other. The CSV has them all.",
        data=table,
    )
