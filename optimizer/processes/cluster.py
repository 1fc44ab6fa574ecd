"""Tasks done on a Dask cluster: imported only where a scheduler is named."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from isoplan.models.base.errors import IsoPlanError
from isoplan.optimizer.processes.jobs import AS_LONG_AS_IT_TAKES_S, Answer, Job, Task

CONNECT_S = 20
"""Seconds to wait for the scheduler."""


class ClusterRefused(IsoPlanError):
    """A cluster cannot be used."""


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
) -> Iterator[tuple[int, Answer]]:
    """Yield the number and the answer of each task, whichever is ready first.

    A worker that ends takes no task with it: the scheduler gives it to another one.

    Args:
        address: As for :func:`client_of`.
        job: What is done with each task.
        tasks: By number.
        failed: The answer to a task that ended with an error.

    Raises:
        ClusterRefused: As :func:`client_of`; or if the scheduler goes away.
    """
    with client_of(address) as client:
        submit, ends_in = client.submit, AS_LONG_AS_IT_TAKES_S
        numbers = {  # each with all it needs, so that any worker may end, or every one
            submit(job.do, job.shared, task, ends_in, pure=False): number
            for number, task in tasks.items()
        }
        ready = _distributed().as_completed(list(numbers), loop=client.loop)
        for future in ready:
            number = numbers.pop(future)  # nor is an answer kept that has been told
            if future.status not in {"finished", "error"}:
                raise ClusterRefused(
                    f"the scheduler at {address} is gone; what is done and kept is "
                    "there again with the next run"
                )
            try:  # an answer may be lost with its worker, and worked out once more
                answer = future.result()
            except Exception as error:
                answer = failed(error)
            yield number, answer
