"""The form that adds a claim, what is wrong said beside each field."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.claims import answers
from analytics.claims.claim import Claim, Kind
from data.errors import CrossfadeError
from pages.claims import words
from pages.claims.fields import Bounds, claim_of
from pages.ui import errors, wording

N_CONDITIONS = 2


def draw() -> None:
    """Draw the form; keep the claim when it is sent and can be tested."""
    st.header("Add a claim", anchor=False)
    if said := st.session_state.pop("claims_added", None):
        st.success(f"Added: {wording.plain(said)}")
    kind = st.segmented_control(
        "What kind of claim",
        words.FORM_KINDS,
        format_func=words.KINDS.__getitem__,
        default="rule",
        required=True,
        key="claims_kind",
        bind="query-params",
    )
    with st.form("claims_form", border=True):
        places: dict[str, DeltaGenerator] = {}
        claim = _fields(kind, places)
        sent = st.form_submit_button("Test this claim", type="primary")
    if sent:
        _keep(claim, places)


def _fields(kind: Kind, places: dict[str, DeltaGenerator]) -> Claim:
    """Draw the fields of a kind, a place for what is wrong under each."""
    text = st.text_input("The claim, in a sentence", key="claims_text")
    places["text"] = st.empty()
    on: tuple[str | None, ...] = ()
    conditions: list[Bounds] = []
    if kind == "rule":
        conditions = [_condition(number, places) for number in range(N_CONDITIONS)]
    elif kind == "lift":
        on = (_choice("Flag", 0, words.FLAG_LABELS, places),)
    elif kind == "correlation":
        first, second = st.columns(2)
        with first:
            one = _column("One figure", "on_0", places)
        with second:
            on = (one, _column("Another figure", "on_1", places))
    else:
        what = _choice("What is predicted", 0, words.SCORED, places)
        on = (what, _choice("From", 1, {name: name for name in words.INPUTS}, places))
    threshold = st.number_input(
        words.THRESHOLDS[kind], value=None, step=0.05, key=f"claims_threshold_{kind}"
    )
    places["threshold"] = st.empty()
    return claim_of(text, kind, threshold, on, tuple(conditions))


def _choice(
    label: str, place: int, options: dict[str, str], places: dict[str, DeltaGenerator]
) -> str:
    picked = st.selectbox(
        label, list(options), format_func=options.__getitem__, key=f"claims_on_{place}_{label}"
    )
    places[f"on_{place}"] = st.empty()
    return picked


def _column(label: str, field: str, places: dict[str, DeltaGenerator]) -> str | None:
    """Offer the columns; another name may be typed, and is answered if it is none."""
    picked = st.selectbox(
        label,
        list(words.COLUMNS.values()),
        index=None,
        accept_new_options=True,
        placeholder="Choose or type",
        key=f"claims_{field}",
    )
    places[field] = st.empty()
    return picked


def _condition(number: int, places: dict[str, DeltaGenerator]) -> Bounds:
    name, low, high = st.columns([2, 1, 1])
    with name:
        label = "Figure" if number == 0 else "And another (optional)"
        picked = _column(label, f"condition_{number}", places)
    bounds = (
        place.number_input(text, value=None, key=f"claims_{text}_{number}")
        for place, text in ((low, "From"), (high, "To"))
    )
    return picked, next(bounds), next(bounds)


def _keep(claim: Claim, places: dict[str, DeltaGenerator]) -> None:
    wrong = answers.problems(claim)
    for field, sentence in wrong.items():
        places.get(field, st).error(wording.plain(sentence))
    if wrong:
        return
    try:
        answers.add(claim)
    except CrossfadeError as error:
        errors.card(error)
        return
    st.session_state["claims_added"] = claim.text
    st.rerun()
