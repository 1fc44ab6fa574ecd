"""A solver as a process of its own, which never outlives the wait for its answer."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

OWNER_ALONE = 0o077
"""What the umask takes from everybody else: scenarios are private."""
POSIX = os.name == "posix"
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


def run_to_its_end(command: list[str], folder: Path, seconds: float) -> Ended:
    """Run a program in a folder, and return what it printed.

    Whatever ends the wait ends the program too: lateness, Ctrl-C, a signal that raises.

    Args:
        command: The program's path and its arguments.
        folder: Where it runs; names of files may be relative to it. Its log goes there.
        seconds: After which it is killed.

    Raises:
        OSError: If it cannot be started, or its log not be written.
    """
    log = folder / LOG
    make_private(log)
    with log.open("wb") as printed:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            umask=OWNER_ALONE if POSIX else -1,
        )
        code: int | None = None
        try:
            code = process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            pass
        finally:
            if code is None:
                process.kill()
                process.wait()
    return Ended(_printed(log), code)


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
