"""How much memory a process may take, with all that it starts.

On Linux it is looked at what the process and its descendants hold, and what one of them
reserves at once is refused by the system. On macOS it is looked at the process alone.
Elsewhere there is no limit.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

GIB = 1 << 30
LOOK_S = 0.1
"""Seconds between looks at what is held."""
FOR_ALL = 0.8
"""Part of the computer's memory that all processes together may take."""
LEAST = GIB
"""Bytes that one may take however many there are, where the computer has them: a usual
plan takes a tenth."""
RESERVED = 1.5
"""What one process may reserve, as a multiple of what may be held."""
_OF_A_CONTAINER = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


@dataclass(frozen=True, slots=True)
class Exceeded:
    """Said by a process that holds more than it may.

    Attributes:
        most: Bytes that it may hold.
    """

    most: int

    @property
    def in_words(self) -> str:
        """Return what is wrong, and what to do."""
        return (
            f"it needs more than {self.most / GIB:.2g} GB of memory, the share of each "
            "process here; plan it alone with isoplan plan, or ask for less"
        )


def share(processes: int) -> int | None:
    """Return the bytes that each of several processes may take; None if unknown."""
    there = _of_this_computer()
    if there is None:
        return None
    for_all = int(FOR_ALL * there)
    return min(max(for_all // max(processes, 1), LEAST), for_all)


def watch(most: int, exceeded: Callable[[], None]) -> None:
    """See that this process holds no more than it may, from a thread of its own.

    Args:
        most: Bytes.
        exceeded: Called in that thread, once, when it holds more.
    """
    _reserve_at_most(int(RESERVED * most))

    def look() -> None:
        while (_held() or 0) <= most:
            time.sleep(LOOK_S)
        exceeded()

    if _held() is not None:
        threading.Thread(target=look, daemon=True).start()


def _of_this_computer() -> int | None:
    """Return the bytes of memory of the computer, or the container; None if unknown."""
    try:
        there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None
    for path in _OF_A_CONTAINER:
        with suppress(OSError, ValueError):  # "max" is none
            there = min(there, int(path.read_text(encoding="ascii")))
    return there


def _held() -> int | None:
    """Return the bytes that this process holds, and on Linux all that it started."""
    if sys.platform == "linux":
        with suppress(OSError, ValueError, IndexError):
            return sum(map(_held_by, ["self", *_descendants("self")]))
    elif sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return None


def _held_by(process: str) -> int:
    """Return the bytes that a process holds; none if it has gone."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _descendants(process: str) -> Iterator[str]:
    """Yield the numbers of all processes that one has started, directly or not."""
    for file in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            for child in file.read_text(encoding="ascii").split():
                yield child
                yield from _descendants(child)


def _reserve_at_most(most: int) -> None:
    """Refuse this process, and each one that it starts, more than some bytes."""
    if sys.platform == "linux":
        import resource

        with suppress(OSError, ValueError):  # a lower limit stands already
            resource.setrlimit(resource.RLIMIT_DATA, (most, most))
