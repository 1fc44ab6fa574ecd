"""Why a task was not done: a sentence for whoever asked."""

from isoplan.optimizer.processes.jobs import LOST
from isoplan.optimizer.processes.memory import Exceeded

NONE_WORKS = "no process works on this computer; isoplan plan shows why"
CLOSED = "isoplan was ended; start it again"


class NotDone(Exception):
    """A task was not done, and why: a sentence for whoever asked."""


class TooManyWait(NotDone):
    """It was not even kept waiting."""

    def __init__(self) -> None:
        """Say when to try again."""
        super().__init__("too many are waiting; try again in a minute")


class TooManyOfOne(NotDone):
    """Whoever asks has as many waiting and at work as one may have."""

    def __init__(self, most: int) -> None:
        """Say how many that is."""
        super().__init__(
            f"{most} tasks of yours wait or are at work already, and others wait too; "
            "wait for one of them, or cancel it"
        )


class TookTooLong(NotDone):
    """It was ended beyond its time."""

    def __init__(self, seconds: float) -> None:
        """Say what it had, in seconds."""
        super().__init__(
            f"it was ended after {seconds:g} s; allow more time, or ask for less"
        )


class ProcessEnded(NotDone):
    """Its processes have ended."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(f"{LOST}; try again, or ask for less")


class NeedsMemory(NotDone):
    """It would take more memory than a process may."""

    def __init__(self, exceeded: Exceeded) -> None:
        """Say how much, and what to do."""
        super().__init__(exceeded.in_words)


class NoProcess(NotDone):
    """There is nobody to do it."""

    def __init__(self, why: str) -> None:
        """Say why."""
        super().__init__(why)
