"""The By ear page: nothing given, a file heard, a broken one beside it, an empty library."""

import io
import time
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

from data.demo import recordings

PAGE = "pages/by_ear/page.py"


def wav(seconds: int = 8) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(recordings.RATE)
        sound = recordings.samples(recordings.RECORDINGS[2])[: seconds * recordings.RATE]
        made.writeframes((np.asarray(sound) * 32767).astype("<i2").tobytes())
    return file.getvalue()


def heard(app: AppTest) -> AppTest:
    """Wait until the process that analyses has answered."""
    for _ in range(120):
        if app.get("audio"):
            break
        time.sleep(0.5)
        app.run()
    return app


def test_nothing_given(app_page: Callable) -> None:
    app = app_page(PAGE)
    assert not app.exception
    assert any("sound library is empty" in text.value for text in app.markdown)


def test_a_file_is_heard_beside_a_broken_one(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE)
    app.file_uploader(key="by_ear_files").upload("demo.wav", wav(), "audio/wav")
    app.file_uploader(key="by_ear_files").upload("notes.mp3", b"no music", "audio/mpeg")
    heard(app.run())
    assert not app.exception
    assert ["notes" in text.value for text in app.warning] == [True]
    cards = " ".join(text.proto.body for text in app.get("html"))
    assert "LUFS" in cards and "BPM" in cards
    assert app.button(key="by_ear_keep")
