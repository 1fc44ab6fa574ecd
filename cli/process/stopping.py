"""Ctrl-C, a request to terminate, and time that is over: each ends in order.

Whatever runs is unwound, so that solver processes end and temporary folders go.
"""

import _thread
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from isoplan.cli.process.exit_codes import exit_code_of_signal
from isoplan.cli.process.streams import say

NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Signals that ask a program to stop, as far as the system has them."""

SOLVER_THREAD = "isoplan solver"
"""Name of a thread in which a solver runs that may not stop when it is told to."""


class Stopped(BaseException):
    """A signal asked the command to stop.

    Attributes:
        number: Of the signal.
        said: What the command says as it ends.
    """

    def __init__(self, number: int) -> None:
        """Keep the signal."""
        super().__init__(number)
        self.number, self.said = number, "Stopped; nothing was written."


@contextmanager
def leaving_solvers_behind() -> Iterator[None]:
    """End the process at once where a solver's thread still runs at its end.

    Python would take the thread apart while it runs, which ends in a crash.
    """
    try:
        yield
    except SystemExit as ended:
        if any(each.name == SOLVER_THREAD for each in threading.enumerate()):
            for stream in (sys.stdout, sys.stderr):
                with suppress(OSError, ValueError, AttributeError):
                    stream.flush()
            os._exit(ended.code if isinstance(ended.code, int) else 0)
        raise


@contextmanager
def stopped_in_order() -> Iterator[None]:
    """Turn a signal to stop into a line on stderr and its conventional exit code."""
    before = _listen()
    try:
        yield
    except Stopped as stopped:
        say(stopped.said)
        raise SystemExit(exit_code_of_signal(stopped.number)) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _listen() -> dict[signal.Signals, Any]:
    """Take the signals that nobody else has, and return how they were handled.

    One that is ignored stays so: as with nohup, and jobs in the background.
    """
    if threading.current_thread() is not threading.main_thread():
        return {}
    usual = {signal.SIG_DFL, signal.default_int_handler}
    known = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    taken = {each: signal.getsignal(each) for each in known}
    taken = {each: handler for each, handler in taken.items() if handler in usual}
    for each in taken:
        signal.signal(each, _stop)
    return taken


def _stop(number: int, frame: FrameType | None) -> None:
    """Raise where the program is; a second signal ends it at once."""
    del frame
    signal.signal(number, signal.SIG_DFL)
    raise Stopped(number)


def ends_at_once() -> None:
    """From now on a signal to stop ends the process where it is.

    For what waits in a thread that nothing wakes. Processes that were started see their
    input end, and unwind by themselves.
    """
    for name in NAMES:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _leave)


def _leave(number: int, frame: FrameType | None) -> None:
    del frame
    os._exit(exit_code_of_signal(number))


@contextmanager
def raising_after(seconds: float, error: Callable[[], BaseException]) -> Iterator[None]:
    """Raise an error where the program is, once some seconds are over.

    By a thread that interrupts the main one, which every system has; where this is not
    the main thread, nothing is raised.

    Args:
        seconds: From now on.
        error: Makes the error.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    over = threading.Event()

    def when_interrupted(number: int, frame: FrameType | None) -> None:
        if over.is_set():
            over.clear()
            raise error()
        if callable(before):
            before(number, frame)

    def interrupt() -> None:
        over.set()
        _thread.interrupt_main(signal.SIGINT)

    before = signal.signal(signal.SIGINT, when_interrupted)
    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        signal.signal(signal.SIGINT, before)
