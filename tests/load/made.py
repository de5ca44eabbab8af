"""A catalogue and its models, made by the real commands in folders of their own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.served import ROOT


def catalogue(folder: Path, n_tracks: int, *, train: bool) -> tuple[Path, Path]:
    """Build a demo catalogue and, where asked for, train on it; return both folders."""
    data_dir, mlruns_dir = folder / "data", folder / "mlruns"
    environment = os.environ | {
        "CROSSFADE_DATA_DIR": str(data_dir),
        "CROSSFADE_MLRUNS_DIR": str(mlruns_dir),
    }
    commands = [["data.build", "--demo-tracks", str(n_tracks)]]
    if train:
        commands.append(["analytics.train", "--quick"])
    for command in commands:
        subprocess.run(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    return data_dir, mlruns_dir
