"""A disk that fills up, for whoever writes."""

import contextlib
import resource
from collections.abc import Iterator


@contextlib.contextmanager
def files_limited_to(n_bytes: int) -> Iterator[None]:
    """Let no file of this process grow beyond that, as on a disk that fills up."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
