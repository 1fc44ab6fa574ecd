"""The most memory that a process has held, and the solvers that it starts."""

import re
import resource
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType

KILOBYTE = 1 if sys.platform == "darwin" else 1024
"""Bytes of the unit in which the system gives memory."""
LOOK_EVERY_S = 0.02


def peak_megabytes() -> float:
    """Return the most memory that this process has held so far, in megabytes.

    Linux is asked for it by name: what it counts for a process as a resource begins
    with the size of the process that started it.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        return _peak(status)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTE / 1e6


class ChildMemory:
    """Looks, while it is entered, at the memory of the processes that this one starts.

    The system's own sum counts a child as large as its parent, so Linux is asked about
    each of them as long as it lives.

    Attributes:
        megabytes: The most that one of them has held; zero if none was seen.
    """

    def __init__(self) -> None:
        """Begin without any."""
        self.megabytes = 0.0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "ChildMemory":
        """Begin to look."""
        self._watch.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop looking."""
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._over.wait(LOOK_EVERY_S):
            for held in _held_by_children():
                self.megabytes = max(self.megabytes, held)


def _peak(status: Path) -> float:
    """Return the most memory that a process has held by its status, in megabytes."""
    try:
        peak = re.search(r"VmHWM:\s*(\d+) kB", status.read_text())
    except OSError:  # it has ended meanwhile
        return 0.0
    return int(peak.group(1)) * 1024 / 1e6 if peak else 0.0


def _held_by_children() -> list[float]:
    """Return the most that each living child has held, in megabytes.

    A child that is still a copy of this process, before it becomes another program,
    seems to hold what this process holds: it does not count.
    """
    return [
        _peak(Path(child, "status"))
        for child in _children()
        if _program(child) not in (None, _program(Path("/proc/self")))
    ]


def _children() -> list[Path]:
    """Return what the system says of each living child."""
    found: list[Path] = []
    for children in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):  # the thread has ended meanwhile
            found.extend(Path("/proc", pid) for pid in children.read_text().split())
    return found


def _program(process: Path) -> Path | None:
    """Return which program a process runs; None if it has ended."""
    try:
        return Path(process, "exe").readlink()
    except OSError:
        return None
