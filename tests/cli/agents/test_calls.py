"""Calls done in processes that stay, are given up, and go."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from agent_talk import plain
from isoplan.cli.agents import calls
from isoplan.cli.agents.calls import answer_to, pool_for
from isoplan.optimizer.processes import async_pool
from isoplan.optimizer.processes.async_pool import AsyncPool
from isoplan.optimizer.processes.live_process import LiveProcess
from isoplan.optimizer.processes.memory import _descendants
from scenario_builder import grant, scenario_fields

TAX = {"household": {"year": 2026, "filing_status": "single", "wages": 250_000}}
FIELDS = plain(
    scenario_fields(
        grants=[grant(shares=4_000)],
        plan={"start": "2026-01-02", "last_year": 2030, "inflation": 0.02},
    )
)
LONG = {"scenario": FIELDS, "paths": 100_000, "volatility": 0.6}


async def nobody(words: str) -> None:
    """Hear nothing."""


@asynccontextmanager
async def calling(most: int = 1) -> AsyncIterator[AsyncPool]:
    """Processes that answer calls, ended at the end."""
    pool = pool_for([], most)
    await pool.open(ready=1)
    try:
        yield pool
    finally:
        await pool.close()


def run(what: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(what())  # type: ignore[arg-type]


async def given_up(pool: AsyncPool) -> LiveProcess:
    """Cancel a call that is at work; return its process."""
    (live,) = pool.workers
    heard = asyncio.Event()

    async def hear(words: str) -> None:
        heard.set()

    call = asyncio.create_task(answer_to("stress", LONG, pool, hear))
    async with asyncio.timeout(60):
        await heard.wait()
    call.cancel()
    await asyncio.wait([call])
    return live


def test_one_process_answers_one_call_after_another() -> None:
    """The second finds the law read."""

    async def all_of_it() -> None:
        async with calling() as pool:
            (first,) = pool.workers
            for _ in range(2):
                answer = await answer_to("tax", TAX, pool, nobody)
                assert not answer["is_error"]
                assert [*pool.workers] == [first]
        assert first.process.returncode == 0

    run(all_of_it)


def test_a_call_that_is_canceled_takes_its_process_with_it() -> None:
    """The next one gets another, and none is left at the end."""

    async def all_of_it() -> None:
        async with calling() as pool:
            live = await given_up(pool)
            assert not (await answer_to("tax", TAX, pool, nobody))["is_error"]
            assert live not in pool.workers
            assert live.process.returncode is not None

    run(all_of_it)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="no /proc")
def test_paths_planned_anew_are_given_up_too() -> None:
    """The processes that plan them go with the call."""
    asked = LONG | {"paths": 50, "replan": True}

    async def all_of_it() -> None:
        async with calling() as pool:
            (live,) = pool.workers
            begun = asyncio.Event()

            async def hear(words: str) -> None:
                if "of 50" in words:
                    begun.set()

            call = asyncio.create_task(answer_to("stress", asked, pool, hear))
            async with asyncio.timeout(60):
                await begun.wait()
                while not (started := [*_descendants(str(live.process.pid))]):
                    await asyncio.sleep(0.05)
            call.cancel()
            await asyncio.wait([call])
        async with asyncio.timeout(20):
            while any(Path(f"/proc/{each}").exists() for each in started):
                await asyncio.sleep(0.05)

    run(all_of_it)


@pytest.mark.parametrize("replan", [False, True])
def test_a_call_beyond_its_time_is_given_up(
    replan: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever does not look at the clock; the remedy is one that helps."""
    monkeypatch.setattr(async_pool, "GRACE_S", 0.0)
    monkeypatch.setattr(calls, "REPLANNING_S", 0.05)
    remedy = "ask for fewer paths" if replan else "allow more with time_limit"

    async def all_of_it() -> None:
        async with calling() as pool:
            asked = LONG | {"time_limit": 0.05, "replan": replan}
            answer = await answer_to("stress", asked, pool, nobody)
            assert answer["is_error"]
            assert answer["structured"]["error"] == "NoPlanInTime"
            assert remedy in answer["text"]

    run(all_of_it)


def test_a_process_that_dies_costs_no_answer() -> None:
    """Killed, or out of memory: another answers; what ends two of them is told."""

    async def all_of_it() -> None:
        async with calling() as pool:
            kills = [live.process for live in pool.workers]

            async def kill(words: str) -> None:
                for live in pool.workers:
                    live.process.kill()

            kills[0].kill()
            assert not (await answer_to("tax", TAX, pool, nobody))["is_error"]
            answer = await answer_to("stress", LONG, pool, kill)
            assert answer["is_error"]
            assert answer["structured"]["error"] == "ProcessEnded"
            assert "memory" in answer["text"]

    run(all_of_it)


def test_a_defect_is_told_and_the_process_goes_on() -> None:
    """The words are of a defect, not of an answer."""

    async def all_of_it() -> None:
        async with calling() as pool:
            before = [*pool.workers]
            answer = await answer_to("no tool", {}, pool, nobody)
            assert answer["is_error"]
            assert "defect of isoplan" in answer["text"]
            assert [*pool.workers] == before

    run(all_of_it)


def test_so_many_calls_run_at_once() -> None:
    """Others wait for their turn and hear so, and all are answered."""
    words: list[str] = []

    async def hear(said: str) -> None:
        words.append(said)

    async def all_of_it() -> None:
        async with calling() as pool:
            calls = [answer_to("tax", TAX, pool, hear) for _ in range(3)]
            answers = await asyncio.gather(*calls)
            assert not any(each["is_error"] for each in answers)
            assert len(pool.workers) == 1

    run(all_of_it)
    assert "2 calls are before this one ..." in words
