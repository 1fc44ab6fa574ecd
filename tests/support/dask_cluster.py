"""A Dask cluster of this machine: a scheduler and workers, each a process."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from isoplan.optimizer.processes.cluster import client_of

PATIENCE_S = 120.0
ROOT = Path(__file__).resolve().parents[2]
DASK = str(Path(sys.executable).with_name("dask"))


@contextmanager
def dask_cluster(workers: int = 2) -> Iterator[tuple[str, list[int]]]:
    """Yield the scheduler's address, and the ids of the workers' processes."""
    pytest.importorskip("distributed", reason="extra dask")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    of_scheduler = ["--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    made = [_started("scheduler", *of_scheduler)]
    try:
        made += [_worker(address) for _ in range(workers)]
        _wait(address, workers)
        yield address, [each.pid for each in made[1:]]
    finally:
        for each in made:
            _end(each)


@contextmanager
def other_worker(address: str, packages: Path, expected: int) -> Iterator[str]:
    """Yield the address of one worker more, that takes isoplan from a folder.

    Args:
        address: Of the scheduler.
        packages: A folder that Python imports from, before any other.
        expected: Workers, with this one.
    """
    with client_of(address) as client:
        before = {*client.scheduler_info(n_workers=-1)["workers"]}
    made = _worker(address, PYTHONPATH=str(packages))
    try:
        _wait(address, expected)
        with client_of(address) as client:
            (new,) = {*client.scheduler_info(n_workers=-1)["workers"]} - before
        yield new
    finally:
        _end(made)


def other_isoplan(folder: Path, version: str = "") -> Path:
    """Write an isoplan with another source, and perhaps another version.

    Returns:
        The folder that Python imports it from.
    """
    package = folder / "isoplan"
    leave = shutil.ignore_patterns("__pycache__", "*.so")
    shutil.copytree(ROOT / "isoplan", package, ignore=leave)
    for name in ("models", "optimizer", "cli", "scenarios"):
        shutil.copytree(ROOT / name, package / name, ignore=leave)
    with (package / "models" / "scenario.py").open("a", encoding="utf-8") as file:
        file.write("# A change.\n")
    if version:
        about = folder / f"isoplan-{version}.dist-info"
        about.mkdir()
        said = f"Metadata-Version: 2.1\nName: isoplan\nVersion: {version}\n"
        (about / "METADATA").write_text(said, encoding="utf-8")
    return folder


def _worker(address: str, **environment: str) -> "subprocess.Popen[bytes]":
    of_worker = [address, "--nthreads", "1", "--no-dashboard", "--no-nanny"]
    return _started("worker", *of_worker, **environment)


def _started(*words: str, **environment: str) -> "subprocess.Popen[bytes]":
    nowhere = subprocess.DEVNULL
    around = os.environ | environment
    return subprocess.Popen([DASK, *words], stdout=nowhere, stderr=nowhere, env=around)


def _wait(address: str, workers: int) -> None:
    with client_of(address) as client:
        client.wait_for_workers(workers, timeout=PATIENCE_S)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()
