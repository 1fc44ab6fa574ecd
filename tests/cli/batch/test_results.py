"""Results that stand are kept, and made again where anything they hang on changed."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from batch_folder import ASKED, BAD, run, small_folder, times, told, write_household
from isoplan.cli.batch import results as batch_results
from isoplan.cli.batch.households import BatchRefused
from isoplan.cli.batch.planning import Asked
from isoplan.cli.batch.results import Results
from isoplan.optimizer.processes.installed import Installed
from isoplan.optimizer.processes.kept_files import FolderRefused
from isoplan.optimizer.solving.solution import Limits

PATIENCE_S = 120.0
POSIX = pytest.mark.skipif(os.name != "posix", reason="kills a process as POSIX does")
DIES = """
import os, pathlib, signal, sys
kill = lambda self, target: os.kill(os.getpid(), signal.SIGKILL)
pathlib.Path.replace = kill
from isoplan.optimizer.processes.installed import Installed
from isoplan.optimizer.processes.kept_files import write_whole
write_whole(pathlib.Path(sys.argv[1]), b"half", pathlib.Path(sys.argv[2]))
"""


def changed(done: Any) -> dict[str, str]:
    """What has changed, by household."""
    return {row.household: row.changed for row in done.rows}


def test_what_stands_is_kept(tmp_path: Path) -> None:
    """A second run plans nobody, and nothing has changed; the summary is the same."""
    folder, results = small_folder(tmp_path / "clients", 2), tmp_path / "results"
    first = run(folder, results)
    before = times(results)
    assert first.planned == 2
    assert changed(first) == {"h0": "new", "h1": "new"}
    second = run(folder, results)
    assert second.planned == 0
    assert times(results) == before
    assert changed(second) == {"h0": "", "h1": ""}


@pytest.mark.parametrize(
    "more",
    [
        {"version": "2"},
        {"asked": Asked(Limits(21.0))},
        {"asked": Asked(Limits(20.0, 5.0))},
        {"asked": Asked(Limits(20.0), "highs")},
    ],
    ids=["version", "time", "gap", "solver"],
)
def test_a_result_of_other_limits_is_made_again(
    more: dict[str, Any], tmp_path: Path
) -> None:
    """It hangs on them."""
    folder, results = small_folder(tmp_path / "clients", 1), tmp_path / "results"
    run(folder, results)
    assert run(folder, results, **more).planned == 1
    assert run(folder, results, **more).planned == 0


def test_a_result_of_another_source_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checkout changes without a new version."""
    folder, results = small_folder(tmp_path / "clients", 1), tmp_path / "results"
    run(folder, results)
    other = Installed("1", "another")
    monkeypatch.setattr(batch_results, "installed", lambda: other)
    assert run(folder, results).planned == 1
    assert run(folder, results).planned == 0


def test_a_file_that_has_changed_is_planned_again(tmp_path: Path) -> None:
    """It alone; what has changed is told, once."""
    folder, results = small_folder(tmp_path / "clients", 2), tmp_path / "results"
    before = {row.household: row for row in run(folder, results).rows}
    write_household(folder, "h1", wages=300_000)
    done = run(folder, results)
    row = next(row for row in done.rows if row.household == "h1")
    old = before["h1"]
    assert done.planned == 1
    assert row.value is not None
    assert old.value is not None
    assert row.value_change == pytest.approx(row.value - old.value, abs=0.006)
    assert f"worth {'+' * (row.value > old.value)}" in row.changed
    assert run(folder, results).rows[-1].value_change is None


def test_a_change_of_a_row_is_planned_again(tmp_path: Path) -> None:
    """The file is the same."""
    write_household(tmp_path / "clients", "a")
    changes = tmp_path / "changes.csv"
    planned = []
    for wages in (90_000, 91_000, 91_000):
        changes.write_text(f"file,household.wages\na.json,{wages}\n", encoding="utf-8")
        done = run(tmp_path / "clients", tmp_path / "results", changes=changes)
        planned.append(done.planned)
    assert planned == [1, 1, 0]


@pytest.mark.parametrize("damage", ["gone", "cut", "record"])
def test_a_result_that_was_damaged_is_made_again(damage: str, tmp_path: Path) -> None:
    """As it was."""
    folder, results = small_folder(tmp_path / "clients", 1), tmp_path / "results"
    run(folder, results)
    before, file = told(results), results / "h0.json"
    if damage == "gone":
        file.unlink()
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:100])
    else:
        record = results / ".batch" / "households" / "h0.json"
        record.write_bytes(record.read_bytes()[:100])
    assert run(folder, results).planned == 1
    assert told(results) == before


