"""Processes that answer calls and stay alive: one for each call that runs.

A call that is given up takes its process with it, which unwinds and ends; the next call
gets another one.
"""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from isoplan.cli.agents.asked import DEFAULTS, MOST_SECONDS
from isoplan.cli.agents.said import unanswered
from isoplan.optimizer.processes.jobs import cores

PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.stdin.buffer.readline()); "
    "from isoplan.cli.agents.worker import serve; serve()"
)
MOST_AT_ONCE = max(1, min(4, cores()))
"""Calls that run at the same time; others wait."""
MOST_LINE = 1 << 28
"""Bytes of an answer."""
TO_START_S, BEYOND = 30.0, 1.25
"""Seconds that a process may take to start and to tell its answer, and by how much a
call may exceed its time limit, before it is given up."""
UNWINDS_IN_S = 5.0
"""Seconds that a process has to end by itself before it is killed."""
Tell = Callable[[str], Awaitable[None]]
POSIX = os.name == "posix"


@dataclass(slots=True)
class Workers:
    """Those that there are.

    Attributes:
        folders: Those whose files may be read.
        idle: Processes without a call.
        ending: Those that are given up, until they have gone.
        turn: Held by each call that runs.
    """

    folders: Sequence[Path]
    idle: list[Process] = field(default_factory=list)
    ending: "set[asyncio.Task[None]]" = field(default_factory=set)
    turn: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(MOST_AT_ONCE)
    )

    async def answer(
        self, tool: str, arguments: dict[str, Any], tell: Tell
    ) -> dict[str, Any]:
        """Return what comes of a call, an error too as plain fields.

        Args:
            tool: Its name.
            arguments: Unchecked.
            tell: Awaited with a few words on what is going on.
        """
        call = {
            "tool": tool,
            "arguments": arguments,
            "folders": [str(folder) for folder in self.folders],
        }
        latest = TO_START_S + BEYOND * _seconds(arguments)
        async with self.turn:
            worker = self.idle.pop() if self.idle else await self._start()
            answer = None
            try:
                async with asyncio.timeout(latest):
                    answer = await _asked(worker, call, tell)
            except TimeoutError:
                return unanswered(
                    f"Nothing was ready in {latest:g} s; allow more with time_limit.",
                    "NoPlanInTime",
                )
            except OSError:
                answer = None
            finally:
                if answer is None:
                    self._give_up(worker)
                else:
                    self.idle.append(worker)
        return answer or unanswered(
            "The process that worked on it ended, perhaps for want of memory; try "
            "again, with fewer paths or a smaller scenario.",
            "ProcessEnded",
        )

    async def start_one(self) -> None:
        """Start a process before the first call, so that it finds it ready."""
        self.idle.append(await self._start())

    async def end(self) -> None:
        """End all processes, and wait until they have gone."""
        while self.idle:
            self._give_up(self.idle.pop())
        await asyncio.gather(*self.ending)

    async def _start(self) -> Process:
        """Start a process; ``-P`` lets no file of the current folder stand in its way.

        In a session of its own it hears no Ctrl-C, and goes together with its solver.
        """
        worker = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-c",
            PROGRAM,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            limit=MOST_LINE,
            start_new_session=True,
        )
        assert worker.stdin is not None
        worker.stdin.write(json.dumps(sys.path).encode() + b"\n")
        return worker

    def _give_up(self, worker: Process) -> None:
        """Close the input of a process, which makes it unwind, and see that it ends."""
        assert worker.stdin is not None
        worker.stdin.close()
        task = asyncio.create_task(_gone(worker))
        self.ending.add(task)
        task.add_done_callback(self.ending.discard)


async def _asked(
    worker: Process, call: dict[str, Any], tell: Tell
) -> dict[str, Any] | None:
    """Return the answer of a process; None if it ended."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(json.dumps(call).encode() + b"\n")
    await worker.stdin.drain()
    while line := await worker.stdout.readline():
        said: dict[str, Any] = json.loads(line)
        if "progress" not in said:
            return said
        await tell(said["progress"])
    return None


async def _gone(worker: Process) -> None:
    """Wait until a process has gone; kill it, and its solver, if it does not go."""
    try:
        async with asyncio.timeout(UNWINDS_IN_S):
            await worker.wait()
    except TimeoutError:
        with suppress(OSError):
            if POSIX:
                os.killpg(worker.pid, signal.SIGKILL)
            else:
                worker.kill()
        await worker.wait()


def _seconds(arguments: dict[str, Any]) -> float:
    """Return the time limit of a call, whatever stands there."""
    given = arguments.get("time_limit", DEFAULTS.time_limit_s)
    if isinstance(given, int | float) and 0 < given <= MOST_SECONDS:
        return float(given)
    return DEFAULTS.time_limit_s
