"""Paths lived on a Dask cluster, one of whose workers is killed in the middle."""

import os
import signal
import sys
from typing import Any

import pytest

from isoplan.models.situation import situation_of
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.stress.cluster import ClusterRefused, on_cluster
from isoplan.optimizer.stress.price_paths import Simulation
from isoplan.optimizer.stress.replanning import Base, lived
from scenario_builder import build_scenario, grant

PATHS = range(8)


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


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterRefused, match=r"pip install 'isoplan\[dask\]'"):
        list(on_cluster("tcp://127.0.0.1:1", base(), PATHS))


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kills a process as POSIX does")
@pytest.mark.filterwarnings("default")
def test_a_worker_that_is_killed_takes_no_path_with_it() -> None:
    """What comes back is what is worked out here, path by path."""
    distributed = pytest.importorskip("distributed", reason="extra dask")
    shared = base()
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        pids: list[Any] = [worker.pid for worker in cluster.workers.values()]
        found = {}
        for each in on_cluster(cluster.scheduler_address, shared, PATHS):
            found[each.path] = each
            if len(found) == 2:
                os.kill(pids[0], signal.SIGKILL)
    assert sorted(found) == list(PATHS)
    for path in PATHS:
        assert found[path] == lived(shared, path, 0.0)
