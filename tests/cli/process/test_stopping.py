"""A signal, or time that is over, leaves no process and no file behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cbc_stand_in import REAL, put
from isoplan.cli.process import stopping
from isoplan.models.base.errors import NoPlanInTime
from isoplan.optimizer.solving import highs

pytestmark = pytest.mark.skipif(os.name != "posix", reason="real signals are POSIX's")

CALL = "import pulp; pulp.PULP_CBC_CMD.pulp_cbc_path = {cbc!r}; "
CALL += "from isoplan.cli.main import main; main()"


def started(
    folder: Path, scenario: Path, *options: str
) -> tuple[subprocess.Popen[bytes], int]:
    """Start a plan whose CBC never ends, and return it with CBC's process number."""
    put(folder / "cbc", f'echo $$ > "{folder}/pid"; exec sleep 600')
    call = CALL.format(cbc=str(folder / "cbc"))
    (folder / "tmp").mkdir()
    words = ["plan", str(scenario), "--solver", "cbc"]
    process = subprocess.Popen(
        [sys.executable, "-c", call, *words, *options],
        env=os.environ | {"TMPDIR": str(folder / "tmp")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    number = folder / "pid"
    for _ in range(1_200):
        if number.exists() and number.read_text(encoding="utf-8").strip():
            return process, int(number.read_text(encoding="utf-8"))
        time.sleep(0.05)
    process.kill()
    raise AssertionError("CBC was never called")


def runs(number: int) -> bool:
    """Return whether a process runs."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("sent", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
)
def test_a_signal_ends_solver_and_files(
    sent: signal.Signals, code: int, root: Path, tmp_path: Path
) -> None:
    """The conventional exit code, one line, nothing on standard output."""
    scenario = root / "scenarios" / "leaving_town.toml"
    process, solver = started(tmp_path, scenario, "--time-limit", "500")
    process.send_signal(sent)
    out, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert out == b""
    assert err.decode().splitlines()[-1] == "Stopped; nothing was written."
    assert b"Traceback" not in err
    assert not runs(solver)
    assert not list((tmp_path / "tmp").iterdir())


def test_time_that_is_over_ends_solver_and_files(root: Path, tmp_path: Path) -> None:
    """The limit is the command's, whatever the solver thinks of it."""
    scenario = root / "scenarios" / "leaving_town.toml"
    process, solver = started(tmp_path, scenario, "--time-limit", "5")
    _, err = process.communicate(timeout=60)
    assert process.returncode in {0, 4}, err
    assert b"Traceback" not in err
    assert not runs(solver)
    assert not list((tmp_path / "tmp").iterdir())


def test_highs_is_stopped_too(root: Path, tmp_path: Path) -> None:
    """It runs in the process itself, in a thread that is told to stop.

    Progress, which a terminal alone gets, tells when.
    """
    scenario = root / "scenarios" / "pre_ipo_couple.toml"
    call = [sys.executable, "-u", "-c", CALL.format(cbc=str(tmp_path))]
    call += ["plan", str(scenario), "--solver", "highs"]
    terminal, its_end = pytest.importorskip("pty").openpty()
    process = subprocess.Popen(call, stderr=its_end, stdout=subprocess.PIPE)
    os.close(its_end)
    said = b""
    while b"solving" not in said:
        said += os.read(terminal, 1_000)
    time.sleep(1.0)
    process.terminate()
    process.communicate(timeout=30)
    os.close(terminal)
    assert process.returncode == 143, said


def children(number: int) -> list[int]:
    """Return the processes that a process has started, and those that they have."""
    found: list[int] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        except OSError:  # it has ended by now
            continue
        if int(fields[1]) == number:
            found += [int(stat.parent.name), *children(int(stat.parent.name))]
    return found


def is_python(number: int) -> bool:
    """Return whether a process is one of ours, and not a solver."""
    try:
        return b"python" in Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:  # it has ended by now
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc here")
def test_plans_solved_again_are_stopped_too(root: Path, tmp_path: Path) -> None:
    """The processes that solve them, and the solvers that these have started."""
    scenario = root / "scenarios" / "amt_credit_timeline.toml"
    call = [sys.executable, "-u", "-c", CALL.format(cbc=REAL), "plan", str(scenario)]
    process = subprocess.Popen(
        [*call, "--firm"],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    until = time.monotonic() + 60.0
    started: list[int] = []
    while not any(map(is_python, started)) and time.monotonic() < until:
        time.sleep(0.05)
        started = children(process.pid)
    assert started
    time.sleep(1.0)
    started = children(process.pid)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == b""
    assert b"Traceback" not in err
    assert not any(runs(each) for each in started)
    assert not list(tmp_path.iterdir())


def test_the_thread_of_highs_is_known_by_its_name() -> None:
    """It is left alone at the end, if it does not stop."""
    assert highs.THREAD == stopping.SOLVER_THREAD


def test_a_solver_that_does_not_stop_does_not_crash_the_end() -> None:
    """Nor change the exit code."""
    code = (
        "import sys, threading, time\n"
        "from isoplan.cli.process.stopping import *\n"
        "threading.Thread(target=time.sleep, args=[60], name=SOLVER_THREAD).start()\n"
        "with leaving_solvers_behind():\n"
        "    print('all of it')\n"
        "    raise SystemExit(3)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=30)
    assert (done.returncode, done.stdout) == (3, b"all of it\n")


def test_a_signal_that_is_ignored_stays_so() -> None:
    """As with nohup, and jobs in the background of a shell."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopping.stopped_in_order():
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_handlers_are_given_back() -> None:
    """To a notebook, or to a test."""
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with stopping.stopped_in_order():
        assert signal.getsignal(signal.SIGTERM) != before[1]
        with stopping.raising_after(60.0, lambda: NoPlanInTime("")):
            assert signal.getsignal(signal.SIGINT) != before[0]
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def busy(seconds: float) -> None:
    """Look at no clock but one's own."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.01)


def test_what_looks_at_no_clock_is_stopped() -> None:
    """Once, where it is."""
    begun = time.monotonic()
    with (
        pytest.raises(NoPlanInTime, match="late"),
        stopping.raising_after(0.2, lambda: NoPlanInTime("late")),
    ):
        busy(30.0)
    assert time.monotonic() - begun < 10.0


def test_what_is_ready_in_time_is_not_stopped() -> None:
    """Not afterwards either."""
    with stopping.raising_after(0.3, lambda: NoPlanInTime("late")):
        pass
    busy(0.6)


def test_ctrl_c_is_still_ctrl_c_while_time_runs() -> None:
    """The interrupt of a user is not that of the clock."""
    with pytest.raises(SystemExit) as stopped:
        _interrupted_by_hand()
    assert stopped.value.code == 130


def _interrupted_by_hand() -> None:
    clock = stopping.raising_after(60.0, lambda: NoPlanInTime("late"))
    with stopping.stopped_in_order(), clock:
        os.kill(os.getpid(), signal.SIGINT)
        busy(10.0)
