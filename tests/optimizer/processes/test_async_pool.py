"""Processes that do what is asked: nothing is lost, and nobody waits in the dark."""

import asyncio
from contextlib import aclosing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import some_work
from isoplan.optimizer.processes import async_pool, live_process
from isoplan.optimizer.processes.async_pool import Ahead, AsyncPool
from isoplan.optimizer.processes.jobs import Work
from isoplan.optimizer.processes.live_process import LiveProcess
from isoplan.optimizer.processes.not_done import NotDone
from some_pool import begun, heard, run, working


@pytest.fixture(autouse=True)
def unwinds_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What sleeps does not unwind; nobody waits for that."""
    monkeypatch.setattr(live_process, "UNWINDS_IN_S", 0.5)


def test_fifty_at_once_are_all_answered(tmp_path: Path) -> None:
    """By two processes; each hears how many are before it, fewer and fewer."""

    async def asked() -> None:
        async with working(tmp_path, 2) as pool:
            names = [f"do {number}" for number in range(50)]
            answers = await asyncio.gather(*(heard(pool, name) for name in names))
            used = set()
            for name, (*before, answer) in zip(names, answers, strict=True):
                assert str(answer).startswith(f"{name} by ")
                used.add(str(answer).rsplit(" ", 1)[1])
                places = [each.count for each in before if isinstance(each, Ahead)]
                assert places == sorted(places, reverse=True)
            assert len(used) <= 2

    run(asked)


def test_who_leaves_frees_the_process(tmp_path: Path) -> None:
    """It is ended, and another does the next task; who only waited is forgotten."""

    async def asked() -> None:
        async with working(tmp_path) as pool:
            endless = asyncio.create_task(heard(pool, "sleep a"))
            await begun(tmp_path, "a")
            waits = asyncio.create_task(heard(pool, "sleep b"))
            after = asyncio.create_task(heard(pool, "do c"))
            await asyncio.sleep(0.1)
            first = next(iter(pool.workers))
            for task in (waits, endless):
                task.cancel()
            async with asyncio.timeout(50.0):  # its own time would be 70 s
                assert str((await after)[-1]).startswith("do c by ")
            assert first.process.returncode is not None
            assert not [*tmp_path.glob("b.*")]

    run(asked)


def test_a_killed_process_takes_no_task_with_it(tmp_path: Path) -> None:
    """Its task is tried again once; one that kills two is given up, with a reason."""

    async def asked() -> None:
        async with working(tmp_path) as pool:
            assert str((await heard(pool, "die-once a"))[-1]).startswith("die-once")
            with pytest.raises(NotDone, match="ended twice"):
                await heard(pool, "die b")
            assert str((await heard(pool, "do c"))[-1]).startswith("do c by ")

    run(asked)


def test_what_takes_too_long_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one is done."""
    monkeypatch.setattr(async_pool, "GRACE_S", 0.1)

    async def asked() -> None:
        async with working(tmp_path) as pool:
            with pytest.raises(NotDone, match=r"ended after 0\.2 s"):
                await heard(pool, "sleep a", 0.2)
            assert str((await heard(pool, "do b"))[-1]).startswith("do b by ")

    run(asked)


def test_who_leaves_a_short_task_costs_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends by itself; where it does not, its process is ended when it is late."""
    monkeypatch.setattr(async_pool, "GRACE_S", 0.1)

    async def left(pool: AsyncPool, task: str, seconds: float) -> None:
        async def ask() -> None:
            async with aclosing(pool.ask(task, seconds, soon=True)) as said:
                async for _ in said:
                    pass

        asking = asyncio.create_task(ask())
        while not any(live.task for live in pool.workers):
            await asyncio.sleep(0.01)
        asking.cancel()
        await asyncio.wait({asking})

    async def asked() -> None:
        async with working(tmp_path) as pool:
            first = next(iter(pool.workers))
            await left(pool, "wait a", 60.0)
            assert str((await heard(pool, "do b"))[-1]).startswith("do b by ")
            assert next(iter(pool.workers)) is first
            await left(pool, "sleep c", 0.1)
            assert str((await heard(pool, "do d"))[-1]).startswith("do d by ")
            assert first.process.returncode is not None

    run(asked)


def test_what_nobody_waits_for_is_not_tried_again(tmp_path: Path) -> None:
    """A short task is left to its process; with that it is gone."""

    async def asked() -> None:
        async with working(tmp_path) as pool:

            async def ask() -> None:
                async with aclosing(pool.ask("sleep a", 60.0, soon=True)) as said:
                    async for _ in said:
                        pass

            asking = asyncio.create_task(ask())
            await begun(tmp_path, "a")
            asking.cancel()
            await asyncio.wait({asking})
            next(iter(pool.workers)).process.kill()
            async with asyncio.timeout(50.0):
                assert str((await heard(pool, "do b"))[-1]).startswith("do b by ")
            assert len([*tmp_path.glob("a.*")]) == 1

    run(asked)


def test_a_process_that_has_done_enough_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it keeps in memory goes with it."""
    monkeypatch.setattr(async_pool, "MOST_TASKS", 2)

    async def asked() -> None:
        async with working(tmp_path) as pool:
            answers = [str((await heard(pool, "do a"))[-1]) for _ in range(3)]
            assert answers[0] == answers[1] != answers[2]

    run(asked)


