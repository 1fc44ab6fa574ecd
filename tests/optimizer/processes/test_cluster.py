"""Tasks on a cluster, without one: a stand-in says what becomes of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import pytest

from isoplan.optimizer.processes import cluster
from isoplan.optimizer.processes.cluster import (
    ClusterRefused,
    Signed,
    client_of,
    on_cluster,
    signed,
)
from isoplan.optimizer.processes.installed import Installed, installed
from isoplan.optimizer.processes.jobs import Job


@dataclass(eq=False)
class Future:
    """What becomes of a task.

    Attributes:
        status: As Dask names it.
        answer: Returned, or raised if it is an error.
        is_kept: Whether a worker must keep the answer.
    """

    status: str
    answer: Any
    is_kept: bool = True

    def release(self) -> None:
        """It need not be kept any longer."""
        self.is_kept = False

    def cancel(self) -> None:
        """It is given to somebody else."""

    def result(self) -> Any:
        """Return what came of it, or raise it."""
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class StandIn:
    """In the place of the package: the last task is ready first."""

    loop = None

    def __init__(self, becomes: dict[str, Any]) -> None:
        """Keep what becomes of each task: once, or each time that it is given."""
        self.becomes = becomes
        self.has = {"tcp://good": installed()}
        self.kept_to: list[list[str] | None] = []

    def Client(self, address: str, **_: Any) -> Self:  # noqa: N802 - Dask's name
        """Return a client; nobody answers at one address."""
        if address == "tcp://nobody":
            raise OSError("timed out")
        return self

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End."""

    def run(self, *_: Any, **__: Any) -> dict[str, Installed]:
        """Return which isoplan each worker has."""
        return self.has

    def submit(self, *given: Any, pure: bool, workers: list[str] | None) -> Future:
        """Return what becomes of a task; it must not be taken for an equal one."""
        _, asked, job, task = given
        assert asked == installed()
        assert job.shared == "shared"
        assert not pure
        self.kept_to.append(workers)
        found = self.becomes[task]
        return found.pop(0) if isinstance(found, list) else found

    def as_completed(self, futures: list[Future], **_: Any) -> "Ready":
        """Return all, the last one first."""
        return Ready(self, futures)


class Ready:
    """What is ready, the last one first."""

    def __init__(self, cluster: StandIn, futures: list[Future]) -> None:
        """Keep what was given."""
        self.cluster, self.futures = cluster, futures

    def __next__(self) -> Future:
        """Return one; nothing is heard of one whose worker has gone."""
        if self.futures[-1].status == "waits":
            assert "tcp://new" not in self.cluster.has, "it waits for one that has gone"
            self.cluster.has = {"tcp://new": installed()}
            raise TimeoutError
        return self.futures.pop()

    def add(self, future: Future) -> None:
        """Take one more."""
        self.futures.append(future)


def done(answer: str, by: Installed | None = None) -> Future:
    """A task that is done, by the isoplan that is here if no other is named."""
    return Future("finished", Signed(by or installed(), answer))


def ready(monkeypatch: pytest.MonkeyPatch, **becomes: Any) -> Iterator[Any]:
    """What is told of tasks named a, b and so on, with their numbers from 1."""
    return ready_of(StandIn(becomes), [], monkeypatch)


