"""A process of its own that solves plans again, until nobody asks any more.

It reads tasks from standard input and writes answers to standard output, pickled. When
its input ends, whoever asked has gone or needs no more: whatever runs is unwound, so
that a solver that it started ends too, and its files go.
"""

import _thread
import os
import pickle
import queue
import sys
import threading
from typing import BinaryIO

from isoplan.optimizer.firmness.changes import Change
from isoplan.optimizer.firmness.tries import Base, tried

Task = tuple[Change, float]
"""What to change, and the seconds that it may take."""


def serve() -> None:
    """Answer tasks until the input ends."""
    asked = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    _silence()
    try:
        base: Base = pickle.load(asked)
        tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        threading.Thread(target=_read, args=(asked, tasks), daemon=True).start()
        while (task := tasks.get()) is not None:
            change, seconds = task
            pickle.dump(tried(base, change, seconds), answers)
            answers.flush()
    except (KeyboardInterrupt, EOFError, OSError):
        pass
    finally:
        os._exit(0)  # a thread of a solver that does not stop would keep it alive


def _silence() -> None:
    """Send what libraries print by themselves nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(nowhere, number)


def _read(asked: BinaryIO, tasks: "queue.SimpleQueue[Task | None]") -> None:
    """Pass tasks on as they come; interrupt the solving when the input ends."""
    try:
        while True:
            tasks.put(pickle.load(asked))
    except (EOFError, OSError, pickle.UnpicklingError):
        tasks.put(None)
        _thread.interrupt_main()