def test_a_defect_is_raised_and_the_process_goes_on(tmp_path: Path) -> None:
    """With where it was raised."""

    async def asked() -> None:
        async with working(tmp_path) as pool:
            with pytest.raises(ZeroDivisionError) as raised:
                await heard(pool, "fail a")
            assert "Traceback" in raised.value.__notes__[0]
            with pytest.raises(RuntimeError, match="cannot be sent") as unread:
                await heard(pool, "fail-unreadably a", 5.0)
            assert "Unreadable: a and another" in unread.value.__notes__[0]
            assert str((await heard(pool, "do b"))[-1]).startswith("do b by ")

    run(asked)


def test_what_is_given_up_unwinds(tmp_path: Path) -> None:
    """Its solver and its files go with it; what does not end by itself is killed."""

    async def asked() -> None:
        async with working(tmp_path) as pool:
            asking = asyncio.create_task(heard(pool, "tidy a"))
            await begun(tmp_path, "a")
            (first,) = pool.workers
            asking.cancel()
            assert str((await heard(pool, "do b"))[-1]).startswith("do b by ")
            assert first.process.returncode == 0
            assert not pool.ending
            assert [*tmp_path.glob("a-tidied.*")]

    run(asked)


def test_processes_are_started_when_they_are_needed(tmp_path: Path) -> None:
    """One is ready for the first task, and never are there more than were asked for."""

    async def asked() -> None:
        work = Work(some_work.done, str(tmp_path))
        pool = AsyncPool(work, 3)
        await pool.open(ready=1)
        for tasks, processes in ((1, 1), (2, 2), (9, 3)):
            names = [f"wait {number}" for number in range(tasks)]
            await asyncio.gather(*(heard(pool, name) for name in names))
            assert len(pool.workers) == processes
        await pool.close()
        assert not pool.workers

    run(asked)


def test_a_start_that_is_tried_again_makes_no_process_too_many(tmp_path: Path) -> None:
    """By then another may have taken its place."""
    starts = count()

    def fails_first(*given: Any) -> LiveProcess:
        if next(starts) == 0:
            raise OSError("no more processes")
        return LiveProcess.started(*given)

    async def asked() -> None:
        pool = AsyncPool(Work(some_work.done, str(tmp_path)), 2, fails_first)
        await pool.open()
        names = [f"wait {number}" for number in range(12)]
        await asyncio.gather(*(heard(pool, name) for name in names))
        assert len(pool.workers) == 2
        await pool.close()

    run(asked)


def test_who_waits_when_it_is_closed_is_told(tmp_path: Path) -> None:
    """And who is being served."""

    async def asked() -> None:
        async with working(tmp_path) as pool:
            tasks = [asyncio.create_task(heard(pool, f"sleep {n}")) for n in "ab"]
            await begun(tmp_path, "a")
            processes = [live.process for live in pool.workers]
        for task in tasks:
            with pytest.raises(NotDone, match="start it again"):
                await task
        assert all(each.returncode is not None for each in processes)

    run(asked)


def test_where_no_process_works_everybody_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a few tries."""
    monkeypatch.setattr(async_pool, "MOST_FAILED_STARTS", 2)

    def fails(*_: object) -> Any:
        raise OSError("no more processes")

    async def asked() -> None:
        work = Work(some_work.done, str(tmp_path))
        pool = AsyncPool(work, 1, fails)
        await pool.open()
        for name in ("waits", "comes too late"):
            with pytest.raises(NotDone, match="no process works"):
                await heard(pool, name)

    run(asked)