def ready_of(
    stand_in: StandIn, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """The same of a stand-in that is at hand, and what is said on the way."""
    monkeypatch.setattr(cluster, "_distributed", lambda: stand_in)
    job: Job[str, str, str] = Job(str, "shared", "late", str)  # type: ignore[arg-type]
    tasks = dict(enumerate(stand_in.becomes, 1))
    return on_cluster("tcp://here", job, tasks, lambda e: f"failed: {e}", said.append)


def test_each_answer_comes_with_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever is ready first."""
    found = ready(monkeypatch, a=done("A"), b=done("B"))
    assert list(found) == [(2, "B"), (1, "A")]


def test_nobody_keeps_an_answer_that_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a worker that ends, all that it keeps is worked out again."""
    tasks = {"a": done("A"), "b": done("B"), "c": Future("error", ValueError("no"))}
    found = ready(monkeypatch, **tasks)
    next(found), next(found)
    assert [each.is_kept for each in tasks.values()] == [True, False, False]
    assert next(found) == (1, "A")
    assert list(found) == []
    assert not any(each.is_kept for each in tasks.values())


def test_all_are_followed_anew_for_a_task_that_is_kept_to_workers_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else those who follow would become more every half a minute."""
    asked: list[float | None] = []
    stand_in = StandIn({"a": [done("A", OTHER), done("A")], "b": done("B")})
    follow = stand_in.as_completed

    def as_completed(futures: list[Future], **options: Any) -> Ready:
        asked.append(options["timeout"])
        return follow(futures)

    monkeypatch.setattr(stand_in, "as_completed", as_completed)
    assert sorted(ready_of(stand_in, [], monkeypatch)) == [(1, "A"), (2, "B")]
    assert asked == [None, cluster.LOOK_AGAIN_S]


def test_an_error_stops_no_other_task(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the task, or of its answer, lost with the worker that had it."""
    error = ValueError("as planted")
    found = ready(
        monkeypatch,
        a=done("A"),
        b=Future("error", error),
        c=Future("finished", error),
    )
    failed = "failed: as planted"
    assert list(found) == [(3, failed), (2, failed), (1, "A")]


OTHER = Installed("0.1.0", "another")


def test_another_isoplan_is_refused_before_anything_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With its address and what it has, beside what is here."""
    stand_in = StandIn({"a": done("A")})
    stand_in.has["tcp://bad"] = OTHER
    with pytest.raises(ClusterRefused) as refused:
        next(ready_of(stand_in, [], monkeypatch))
    assert str(refused.value) == (
        "worker tcp://bad has isoplan 0.1.0 (source another); here is "
        f"{installed().in_words}; install the one that is here on every worker, and "
        "start it again"
    )
    assert stand_in.kept_to == []


def test_an_answer_of_another_isoplan_is_worked_out_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its worker joined later; it is told once, and what it cannot read fails not."""
    unread = Future("error", ImportError("no module"))
    becomes = {
        "a": [done("wrong", OTHER), done("A")],
        "b": [unread, done("B")],
        "c": done("C"),
    }
    stand_in, said = StandIn(becomes), []
    found = ready_of(stand_in, said, monkeypatch)
    assert next(found) == (3, "C")
    stand_in.has["tcp://bad"] = OTHER
    assert list(found) == [(2, "B"), (1, "A")]
    assert stand_in.kept_to == [None, None, None, ["tcp://good"], ["tcp://good"]]
    assert len(said) == 1
    assert said[0].startswith("Warning: worker tcp://bad has isoplan 0.1.0")


def test_a_cluster_left_with_another_isoplan_alone_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody is there who could do it."""
    stand_in = StandIn({"a": done("wrong", OTHER), "b": done("B")})
    found = ready_of(stand_in, [], monkeypatch)
    assert next(found) == (2, "B")
    stand_in.has = {"tcp://bad": OTHER}
    with pytest.raises(ClusterRefused, match="worker tcp://bad has isoplan"):
        next(found)


def test_a_task_kept_to_workers_that_have_gone_is_given_to_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A worker that is started anew has a new address."""
    stand_in = StandIn({"a": [done("wrong", OTHER), Future("waits", ""), done("A")]})
    assert list(ready_of(stand_in, [], monkeypatch)) == [(1, "A")]
    assert stand_in.kept_to == [None, ["tcp://good"], ["tcp://new"]]


def test_a_worker_does_nothing_for_another_isoplan() -> None:
    """It would be for nothing."""
    job: Job[str, str, str] = Job(lambda *_: "done", "", "late", str)
    assert signed(installed(), job, "a") == Signed(installed(), "done")
    assert signed(OTHER, job, "a") == installed()


def test_a_scheduler_that_goes_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for it."""
    found = ready(monkeypatch, a=Future("lost", ""), b=done("B"))
    assert next(found) == (2, "B")
    with pytest.raises(ClusterRefused, match="the scheduler at tcp://here is gone"):
        next(found)


def test_a_scheduler_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what would help."""
    monkeypatch.setattr(cluster, "_distributed", lambda: StandIn({}))
    with pytest.raises(ClusterRefused, match="no scheduler answers at tcp://nobody"):
        client_of("tcp://nobody")
