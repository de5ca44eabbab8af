import subprocess
import sys

import pandas as pd
import pytest

from data.metrics import TIE
from data.settings import ROOT
from pages.ui import wording
from pages.ui.wording import compact, plain, tied


@pytest.mark.parametrize(
    "text", ["*a*", "[x](http://y)", "$x$", "`x`", "<b>", "# x", "~~x~~", "1. x"]
)
def test_markdown_keeps_no_mark_of_the_text(text: str) -> None:
    assert not set("*[]$`<>#~") & set(plain(text).replace("&#", ""))


def test_shortcodes_and_addresses_are_broken() -> None:
    for text in (":material/star:", ":red[x]", "www.example.com", "a@b.c", "https://x.y"):
        assert text not in plain(text)
        assert "\u2060" in plain(text)


def test_no_text_turns_what_follows_it() -> None:
    assert plain("a\u202egnp.exe\u2069 \u200f\u061cb") == "agnp&#46;exe b"
    assert plain(":\u2066name:") == plain(":name:")


def test_plain_names_stay_readable() -> None:
    assert plain("Re: Stacks") == "Re: Stacks"
    assert plain("a\n b") == "a b"


def test_a_number_keeps_its_unit_on_its_line() -> None:
    assert tied("12.3 % ± 0.4") == f"12.3{TIE}% ±{TIE}0.4"
    assert tied("no unit at all") == "no unit at all"


@pytest.mark.parametrize(
    ("value", "text"),
    [(15_565, "15,565"), (100_000, "100\N{NO-BREAK SPACE}k"), (float("nan"), "–"), (-5, "−5")],
)
def test_counts_are_written_in_full_while_they_are_easily_read(value: float, text: str) -> None:
    assert compact(value) == text


def test_large_counts_are_short() -> None:
    assert compact(1_982_430_759_017) == f"1.98{TIE}T"


def test_tracks_are_named_by_title_and_artist() -> None:
    tracks = pd.DataFrame({"track_id": ["t1"], "track": ["One"], "artist": ["Ada"], "streams": [1]})
    assert wording.named(tracks) == {"t1": "One · Ada"}


def test_tracks_that_read_the_same_are_told_apart() -> None:
    tracks = pd.DataFrame({"track_id": ["a", "b"], "track": ["One"] * 2, "artist": ["Ada"] * 2})
    assert wording.named(tracks) == {"a": "One · Ada", "b": "One · Ada (2)"}


def test_words_need_no_streamlit() -> None:
    code = (
        "import importlib, pkgutil, sys, pages\n"
        "names = [m.name for m in pkgutil.walk_packages(pages.__path__, 'pages.')]\n"
        "words = [name for name in names if name.endswith(('words', 'wording'))]\n"
        "for name in words: importlib.import_module(name)\n"
        "assert 'streamlit' not in sys.modules\n"
        "print(len(words))"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert int(result.stdout) > 10, result.stderr


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "less than a minute"),
        (75, "about a minute"),
        (725, "about 12 minutes"),
        (7_300, "about 2 hours"),
    ],
)
def test_a_duration_is_written_as_a_reader_thinks_of_it(seconds: float, said: str) -> None:
    assert wording.duration(seconds) == said
