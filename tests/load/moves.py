"""How a widget is moved: the state that a browser would send for another choice."""

from typing import Any

from streamlit.proto.ButtonGroup_pb2 import ButtonGroup
from streamlit.proto.Slider_pb2 import Slider
from streamlit.proto.WidgetStates_pb2 import WidgetState

SEARCHED = "lo"


def other(kind: str, widget: Any) -> WidgetState | None:
    """Return a widget's state with something else chosen; None for a kind that is not moved."""
    move = _MOVES.get(kind)
    state = WidgetState(id=widget.id)
    return state if move is not None and move(state, widget) else None


def _slider(state: WidgetState, slider: Slider) -> bool:
    """Move a slider, or the lower end of a range, a step up; from the top a step down."""
    low = slider.default[0]
    moved = low + slider.step if low + slider.step <= slider.max else low - slider.step
    chosen = [moved, *slider.default[1:]]
    if slider.type == Slider.SELECT_SLIDER:
        state.string_array_value.data.extend(slider.options[int(at)] for at in chosen)
    else:
        state.double_array_value.data.extend(chosen)
    return slider.min < slider.max


def _button_group(state: WidgetState, group: ButtonGroup) -> bool:
    others = [n for n in range(len(group.options)) if n not in group.default]
    kept = list(group.default) if group.click_mode == ButtonGroup.MULTI_SELECT else []
    chosen = sorted([*kept, *others[:1]])
    state.string_array_value.data.extend(group.options[n].content for n in chosen)
    return bool(others)


def _one_of(state: WidgetState, box: Any) -> bool:
    if len(box.options) < 2:
        return False
    state.string_value = box.options[(box.default + 1) % len(box.options)]
    return True


def _number_input(state: WidgetState, box: Any) -> bool:
    is_top = box.has_max and box.default + box.step > box.max
    state.double_value = box.default - box.step if is_top else box.default + box.step
    return True


def _checkbox(state: WidgetState, box: Any) -> bool:
    state.bool_value = not box.default
    return True


def _text_input(state: WidgetState, box: Any) -> bool:
    state.string_value = SEARCHED
    return True


_MOVES = {
    "slider": _slider,
    "button_group": _button_group,
    "selectbox": _one_of,
    "radio": _one_of,
    "number_input": _number_input,
    "checkbox": _checkbox,
    "text_input": _text_input,
}
