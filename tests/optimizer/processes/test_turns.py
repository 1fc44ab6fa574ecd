"""Who waits for processes: short tasks first, people in turns, nobody in the dark."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from isoplan.optimizer.processes import async_pool
from isoplan.optimizer.processes.async_pool import Ahead
from isoplan.optimizer.processes.not_done import NotDone
from some_pool import heard, run, working


def test_what_is_said_to_one_is_nothing_new_to_who_waits(tmp_path: Path) -> None:
    """They hear again when their place changes, however much is told of the others."""

    async def asked() -> None:
        async with working(tmp_path) as pool:
            talk = asyncio.create_task(heard(pool, "talk a"))
            await asyncio.sleep(0)
            waited = await heard(pool, "do b")
            assert len(await talk) > 50
            assert waited[:-1] in ([Ahead(1), Ahead(0)], [Ahead(0)])

    run(asked)


def test_too_many_are_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A queue without end would answer nobody in time."""
    monkeypatch.setattr(async_pool, "MOST_WAITING", 2)

    async def asked() -> None:
        async with working(tmp_path) as pool:
            waits = [asyncio.create_task(heard(pool, f"do {n}")) for n in range(2)]
            await asyncio.sleep(0)
            with pytest.raises(NotDone, match="too many"):
                await heard(pool, "do c")
            assert len(await asyncio.gather(*waits)) == 2

    run(asked)


def test_short_tasks_go_first(tmp_path: Path) -> None:
    """A slider does not wait for plans."""

    async def asked() -> None:
        async with working(tmp_path) as pool:
            order: list[str] = []

            async def ask(task: str, *, soon: bool) -> None:
                async with aclosing(pool.ask(task, 60.0, soon=soon)) as said:
                    async for _ in said:
                        pass
                order.append(task)

            first = asyncio.create_task(ask("wait a", soon=False))
            while not any(live.task for live in pool.workers):
                await asyncio.sleep(0.01)
            others = [ask("do b", soon=False), ask("do c", soon=True)]
            await asyncio.gather(first, *others)
            assert order == ["wait a", "do c", "do b"]

    run(asked)


def test_people_take_turns(tmp_path: Path) -> None:
    """Whoever comes later with one task waits for one of each, not for all of one."""

    async def asked() -> None:
        async with working(tmp_path) as pool:
            order: list[str] = []

            async def ask(task: str, who: str) -> None:
                async with aclosing(pool.ask(task, 60.0, who=who)) as said:
                    async for _ in said:
                        pass
                order.append(task)

            greedy = [ask(f"wait a{number}", "a") for number in range(4)]
            tasks = [asyncio.create_task(each) for each in greedy]
            while not any(live.task for live in pool.workers):
                await asyncio.sleep(0.01)
            others = [ask(f"do {name}", name[0]) for name in ("b0", "b1", "c0")]
            await asyncio.gather(*tasks, *others)
            first, *rest = [each.split()[1] for each in order]
            assert first == "a0"
            assert rest == ["b0", "c0", "a1", "b1", "a2", "a3"]
            assert not pool.people

    run(asked)


def test_a_short_task_of_one_makes_nobody_wait_longer(tmp_path: Path) -> None:
    """Short tasks and plans have turns of their own: no slider ends the round."""

    async def asked() -> None:
        async with working(tmp_path) as pool:
            order: list[str] = []

            async def ask(task: str, who: str, *, soon: bool = False) -> None:
                said = pool.ask(task, 60.0, soon=soon, who=who)
                async with aclosing(said) as all_said:
                    async for _ in all_said:
                        pass
                order.append(task.split()[1])

            plans = [ask(f"wait a{number}", "a") for number in range(4)]
            slider = ask("do slider", "a", soon=True)
            tasks = [asyncio.create_task(each) for each in (*plans, slider)]
            while "slider" not in order:
                await asyncio.sleep(0.01)
            await asyncio.gather(*tasks, ask("do b0", "b"))
            assert order.index("b0") < order.index("a2")

    run(asked)


def test_one_person_has_so_many_tasks_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one is told; others are not, nor is the same person later."""
    monkeypatch.setattr(async_pool, "MOST_OF_ONE", 2)

    async def asked() -> None:
        async with working(tmp_path) as pool:

            async def ask(task: str, who: str) -> str:
                async with aclosing(pool.ask(task, 60.0, who=who)) as said:
                    return str([each async for each in said][-1])

            two = [asyncio.create_task(ask(f"wait {n}", "a")) for n in range(2)]
            await asyncio.sleep(0)
            with pytest.raises(NotDone, match="2 tasks of yours wait"):
                await ask("do c", "a")
            assert (await ask("do d", "b")).startswith("do d by ")
            await asyncio.gather(*two)
            assert (await ask("do e", "a")).startswith("do e by ")
            assert len(await asyncio.gather(*(ask(f"do {n}", "") for n in "abc"))) == 3

    run(asked)
