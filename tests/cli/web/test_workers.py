"""Processes that do what is asked: nothing is lost, and nobody waits in the dark."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

import some_work
from isoplan.cli.web import workers as module
from isoplan.cli.web.workers import Ahead, NotDone, Workers
from isoplan.optimizer.processes.jobs import Job


@asynccontextmanager
async def working(folder: Path, number: int = 1) -> AsyncIterator[Workers]:
    """Workers that do some work, ended at the end."""
    job: Job[Any, Any, Any] = Job(some_work.done, str(folder), "late", "lost")
    workers = Workers(job, number)
    await workers.open()
    try:
        yield workers
    finally:
        await workers.close()


async def heard(workers: Workers, task: str, seconds: float = 60.0) -> list[object]:
    """All that is said of a task."""
    async with aclosing(workers.ask(task, seconds)) as said:
        return [each async for each in said]


def run(what: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(what())  # type: ignore[arg-type]


async def begun(folder: Path, name: str) -> None:
    """Wait until a process works on a task that leaves a mark."""
    while not [*folder.glob(f"{name}.*")]:
        await asyncio.sleep(0.02)


def test_fifty_at_once_are_all_answered(tmp_path: Path) -> None:
    """By two processes; each hears how many are before it, fewer and fewer."""

    async def asked() -> None:
        async with working(tmp_path, 2) as workers:
            names = [f"do {number}" for number in range(50)]
            answers = await asyncio.gather(*(heard(workers, name) for name in names))
            used = set()
            for name, (*before, answer) in zip(names, answers, strict=True):
                assert str(answer).startswith(f"{name} by ")
                used.add(str(answer).rsplit(" ", 1)[1])
                places = [each.count for each in before if isinstance(each, Ahead)]
                assert places == sorted(places, reverse=True)
            assert len(used) <= 2

    run(asked)


def test_who_leaves_frees_the_process(tmp_path: Path) -> None:
    """It is killed, and another does the next task; who only waited is forgotten."""

    async def asked() -> None:
        async with working(tmp_path) as workers:
            endless = asyncio.create_task(heard(workers, "sleep a"))
            await begun(tmp_path, "a")
            waits = asyncio.create_task(heard(workers, "sleep b"))
            after = asyncio.create_task(heard(workers, "do c"))
            await asyncio.sleep(0.1)
            first = next(iter(workers.live))
            for task in (waits, endless):
                task.cancel()
            assert str((await after)[-1]).startswith("do c by ")
            assert first.process.returncode is not None
            assert not [*tmp_path.glob("b.*")]

    run(asked)


def test_a_killed_process_takes_no_task_with_it(tmp_path: Path) -> None:
    """Its task is tried again once; one that kills two is given up, with a reason."""

    async def asked() -> None:
        async with working(tmp_path) as workers:
            assert str((await heard(workers, "die-once a"))[-1]).startswith("die-once")
            with pytest.raises(NotDone, match="ended twice"):
                await heard(workers, "die b")
            assert str((await heard(workers, "do c"))[-1]).startswith("do c by ")

    run(asked)


def test_what_takes_too_long_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one is done."""
    monkeypatch.setattr(module, "GRACE_S", 0.1)

    async def asked() -> None:
        async with working(tmp_path) as workers:
            with pytest.raises(NotDone, match=r"ended after 0\.2 s"):
                await heard(workers, "sleep a", 0.2)
            assert str((await heard(workers, "do b"))[-1]).startswith("do b by ")

    run(asked)


def test_too_many_are_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A queue without end would answer nobody in time."""
    monkeypatch.setattr(module, "MOST_WAITING", 2)

    async def asked() -> None:
        async with working(tmp_path) as workers:
            waits = [asyncio.create_task(heard(workers, f"do {n}")) for n in range(2)]
            await asyncio.sleep(0)
            with pytest.raises(NotDone, match="too many"):
                await heard(workers, "do c")
            assert len(await asyncio.gather(*waits)) == 2

    run(asked)


def test_short_tasks_go_first(tmp_path: Path) -> None:
    """A slider does not wait for plans."""

    async def asked() -> None:
        async with working(tmp_path) as workers:
            order: list[str] = []

            async def ask(task: str, *, soon: bool) -> None:
                async with aclosing(workers.ask(task, 60.0, soon=soon)) as said:
                    async for _ in said:
                        pass
                order.append(task)

            first = asyncio.create_task(ask("wait a", soon=False))
            while not any(busy.ticket for busy in workers.live.values()):
                await asyncio.sleep(0.01)
            others = [ask("do b", soon=False), ask("do c", soon=True)]
            await asyncio.gather(first, *others)
            assert order == ["wait a", "do c", "do b"]

    run(asked)


def test_who_leaves_a_short_task_costs_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends by itself; where it does not, its process is ended when it is late."""
    monkeypatch.setattr(module, "GRACE_S", 0.1)

    async def left(workers: Workers, task: str, seconds: float) -> None:
        async def ask() -> None:
            async with aclosing(workers.ask(task, seconds, soon=True)) as said:
                async for _ in said:
                    pass

        asking = asyncio.create_task(ask())
        while not any(busy.ticket for busy in workers.live.values()):
            await asyncio.sleep(0.01)
        asking.cancel()
        await asyncio.wait({asking})

    async def asked() -> None:
        async with working(tmp_path) as workers:
            first = next(iter(workers.live))
            await left(workers, "wait a", 60.0)
            assert str((await heard(workers, "do b"))[-1]).startswith("do b by ")
            assert next(iter(workers.live)) is first
            await left(workers, "sleep c", 0.1)
            assert str((await heard(workers, "do d"))[-1]).startswith("do d by ")
            assert first.process.returncode is not None

    run(asked)


def test_a_process_that_has_done_enough_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it keeps in memory goes with it."""
    monkeypatch.setattr(module, "MOST_TASKS", 2)

    async def asked() -> None:
        async with working(tmp_path) as workers:
            answers = [str((await heard(workers, "do a"))[-1]) for _ in range(3)]
            assert answers[0] == answers[1] != answers[2]

    run(asked)


def test_a_defect_is_raised_and_the_process_goes_on(tmp_path: Path) -> None:
    """With where it was raised."""

    async def asked() -> None:
        async with working(tmp_path) as workers:
            with pytest.raises(ZeroDivisionError) as raised:
                await heard(workers, "fail a")
            assert "Traceback" in raised.value.__notes__[0]
            assert str((await heard(workers, "do b"))[-1]).startswith("do b by ")

    run(asked)


def test_where_no_process_works_everybody_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a few tries."""
    monkeypatch.setattr(module, "MOST_FAILED_STARTS", 2)

    def fails(*_: object) -> Any:
        raise OSError("no more processes")

    async def asked() -> None:
        job: Job[Any, Any, Any] = Job(some_work.done, str(tmp_path), "late", "lost")
        workers = Workers(job, 1, fails)
        await workers.open()
        for name in ("waits", "comes too late"):
            with pytest.raises(NotDone, match="no process works"):
                await heard(workers, name)

    run(asked)
