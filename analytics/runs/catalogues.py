"""Which catalogue a run belongs to: a model of the demo knows nothing of the real one.

Public functions and names
--------------------------
NAMES                   both catalogues in words
current()               -> 'demo' or 'real': the one that is published
of_run(parameters)      -> the one that a run was trained on, '' where nobody knows any more
"""

from collections.abc import Mapping
from contextlib import suppress

from data import published
from data.errors import DamagedWarehouse

NAMES = {"demo": "the demo catalogue", "real": "the real catalogue"}


def current() -> str:
    """Return which catalogue is published.

    Raises
    ------
    NothingPublished, DamagedWarehouse
        If there is none, or it cannot be read.
    """
    return published.manifest(published.current_version()).catalogue


def of_run(parameters: Mapping[str, str]) -> str:
    """Return the catalogue that a run was trained on.

    Parameters
    ----------
    parameters : mapping
        As logged of the run.

    Returns
    -------
    str
        'demo' or 'real'. Runs of before that was logged are of whatever their data version holds;
        '' where that is gone.
    """
    if logged := parameters.get("catalogue"):
        return logged
    version = parameters.get("data_version", "")
    if published.VERSION.fullmatch(version):
        with suppress(DamagedWarehouse):
            return published.manifest(version).catalogue
    return ""
