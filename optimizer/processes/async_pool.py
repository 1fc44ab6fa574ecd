"""Processes that stay alive, for a loop of asyncio in which many ask.

Nothing is lost: who waits is told how many are before, a task whose process ends is
tried again once, and who is late or leaves frees the process by its end.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Any

from isoplan.optimizer.processes.jobs import Work
from isoplan.optimizer.processes.live_process import GONE, MOST_ENDS, LiveProcess
from isoplan.optimizer.processes.memory import Exceeded
from isoplan.optimizer.processes.not_done import (
    CLOSED,
    NONE_WORKS,
    NeedsMemory,
    NoProcess,
    NotDone,
    ProcessEnded,
    TookTooLong,
    TooManyOfOne,
    TooManyWait,
)
from isoplan.optimizer.processes.serving import READY, Answered, Raised, Told

MOST_WAITING = 200
"""Tasks that may wait; the next one is refused."""
MOST_OF_ONE = 10
"""Tasks that one person may have waiting and at work together."""
MOST_TASKS = 500
"""Tasks of one process, after which a new one takes its place."""
MOST_FAILED_STARTS = 5
"""Processes in a row that may end before they were ready."""
LOOK_S = 2.0
"""Seconds after which it is looked at again whether a task is late."""
GRACE = 0.25
"""Part of its limit that a task may take beyond it: some of it looks at no clock."""
GRACE_S = 10.0
"""Seconds after that, when it is ended with its process."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """How many tasks are done first."""

    count: int


@dataclass(slots=True, eq=False)
class _Ticket:
    """A task of somebody who waits.

    Attributes:
        task: To be done.
        seconds: That it may take, once begun.
        soon: Whether it is short: such are done first.
        turn: Round of those who ask in which it is done: one of each in every round.
        number: In which it came, among those of its turn.
        who: Asks; nobody in particular if empty.
        said: What came of it so far.
        ends: Processes that have ended while they worked on it.
        late_at: When it is too late for it, by the loop's clock; None until begun.
        is_left: Whether nobody listens any more.
        told: How many are before it, as was said last; None if nothing was.
    """

    task: object
    seconds: float
    soon: bool
    turn: int
    number: int
    who: str
    said: "asyncio.Queue[object]" = field(default_factory=asyncio.Queue)
    ends: int = 0
    late_at: float | None = None
    is_left: bool = False
    told: int | None = None

    def __lt__(self, other: "_Ticket") -> bool:
        """Return whether this one is done first."""
        mine = (not self.soon, self.turn, self.number)
        return mine < (not other.soon, other.turn, other.number)


class AsyncPool:
    """Does what is asked in processes of its own; everybody else waits.

    Attributes:
        workers: Processes that are there, with the tasks that each has done.
        idle: Those of them that wait for a task.
        waiting: Tasks that wait for a process, a heap.
        turns: Round of the last task that was begun, of the short ones and the others.
        ending: Processes that have been given up and not gone yet.
    """

    def __init__(
        self,
        work: Work[Any, Any, Any],
        most: int,
        start: Callable[..., LiveProcess] = LiveProcess.started,
    ) -> None:
        """Keep what is needed; nothing is started yet.

        Args:
            work: What is done with each task.
            most: Processes.
            start: Starts one.
        """
        self.work, self.most, self.start = work, most, start
        self.workers: dict[LiveProcess, int] = {}
        self.idle: list[LiveProcess] = []
        self.waiting: list[_Ticket] = []
        self.ending: set[LiveProcess] = set()
        self.numbers = count()
        self.turns = {True: 0, False: 0}
        self.people: dict[str, list[_Ticket]] = {}
        self.failed_starts = 0
        self.tasks: set[asyncio.Task[None]] = set()
        self.is_open = False

    async def open(self, ready: int | None = None) -> None:
        """Start processes.

        Args:
            ready: How many; all if left out. The others are started when they are
                needed.
        """
        self.is_open, self.loop = True, asyncio.get_running_loop()
        for _ in range(self.most if ready is None else ready):
            self._start_one()

    async def close(self) -> None:
        """End all processes, whatever they do; who waits is told."""
        self.is_open = False
        ended = [*self.workers]
        tickets = [live.task for live in ended if live.task is not None]
        self.workers.clear()
        self.idle.clear()
        for ticket in [*tickets, *self.waiting]:
            ticket.said.put_nowait(NoProcess(CLOSED))
        self.waiting.clear()
        for live in ended:
            live.close()
        stopped = (asyncio.to_thread(live.stop) for live in ended)
        await asyncio.gather(*stopped, *self.tasks)

    async def ask(
        self, task: object, seconds: float, *, soon: bool = False, who: str = ""
    ) -> AsyncGenerator[object, None]:
        """Yield who is before, what is said on the way, and last the answer.

        Whoever leaves the loop early, or is canceled, ends the task with its process.

        Args:
            task: To be done.
            seconds: That it may take once it is begun.
            soon: Whether it is done before all that are not: it is short.
            who: Asks. People take turns, whoever came first with how many, and one
                of them may not have many tasks here; empty is no limit.

        Raises:
            NotDone: If too many wait, it took too long, or its processes ended.
        """
        if len(self.waiting) >= MOST_WAITING:
            raise TooManyWait
        if self.failed_starts >= MOST_FAILED_STARTS and not self.workers:
            raise NoProcess(NONE_WORKS)
        ticket = self._ticket(task, seconds, soon, who)
        heappush(self.waiting, ticket)
        self._hand_out()
        try:
            while True:
                said = await self._next(ticket)
                if isinstance(said, NotDone):
                    raise said
                if isinstance(said, Raised):
                    said.error.add_note(said.trace)
                    raise said.error
                yield said.answer if isinstance(said, Answered) else said
                if isinstance(said, Answered):
                    return
        finally:
            self._forget(ticket)

    def _ticket(self, task: object, seconds: float, soon: bool, who: str) -> _Ticket:
        """Return the ticket of a task, in the next turn of whoever asks.

        Raises:
            TooManyOfOne: If there are enough of the same person.
        """
        theirs = self.people.get(who, [])
        if who and len(theirs) >= MOST_OF_ONE:
            raise TooManyOfOne(MOST_OF_ONE)
        alike = [each.turn + 1 for each in theirs if each.soon == soon]
        turn = max([self.turns[soon], *alike])
        ticket = _Ticket(task, seconds, soon, turn, next(self.numbers), who)
        if who:
            self.people.setdefault(who, []).append(ticket)
        return ticket

    async def _next(self, ticket: _Ticket) -> object:
        """Return what is said next of a task; once begun it may be too late."""
        while True:
            left = LOOK_S
            if ticket.late_at is not None:
                left = min(left, ticket.late_at - self.loop.time())
            if left <= 0.0:
                return TookTooLong(ticket.seconds)
            with suppress(TimeoutError):
                return await asyncio.wait_for(ticket.said.get(), left)

    def _forget(self, ticket: _Ticket) -> None:
        """Take a task away; the process that still works on it is given up."""
        ticket.is_left = True
        if ticket.who:
            self.people[ticket.who].remove(ticket)
            if not self.people[ticket.who]:
                del self.people[ticket.who]
        if ticket in self.waiting:
            self.waiting.remove(ticket)
            heapify(self.waiting)
            self._tell_who_waits()
        for live in [*self.workers]:
            if live.task is not ticket:
                continue
            left = (ticket.late_at or 0.0) - self.loop.time()
            if left > 0.0 and ticket.soon:  # a short one ends by itself
                self.loop.call_later(left, self._give_up, live, ticket)
            else:
                self._give_up(live, ticket)

    def _give_up(self, live: LiveProcess, ticket: _Ticket) -> None:
        """End a process that still works on a task, and start another."""
        if live in self.workers and live.task is ticket:
            self._replace(live, live.stop)

    def _replace(self, live: LiveProcess, end: Callable[[], None]) -> None:
        """Put another process in the place of one; not before that has gone."""

        async def replaced() -> None:
            await asyncio.to_thread(end)
            self.ending.discard(live)
            self._start_one()

        del self.workers[live]
        self.ending.add(live)
        task = self.loop.create_task(replaced())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _start_one(self) -> None:
        if not self.is_open or len(self.workers) + len(self.ending) >= self.most:
            return
        try:
            self.workers[self.start(self.work, self._hear)] = 0
        except OSError:
            self._no_start()

    def _hear(self, live: LiveProcess, said: object) -> None:
        """Pass on what a process says; called in a thread of its own."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._heard, live, said)

    def _heard(self, live: LiveProcess, said: object) -> None:
        if live not in self.workers:
            return
        if said == READY:
            live.is_ready, self.failed_starts = True, 0
            self.idle.append(live)
        elif said == GONE:
            self._gone(live)
        elif isinstance(said, Exceeded):
            self._exceeded(live, said)
        elif live.task is not None:
            live.task.said.put_nowait(said.what if isinstance(said, Told) else said)
            if not isinstance(said, Told):
                self._done(live)
        self._hand_out()

    def _done(self, live: LiveProcess) -> None:
        """Give a process back; one that has done enough is ended."""
        live.task, live.is_used = None, True
        self.workers[live] += 1
        if self.workers[live] < MOST_TASKS:
            self.idle.append(live)
        else:
            self._replace(live, live.stop)

    def _gone(self, live: LiveProcess) -> None:
        """Replace a process that has ended by itself, and try its task again once."""
        if live in self.idle:
            self.idle.remove(live)
        ticket, live.task = live.task, None
        if ticket is not None:
            self._retry(ticket, ProcessEnded())
        if live.is_ready:
            self._replace(live, live.kill)
        else:
            del self.workers[live]
            live.kill()
            self._no_start()

    def _retry(self, ticket: _Ticket, why: NotDone, *, fails: bool = False) -> None:
        """Have a task done by another process, or tell why it is not."""
        ticket.ends += 1
        ticket.late_at = None
        if fails or ticket.ends >= MOST_ENDS:
            ticket.said.put_nowait(why)
        elif not ticket.is_left:
            heappush(self.waiting, ticket)

    def _exceeded(self, live: LiveProcess, said: Exceeded) -> None:
        """Replace a process that takes too much memory.

        Its task is tried again, once, if what was done before may be what holds it.
        """
        if live in self.idle:
            self.idle.remove(live)
        ticket, live.task = live.task, None
        if ticket is not None:
            self._retry(ticket, NeedsMemory(said), fails=not live.is_used)
        self._replace(live, live.stop)

    def _no_start(self) -> None:
        """Try again to start a process, or give up and tell who waits."""
        self.failed_starts += 1
        if self.failed_starts < MOST_FAILED_STARTS:
            self.loop.call_later(self.failed_starts, self._start_one)
        elif not self.workers:
            for ticket in self.waiting:
                ticket.said.put_nowait(NoProcess(NONE_WORKS))
            self.waiting.clear()

    def _hand_out(self) -> None:
        """Give what waits to who is idle, and tell the others how many are before."""
        while self.idle and self.waiting:
            live, ticket = self.idle.pop(), heappop(self.waiting)
            live.task = ticket
            self.turns[ticket.soon] = max(self.turns[ticket.soon], ticket.turn)
            ticket.late_at = self.loop.time() + _late_after(ticket.seconds)
            live.send((ticket.task, ticket.seconds))
        if self._needs_another():
            self._start_one()
        self._tell_who_waits()

    def _needs_another(self) -> bool:
        """Return whether more wait than processes are about to be ready."""
        to_come = sum(not live.is_ready for live in self.workers) + len(self.ending)
        there = len(self.workers) + len(self.ending)
        is_short = len(self.waiting) > to_come and there < self.most
        return is_short and not self.failed_starts

    def _tell_who_waits(self) -> None:
        for place, ticket in enumerate(sorted(self.waiting)):
            if ticket.told != place:
                ticket.told = place
                ticket.said.put_nowait(Ahead(place))


def _late_after(seconds: float) -> float:
    """Return after how many seconds a task is ended that may take some."""
    return seconds * (1.0 + GRACE) + GRACE_S
