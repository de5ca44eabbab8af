"""The published marts as pandas has them: read from Parquet once, then held in memory."""

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from data import published
from data.settings import settings


class Marts:
    """A version's marts, by the columns that are asked for."""

    def __init__(self, version: str) -> None:
        self._folder: Path = settings().warehouse_dir / version
        self._read: dict[tuple[str, str], pd.Series] = {}

    @classmethod
    def current(cls) -> "Marts":
        """Return those of the version that readers see."""
        return cls(published.current_version())

    def __getitem__(self, asked: tuple[str, ...]) -> pd.DataFrame:
        """Return a mart's columns: `marts["tracks", "streams", "views"]`; all without names."""
        mart, *names = asked if isinstance(asked, tuple) else (asked,)
        files = published.mart_files(self._folder, mart)
        names = names or pq.read_schema(files[0]).names
        missing = [name for name in dict.fromkeys(names) if (mart, name) not in self._read]
        if missing:
            parts = [pd.read_parquet(file, columns=missing) for file in files]
            frame = pd.concat(parts, ignore_index=True)
            self._read |= {(mart, name): frame[name] for name in missing}
        return pd.DataFrame({name: self._read[mart, name] for name in names}, copy=False)
