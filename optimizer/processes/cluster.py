"""Tasks done on a Dask cluster: imported only where a scheduler is named.

Every worker must have the isoplan that is here, the same version of the same source:
an answer of another one is not taken.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, Generic

from isoplan.models.base.errors import IsoPlanError
from isoplan.optimizer.processes.installed import Installed, installed
from isoplan.optimizer.processes.jobs import AS_LONG_AS_IT_TAKES_S, Answer, Job, Task
from isoplan.optimizer.solving.solver import WARNING

CONNECT_S = 20
"""Seconds to wait for the scheduler."""
LOOK_AGAIN_S = 30
"""Seconds from one look after tasks whose workers have gone to the next."""
REMEDY = "install the one that is here on every worker, and start it again"


class ClusterRefused(IsoPlanError):
    """A cluster cannot be used."""


@dataclass(frozen=True, slots=True)
class Signed(Generic[Answer]):
    """An answer with who gave it.

    Attributes:
        by: The isoplan of the worker.
        answer: To the task.
    """

    by: Installed
    answer: Answer


def signed(
    asked: Installed, job: Job[Any, Task, Answer], task: Task
) -> Signed[Answer] | Installed:
    """Do a task; where another isoplan is asked for, say which is here instead."""
    here = installed()
    if here != asked:
        return here
    return Signed(here, job.do(job.shared, task, AS_LONG_AS_IT_TAKES_S))


def _distributed() -> Any:  # noqa: ANN401 - a package that only some have
    """Return the package.

    Raises:
        ClusterRefused: If it is missing.
    """
    try:
        import distributed
    except ImportError as error:
        raise ClusterRefused(
            "--scheduler needs the package distributed; install it: "
            "pip install 'isoplan[dask]'"
        ) from error
    package: Any = distributed
    return package


def client_of(address: str) -> Any:  # noqa: ANN401 - a type of an optional package
    """Return a client of a scheduler.

    Args:
        address: Such as ``tcp://host:8786``.

    Raises:
        ClusterRefused: If the package is missing, or nobody answers.
    """
    try:
        return _distributed().Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ClusterRefused(
            f"no scheduler answers at {address}: {error}; start one, such as dask "
            "scheduler, and name its address"
        ) from error


def on_cluster(
    address: str,
    job: Job[Any, Task, Answer],
    tasks: Mapping[int, Task],
    failed: Callable[[BaseException], Answer],
    tell: Callable[[str], None],
) -> Iterator[tuple[int, Answer]]:
    """Yield the number and the answer of each task, whichever is ready first.

    A worker that ends takes no task with it: the scheduler gives it to another one.
    What a worker with another isoplan was given, one that joined later, is done by
    others.

    Args:
        address: As for :func:`client_of`.
        job: What is done with each task.
        tasks: By number.
        failed: The answer to a task that ended with an error.
        tell: Told, as a warning, of a worker whose answers are not taken.

    Raises:
        ClusterRefused: As :func:`client_of`; if a worker has another isoplan before
            anything is done, or all have; or if the scheduler goes away.
    """
    with client_of(address) as client:
        workers = _Workers(client, tell)
        workers.refuse_others()
        given = _Given(workers, job, tasks)
        while given.numbers:
            number, future = given.ready()
            if future.status not in {"finished", "error"}:
                raise ClusterRefused(
                    f"the scheduler at {address} is gone; what is done and kept is "
                    "there again with the next run"
                )
            try:  # an answer may be lost with its worker, and worked out once more
                found = future.result()
            except Exception as error:
                # One isoplan cannot always read what another sends, so look again.
                if number in given.kept_to or not workers.others():
                    yield number, failed(error)
                else:
                    given.again(number)
                continue
            finally:
                # What is here need not be kept there: with a worker that ends, all
                # that it keeps is worked out again.
                future.release()
            if isinstance(found, Signed) and found.by == installed():
                answer: Answer = found.answer
                yield number, answer
            else:
                given.again(number)


class _Given(Generic[Task, Answer]):
    """Tasks that were given to a cluster.

    Attributes:
        numbers: Of the tasks that are not ready, by their futures.
        kept_to: Addresses of the workers that alone may do a task, by its number; of
            a task that is given again. None: whoever comes.
    """

    def __init__(
        self,
        workers: "_Workers",
        job: Job[Any, Task, Answer],
        tasks: Mapping[int, Task],
    ) -> None:
        """Give all tasks to whichever workers there are, or come."""
        self._workers, self._job, self._tasks = workers, job, tasks
        self.numbers: dict[Any, int] = {}
        self.kept_to: dict[int, list[str]] = {}
        for number in tasks:
            self._give(number)
        self._ready = self._as_completed()

    def ready(self) -> tuple[int, Any]:
        """Wait for a task; return its number and its future, which is forgotten."""
        while True:
            try:
                future = next(self._ready)
            except TimeoutError:
                self._free()
                self._ready = self._as_completed()
            else:
                return self.numbers.pop(future), future

    def again(self, number: int) -> None:
        """Give a task again, to the workers with the isoplan that is here.

        Raises:
            ClusterRefused: If there are others only.
        """
        looks_again = self._looks_again()
        self.kept_to[number] = self._workers.same()
        future = self._give(number)
        if looks_again:
            self._ready.add(future)
        else:
            self._ready = self._as_completed()

    def _give(self, number: int) -> Any:  # noqa: ANN401 - a type of an optional package
        """Give a task with all it needs, so that any worker may end, or every one."""
        future = self._workers.client.submit(
            signed,
            installed(),
            self._job,
            self._tasks[number],
            pure=False,
            workers=self.kept_to.get(number) or None,
        )
        self.numbers[future] = number
        return future

    def _free(self) -> None:
        """Give tasks to others that are kept to workers which have all gone."""
        same = self._workers.same()
        for future, number in list(self.numbers.items()):
            kept_to = self.kept_to.get(number)
            if kept_to and not {*kept_to} & {*same}:
                del self.numbers[future]
                future.cancel()
                self.kept_to[number] = same
                self._give(number)

    def _looks_again(self) -> bool:
        """Return whether any task is kept to workers: only these may all have gone."""
        return any(self.kept_to.get(number) for number in self.numbers.values())

    def _as_completed(self) -> Any:  # noqa: ANN401 - a type of an optional package
        """Return all tasks as they are ready; a new one follows all of them anew."""
        return _distributed().as_completed(
            list(self.numbers),
            loop=self._workers.client.loop,
            timeout=LOOK_AGAIN_S if self._looks_again() else None,
        )


@dataclass(slots=True)
class _Workers:
    """The workers of a cluster, and which isoplan each has.

    Attributes:
        client: Of the scheduler.
        tell: Told of those whose answers are not taken.
        told: Addresses that were told.
    """

    client: Any
    tell: Callable[[str], None]
    told: set[str] = field(default_factory=set)

    def refuse_others(self) -> None:
        """Refuse a cluster with another isoplan.

        Raises:
            ClusterRefused: With each worker that has one.
        """
        if found := self.others():
            raise ClusterRefused(f"{_in_words(found)}; {REMEDY}")

    def same(self) -> list[str]:
        """Return the addresses of the workers with the isoplan that is here.

        Raises:
            ClusterRefused: If there are others only.
        """
        have = self._have()
        found = {each: has for each, has in have.items() if has != installed()}
        if found.keys() == have.keys() and found:
            raise ClusterRefused(f"{_in_words(found)}; {REMEDY}")
        if new := {each: found[each] for each in found if each not in self.told}:
            self.told |= new.keys()
            self.tell(f"{WARNING}{_in_words(new)}; what it answers is not taken")
        return [each for each in have if each not in found]

    def others(self) -> dict[str, Installed]:
        """Return the workers that have another isoplan, by their addresses."""
        return {each: has for each, has in self._have().items() if has != installed()}

    def _have(self) -> dict[str, Installed]:
        """Return which isoplan each worker has; those that are gone are left out."""
        said = self.client.run(installed, on_error="return")
        known = {each: has for each, has in said.items() if isinstance(has, Installed)}
        left = [each for each in said if each not in known]
        if left:  # it may be an isoplan that does not know what it was asked
            said = self.client.run(version, "isoplan", workers=left, on_error="return")
            for each, has in said.items():
                if isinstance(has, str):
                    known[each] = Installed(has, "")
                elif isinstance(has, ImportError):
                    known[each] = Installed("", "")
        return dict(sorted(known.items()))


def _in_words(found: Mapping[str, Installed]) -> str:
    """Return what workers have in place of the isoplan that is here."""
    have = "; ".join(f"worker {each} has {has.in_words}" for each, has in found.items())
    return f"{have}; here is {installed().in_words}"
