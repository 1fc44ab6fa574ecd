"""Tasks in processes of their own: no answer is lost, and no process is left."""

import os
import queue
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import some_work
from firm_household import Household, planned, short_of_cash
from isoplan.optimizer.firmness.changes import Change, DiscountRate, Income
from isoplan.optimizer.firmness.tries import LATE, Outcome, job_of
from isoplan.optimizer.processes import jobs, live_process
from isoplan.optimizer.processes.jobs import Doer, Job, OneByOne, in_order
from isoplan.optimizer.processes.live_process import LiveProcess
from isoplan.optimizer.processes.pool import Pool
from isoplan.optimizer.processes.serving import READY, Answered, Told
from isoplan.optimizer.solving.solution import Limits

CHANGES: tuple[Change, ...] = (
    Income(90),
    Income(110),
    DiscountRate(150),
    DiscountRate(100_000),  # which cannot be
)
GONE = (sys.executable, "-c", "pass")
ENDLESS = (sys.executable, "-c", "import time; time.sleep(600)")


def outcomes(
    doer: Doer[Change, Outcome], changes: tuple[Change, ...] = CHANGES
) -> list[Outcome]:
    """Let all changes be tried, and return what came of each."""
    return in_order(doer, list(changes))


@pytest.fixture(scope="module")
def household() -> Household:
    """Cash is short, and a market opens in 2028."""
    return planned(short_of_cash())


@pytest.fixture(scope="module")
def one_by_one(household: Household) -> list[Outcome]:
    """What comes of the changes in this process."""
    return outcomes(OneByOne(job_of(household.base), Limits().started()))


def has_gone(process: "subprocess.Popen[bytes]") -> bool:
    """Return whether a process has ended and has been waited for."""
    return process.returncode is not None


def test_several_at_a_time_find_the_same(
    household: Household, one_by_one: list[Outcome]
) -> None:
    """To the last share and cent; the processes have gone at the end."""
    with Pool(job_of(household.base), Limits().started(), 2) as solver:
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
    with Pool(job_of(household.base), Limits().started(), 2, program) as solver:
        assert outcomes(solver, CHANGES[:2]) == one_by_one[:2]
        assert solver.workers == []


