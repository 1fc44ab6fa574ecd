"""Processes that do some work for a test of who waits for them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import some_work
from isoplan.optimizer.processes.async_pool import AsyncPool
from isoplan.optimizer.processes.jobs import Work


@asynccontextmanager
async def working(folder: Path, number: int = 1) -> AsyncIterator[AsyncPool]:
    """Processes that do some work, ended at the end."""
    work = Work(some_work.done, str(folder))
    pool = AsyncPool(work, number)
    await pool.open()
    try:
        yield pool
    finally:
        await pool.close()


async def heard(pool: AsyncPool, task: str, seconds: float = 60.0) -> list[object]:
    """All that is said of a task."""
    async with aclosing(pool.ask(task, seconds)) as said:
        return [each async for each in said]


def run(what: Callable[[], Awaitable[None]]) -> None:
    """Run a test in a loop of its own."""
    asyncio.run(what())  # type: ignore[arg-type]


async def begun(folder: Path, name: str) -> None:
    """Wait until a process works on a task that leaves a mark."""
    while not [*folder.glob(f"{name}.*")]:
        await asyncio.sleep(0.02)
