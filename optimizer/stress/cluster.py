"""Paths lived on a Dask cluster: imported only where a scheduler is named."""

from collections.abc import Iterator, Sequence
from typing import Any

from isoplan.models.base.errors import IsoPlanError
from isoplan.optimizer.stress.replanning import Base, LivedPath, lived

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


def on_cluster(address: str, base: Base, paths: Sequence[int]) -> Iterator[LivedPath]:
    """Yield each path once it is lived, whichever is ready first.

    A worker that ends takes no path with it: the scheduler gives it to another one.

    Raises:
        ClusterRefused: As :func:`client_of`.
    """
    with client_of(address) as client:
        tasks = {  # each with all it needs, so that any worker may end, or every one
            client.submit(lived, base, path, 0.0, pure=False): path for path in paths
        }
        for task in _distributed().as_completed(list(tasks), loop=client.loop):
            if task.status == "finished":
                yield task.result()
            elif task.status == "error":
                error = task.exception()
                why = f"{type(error).__name__}: {error}"
                yield LivedPath(tasks[task], None, why=why)
            else:
                raise ClusterRefused(
                    f"the scheduler at {address} is gone; paths that are done are "
                    "there again with --keep"
                )
