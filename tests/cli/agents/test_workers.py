"""Processes that answer calls: they stay, are given up, and go."""

import asyncio
from asyncio.subprocess import Process

import pytest

from agent_talk import plain
from isoplan.cli.agents import workers as module
from isoplan.cli.agents.workers import Workers
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


async def given_up(workers: Workers) -> Process:
    """Cancel a call that is at work; return its process."""
    await workers.start_one()
    (process,) = workers.idle
    heard = asyncio.Event()

    async def hear(words: str) -> None:
        heard.set()

    call = asyncio.create_task(workers.answer("stress", LONG, hear))
    async with asyncio.timeout(60):
        await heard.wait()
    call.cancel()
    await asyncio.wait([call])
    return process


def test_one_process_answers_one_call_after_another() -> None:
    """The second finds the law read."""

    async def all_of_it() -> None:
        workers = Workers([])
        await workers.start_one()
        (first,) = workers.idle
        for _ in range(2):
            answer = await workers.answer("tax", TAX, nobody)
            assert not answer["is_error"]
            assert workers.idle == [first]
        await workers.end()
        assert first.returncode == 0

    asyncio.run(all_of_it())


def test_a_call_that_is_canceled_takes_its_process_with_it() -> None:
    """The next one gets another, and none is left at the end."""

    async def all_of_it() -> None:
        workers = Workers([])
        process = await given_up(workers)
        assert process not in workers.idle
        assert not (await workers.answer("tax", TAX, nobody))["is_error"]
        await workers.end()
        assert process.returncode is not None
        assert workers.idle == []
        assert not workers.ending

    asyncio.run(all_of_it())


def test_a_call_beyond_its_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever does not look at the clock."""
    monkeypatch.setattr(module, "TO_START_S", 0.0)

    async def all_of_it() -> None:
        workers = Workers([])
        answer = await workers.answer("stress", LONG | {"time_limit": 0.05}, nobody)
        assert answer["is_error"]
        assert answer["structured"]["error"] == "NoPlanInTime"
        assert "allow more with time_limit" in answer["text"]
        await workers.end()

    asyncio.run(all_of_it())


def test_a_process_that_dies_is_told_and_replaced() -> None:
    """Killed, or out of memory."""

    async def all_of_it() -> None:
        workers = Workers([])
        await workers.start_one()
        workers.idle[0].kill()
        answer = await workers.answer("tax", TAX, nobody)
        assert answer["is_error"]
        assert "try again" in answer["text"]
        assert not (await workers.answer("tax", TAX, nobody))["is_error"]
        await workers.end()

    asyncio.run(all_of_it())


def test_a_defect_is_told_and_the_process_goes_on() -> None:
    """The words are of a defect, not of an answer."""

    async def all_of_it() -> None:
        workers = Workers([])
        answer = await workers.answer("no tool", {}, nobody)
        assert answer["is_error"]
        assert "defect of isoplan" in answer["text"]
        assert len(workers.idle) == 1
        await workers.end()

    asyncio.run(all_of_it())


def test_so_many_calls_run_at_once() -> None:
    """Others wait for their turn, and all are answered."""

    async def all_of_it() -> None:
        workers = Workers([], turn=asyncio.Semaphore(1))
        calls = [workers.answer("tax", TAX, nobody) for _ in range(3)]
        answers = await asyncio.gather(*calls)
        assert not any(each["is_error"] for each in answers)
        assert len(workers.idle) == 1
        await workers.end()

    asyncio.run(all_of_it())
