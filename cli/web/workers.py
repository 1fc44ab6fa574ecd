"""What is asked is done by a few processes that stay alive; everybody else waits.

Nothing is lost: who waits is told how many are before, a task whose process ends is
tried again once, and who is late or leaves frees the process by its end.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import Any

from isoplan.optimizer.processes.jobs import Job
from isoplan.optimizer.processes.live_process import GONE, LiveProcess
from isoplan.optimizer.processes.serving import READY, Answered, Raised, Told

MOST_WAITING = 200
"""Tasks that may wait; the next one is refused."""
MOST_TASKS = 500
"""Tasks of one process, after which a new one takes its place."""
MOST_ENDS = 2
"""Processes that may end while they work on one task: it is tried again once."""
MOST_FAILED_STARTS = 5
"""Processes in a row that may end before they were ready."""
LOOK_S = 2.0
"""Seconds after which it is looked at again whether a task is late."""
GRACE_S = 10.0
"""Seconds beyond its own limit after which a task is ended with its process."""
NO_PROCESS = "no process works on this computer; isoplan plan shows why"


class NotDone(Exception):
    """A task was not done, and why: a sentence for whoever asked."""


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
        order: Lower is done first.
        said: What came of it so far.
        ends: Processes that have ended while they worked on it.
        late_at: When it is too late for it, by the loop's clock; None until begun.
    """

    task: object
    seconds: float
    order: tuple[int, int]
    said: "asyncio.Queue[object]" = field(default_factory=asyncio.Queue)
    ends: int = 0
    late_at: float | None = None

    def __lt__(self, other: "_Ticket") -> bool:
        """Return whether this one is done first."""
        return self.order < other.order


@dataclass(slots=True, eq=False)
class _Busy:
    """What a process works on.

    Attributes:
        ticket: None while it warms up.
        done: Tasks it has done.
    """

    ticket: _Ticket | None = None
    done: int = 0


