"""A job: what is done with each task; and the tasks done one by one, here."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any, Generic, Protocol, TypeVar

from isoplan.optimizer.solving.solution import Limits

Shared = TypeVar("Shared")
Task = TypeVar("Task")
Answer = TypeVar("Answer")
GivenTask = TypeVar("GivenTask", contravariant=True)
SomeAnswer = TypeVar("SomeAnswer", covariant=True)

AS_LONG_AS_IT_TAKES_S = 1e9
"""Seconds, where each task has limits of its own."""
LOST = "the process that worked on it ended twice, as where memory is short"
"""Why a task has no answer where its process was lost."""
MOST_WORKERS = 8
WORTH_STARTING_S = 3.0
"""Seconds of work one by one from which processes of their own are quicker."""


@dataclass(frozen=True, slots=True)
class Work(Generic[Shared, Task, Answer]):
    """What a process does with each task; all of it can be sent to it.

    Attributes:
        do: A function of a module: takes what all tasks share, a task and the
            seconds that it may take, and returns the answer.
        shared: What all tasks share.
        memory: Bytes that a process may take; as many as there are if left out.
    """

    do: Callable[[Shared, Task, float], Answer]
    shared: Shared
    memory: int | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class Job(Work[Shared, Task, Answer]):
    """Work, and what stands for an answer where there is none.

    Attributes:
        late: The answer where time is over.
        lost: Returns the answer where no process gave one, from why in words: several
            ended while they worked on the task, or it needs too much memory.
    """

    late: Answer
    lost: Callable[[str], Answer]


class Doer(Protocol[GivenTask, SomeAnswer]):
    """Takes tasks, does the lowest number first, and says which is ready."""

    def give(self, number: int, task: GivenTask) -> None:
        """Take a task, known by a number, of which no two wait at the same time."""

    def ready(self) -> tuple[int, SomeAnswer]:
        """Return the number of a task that is ready, and its answer."""
        ...


@dataclass(slots=True)
class OneByOne(Generic[Task, Answer]):
    """Works in this process; what is likely to take too long is not begun.

    Attributes:
        job: What is done.
        limits: When to stop.
        waiting: What is to be done.
        longest_s: Seconds of the longest task so far.
    """

    job: Job[Any, Task, Answer]
    limits: Limits
    waiting: list[tuple[int, Task]] = field(default_factory=list)
    longest_s: float = 0.0

    def give(self, number: int, task: Task) -> None:
        """Take a task."""
        heappush(self.waiting, (number, task))

    def ready(self) -> tuple[int, Answer]:
        """Do the next one, and return its answer."""
        number, task = heappop(self.waiting)
        left = self.limits.left_s
        if left < self.longest_s:
            return number, self.job.late
        answer = self.job.do(self.job.shared, task, left)
        self.longest_s = max(self.longest_s, left - self.limits.left_s)
        return number, answer


def in_order(doer: Doer[Task, Answer], tasks: list[Task]) -> list[Answer]:
    """Return the answers to tasks in their order, whichever is ready first."""
    for number, task in enumerate(tasks):
        doer.give(number, task)
    answers = dict(doer.ready() for _ in tasks)
    return [answers[number] for number in range(len(tasks))]


def cores() -> int:
    """Return how many processes can run at the same time."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
