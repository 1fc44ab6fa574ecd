"""A process of its own that does one task after another, until nobody asks any more.

It reads a job and its tasks from standard input and writes answers to standard output,
pickled. When its input ends, whoever asked has gone or needs no more: whatever runs is
unwound, so that a solver that it started ends too, and its files go.
"""

import _thread
import os
import pickle
import queue
import signal
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO

from isoplan.optimizer.processes.jobs import Work
from isoplan.optimizer.processes.memory import Exceeded, watch

UNWINDS_FROM_MEMORY_S = 1.0
"""Seconds that the work has to end while it takes too much memory."""
READY = "ready"
"""Said once the job is known: this process works here."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A task is done.

    Attributes:
        answer: What came of it.
    """

    answer: Any


@dataclass(frozen=True, slots=True)
class Raised:
    """A task ended with an error that its work does not expect: a defect.

    Attributes:
        error: To be raised again where the task was given.
        trace: Where it was raised, as text.
    """

    error: Exception
    trace: str


@dataclass(frozen=True, slots=True)
class Told:
    """Something on the way to an answer.

    Attributes:
        what: Progress, or a part of the answer that is ready.
    """

    what: Any


_listeners: list[BinaryIO] = []
"""Where a process that serves writes what it says on the way: one, or none."""


def tell(what: object) -> None:
    """Say something on the way to an answer; where no process serves, nobody hears."""
    for answers in _listeners:
        _say(Told(what), answers)


def serve() -> None:
    """Do tasks until the input ends."""
    asked = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    _silence()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # even where ignored
    try:
        work: Work[Any, Any, Any] = pickle.load(asked)
        if work.memory is not None:
            watch(work.memory, partial(_end_of_memory, Exceeded(work.memory), answers))
        _say(READY, answers)
        _listeners.append(answers)
        tasks: queue.SimpleQueue[tuple[Any, float] | None] = queue.SimpleQueue()
        threading.Thread(target=_read, args=(asked, tasks), daemon=True).start()
        while (task := tasks.get()) is not None:
            _say(_done(work, *task), answers)
    except (KeyboardInterrupt, EOFError, OSError, MemoryError):
        pass
    finally:
        os._exit(0)  # a thread of a solver that does not stop would keep it alive


def _done(
    work: Work[Any, Any, Any], task: object, seconds: float
) -> Answered | Raised | Exceeded:
    """Return what came of a task.

    Raises:
        MemoryError: If there is not enough, though nothing limits this process: a new
            one may have it.
    """
    try:
        return Answered(work.do(work.shared, task, seconds))
    except MemoryError:
        if work.memory is None:
            raise
        return Exceeded(work.memory)
    except Exception as error:
        return Raised(error, traceback.format_exc())


def _say(what: object, answers: BinaryIO) -> None:
    """Write an answer; one that cannot be sent is an error that can.

    Some errors can be written and not read: that is tried here, where it can be told.
    """
    try:
        text = pickle.dumps(what)
        if isinstance(what, Raised):
            pickle.loads(text)
    except Exception as error:
        trace = what.trace if isinstance(what, Raised) else traceback.format_exc()
        text = pickle.dumps(Raised(RuntimeError(f"cannot be sent: {error}"), trace))
    answers.write(text)
    answers.flush()


def _end_of_memory(said: Exceeded, answers: BinaryIO) -> None:
    """Say that there is not enough, and end this process with all that it started.

    What it works on is interrupted first, so that its files go if it lets them.
    """
    _say(said, answers)
    _interrupt()
    time.sleep(UNWINDS_FROM_MEMORY_S)
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)


def _silence() -> None:
    """Send what libraries print by themselves nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(nowhere, number)


def _read(
    asked: BinaryIO, tasks: "queue.SimpleQueue[tuple[Any, float] | None]"
) -> None:
    """Pass tasks on as they come; interrupt the work when the input ends."""
    try:
        while True:
            tasks.put(pickle.load(asked))
    except (EOFError, OSError, pickle.UnpicklingError):
        tasks.put(None)
        _interrupt()


def _interrupt() -> None:
    """Interrupt the work, also where it waits; elsewhere than on POSIX after that."""
    if hasattr(signal, "pthread_kill") and (main := threading.main_thread().ident):
        signal.pthread_kill(main, signal.SIGINT)
    else:
        _thread.interrupt_main()
