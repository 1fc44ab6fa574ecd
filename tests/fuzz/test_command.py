"""``make fuzz``: what it prints, what it keeps, and that it makes a file smaller."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from click.testing import CliRunner

from fuzzing import checks
from fuzzing.__main__ import CRASHED, fuzz
from fuzzing.facts import Fields
from fuzzing.files import read
from fuzzing.shrink import shrunk
from fuzzing.trial import Trial


def with_a_lot(trial: Trial) -> Iterator[str]:
    """A stand-in for a check: whatever holds a lot is wrong."""
    if trial.fields.get("lots"):
        yield "there is a lot"


def crashes(trial: Trial) -> Iterator[str]:
    """A check that has a defect of its own."""
    raise KeyError(trial.fields["name"])


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the stand-ins alone among the checks, and solve nothing."""
    monkeypatch.setattr(checks, "CHECKS", {"with_a_lot": with_a_lot})
    monkeypatch.setattr("fuzzing.__main__.CHECKS", checks.CHECKS)
    monkeypatch.setattr(checks, "OF_FILES", (with_a_lot, crashes))
    monkeypatch.setattr(Trial, "verdict", "refused")
    monkeypatch.setattr(Trial, "planned", False)


@pytest.mark.usefixtures("only")
def test_a_run_counts_and_keeps(tmp_path: Path) -> None:
    """By verdict and by check; a file that failed fails again, smaller."""
    words = ["--count", "25", "--keep", str(tmp_path), "--seed", "1"]
    done = CliRunner().invoke(fuzz, words)
    kept = sorted(tmp_path.glob("with_a_lot_seed1_*.toml"))
    assert done.exit_code == 1
    assert kept
    assert f"failed: {len(kept)}" in done.stdout
    assert "refused" in done.stdout
    assert "25 done" in done.stderr
    smaller = tmp_path / "smaller"
    words = [str(kept[0]), "--shrink", "--keep", str(smaller)]
    assert CliRunner().invoke(fuzz, words).exit_code == 1
    (file,) = smaller.iterdir()
    assert file.read_text(encoding="utf-8").startswith("# with_a_lot:\n# there is a")
    assert read(file).keys() == {"lots", "name"}


@pytest.mark.usefixtures("only")
def test_a_check_that_crashes_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its traceback stands in the kept file, and the run goes on."""
    monkeypatch.setitem(checks.CHECKS, "crashes", crashes)
    words = ["--count", "2", "--keep", str(tmp_path)]
    done = CliRunner().invoke(fuzz, words)
    assert done.exit_code == 1
    assert CRASHED in done.stdout
    assert "KeyError" in next(tmp_path.glob(f"{CRASHED}*")).read_text("utf-8")


@pytest.mark.usefixtures("only")
def test_a_run_without_a_failure_exits_with_zero(tmp_path: Path) -> None:
    """Checks may be chosen by name, and a time limit ends the run."""
    words = ["--count", "5", "--check", "no such", "--keep", str(tmp_path)]
    assert CliRunner().invoke(fuzz, words).exit_code == 0
    done = CliRunner().invoke(fuzz, [*words, "--minutes", "1e-9"])
    assert "\n0 scenarios" in done.stdout
    assert not list(tmp_path.iterdir())


def test_a_file_is_made_smaller_as_long_as_it_fails(fields: Fields) -> None:
    """Sections and fields go, numbers are rounded; what matters stays."""
    before = deepcopy(fields)

    def fails(fields: Fields) -> bool:
        return any(lot.get("shares", 0) > 450 for lot in fields.get("lots", []))

    found = shrunk(fields, fails)
    assert fields == before
    assert found.keys() == {"name", "lots"}
    assert found["lots"] == [{"shares": 500}]
