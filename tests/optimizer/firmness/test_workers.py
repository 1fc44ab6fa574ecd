"""Plans solved again in processes of their own: the same answers, and none is left."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from firm_household import Household
from isoplan.optimizer.firmness import workers
from isoplan.optimizer.firmness.changes import Change, DiscountRate, Income
from isoplan.optimizer.firmness.tries import LATE, Outcome
from isoplan.optimizer.firmness.workers import OneByOne, Solver, Workers
from isoplan.optimizer.solving.solution import Limits

CHANGES: tuple[Change, ...] = (
    Income(90),
    Income(110),
    DiscountRate(150),
    DiscountRate(100_000),  # which cannot be
)
GONE = (sys.executable, "-c", "pass")
ENDLESS = (sys.executable, "-c", "import time; time.sleep(600)")


def outcomes(solver: Solver, changes: tuple[Change, ...] = CHANGES) -> list[Outcome]:
    """Let a solver try all changes, and return what came of each."""
    for number, change in enumerate(changes):
        solver.give(number, change)
    found = dict(solver.ready() for _ in changes)
    return [found[number] for number in range(len(changes))]


@pytest.fixture(scope="module")
def one_by_one(household: Household) -> list[Outcome]:
    """What comes of the changes in this process."""
    return outcomes(OneByOne(household.base, Limits().started()))


def has_gone(process: "subprocess.Popen[bytes]") -> bool:
    """Return whether a process has ended and has been waited for."""
    return process.returncode is not None


def test_several_at_a_time_find_the_same(
    household: Household, one_by_one: list[Outcome]
) -> None:
    """To the last share and cent; the processes have gone at the end."""
    with Workers(household.base, Limits().started(), 2) as solver:
        processes = [each.process for each in solver.workers]
        assert outcomes(solver) == one_by_one
        assert len(solver.workers) == 2
    assert all(has_gone(each) for each in processes)
    assert [each.why for each in one_by_one] == ["", "", "", "impossible"]
    assert one_by_one[0] != one_by_one[1]


@pytest.mark.parametrize(
    "program", [("/no/such/program",), GONE], ids=["cannot start", "goes at once"]
)
def test_what_processes_do_not_do_is_done_here(
    program: tuple[str, ...], household: Household, one_by_one: list[Outcome]
) -> None:
    """Nothing is lost with them."""
    with Workers(household.base, Limits().started(), 2, program) as solver:
        assert outcomes(solver, CHANGES[:2]) == one_by_one[:2]
        assert solver.workers == []


def test_time_that_is_over_waits_for_nobody(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not ready is late, and a process that does not end is killed."""
    monkeypatch.setattr(workers, "UNWINDS_IN_S", 0.1)
    begun = time.monotonic()
    with Workers(household.base, Limits(0.5).started(), 2, ENDLESS) as solver:
        processes = [each.process for each in solver.workers]
        assert outcomes(solver) == [LATE] * len(CHANGES)
    assert time.monotonic() - begun < 10.0
    assert all(has_gone(each) for each in processes)


def test_what_would_take_too_long_is_not_begun(household: Household) -> None:
    """Reading the law looks at no clock: the longest try so far is the measure."""
    solver = OneByOne(household.base, Limits(30.0).started())
    assert outcomes(solver, CHANGES[:1])[0].why == ""
    assert 0.0 < solver.longest_s < 30.0
    solver.longest_s = 30.0
    assert outcomes(solver, CHANGES[:1]) == [LATE]


def test_without_time_nothing_is_tried(household: Household) -> None:
    """Here too."""
    assert outcomes(OneByOne(household.base, Limits(0.0).started())) == [LATE] * 4


def test_an_error_ends_all_processes(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Ctrl-C does, wherever it comes."""
    monkeypatch.setattr(workers, "UNWINDS_IN_S", 0.1)
    solver = Workers(household.base, Limits().started(), 1, ENDLESS)

    def stopped() -> None:
        with solver:
            processes.extend(each.process for each in solver.workers)
            raise KeyboardInterrupt

    processes: list[subprocess.Popen[bytes]] = []
    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert len(processes) == 1
    assert has_gone(processes[0])


ALONE = """
import sys, time
sys.path[:] = {path!r}
from firm_household import planned, short_of_cash
from isoplan.optimizer.firmness.changes import MoreCash
from isoplan.optimizer.firmness.workers import Workers
from isoplan.optimizer.solving.solution import Limits
with Workers(planned(short_of_cash()).base, Limits().started(), 1) as solver:
    solver.give(0, MoreCash(1.0))
    print(solver.workers[0].process.pid, flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc here")
def test_a_process_ends_with_the_one_that_asks() -> None:
    """Also if that is killed, and can tell nobody."""
    code = ALONE.format(path=sys.path)
    asking = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert asking.stdout is not None
    worker = int(asking.stdout.readline())
    asking.kill()
    asking.communicate()
    until = time.monotonic() + 20.0
    while runs(worker) and time.monotonic() < until:
        time.sleep(0.05)
    if outlived := runs(worker):
        os.kill(worker, signal.SIGKILL)
    assert not outlived


def runs(number: int) -> bool:
    """Return whether a process runs; one that nobody has waited for does not."""
    try:
        status = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


def test_there_is_a_core_at_least() -> None:
    """Whatever the system tells."""
    assert workers.cores() >= 1
