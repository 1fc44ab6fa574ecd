"""Tasks on a cluster, without one: a stand-in says what becomes of each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Self

import pytest

from isoplan.optimizer.processes import cluster
from isoplan.optimizer.processes.cluster import ClusterRefused, client_of, on_cluster
from isoplan.optimizer.processes.jobs import Job


@dataclass(eq=False)
class Future:
    """What becomes of a task.

    Attributes:
        status: As Dask names it.
        answer: Returned, or raised if it is an error.
    """

    status: str
    answer: Any

    def result(self) -> Any:
        """Return the answer, or raise it."""
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class StandIn:
    """In the place of the package: the last task is ready first."""

    loop = None

    def __init__(self, becomes: dict[str, Future]) -> None:
        """Keep what becomes of each task."""
        self.becomes = becomes

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

    def submit(self, _: Any, shared: str, task: str, *__: Any, pure: bool) -> Future:
        """Return what becomes of a task; it must not be taken for an equal one."""
        assert shared == "shared"
        assert not pure
        return self.becomes[task]

    def as_completed(self, futures: Iterable[Future], **_: Any) -> Iterator[Future]:
        """Yield all, the last one first."""
        yield from reversed(list(futures))


def ready(monkeypatch: pytest.MonkeyPatch, **becomes: Future) -> Iterator[Any]:
    """What is told of tasks named a, b and so on, with their numbers from 1."""
    monkeypatch.setattr(cluster, "_distributed", lambda: StandIn(becomes))
    job: Job[str, str, str] = Job(str, "shared", "late", str)  # type: ignore[arg-type]
    tasks = dict(enumerate(becomes, 1))
    return on_cluster("tcp://here", job, tasks, lambda e: f"failed: {e}")


def test_each_answer_comes_with_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever is ready first."""
    found = ready(monkeypatch, a=Future("finished", "A"), b=Future("finished", "B"))
    assert list(found) == [(2, "B"), (1, "A")]


def test_an_error_stops_no_other_task(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the task, or of its answer, lost with the worker that had it."""
    error = ValueError("as planted")
    found = ready(
        monkeypatch,
        a=Future("finished", "A"),
        b=Future("error", error),
        c=Future("finished", error),
    )
    failed = "failed: as planted"
    assert list(found) == [(3, failed), (2, failed), (1, "A")]


def test_a_scheduler_that_goes_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for it."""
    found = ready(monkeypatch, a=Future("lost", ""), b=Future("finished", "B"))
    assert next(found) == (2, "B")
    with pytest.raises(ClusterRefused, match="the scheduler at tcp://here is gone"):
        next(found)


def test_a_scheduler_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what would help."""
    monkeypatch.setattr(cluster, "_distributed", lambda: StandIn({}))
    with pytest.raises(ClusterRefused, match="no scheduler answers at tcp://nobody"):
        client_of("tcp://nobody")
