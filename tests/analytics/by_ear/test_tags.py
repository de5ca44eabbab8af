"""Tags and embedding are those of the network's own code."""

import json
from pathlib import Path

import numpy as np
import pytest

from analytics.by_ear import tags
from data.errors import BadFile
from tests.golden.tags_make import tone

GOLDEN = Path(__file__).parents[2] / "golden" / "tags.json"
needs_weights = pytest.mark.skipif(not tags.is_installed(), reason="`make sound-tags` was not run")


@pytest.fixture(scope="module")
def heard() -> tags.Heard:
    return tags.hear(tone())


@needs_weights
def test_it_hears_what_the_networks_own_code_hears(heard: tags.Heard) -> None:
    golden = json.loads(GOLDEN.read_text())
    assert [name.lower() for name in golden["tags"]] == list(tags.TAGS)
    assert np.allclose(heard.chances, golden["chances"], atol=1e-5)
    first = tags.hear(tone()[: tags.PATCH * tags.HOP])
    assert np.allclose(first.embedding, golden["embedding"], atol=1e-4)


@needs_weights
def test_a_short_recording_is_repeated_and_loudness_alone_changes_little(heard: tags.Heard) -> None:
    short = tags.hear(tone()[:8_000])
    assert short.chances.shape == (len(tags.TAGS),)
    assert short.embedding.shape == (tags.N_EMBEDDING,)
    softer = tags.hear(tone() / 2)
    assert np.corrcoef(softer.embedding, heard.embedding)[0, 1] > 0.9


@needs_weights
def test_weights_that_were_changed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    tags.network.cache_clear()
    monkeypatch.setitem(tags.SHA256, ".index", "0" * 64)
    with pytest.raises(BadFile, match="is not the file that was published"):
        tags.network()


def test_without_the_weights_it_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    tags.network.cache_clear()
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert not tags.is_installed()
    with pytest.raises(BadFile, match="is not installed"):
        tags.network()
