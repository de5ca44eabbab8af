"""The real server as a process of its own, on loopback and a free port."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"
START_TIMEOUT = 90  # seconds


@dataclass(frozen=True, slots=True)
class Server:
    """A server that is up."""

    port: int
    process: psutil.Process
    log: Path

    @property
    def address(self) -> str:
        """Return where a browser finds the first page."""
        return f"http://{HOST}:{self.port}"

    def memory(self) -> int:
        """Return the bytes that the server holds in memory now."""
        return int(self.process.memory_info().rss)

    def peak_memory(self) -> int:
        """Return the most bytes that it ever held, where Linux tells."""
        status = Path(f"/proc/{self.process.pid}/status")
        lines = status.read_text().splitlines() if status.exists() else []
        peaks = [int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")]
        return peaks[0] if peaks else self.memory()

    def processor_seconds(self) -> float:
        """Return the processor time that it has used so far."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def complaints(self) -> list[str]:
        """Return the lines of the log that tell of a failure."""
        lines = self.log.read_text(errors="replace").splitlines()
        return [line for line in lines if "Traceback" in line or "Error" in line]


@contextmanager
def serving(data_dir: Path, mlruns_dir: Path) -> Iterator[Server]:
    """Serve a catalogue, read by nobody yet; the server is stopped at the end."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    environment = os.environ | {
        "CROSSFADE_DATA_DIR": str(data_dir),
        "CROSSFADE_MLRUNS_DIR": str(mlruns_dir),
        "MALLOC_ARENA_MAX": "2",  # as `make run` has it
    }
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, f"--server.address={HOST}", f"--server.port={port}"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            server = Server(port, psutil.Process(process.pid), Path(log.name))
            _wait_until_up(process, server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_up(process: subprocess.Popen, server: Server) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{server.address}/_stcore/health", timeout=1)
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the app did not start:\n{server.log.read_text()}")
