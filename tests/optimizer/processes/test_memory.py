"""A process takes so much memory and no more: no task can take the computer down."""

import asyncio
import sys
from contextlib import aclosing
from pathlib import Path

import pytest

import some_work
from isoplan.optimizer.processes import memory
from isoplan.optimizer.processes.async_pool import AsyncPool
from isoplan.optimizer.processes.jobs import Job, Work, in_order
from isoplan.optimizer.processes.memory import GIB, share
from isoplan.optimizer.processes.not_done import NeedsMemory
from isoplan.optimizer.processes.pool import Pool
from isoplan.optimizer.solving.solution import Limits

MOST = 400 << 20
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
WATCHED = pytest.mark.skipif(
    sys.platform not in {"linux", "darwin"}, reason="there is no limit here"
)


@WATCHED
@pytest.mark.parametrize(
    "what",
    [
        "hoard a",
        pytest.param("grab a", marks=LINUX),
        pytest.param("start-one-that-hoards a", marks=LINUX),
    ],
)
def test_what_needs_too_much_is_told_and_the_others_go_on(
    what: str, tmp_path: Path
) -> None:
    """Bit by bit, at once, or in a process that it starts; its process is replaced."""
    job = Job(some_work.done, str(tmp_path), "late", some_work.lost, memory=MOST)
    with Pool(job, Limits().started(), 2) as doer:
        before = [each.process for each in doer.workers]
        tasks = [what, *(f"wait {number}" for number in range(6)), "do last"]
        told, *others = in_order(doer, tasks)
        assert len(doer.workers) == 2
        left = [each for each in doer.workers if each.process in before]
    assert told.startswith("it needs more than 0.39 GB of memory")
    assert "isoplan plan" in told
    assert [each.partition(" by ")[0] for each in others] == tasks[1:]
    assert len(left) == 1
    assert len([*tmp_path.glob("a.*")]) < 2  # it is not tried again


@WATCHED
def test_who_asks_in_a_loop_is_told(tmp_path: Path) -> None:
    """And whoever asks next is answered, by a process that has taken its place."""

    async def heard(pool: AsyncPool, task: str) -> str:
        async with aclosing(pool.ask(task, 60.0)) as said:
            return str([each async for each in said][-1])

    async def asked() -> None:
        pool = AsyncPool(Work(some_work.done, str(tmp_path), memory=MOST), 1)
        await pool.open()
        (first,) = pool.workers
        with pytest.raises(NeedsMemory, match=r"more than 0\.39 GB"):
            await heard(pool, "hoard a")
        assert (await heard(pool, "do b")).startswith("do b by ")
        assert first not in pool.workers
        await pool.close()
        assert first.process.returncode is not None

    asyncio.run(asked())


@WATCHED
def test_what_a_task_left_behind_is_not_told_of_the_next(tmp_path: Path) -> None:
    """That one is done by a new process, whoever asks; what needs too much is told."""
    tasks = ["keep-some a", "hold-less b", "hoard c"]
    job = Job(some_work.done, str(tmp_path), "late", some_work.lost, memory=MOST)
    with Pool(job, Limits().started(), 1) as doer:
        *done, told = in_order(doer, tasks)
    assert [each.partition(" by ")[0] for each in done] == tasks[:2]
    assert told.startswith("it needs more than")

    async def heard(pool: AsyncPool, task: str) -> str:
        async with aclosing(pool.ask(task, 60.0)) as said:
            return str([each async for each in said][-1])

    async def asked() -> None:
        pool = AsyncPool(Work(some_work.done, str(tmp_path), memory=MOST), 1)
        await pool.open()
        for task in tasks[:2]:
            assert (await heard(pool, task)).startswith(f"{task} by ")
        with pytest.raises(NeedsMemory):
            await heard(pool, tasks[2])
        await pool.close()

    asyncio.run(asked())


def test_without_a_limit_nobody_looks(tmp_path: Path) -> None:
    """What somebody runs alone may take all there is."""
    job = Job(some_work.done, str(tmp_path), "late", some_work.lost)
    with Pool(job, Limits().started(), 1) as doer:
        (answer,) = in_order(doer, ["hold-some a"])
    assert answer.startswith("hold-some a by ")


@pytest.mark.parametrize(
    ("there", "processes", "each"),
    [
        pytest.param(20 * GIB, 2, 8 * GIB, id="a-desk"),
        pytest.param(20 * GIB, 64, GIB, id="many-never-less-than-one"),
        pytest.param(GIB, 2, int(0.8 * GIB), id="a-small-one-never-more-than-all"),
        pytest.param(None, 2, None, id="unknown"),
    ],
)
def test_each_has_its_share(
    there: int | None,
    processes: int,
    each: int | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of four fifths of what the computer has."""
    monkeypatch.setattr(memory, "_of_this_computer", lambda: there)
    assert share(processes) == each


def test_a_container_has_less_than_its_computer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own limit counts where it has one."""
    if (there := memory._of_this_computer()) is None:
        pytest.skip("the system does not tell")
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(memory, "_OF_A_CONTAINER", (tmp_path / "none", limit))
    for text, expected in (("max\n", there), (f"{1 << 20}\n", 1 << 20)):
        limit.write_text(text, encoding="ascii")
        assert memory._of_this_computer() == expected