def test_a_failure_is_tried_again_and_leaves_no_old_result(tmp_path: Path) -> None:
    """Nobody takes the plan of before for that of now, nor an old error."""
    folder, results = small_folder(tmp_path / "clients", 1), tmp_path / "results"
    run(folder, results)
    good = (folder / "h0.json").read_text(encoding="utf-8")
    (folder / "h0.json").write_text(BAD, encoding="utf-8")
    assert changed(run(folder, results)) == {"h0": "has no plan"}
    assert list(told(results)) == ["h0.error.json"]
    again = run(folder, results)
    assert again.planned == 1
    assert changed(again) == {"h0": ""}
    (folder / "h0.json").write_text(good, encoding="utf-8")
    assert changed(run(folder, results)) == {"h0": "has a plan again"}
    assert list(told(results)) == ["h0.json"]


def test_two_runs_into_one_folder_are_refused(tmp_path: Path) -> None:
    """The second one; once the first has gone it may."""
    folder, results = small_folder(tmp_path / "clients", 1), tmp_path / "results"
    with (
        Results(results, ASKED, "1", folder),
        pytest.raises(BatchRefused, match="another run of isoplan batch writes into"),
    ):
        run(folder, results)
    assert run(folder, results).planned == 1


def test_what_a_stopped_run_changed_is_told_by_the_one_that_goes_on(
    tmp_path: Path,
) -> None:
    """They are one run."""
    folder, results = small_folder(tmp_path / "clients", 2), tmp_path / "results"

    def stops(message: str) -> None:
        if message.startswith("1 of"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(folder, results, stops)
    done = run(folder, results)
    assert done.planned == 1
    assert changed(done) == {"h0": "new", "h1": "new"}


def test_a_folder_in_which_nothing_can_be_written_is_refused(tmp_path: Path) -> None:
    """A file stands there, or it is read-only."""
    folder = small_folder(tmp_path / "clients", 1)
    file = tmp_path / "file"
    file.touch()
    for results in (file, file / "results", Path("/proc/results")):
        with pytest.raises(FolderRefused, match="name another folder"):
            run(folder, results)


def test_a_full_disk_ends_the_run_and_keeps_what_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one line; later the same command goes on."""
    folder, results = small_folder(tmp_path / "clients", 2), tmp_path / "results"
    real = Path.write_bytes

    def full(self: Path, content: bytes) -> int:
        if b"Household h1" in content:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(self, content)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(FolderRefused) as refused:
            run(folder, results)
    assert str(refused.value) == (
        f"{results / 'h1.json'}: it cannot be written: No space left on device; make "
        "room or name another folder: what is done is kept"
    )
    assert list(told(results)) == ["h0.json"]
    assert run(folder, results).planned == 1


@POSIX
def test_a_process_killed_as_it_writes_leaves_the_old_file(tmp_path: Path) -> None:
    """Never half of one."""
    file, draft = tmp_path / "a.json", tmp_path / "draft"
    file.write_bytes(b"old")
    call = [sys.executable, "-c", DIES, str(file), str(draft)]
    assert subprocess.run(call, check=False).returncode == -signal.SIGKILL
    assert file.read_bytes() == b"old"
    assert draft.read_bytes() == b"half"


@pytest.mark.slow
@POSIX
def test_a_run_that_is_killed_goes_on(tmp_path: Path) -> None:
    """What was finished is not planned again, and all is the same."""
    folder, results = small_folder(tmp_path / "clients", 12), tmp_path / "results"
    program = str(Path(sys.executable).with_name("isoplan"))
    call = [program, "batch", str(folder), "--workers", "2", "-o"]
    nowhere = subprocess.DEVNULL
    first = subprocess.Popen([*call, str(results)], stdout=nowhere, stderr=nowhere)
    ends = time.monotonic() + PATIENCE_S
    records = results / ".batch" / "households"
    while len(list(records.glob("*.json"))) < 3:
        assert time.monotonic() < ends, "it takes too long"
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    first.wait()
    done = {each.stem for each in records.glob("*.json")}
    before = {f"{name}.json": times(results)[f"{name}.json"] for name in done}
    assert 3 <= len(done) < 12
    said = subprocess.run([*call, str(results)], capture_output=True, check=True)
    assert f"{12 - len(done)} planned now, {len(done)} stood already" in str(said)
    assert before.items() <= times(results).items()
    subprocess.run([*call, str(tmp_path / "fresh")], capture_output=True, check=True)
    assert told(results) == told(tmp_path / "fresh")
    summary = (results / "summary.csv").read_bytes()
    assert summary == (tmp_path / "fresh" / "summary.csv").read_bytes()
    assert json.loads((results / ".batch" / "run.json").read_text()) == {
        "number": 1,
        "is_finished": True,
        "folder": str(folder.resolve()),
    }
