"""Paths lived where processes are killed in the middle: nothing is lost or changed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import pytest

from dask_cluster import PATIENCE_S, dask_cluster, other_isoplan, other_worker
from isoplan.models.situation import situation_of
from isoplan.optimizer.processes import spread
from isoplan.optimizer.processes.cluster import ClusterRefused
from isoplan.optimizer.processes.pool import Pool
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.stress import replanned
from isoplan.optimizer.stress.price_paths import Simulation
from isoplan.optimizer.stress.replanning import Base, LivedPath, lived
from scenario_builder import build_scenario, grant

PATHS = range(8)
POSIX = pytest.mark.skipif(os.name != "posix", reason="kills a process as POSIX does")


def base() -> Base:
    """A small household whose price moves."""
    scenario = build_scenario(
        plan={"last_year": 2028, "decision_dates": "yearly"},
        household={"cash": 60_000},
        grants=[grant()],
    )
    _, best = solve_plan(situation_of(scenario))
    simulation = Simulation({None: 0.6}, {None: 0.05}, 3, len(PATHS))
    return Base(scenario, best.holdings, simulation, "auto", Limits(20.0))


@pytest.fixture(scope="module")
def here() -> list[LivedPath]:
    """Every path, worked out in this process."""
    shared = base()
    return [lived(shared, path, 0.0) for path in PATHS]


def at(address: str) -> replanned.Where:
    """Where paths are lived: on a cluster."""
    return replanned.Where(scheduler=address)


def waited(for_what: Callable[[], bool]) -> None:
    """Wait until something is so."""
    ends = time.monotonic() + PATIENCE_S
    while not for_what():
        assert time.monotonic() < ends, "it takes too long"
        time.sleep(0.02)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterRefused, match=r"pip install 'isoplan\[dask\]'"):
        list(replanned._lived(base(), PATHS, at("tcp://127.0.0.1:1"), print))


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[int]]]:
    """A scheduler and two workers, each a process: its address, and their ids."""
    with dask_cluster() as made:
        yield made


@pytest.mark.slow
@POSIX
@pytest.mark.filterwarnings("default")
def test_a_worker_that_is_killed_takes_no_path_with_it(
    cluster: tuple[str, list[int]], here: list[LivedPath]
) -> None:
    """What comes back is what is worked out here, path by path."""
    address, workers = cluster
    found = {}
    for each in replanned._lived(base(), PATHS, at(address), print):
        found[each.path] = each
        if len(found) == 2:
            os.kill(workers[0], signal.SIGKILL)
    assert [found[path] for path in PATHS] == here


@pytest.mark.slow
@POSIX
@pytest.mark.filterwarnings("default")
def test_a_worker_with_another_isoplan_is_refused(tmp_path: Path) -> None:
    """Before any path is lived, with its address."""
    other = other_isoplan(tmp_path)
    with (
        dask_cluster(workers=1) as (address, _),
        other_worker(address, other, 2) as wrong,
        pytest.raises(ClusterRefused, match=f"worker {wrong} has isoplan"),
    ):
        next(replanned._lived(base(), PATHS, at(address), print))


@POSIX
def test_a_process_that_is_killed_takes_no_path_with_it(
    here: list[LivedPath], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of this machine's own: another one takes its path over."""
    pools: list[Pool[int, LivedPath]] = []

    class Seen(Pool[int, LivedPath]):
        def __enter__(self) -> Self:
            pools.append(self)
            return super().__enter__()

    monkeypatch.setattr(spread, "Pool", Seen)
    found = {}
    for each in replanned._lived(base(), PATHS, replanned.Where(workers=2), print):
        found[each.path] = each
        if len(found) == 2:
            pools[0].workers[0].process.send_signal(signal.SIGKILL)
    assert [found[path] for path in PATHS] == here


@pytest.mark.slow
@POSIX
def test_a_run_that_is_killed_goes_on(tmp_path: Path) -> None:
    """With --keep: finished paths are not worked out again, and all is the same."""
    file, folder = tmp_path / "small.json", tmp_path / "kept"
    file.write_text(json.dumps(base().scenario.to_dict()), encoding="utf-8")
    words = ["--replan", "--paths", "12", "--volatility", "0.6", "--json"]
    program = str(Path(sys.executable).with_name("isoplan"))
    call = [program, "stress", str(file), *words]

    def run(*more: str) -> str:
        done = subprocess.run(
            [*call, *more], capture_output=True, text=True, check=True
        )
        return done.stdout

    kept = ["--keep", str(folder)]
    first = subprocess.Popen([*call, *kept], stdout=subprocess.PIPE)
    waited(lambda: len(list(folder.glob("[!.]*.json"))) >= 3)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    before = {each.name: each.stat().st_mtime_ns for each in folder.glob("[!.]*.json")}
    assert 3 <= len(before) < 12
    after = run(*kept)
    stands = {each.name: each.stat().st_mtime_ns for each in folder.glob("[!.]*.json")}
    assert len(stands) == 12
    assert before.items() <= stands.items()
    assert after == run()
