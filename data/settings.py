"""Where Crossfade keeps its files and whether it may write; the only reader of `os.environ`."""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says of this process.

    `read_only` is None where nobody said either way: the app then decides by the address that
    it serves, and a command writes.
    """

    data_dir: Path
    mlruns_dir: Path
    read_only: bool | None
    label: str
    """Whose catalogue it is, as reports name it; empty where nobody said."""

    @property
    def raw_dir(self) -> Path:
        """Inputs as they were imported, named by their content."""
        return self.data_dir / "raw"

    @property
    def warehouse_dir(self) -> Path:
        """Published versions and the pointer to the current one."""
        return self.data_dir / "warehouse"

    @property
    def cache_dir(self) -> Path:
        """Expensive results and the status of training; safe to delete."""
        return self.data_dir / "cache"

    @property
    def uploads_dir(self) -> Path:
        """Uploads while they are being checked; see `data.kept.files.scratch`."""
        return self.cache_dir / "uploads"


def settings() -> Settings:
    """Read `CROSSFADE_DATA_DIR`, `_MLRUNS_DIR`, `_READ_ONLY` (1 or 0) and `_LABEL`."""
    read_only = os.environ.get("CROSSFADE_READ_ONLY", "").strip()
    return Settings(
        data_dir=Path(os.environ.get("CROSSFADE_DATA_DIR") or ROOT / "data").absolute(),
        mlruns_dir=Path(os.environ.get("CROSSFADE_MLRUNS_DIR") or ROOT / "mlruns").absolute(),
        read_only=None if not read_only else read_only != "0",
        label=" ".join(os.environ.get("CROSSFADE_LABEL", "").split()),
    )
