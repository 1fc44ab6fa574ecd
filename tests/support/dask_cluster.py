"""A Dask cluster of this machine: a scheduler and two workers, each a process."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from isoplan.optimizer.processes.cluster import client_of

PATIENCE_S = 120.0


@contextmanager
def dask_cluster() -> Iterator[tuple[str, list[int]]]:
    """Yield the scheduler's address, and the ids of the workers' processes."""
    pytest.importorskip("distributed", reason="extra dask")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    dask = str(Path(sys.executable).with_name("dask"))
    of_scheduler = ["--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    of_worker = [address, "--nthreads", "1", "--no-dashboard", "--no-nanny"]
    made = []
    try:
        for words in (
            ["scheduler", *of_scheduler],
            ["worker", *of_worker],
            ["worker", *of_worker],
        ):
            nowhere = subprocess.DEVNULL
            made.append(
                subprocess.Popen([dask, *words], stdout=nowhere, stderr=nowhere)
            )
        with client_of(address) as client:
            client.wait_for_workers(2, timeout=PATIENCE_S)
        yield address, [each.pid for each in made[1:]]
    finally:
        for each in made:
            each.kill()
            each.wait()
