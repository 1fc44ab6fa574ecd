"""Tasks done several at a time by processes that stay alive, lowest numbers first.

Processes are started by their program and talk over pipes: nothing of the main program
is run again in them, whatever it is, and they end when their pipe does. (Those of
``concurrent.futures`` import the main program again where they cannot be forked, and
one that is killed takes the tasks of all others with it.)
"""

import queue
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from heapq import heappop, heappush
from types import TracebackType
from typing import Any, Generic, Self

from isoplan.optimizer.processes.jobs import LOST, Answer, Job, OneByOne, Task
from isoplan.optimizer.processes.live_process import (
    GONE,
    MOST_ENDS,
    PROGRAM,
    LiveProcess,
)
from isoplan.optimizer.processes.memory import Exceeded
from isoplan.optimizer.processes.serving import READY, Answered, Raised, Told
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver_process import LOOK_S


class Pool(Generic[Task, Answer]):
    """Works in processes of its own, used in a ``with`` block, whose end ends them.

    A process that ends by itself, killed or out of memory, is replaced, and its task
    tried again once. Where no process works at all, tasks are done here.
    """

    def __init__(
        self,
        job: Job[Any, Task, Answer],
        limits: Limits,
        count: int,
        program: tuple[str, ...] = PROGRAM,
    ) -> None:
        """Keep what is needed; nothing is started yet.

        Args:
            job: What is done with each task.
            limits: When to stop.
            count: Processes.
            program: What a process runs.
        """
        self.job, self.limits, self.count = job, limits, count
        self.program = program
        self.here = OneByOne(job, limits)
        self.workers: list[LiveProcess] = []
        self.waiting: list[tuple[int, Task]] = []
        self.ends: Counter[int] = Counter()
        self.heard: queue.SimpleQueue[tuple[LiveProcess, object]] = queue.SimpleQueue()

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

    def give(self, number: int, task: Task) -> None:
        """Take a task."""
        heappush(self.waiting, (number, task))
        self._hand_out()

    def ready(self) -> tuple[int, Answer]:
        """Wait for one, and return it; nothing is waited for when time is over.

        Every process gets the time that is left, so one that is late has stopped
        itself. An error that a task's work does not expect is raised again here.
        """
        while True:
            if not self.workers:
                while self.waiting:
                    self.here.give(*heappop(self.waiting))
                return self.here.ready()
            try:
                worker, said = self.heard.get(timeout=LOOK_S)
            except queue.Empty:
                if self.limits.left_s <= 0.0:
                    return self._late()
                continue
            if said == READY:
                worker.is_ready = True
                continue
            if isinstance(said, Told):
                continue
            task, worker.task = worker.task, None
            if worker not in self.workers:  # it has been given up
                continue
            if isinstance(said, Exceeded):
                self._exchange(worker, worker.stop)
                if worker.is_used:  # what it did before may be what holds the memory
                    task = self._again(task)
            elif said == GONE:
                task = self._replace(worker, task)
            worker.is_used = True
            self._hand_out()
            if task is not None:
                return task[0], self._answer(task[0], said)

    def _answer(self, number: int, said: object) -> Answer:
        """Return the answer to a task, or raise the error that it ended with."""
        del self.ends[number]
        if isinstance(said, Raised):
            said.error.add_note(said.trace)
            raise said.error
        if isinstance(said, Answered):
            answer: Answer = said.answer
            return answer
        return self.job.lost(said.in_words if isinstance(said, Exceeded) else LOST)

    def _replace(
        self, worker: LiveProcess, task: tuple[int, Task] | None
    ) -> tuple[int, Task] | None:
        """Put another process in the place of one that has ended by itself.

        One that never was ready is not replaced: it cannot work here.

        Returns:
            Its task if that is given up; None if it is tried again.
        """
        self._exchange(worker, worker.kill)
        return self._again(task, worker.is_ready)

    def _again(
        self, task: tuple[int, Task] | None, counts: bool = True
    ) -> tuple[int, Task] | None:
        """Have a task done by another process; return it if that is given up."""
        if task is None:
            return None
        self.ends[task[0]] += counts
        if self.ends[task[0]] >= MOST_ENDS:
            return task
        heappush(self.waiting, task)
        return None

    def _exchange(self, worker: LiveProcess, end: Callable[[], None]) -> None:
        """End a process, and start another if it was ready; this is where it works."""
        self.workers.remove(worker)
        end()
        if worker.is_ready:
            with suppress(OSError):
                self._start()

    def _late(self) -> tuple[int, Answer]:
        """Return one that is not ready when time is over."""
        if self.waiting:
            return heappop(self.waiting)[0], self.job.late
        for each in self.workers:
            each.close()
        worker = next(each for each in self.workers if each.task is not None)
        number = worker.task[0] if worker.task else 0
        worker.task = None
        self.workers.remove(worker)
        worker.stop()
        return number, self.job.late

    def _hand_out(self) -> None:
        """Give what waits to who is idle."""
        for worker in self.workers:
            if worker.task is None and self.waiting:
                worker.task = heappop(self.waiting)
                worker.send((worker.task[1], self.limits.left_s))

    def _start(self) -> None:
        """Start a process.

        Raises:
            OSError: If it cannot be started.
        """
        self.workers.append(LiveProcess.started(self.job, self._hear, self.program))

    def _hear(self, worker: LiveProcess, said: object) -> None:
        """Keep what a process says until it is asked for."""
        self.heard.put((worker, said))

    def _end(self) -> None:
        """End all processes: first all are told, then each is waited for."""
        for worker in self.workers:
            worker.close()
        for worker in self.workers:
            worker.stop()
        self.workers.clear()