def test_time_that_is_over_waits_for_nobody(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not ready is late, and a process that does not end is killed."""
    monkeypatch.setattr(live_process, "UNWINDS_IN_S", 0.1)
    begun = time.monotonic()
    with Pool(job_of(household.base), Limits(0.5).started(), 2, ENDLESS) as solver:
        processes = [each.process for each in solver.workers]
        assert outcomes(solver) == [LATE] * len(CHANGES)
    assert time.monotonic() - begun < 10.0
    assert all(has_gone(each) for each in processes)


def test_what_would_take_too_long_is_not_begun(household: Household) -> None:
    """Reading the law looks at no clock: the longest try so far is the measure."""
    solver = OneByOne(job_of(household.base), Limits(30.0).started())
    assert outcomes(solver, CHANGES[:1])[0].why == ""
    assert 0.0 < solver.longest_s < 30.0
    solver.longest_s = 30.0
    assert outcomes(solver, CHANGES[:1]) == [LATE]


def test_without_time_nothing_is_tried(household: Household) -> None:
    """Here too."""
    assert (
        outcomes(OneByOne(job_of(household.base), Limits(0.0).started())) == [LATE] * 4
    )


def test_what_is_told_on_the_way_is_no_answer(tmp_path: Path) -> None:
    """A pool waits for the answer; who asks a process alone hears it before."""
    job: Job[str, str, str] = Job(some_work.told, str(tmp_path), "late", some_work.lost)
    with Pool(job, Limits().started(), 1) as doer:
        assert in_order(doer, ["a", "b"]) == ["a", "b"]
    heard: queue.SimpleQueue[object] = queue.SimpleQueue()
    live = LiveProcess.started(job, lambda _, said: heard.put(said))
    live.send(("c", 1.0))
    said = [heard.get(timeout=60.0) for _ in range(3)]
    live.stop()
    assert said == [READY, Told("begun c"), Answered("c")]
    assert heard.get(timeout=60.0) == live_process.GONE


def test_an_error_ends_all_processes(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Ctrl-C does, wherever it comes."""
    monkeypatch.setattr(live_process, "UNWINDS_IN_S", 0.1)
    solver = Pool(job_of(household.base), Limits().started(), 1, ENDLESS)

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
from isoplan.optimizer.firmness.tries import job_of
from isoplan.optimizer.processes.pool import Pool
from isoplan.optimizer.solving.solution import Limits
job = job_of(planned(short_of_cash()).base)
with Pool(job, Limits().started(), 1) as solver:
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
    assert jobs.cores() >= 1


def some_job(folder: Path) -> Job[str, str, str]:
    """A job that does what a task says."""
    return Job(some_work.done, str(folder), "late", some_work.lost)


def words(answers: list[str]) -> list[str]:
    """The answers without the processes that gave them."""
    return [each.partition(" by ")[0] for each in answers]


def test_processes_stay_alive_for_many_tasks(tmp_path: Path) -> None:
    """Two do ten, one round of them after another; answers come in order."""
    with Pool(some_job(tmp_path), Limits().started(), 2) as doer:
        processes = {each.process.pid for each in doer.workers}
        for _ in range(2):
            tasks = [f"wait {number}" for number in range(5)]
            answers = in_order(doer, tasks)
            assert words(answers) == tasks
            assert {int(each.rpartition(" ")[2]) for each in answers} <= processes
        assert {each.process.pid for each in doer.workers} == processes


@pytest.mark.parametrize("how", ["die-once", "forget"])
def test_a_process_that_ends_is_replaced_and_its_task_tried_again(
    how: str, tmp_path: Path
) -> None:
    """Killed, or out of memory: every answer is there, in order."""
    tasks = ["wait a", f"{how} b", "wait c", "wait d"]
    with Pool(some_job(tmp_path), Limits().started(), 2) as doer:
        before = [each.process for each in doer.workers]
        answers = in_order(doer, tasks)
        assert len(doer.workers) == 2
        now = [each.process for each in doer.workers]
    assert words(answers) == tasks
    assert len(list(tmp_path.glob("b.*"))) == 1
    assert len({*before, *now}) == 3
    assert all(has_gone(each) for each in (*before, *now))


def test_a_task_that_ends_its_process_twice_is_given_up(tmp_path: Path) -> None:
    """It alone: those before and after it are done, and it is done nowhere else."""
    tasks = ["wait a", "die b", "wait c", "die d", "wait e"]
    with Pool(some_job(tmp_path), Limits().started(), 2) as doer:
        answers = in_order(doer, tasks)
        assert words(answers) == ["wait a", "lost", "wait c", "lost", "wait e"]
        assert words(in_order(doer, ["wait f"])) == ["wait f"]
    for name in "bd":
        processes = {each.suffix for each in tmp_path.glob(f"{name}.*")}
        assert len(processes) == 2
        assert f".{os.getpid()}" not in processes


def test_a_process_killed_from_outside_loses_nothing(tmp_path: Path) -> None:
    """As the system does where memory is short, at any time."""
    with Pool(some_job(tmp_path), Limits(60.0).started(), 1) as doer:
        doer.give(0, "wait a")
        assert words([doer.ready()[1]]) == ["wait a"]
        doer.workers[0].process.kill()
        doer.give(1, "wait b")
        assert words([doer.ready()[1]]) == ["wait b"]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc here")
def test_what_a_killed_process_had_started_ends_too(tmp_path: Path) -> None:
    """Its solver would go on to the end of its own time, for nobody."""
    with Pool(some_job(tmp_path), Limits().started(), 1) as doer:
        assert in_order(doer, ["leave a"]) == ["lost"]
    started = [int(each.suffix[1:]) for each in tmp_path.glob("a.*")]
    assert len(started) == 2
    until = time.monotonic() + 10.0
    while any(map(runs, started)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(runs, started))


def test_a_defect_is_raised_where_the_task_was_given(tmp_path: Path) -> None:
    """With the place where it was; the processes have gone."""
    with Pool(some_job(tmp_path), Limits().started(), 1) as doer:
        processes = [each.process for each in doer.workers]
        with pytest.raises(ZeroDivisionError, match="x") as raised:
            in_order(doer, ["fail x"])
    assert "some_work.py" in "".join(raised.value.__notes__)
    assert all(has_gone(each) for each in processes)


def test_an_answer_that_cannot_be_sent_is_a_defect(tmp_path: Path) -> None:
    """Not one that waits forever."""
    job = Job(some_work.unsendable, str(tmp_path), "late", some_work.lost)
    with (
        Pool(job, Limits().started(), 1) as doer,
        pytest.raises(RuntimeError, match="cannot be sent"),
    ):
        in_order(doer, ["x"])


def test_a_task_that_never_ends_is_late(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its process is ended; what waits behind it is late as well."""
    monkeypatch.setattr(live_process, "UNWINDS_IN_S", 0.1)
    with Pool(some_job(tmp_path), Limits(3.0).started(), 1) as doer:
        processes = [each.process for each in doer.workers]
        assert in_order(doer, ["sleep a", "wait b"]) == ["late", "late"]
    assert all(has_gone(each) for each in processes)
