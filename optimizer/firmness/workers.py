"""Plans solved again, several at a time where that is quicker, lowest numbers first.

Processes are started by their program and talk over pipes: nothing of the main program
is run again in them, whatever it is, and they end when their pipe does.
"""

import os
import pickle
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from heapq import heappop, heappush
from types import TracebackType
from typing import Protocol, Self

from isoplan.optimizer.firmness.changes import Change
from isoplan.optimizer.firmness.tries import LATE, Base, Outcome, tried
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver_process import LOOK_S

PROGRAM = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from isoplan.optimizer.firmness.worker import serve; serve()"
)
UNWINDS_IN_S = 5.0
"""Seconds that a process has to end by itself before it is killed."""
MOST_WORKERS = 8

Asked = tuple[int, Change]
"""A try by its number, of which no two wait at the same time."""


class Solver(Protocol):
    """Solves what it is given, the lowest number first, and says which is ready."""

    def give(self, number: int, change: Change) -> None:
        """Take a change to try, known by a number."""

    def ready(self) -> tuple[int, Outcome]:
        """Return the number of a try that is ready, and what came of it."""
        ...


@dataclass(slots=True)
class OneByOne:
    """Solves in this process; what is likely to take too long is not begun.

    Attributes:
        base: What every try begins with.
        limits: When to stop.
        waiting: What is to be tried.
        longest_s: Seconds of the longest try so far.
    """

    base: Base
    limits: Limits
    waiting: list[Asked] = field(default_factory=list)
    longest_s: float = 0.0

    def give(self, number: int, change: Change) -> None:
        """Take a change to try."""
        heappush(self.waiting, (number, change))

    def ready(self) -> tuple[int, Outcome]:
        """Solve the next one, and return it."""
        number, change = heappop(self.waiting)
        left = self.limits.left_s
        if left < self.longest_s:
            return number, LATE
        outcome = tried(self.base, change, left)
        self.longest_s = max(self.longest_s, left - self.limits.left_s)
        return number, outcome


@dataclass(slots=True)
class _Worker:
    """A process, and the number and change that it works on."""

    process: "subprocess.Popen[bytes]"
    task: Asked | None = None


class Workers:
    """Solves in processes of its own; what one of them loses is solved here.

    Used in a ``with`` block, whose end ends them, however it comes.
    """

    def __init__(
        self,
        base: Base,
        limits: Limits,
        count: int,
        program: tuple[str, ...] = (sys.executable, "-c", PROGRAM),
    ) -> None:
        """Keep what is needed; nothing is started yet.

        Args:
            base: What every try begins with.
            limits: When to stop.
            count: Processes.
            program: What a process runs.
        """
        self.base, self.limits, self.count = base, limits, count
        self.program = program
        self.here = OneByOne(base, limits)
        self.workers: list[_Worker] = []
        self.waiting: list[Asked] = []
        self.answers: queue.SimpleQueue[tuple[_Worker, Outcome | None]]
        self.answers = queue.SimpleQueue()

    def __enter__(self) -> Self:
        """Start the processes, as many as can be."""
        try:
            for _ in range(self.count):
                self._start()
        except BaseException as error:
            if not isinstance(error, OSError):
                self._end()
                raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End all processes."""
        self._end()

    def give(self, number: int, change: Change) -> None:
        """Take a change to try."""
        heappush(self.waiting, (number, change))
        self._hand_out()

    def ready(self) -> tuple[int, Outcome]:
        """Wait for one, and return it; nothing is waited for when time is over.

        Every worker gets the time that is left, so one that is late has stopped itself.
        """
        while True:
            if not self.workers:
                while self.waiting:
                    self.here.give(*heappop(self.waiting))
                return self.here.ready()
            try:
                worker, outcome = self.answers.get(timeout=LOOK_S)
            except queue.Empty:
                if self.limits.left_s <= 0.0:
                    return self._late()
                continue
            task, worker.task = worker.task, None
            if outcome is None and worker in self.workers:  # it has gone by itself
                self.workers.remove(worker)
                _stop(worker.process)
                if task is not None:
                    heappush(self.waiting, task)
            self._hand_out()
            if outcome is not None and task is not None:
                return task[0], outcome

    def _late(self) -> tuple[int, Outcome]:
        """Return one that is not ready when time is over."""
        if self.waiting:
            return heappop(self.waiting)[0], LATE
        for each in self.workers:
            _close(each.process)
        worker = next(each for each in self.workers if each.task is not None)
        number = worker.task[0] if worker.task else 0
        worker.task = None
        self.workers.remove(worker)
        _stop(worker.process)
        return number, LATE

    def _hand_out(self) -> None:
        """Give what waits to who is idle."""
        for worker in self.workers:
            if worker.task is None and self.waiting:
                worker.task = heappop(self.waiting)
                _send(worker.process, (worker.task[1], self.limits.left_s))

    def _start(self) -> None:
        """Start a process, and a thread that listens to it.

        Raises:
            OSError: If it cannot be started.
        """
        process = subprocess.Popen(
            self.program,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C asks the main program alone
        )
        worker = _Worker(process)
        self.workers.append(worker)
        _send(process, list(sys.path))
        _send(process, self.base)
        threading.Thread(target=self._listen, args=(worker,), daemon=True).start()

    def _listen(self, worker: _Worker) -> None:
        """Pass on what a process answers, and that it has gone."""
        assert worker.process.stdout is not None
        try:
            while True:
                self.answers.put((worker, pickle.load(worker.process.stdout)))
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            self.answers.put((worker, None))
        finally:
            worker.process.stdout.close()

    def _end(self) -> None:
        """End all processes: first all are told, then each is waited for."""
        for worker in self.workers:
            _close(worker.process)
        for worker in self.workers:
            _stop(worker.process)
        self.workers.clear()


def _send(process: "subprocess.Popen[bytes]", what: object) -> None:
    """Write to a process; that it has gone is heard elsewhere."""
    assert process.stdin is not None
    with suppress(OSError):
        pickle.dump(what, process.stdin)
        process.stdin.flush()


def _close(process: "subprocess.Popen[bytes]") -> None:
    """Close the input of a process, which makes it unwind and end."""
    assert process.stdin is not None
    with suppress(OSError):
        process.stdin.close()


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Wait until a process has gone; kill it if it does not."""
    _close(process)
    try:
        process.wait(UNWINDS_IN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def cores() -> int:
    """Return how many processes can run at the same time."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
