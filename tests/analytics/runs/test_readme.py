"""The README's table of scores."""

from pathlib import Path

import pytest

from analytics.runs import readme
from data.errors import BadFile, ModelMissing


def test_the_readmes_table_is_written_between_its_markers(trained: Path, tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    begin, end = (marker.format(name="scores") for marker in (readme.BEGIN, readme.END))
    file.write_text(f"before\n{begin}\nold\n{end}\nafter\n")
    readme.write(file)
    once = file.read_text()
    assert once.startswith("before\n")
    assert once.endswith("after\n")
    assert "\nold\n" not in once
    assert once.count("| Streams |") == 3
    assert "| artists unknown |" in once
    assert "| nan |" not in once
    readme.write(file)
    assert file.read_text() == once
    file.write_text("no markers")
    with pytest.raises(BadFile):
        readme.write(file)
    assert "| Hits (top 10 %) | `audio` | " in once


def test_without_a_training_there_is_nothing_to_write(mlruns: Path) -> None:
    with pytest.raises(ModelMissing):
        readme.markdown()
