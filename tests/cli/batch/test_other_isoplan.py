"""A cluster whose workers have another isoplan: refused, or their answers not taken."""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from batch_folder import run, small_folder, told
from dask_cluster import dask_cluster, other_isoplan, other_worker
from isoplan.optimizer.processes.cluster import ClusterRefused
from isoplan.optimizer.processes.installed import installed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("default"),
    pytest.mark.skipif(os.name != "posix", reason="kills a process as POSIX does"),
]
COUNT = 10


def test_a_worker_with_another_version_is_refused_before_anything_is_planned(
    tmp_path: Path,
) -> None:
    """With its address, its version and ours; a good worker beside it is no help."""
    folder, results = small_folder(tmp_path / "clients", 2), tmp_path / "results"
    other = other_isoplan(tmp_path / "other", "0.0.1")
    said: list[str] = []
    with (
        dask_cluster(workers=1) as (address, _),
        other_worker(address, other, 2) as wrong,
        pytest.raises(ClusterRefused) as refused,
    ):
        run(folder, results, said.append, scheduler=address)
    message = str(refused.value)
    assert message.startswith(f"worker {wrong} has isoplan 0.0.1 (source ")
    assert f"; here is {installed().in_words}; install the one that is" in message
    assert told(results) == {}
    assert said == ["reading the files ...", "0 of 2 households"]


def test_a_worker_that_joins_later_with_another_source_is_told_and_passed_over(
    tmp_path: Path,
) -> None:
    """All is planned by the other one, and is what is planned here."""
    folder, results = small_folder(tmp_path / "clients", COUNT), tmp_path / "results"
    other = other_isoplan(tmp_path / "other")
    run(folder, tmp_path / "here")
    said, wrong = [], []
    with dask_cluster(workers=1) as (address, _), ExitStack() as later:

        def tell(message: str) -> None:
            said.append(message)
            if message.startswith("1 of"):
                made = other_worker(address, other, 2)
                wrong.append(later.enter_context(made))

        done = run(folder, results, tell, scheduler=address)
    assert not any(row.is_failed for row in done.rows)
    assert told(results) == told(tmp_path / "here")
    warned = [message for message in said if message.startswith("Warning: ")]
    assert len(warned) == 1
    assert f"worker {wrong[0]} has isoplan {installed().version} (source" in warned[0]
    assert warned[0].endswith("; what it answers is not taken")


def test_a_worker_that_cannot_say_which_it_has_is_refused(tmp_path: Path) -> None:
    """Its isoplan is so old, or so broken, that it does not know the question."""
    folder = small_folder(tmp_path / "clients", 1)
    broken = tmp_path / "broken" / "isoplan.py"
    broken.parent.mkdir()
    broken.touch()
    has = rf"has isoplan {installed().version} \(other source\); here is isoplan"
    with (
        dask_cluster(workers=1) as (address, _),
        other_worker(address, broken.parent, 2) as wrong,
        pytest.raises(ClusterRefused, match=f"worker {wrong} {has}"),
    ):
        run(folder, tmp_path / "results", scheduler=address)
