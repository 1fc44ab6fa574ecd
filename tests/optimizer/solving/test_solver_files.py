"""Where CBC's files lie, who can read them, and that neither they nor CBC stay."""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import pulp
import pytest

from cbc_stand_in import REAL, put
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.solving import cbc, highs, solver_process
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver_process import Ended, run_to_its_end

POSIX = pytest.mark.skipif(os.name != "posix", reason="modes and sh are POSIX's")


@pytest.fixture(scope="module")
def small(root: Path) -> Scenario:
    """The shipped scenario that is solved soonest."""
    return load_scenario(root / "scenarios" / "leaving_town.toml")


def solver_of(scenario: Scenario) -> tuple[str, list[str]]:
    """Return which solver made the plan, and the warnings."""
    told: list[str] = []
    plan = recommend(scenario, solver="cbc", progress=told.append)
    return plan.proof.solver, [each for each in told if "Warning" in each]


@POSIX
def test_files_are_their_owner_s_alone(
    tmp_path: Path, small: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is 0700, each file 0600, whatever the umask lets others read."""
    seen = tmp_path / "seen"
    put(tmp_path / "cbc", f'"{REAL}" "$@" && stat -c "%a %n" . * >> "{seen}"')
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", str(tmp_path / "cbc"))
    before = os.umask(0)
    try:
        recommend(small, solver="cbc")
    finally:
        os.umask(before)
    lines = set(seen.read_text(encoding="utf-8").splitlines())
    assert lines >= {"700 .", "600 plan.mps", "600 plan.bin", "600 log.txt"}
    assert {line.split()[0] for line in lines} == {"700", "600"}


@pytest.mark.parametrize("name", ["d" * 200, "Über ünïcode 会社", "with space's"])
def test_a_temporary_path_may_be_long_deep_or_not_ascii(
    name: str, tmp_path: Path, small: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CBC cuts names of files off; it runs beside them, by names of a few letters."""
    folder = tmp_path / name / name
    folder.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    used, warnings = solver_of(small)
    assert used.startswith("CBC ")
    assert not warnings
    assert not list(folder.iterdir())


def test_without_a_temporary_folder_highs_needs_none(
    tmp_path: Path, small: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gets the program in memory."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    used, (warning,) = solver_of(small)
    assert used.endswith("(CBC has no temporary folder that can be written)")
    assert "set TMPDIR to a folder that can be written" in warning


def test_a_full_disk(small: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program cannot be written: the remedy is room, and HiGHS needs none."""

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(cbc, "make_private", full)
    used, (warning,) = solver_of(small)
    assert used.startswith("HiGHS ")
    assert (
        "CBC, the solver that comes with PuLP, cannot be given its program" in warning
    )
    assert "No space left on device; make room there" in warning


@POSIX
def test_a_log_that_has_no_room(
    small: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What CBC prints goes to a file as well."""

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(solver_process, "make_private", full)
    used, (warning,) = solver_of(small)
    assert used.startswith("HiGHS ")
    assert "No space left on device" in warning


@POSIX
def test_an_endless_log_is_read_in_part(tmp_path: Path) -> None:
    """Its beginning and its end."""
    put(tmp_path / "say", 'echo first; yes | head -c 5000000; echo "last words"')
    ended = run_to_its_end([str(tmp_path / "say")], tmp_path, 60.0)
    assert ended.code == 0
    assert ended.output.startswith("first\n")
    assert ended.output.endswith("last words\n")
    assert len(ended.output) == 2 * solver_process.LONGEST_PART


@POSIX
def test_what_is_printed_is_seen_while_it_runs(tmp_path: Path) -> None:
    """As it grows, and not again and again."""
    put(tmp_path / "say", "echo first; sleep 0.5; echo second; sleep 0.5")
    seen: list[str] = []
    run_to_its_end([str(tmp_path / "say")], tmp_path, 60.0, seen.append)
    assert seen == ["first\n", "first\nsecond\n"]


@POSIX
def test_a_cbc_that_does_not_stop_is_stopped(
    tmp_path: Path, small: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ignores its time limit: the schedule that was known is the answer."""
    put(tmp_path / "cbc", "exec sleep 60")
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", str(tmp_path / "cbc"))
    started = time.monotonic()
    plan = recommend(small, Limits(2.0), "cbc")
    assert time.monotonic() - started < 6.0
    assert plan.status == "feasible"


@POSIX
def test_whatever_ends_the_wait_ends_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signal raises where the wait is; the process must be gone by then."""
    made = []

    class Interrupted(solver_process._Running):
        def start(self) -> None:
            super().start()
            self.is_known.wait()
            made.append(self.process)
            raise KeyboardInterrupt

    monkeypatch.setattr(solver_process, "_Running", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_to_its_end([shutil.which("sleep") or "sleep", "60"], tmp_path, 99.0)
    assert made[0].returncode == -9


def test_no_umask_is_asked_of_windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Popen refuses arguments there that POSIX alone has."""
    given = {}

    class Recorded:
        def __init__(self, command: list[str], **fields: object) -> None:
            given.update(fields)

        def wait(self) -> int:
            return 0

    monkeypatch.setattr(solver_process.subprocess, "Popen", Recorded)
    monkeypatch.setattr(solver_process, "POSIX", False)
    assert run_to_its_end(["cbc.exe"], tmp_path, 1.0) == Ended("", 0)
    assert given["umask"] == -1


@pytest.mark.parametrize(
    ("platform", "library"), [("win32", "ucrtbase"), ("darwin", None), ("linux", None)]
)
def test_the_c_library_is_found_by_platform(
    platform: str, library: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows has none by the name of None, and none at all is no error."""
    asked = []

    def no_library(name: str | None) -> object:
        asked.append(name)
        raise OSError("there is no such library")

    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(highs.ctypes, "CDLL", no_library)
    with highs.without_greeting():
        pass
    assert asked == [library]


def test_codes_of_windows_are_shown_as_windows_writes_them() -> None:
    """An access violation is 0xc0000005 there, and no signal."""
    assert cbc._exit(0xC0000005) == "exit code 0xc0000005"
    assert cbc._exit(-15) == "signal 15 (SIGTERM)"


@pytest.mark.parametrize("number", [85, 86])
def test_a_mac_without_rosetta(number: int, tmp_path: Path) -> None:
    """PuLP brings an x86 CBC alone: "Bad CPU type in executable"."""
    error = OSError(number, "Bad CPU type in executable")
    said = str(cbc._not_started(str(tmp_path), error))
    assert "is not made for this processor or system: Bad CPU type" in said


def test_a_program_of_another_windows(tmp_path: Path) -> None:
    """WinError 216; and a loader that is missing, as on Alpine."""
    error = OSError(8, "not compatible with this version of Windows")
    assert "is not made for" in str(cbc._not_started(str(tmp_path), error))
    loader = FileNotFoundError(2, "No such file or directory")
    assert "is not made for" in str(cbc._not_started(str(tmp_path), loader))
