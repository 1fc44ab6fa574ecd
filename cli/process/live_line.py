"""One line on standard error that says what is going on, and for how long."""

import os
import sys
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

from isoplan.cli.layout.width import USUAL, columns_of
from isoplan.cli.process.streams import say

AGAIN_S = 0.5
"""Seconds from one drawing of the line to the next."""
WARNING = "Warning: "
"""Begins a message that stays, on a terminal or not."""


class LiveLine:
    """Shows the latest message on a terminal; it is gone when the work is done.

    Standard error that is no terminal gets warnings alone: a log of a pipe or of a
    nightly job holds nothing that is of use for a moment only.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        """Show nothing yet.

        Args:
            quiet: Whether to show no progress on a terminal either.
        """
        self._shows = not quiet and _is_terminal()
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._message, self._begun, self._drawn = "", time.monotonic(), 0

    def __enter__(self) -> Self:
        """Begin to draw the line again and again, on a terminal."""
        if self._shows:
            threading.Thread(target=self._draw_on, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the line away."""
        self._done.set()
        with self._lock:
            self._shows, self._message = False, ""
            self._erase()

    def tell(self, message: str) -> None:
        """Show what is going on now; a warning stays above the line."""
        with self._lock:
            if message.startswith(WARNING):
                self._erase()
                say(message)
            elif self._shows:
                self._message = message
                self._draw()

    def _draw_on(self) -> None:
        while not self._done.wait(AGAIN_S):
            with self._lock:
                self._draw()

    def _draw(self) -> None:
        """Write the line over the one before, with the seconds since the start."""
        if not (self._shows and self._message):
            return
        seconds = f"{time.monotonic() - self._begun:.0f} s  "
        width = columns_of(sys.stderr) or USUAL
        line = (seconds + self._message)[: width - 1]
        _write("\r" + line.ljust(self._drawn))
        self._drawn = len(line)

    def _erase(self) -> None:
        if self._drawn:
            _write("\r" + " " * self._drawn + "\r")
            self._drawn = 0


def _is_terminal() -> bool:
    """Return whether standard error is a terminal that can write over a line."""
    with suppress(OSError, ValueError, AttributeError):
        return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    return False


def _write(text: str) -> None:
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(text)
        sys.stderr.flush()