class Workers:
    """Processes that do what is asked, in a loop of asyncio."""

    def __init__(
        self,
        job: Job[Any, Any, Any],
        number: int,
        start: Callable[..., LiveProcess] = LiveProcess.started,
    ) -> None:
        """Keep what is needed; nothing is started yet.

        Args:
            job: What is done with each task.
            number: Processes.
            start: Starts one.
        """
        self.job, self.number, self.start = job, number, start
        self.live: dict[LiveProcess, _Busy] = {}
        self.idle: list[LiveProcess] = []
        self.waiting: list[_Ticket] = []
        self.numbers = count()
        self.failed_starts = 0
        self.tasks: set[asyncio.Task[None]] = set()
        self.is_open = False

    async def open(self) -> None:
        """Start the processes."""
        self.is_open, self.loop = True, asyncio.get_running_loop()
        for _ in range(self.number):
            self._start_one()

    async def close(self) -> None:
        """End all processes, whatever they do; who waits is told."""
        self.is_open = False
        ended = [*self.live]
        tickets = [busy.ticket for busy in self.live.values() if busy.ticket]
        self.live.clear()
        self.idle.clear()
        for ticket in [*tickets, *self.waiting]:
            ticket.said.put_nowait(NotDone("isoplan web was ended; start it again"))
        self.waiting.clear()
        await asyncio.gather(*(asyncio.to_thread(each.kill) for each in ended))

    async def ask(
        self, task: object, seconds: float, *, soon: bool = False
    ) -> AsyncGenerator[object, None]:
        """Yield who is before, what is said on the way, and last the answer.

        Whoever leaves the loop early, or is canceled, ends the task with its process.

        Args:
            task: To be done.
            seconds: That it may take once it is begun.
            soon: Whether it is done before all that are not: it is short.

        Raises:
            NotDone: If too many wait, it took too long, or its processes ended.
        """
        if len(self.waiting) >= MOST_WAITING:
            raise NotDone("too many people are waiting; try again in a minute")
        if self.failed_starts >= MOST_FAILED_STARTS and not self.live:
            raise NotDone(NO_PROCESS)
        ticket = _Ticket(task, seconds, (not soon, next(self.numbers)))
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
            await self._forget(ticket)

    async def _next(self, ticket: _Ticket) -> object:
        """Return what is said next of a task; once begun it may be too late."""
        while True:
            left = LOOK_S
            if ticket.late_at is not None:
                left = min(left, ticket.late_at - self.loop.time())
            if left <= 0.0:
                return NotDone(
                    f"it was ended after {ticket.seconds:g} s; allow more time, or ask "
                    "for less"
                )
            with suppress(TimeoutError):
                return await asyncio.wait_for(ticket.said.get(), left)

    async def _forget(self, ticket: _Ticket) -> None:
        """Take a task away; the process that still works on it is ended."""
        if ticket in self.waiting:
            self.waiting.remove(ticket)
            self.waiting.sort()
            self._tell_who_waits()
        for live, busy in [*self.live.items()]:
            if busy.ticket is not ticket:
                continue
            left = (ticket.late_at or 0.0) - self.loop.time()
            if left > 0.0 and not ticket.order[0]:  # a short one ends by itself
                self.loop.call_later(left, self._end, live, ticket)
            else:
                await self._end(live, ticket)

    def _end(self, live: LiveProcess, ticket: _Ticket) -> "asyncio.Future[None]":
        """End a process that still works on a task, and start another."""
        busy = self.live.get(live)
        if busy is None or busy.ticket is not ticket:
            return self._later(_nothing())
        del self.live[live]
        return asyncio.shield(self._later(self._replace(live)))

    async def _replace(self, live: LiveProcess) -> None:
        """Kill a process, and start another in its place."""
        await asyncio.to_thread(live.kill)
        self._start_one()

    def _start_one(self) -> None:
        if not self.is_open:
            return
        try:
            self.live[self.start(self.job, self._hear)] = _Busy()
        except OSError:
            self._no_start()

    def _hear(self, live: LiveProcess, said: object) -> None:
        """Pass on what a process says; called in a thread of its own."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._heard, live, said)

    def _heard(self, live: LiveProcess, said: object) -> None:
        busy = self.live.get(live)
        if busy is None:
            return
        if said == READY:
            live.is_ready, self.failed_starts = True, 0
            self.idle.append(live)
        elif said == GONE:
            self._gone(live, busy)
        elif busy.ticket is not None:
            busy.ticket.said.put_nowait(said.what if isinstance(said, Told) else said)
            if not isinstance(said, Told):
                self._done(live, busy)
        self._hand_out()

    def _done(self, live: LiveProcess, busy: _Busy) -> None:
        """Give a process back; one that has done enough is ended."""
        busy.ticket, busy.done = None, busy.done + 1
        if busy.done < MOST_TASKS:
            self.idle.append(live)
            return
        del self.live[live]
        self._later(self._replace(live))

    def _gone(self, live: LiveProcess, busy: _Busy) -> None:
        """Replace a process that has ended by itself, and try its task again once."""
        del self.live[live]
        if live in self.idle:
            self.idle.remove(live)
        if busy.ticket is not None:
            busy.ticket.ends += 1
            busy.ticket.late_at = None
            if busy.ticket.ends < MOST_ENDS:
                heappush(self.waiting, busy.ticket)
            else:
                why = "the process that worked on it ended twice, as where memory is"
                busy.ticket.said.put_nowait(NotDone(f"{why} short; try again"))
        if not live.is_ready:
            self._no_start()
        else:
            self._later(self._replace(live))

    def _no_start(self) -> None:
        """Try again to start a process, or give up and tell who waits."""
        self.failed_starts += 1
        if self.failed_starts < MOST_FAILED_STARTS:
            self.loop.call_later(self.failed_starts, self._start_one)
        elif not self.live:
            for ticket in self.waiting:
                ticket.said.put_nowait(NotDone(NO_PROCESS))
            self.waiting.clear()

    def _later(self, what: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Do something, whoever waits for it or not."""
        task = self.loop.create_task(what)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    def _hand_out(self) -> None:
        """Give what waits to who is idle, and tell the others how many are before."""
        while self.idle and self.waiting:
            live, ticket = self.idle.pop(), heappop(self.waiting)
            self.live[live].ticket = ticket
            ticket.late_at = self.loop.time() + ticket.seconds + GRACE_S
            live.send((ticket.task, ticket.seconds))
        self._tell_who_waits()

    def _tell_who_waits(self) -> None:
        for place, ticket in enumerate(sorted(self.waiting)):
            ticket.said.put_nowait(Ahead(place))


async def _nothing() -> None:
    """Do nothing."""
