"""What a benchmark finds: figures beside their rivals', as a table and as JSON."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

LESS_IS_BETTER = ("s", "MiB")
LIBRARIES = ("duckdb", "pandas", "streamlit", "scikit-learn", "xgboost-cpu", "shap")


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured at one size, and what a rival took for the same in the same run."""

    topic: str
    name: str
    size: int
    """Tracks in the demo catalogue."""
    value: float
    unit: str
    """'s', 'MiB' or 'rows/s'."""
    rival: str = ""
    rival_value: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better than the rival: above 1 is in our favour."""
        if self.rival_value is None or not self.value or not self.rival_value:
            return None
        less = self.rival_value / self.value
        return less if self.unit in LESS_IS_BETTER else 1 / less


def circumstances() -> dict[str, object]:
    """Say where and on how busy a machine this was measured."""
    return {
        "cores": os.cpu_count(),
        "load_average": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as lines of text."""
    lines = [f"{'':<44}{'tracks':>11}{'ours':>14}{'rival':>14}{'ratio':>9}"]
    topic = ""
    for one in figures:
        if one.topic != topic:
            topic = one.topic
            lines.append(f"{topic.upper()}")
        ratio = f"{one.ratio:.1f}x" if one.ratio else ""
        rival = "" if one.rival_value is None else _number(one.rival_value, one.unit)
        remark = "; ".join(text for text in (one.rival, one.note) if text)
        lines.append(
            f"  {one.name:<42}{one.size:>11,}{_number(one.value, one.unit):>14}{rival:>14}"
            f"{ratio:>9}  {remark}"
        )
    return "\n".join(lines)


def _number(value: float, unit: str) -> str:
    if unit == "s":
        return f"{value * 1000:,.1f} ms" if value < 1 else f"{value:,.2f} s"
    return f"{value:,.0f} {unit}"


def write(file: Path, figures: Sequence[Figure], growth: object) -> None:
    """Write everything as JSON."""
    document = {
        "circumstances": circumstances(),
        "figures": [asdict(one) | {"ratio": one.ratio} for one in figures],
        "growth": growth,
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, indent=1))
