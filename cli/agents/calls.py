"""Calls done in processes that stay alive: one for each call that runs.

A call that is given up takes its process with it; the next call gets another one.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

from isoplan.cli.agents.answers import answer
from isoplan.cli.agents.asked import DEFAULTS, MOST_SECONDS
from isoplan.cli.agents.said import answered, failed, unanswered
from isoplan.models.base.errors import IsoPlanError, NoPlanInTime
from isoplan.optimizer.processes.async_pool import Ahead, AsyncPool
from isoplan.optimizer.processes.jobs import Work, cores
from isoplan.optimizer.processes.memory import share
from isoplan.optimizer.processes.not_done import NotDone, TookTooLong
from isoplan.optimizer.processes.serving import tell as say

REPLANNING_S = 3_600.0
"""Seconds of a call that plans path after path: its time limit is that of one plan."""
MOST_AT_ONCE = max(1, min(4, cores()))
"""Calls that run at the same time; others wait."""
Given = dict[str, Any]
Tell = Callable[[str], Awaitable[None]]


def do(folders: Sequence[Path], task: tuple[str, Given], seconds: float) -> Given:
    """Return what comes of a call as plain fields, an error too; in its process.

    Args:
        folders: Those whose files may be read.
        task: Name of a tool, and its arguments, unchecked.
        seconds: That it may take; they stand among its arguments too.
    """
    del seconds
    tool, arguments = task
    try:
        return answered(answer(tool, arguments, folders, say))
    except IsoPlanError as error:
        return failed(error)
    except MemoryError:
        raise
    except Exception as error:  # a defect: told, and the next call is answered
        return failed(error)


def pool_for(folders: Sequence[Path], most: int = MOST_AT_ONCE) -> AsyncPool:
    """Return the processes that answer calls, not yet started.

    Args:
        folders: Those whose files may be read.
        most: Calls at the same time.
    """
    return AsyncPool(Work(do, tuple(folders), memory=share(most)), most)


async def answer_to(tool: str, arguments: Given, pool: AsyncPool, tell: Tell) -> Given:
    """Return what comes of a call, an error too as plain fields.

    Args:
        tool: Its name.
        arguments: Unchecked.
        pool: Does it.
        tell: Awaited with a few words on what is going on.
    """
    seconds = _seconds(arguments)
    done: Given = {}
    try:
        async with aclosing(pool.ask((tool, arguments), seconds)) as said:
            async for each in said:
                if isinstance(each, str):
                    await tell(each)
                elif isinstance(each, Ahead):
                    await _tell_ahead(each, tell)
                elif isinstance(each, dict):
                    done = each
    except TookTooLong:
        remedy = "allow more with time_limit, or ask for less"
        if arguments.get("replan") is True:  # time_limit is that of each plan
            remedy = "ask for fewer paths"
        return unanswered(
            f"Nothing was ready in {seconds:g} s; {remedy}.", NoPlanInTime.__name__
        )
    except NotDone as error:
        text = str(error)
        return unanswered(f"{text[:1].upper()}{text[1:]}.", type(error).__name__)
    return done


async def _tell_ahead(ahead: Ahead, tell: Tell) -> None:
    if ahead.count:
        await tell(f"{ahead.count} calls are before this one ...")


def _seconds(arguments: Given) -> float:
    """Return the time limit of a call, whatever stands there."""
    if arguments.get("replan") is True:
        return REPLANNING_S
    given = arguments.get("time_limit", DEFAULTS.time_limit_s)
    if isinstance(given, int | float) and 0 < given <= MOST_SECONDS:
        return float(given)
    return DEFAULTS.time_limit_s
