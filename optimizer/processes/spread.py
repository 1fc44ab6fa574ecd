"""Tasks spread over processes of this machine, over a cluster, or done here."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from isoplan.optimizer.processes.cluster import on_cluster
from isoplan.optimizer.processes.jobs import AS_LONG_AS_IT_TAKES_S, Answer, Job, Task
from isoplan.optimizer.processes.pool import Pool
from isoplan.optimizer.solving.solution import Limits


def spread(
    job: Job[Any, Task, Answer],
    tasks: Mapping[int, Task],
    failed: Callable[[BaseException], Answer],
    *,
    scheduler: str | None,
    workers: int,
    tell: Callable[[str], None],
) -> Iterator[tuple[int, Answer]]:
    """Yield the number and the answer of each task, whichever is ready first.

    Args:
        job: What is done with each task; the tasks' own limits are its own affair.
        tasks: By number.
        failed: The answer to a task that ended with an error on a cluster.
        scheduler: Address of a Dask scheduler; None for this machine.
        workers: Processes of this machine; none of their own for 0.
        tell: Told, as a warning, of a worker whose answers are not taken.

    Raises:
        ClusterRefused: If the cluster cannot be used.
    """
    if not tasks:
        return
    if scheduler is not None:
        yield from on_cluster(scheduler, job, tasks, failed, tell)
        return
    if workers == 0:
        for number, task in tasks.items():
            yield number, job.do(job.shared, task, AS_LONG_AS_IT_TAKES_S)
        return
    limits = Limits(AS_LONG_AS_IT_TAKES_S).started()
    with Pool(job, limits, min(workers, len(tasks))) as pool:
        for number, task in tasks.items():
            pool.give(number, task)
        for _ in tasks:
            yield pool.ready()
