import subprocess
import sys
from pathlib import Path

import numpy as np

from analytics.by_ear import hearing
from analytics.by_ear.heard import HeardSound
from data.errors import BadFile
from tests.analytics.by_ear.conftest import save


def test_broken_files_are_named_and_the_rest_goes_on(
    tmp_path: Path, sounds: list[np.ndarray]
) -> None:
    (tmp_path / "broken.mp3").write_bytes(b"no music")
    whole = save(tmp_path / "whole.wav", sounds[0][: 4 * 44_100])
    told: list[float] = []
    broken, heard, missing = hearing.hear(
        [(tmp_path / "broken.mp3", "broken.mp3"), (whole, "whole.wav"), (tmp_path / "x", "x")],
        lambda share, text: told.append(share),
    )
    assert isinstance(broken, BadFile) and "broken.mp3" in broken.message
    assert isinstance(heard, HeardSound) and heard.name == "whole.wav"
    assert isinstance(missing, BadFile)
    assert told == sorted(told) or told[0] == 0.0


def test_asking_loads_no_library_of_sound() -> None:
    code = (
        "import sys; from analytics.by_ear import hearing, library, likeness, matching, dtw;"
        "print({'librosa', 'numba', 'av', 'pyloudnorm'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
