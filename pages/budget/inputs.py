"""What the reader sets on the budget page; all of it is in the address."""

from collections.abc import Iterable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.budget.plan import Plan, problems
from data.metrics import exact
from pages.budget import words
from pages.ui import wording


def plan() -> Plan:
    """Draw the fields and the sliders; beside each that cannot be, a sentence says why."""
    fields = list(words.FIELDS)
    places = _row(fields[:4]) | _row(fields[4:])
    with st.expander("What is assumed, and which comparison to believe", icon=":material/balance:"):
        st.markdown(words.BELIEFS)
        places |= _row(words.TRUST) | _row(words.ASSUMED)
    values: dict[str, float | None] = {}
    for name, place in places.items():
        values[name] = _slider(place, name) if name in words.TRUST else _field(place, name)
    entered = words.plan_of(values)
    for name, said in problems(entered).items():
        places[name].error(wording.plain(said))
    return entered


def _row(names: Iterable[str]) -> dict[str, DeltaGenerator]:
    names = list(names)
    return {
        name: column.container() for name, column in zip(names, st.columns(len(names)), strict=True)
    }


def _field(place: DeltaGenerator, name: str) -> float | None:
    label, step, form = (words.FIELDS | words.ASSUMED)[name]
    return place.number_input(
        label,
        value=getattr(words.DEFAULTS, name),
        step=step,
        format=form,
        key=f"budget_{name}",
        help=words.HELP.get(name),
        bind="query-params",
    )


def _slider(place: DeltaGenerator, name: str) -> float:
    return place.slider(
        words.TRUST[name],
        min_value=0,
        max_value=10,
        value=int(getattr(words.DEFAULTS, name)),
        key=f"budget_{name}",
        help=words.HELP[name],
        bind="query-params",
    )


def with_doubtful(n_doubtful: int) -> bool:
    """Ask whether tracks count whose video looks like somebody else's; no question, no where."""
    return n_doubtful > 0 and st.toggle(
        f"Count {exact(n_doubtful)} tracks whose video looks like somebody else's",
        key="budget_doubtful",
        help=words.DOUBTFUL,
        bind="query-params",
    )
