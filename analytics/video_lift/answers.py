"""What a flag does for streams: the ladder of comparisons on the chosen tracks.

Public functions
----------------
comparison(selection, flag=)      -> LiftComparison: the rungs that take no time
robust(selection, flag=)          -> Robust: the doubly robust rung, kept on disk
robust_if_known(selection, flag=) -> the same where it has been worked out, else None
judgement(comparison, robust)     -> Judgement: whether the data can answer
"""

from analytics import kept
from analytics.video_lift import comparison as ladder
from analytics.video_lift.comparison import Judgement, LiftComparison, Robust
from analytics.video_lift.sample import COLUMNS
from data.errors import NotEnoughData
from data.jobs.progress import Progress, untold
from data.reads import video_lift as reads
from data.selection import Selection


@kept.in_memory
def comparison(selection: Selection, *, flag: str) -> LiftComparison:
    """Climb the quick rungs of the ladder.

    Parameters
    ----------
    selection : Selection
    flag : {'has_official_video', 'is_licensed'}

    Raises
    ------
    BadOption, NotEnoughData
        See `analytics.video_lift.sample.prepare`.
    """
    return ladder.compare(reads.tracks(selection, COLUMNS), flag=flag)


@kept.on_disk(is_long=True)
def robust(selection: Selection, *, flag: str, progress: Progress = untold) -> Robust:
    """Climb the last rung, which takes half a minute.

    Parameters
    ----------
    selection : Selection
    flag : {'has_official_video', 'is_licensed'}
    progress : callable, optional
        Is told a share done and what comes next.

    Raises
    ------
    BadOption, NotEnoughData
        See `analytics.video_lift.sample.prepare`.
    """
    return ladder.robust(reads.tracks(selection, COLUMNS), flag=flag, progress=progress)


def robust_if_known(selection: Selection, *, flag: str) -> Robust | None:
    """Return the last rung without waiting: None where it is not there, or the data refuses it."""
    try:
        return robust.if_kept(selection, flag=flag)
    except NotEnoughData:
        return None


def judgement(compared: LiftComparison, robust: Robust) -> Judgement:
    """Say whether the data can answer; see `analytics.video_lift.comparison.judge`."""
    return ladder.judge(compared, robust)
