"""The errors that a reader of Crossfade can cause or mend, shared by every layer.

The message names the file, column, row, value and limit; the hint says what to change. A page
shows them and stops, a command prints them and exits with status 2. Anything else is a defect
and crashes loudly.
"""


class CrossfadeError(Exception):
    """Base of the family: a title for the class, a message and a hint for the case."""

    title = "Something needs your attention"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.title}: {self.message}" + (f"\n{self.hint}" if self.hint else "")


class BadFile(CrossfadeError):
    """A file that cannot be imported at all; nothing was changed."""

    title = "This file cannot be imported"


class BadOption(CrossfadeError):
    """A setting or argument out of its range."""

    title = "This setting is out of range"


class NotEnoughData(CrossfadeError):
    """Too few tracks, artists or values for the question asked."""

    title = "Too little data for this"


class NotEnoughMemory(CrossfadeError):
    """A question too large for the memory that readers share."""

    title = "This takes more memory than there is"


class NothingPublished(CrossfadeError):
    """There is no catalogue yet, or no earlier one to go back to."""

    title = "No catalogue is published"


class DamagedWarehouse(CrossfadeError):
    """A published file is missing or was changed since it was published."""

    title = "The published catalogue is damaged"


class BuildRunning(CrossfadeError):
    """Another process is publishing or training in the same directory."""

    title = "Another build is running"


class CannotWrite(CrossfadeError):
    """The disk is full or the directory takes no writing; nothing was changed."""

    title = "Crossfade could not write"


class ReadOnly(CrossfadeError):
    """A server that shows the catalogue and changes nothing."""

    title = "This server is read-only"


class ModelMissing(CrossfadeError):
    """No model has been trained for this yet."""

    title = "No trained model yet"


class ModelRefused(CrossfadeError):
    """A model whose file is not the registered one, or that knows another catalogue."""

    title = "A model was refused"
