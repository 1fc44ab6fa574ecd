"""A solver as a process of its own, which never outlives the wait for its answer."""

import os
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

OWNER_ALONE = 0o077
"""What the umask takes from everybody else: scenarios are private."""
POSIX = os.name == "posix"
LOOK_S = 0.1
"""Seconds between looks at the clock; on Windows also between those for Ctrl-C."""
LOG = "log.txt"
LONGEST_PART = 1_000_000
"""Bytes read of a log's beginning, and of its end."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended.

    Attributes:
        output: What it printed; the middle is left out where that is endless.
        code: Its exit code, negative for a signal; None if it was ended for lateness.
    """

    output: str
    code: int | None


def run_to_its_end(
    command: list[str],
    folder: Path,
    seconds: float,
    watch: Callable[[str], None] | None = None,
) -> Ended:
    """Run a program in a folder, and return what it printed.

    Whatever ends the wait ends the program too: lateness, Ctrl-C, a signal that raises.

    Args:
        command: The program's path and its arguments.
        folder: Where it runs; names of files may be relative to it. Its log goes there.
        seconds: After which it is killed.
        watch: Called with what it has printed so far, whenever that has grown.

    Raises:
        OSError: If it cannot be started, or its log not be written.
    """
    log = folder / LOG
    make_private(log)
    running = _Running(command, folder, log)
    until = time.monotonic() + seconds
    late, seen = False, 0
    try:
        running.start()
        while not (running.has_ended.wait(LOOK_S) or late):
            late = time.monotonic() > until
            if watch is not None and (size := _size(log)) > seen:
                seen = size
                watch(_printed(log))
    finally:
        late = not running.has_ended.is_set()
        running.end()
    if running.error is not None:
        raise running.error
    return Ended(_printed(log), None if late else running.code)


class _Running(threading.Thread):
    """Starts a program and waits for it.

    In a thread of its own, for signals raise in the main one alone: none can come
    between the start of the program and the moment in which its number is known.
    Events tell its end: after a signal, Thread.is_alive() of Python 3.11 is not true.
    """

    def __init__(self, command: list[str], folder: Path, log: Path) -> None:
        super().__init__(daemon=True)
        self.command, self.folder, self.log = command, folder, log
        self.process: subprocess.Popen[bytes] | None = None
        self.error: Exception | None = None
        self.code: int | None = None
        self.is_known = threading.Event()
        self.has_ended = threading.Event()

    def run(self) -> None:
        """Start the program, and wait for its end."""
        try:
            with self.log.open("wb") as printed:
                self.process = subprocess.Popen(
                    self.command,
                    cwd=self.folder,
                    stdin=subprocess.DEVNULL,
                    stdout=printed,
                    stderr=subprocess.STDOUT,
                    umask=OWNER_ALONE if POSIX else -1,
                )
            self.is_known.set()
            self.code = self.process.wait()
        except Exception as error:  # raised again where it is waited for
            self.error = error
        finally:
            self.is_known.set()
            self.has_ended.set()

    def end(self) -> None:
        """Kill the program if it runs, and wait until it has gone."""
        if not self.has_ended.is_set():
            self.is_known.wait()
            if self.process is not None:
                self.process.kill()
            self.has_ended.wait()


def _size(log: Path) -> int:
    """Return the bytes of a log that may not be there."""
    with suppress(OSError):
        return log.stat().st_size
    return 0


def _printed(log: Path) -> str:
    """Return what a log holds, its two ends where it is endless."""
    with log.open("rb") as opened:
        text = opened.read(LONGEST_PART)
        beyond = log.stat().st_size - len(text)
        opened.seek(max(beyond - LONGEST_PART, 0), os.SEEK_CUR)
        text += opened.read()
    return text.decode("utf-8", errors="replace").replace("\r\n", "\n")


def make_private(path: Path) -> None:
    """Make a file that its owner alone can read, or empty the one that is there.

    Raises:
        OSError: If it cannot be made.
    """
    os.close(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
