"""The list of faults fits the code; `make mutants` plants them."""

import subprocess
import sys
from pathlib import Path

import pytest

RUNNER = Path(__file__).with_name("run.py")
sys.path.insert(0, str(RUNNER.parent))

from run import Fault, faults  # noqa: E402 - a script beside this file

FAULTS = faults()


def test_there_are_enough_of_every_kind() -> None:
    """Guards, solver reading, dominance, rounding, dates, tables, exports, the law."""
    assert len(FAULTS) >= 40
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    kinds = {fault.name.split(":")[0] for fault in FAULTS}
    assert kinds >= {
        "audit",
        "solver",
        "dominance",
        "program",
        "rounding",
        "dates",
        "tables",
        "exports",
        "law",
    }


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_changes_code_that_stands_there(fault: Fault, root: Path) -> None:
    """Its text stands once, what it makes is read as Python, and its tests exist."""
    source = (root / fault.file).read_text(encoding="utf-8")
    planted = fault.planted(source)
    assert planted != source
    compile(planted, fault.file, "exec")
    for tests in fault.tests:
        assert (root / tests).exists()


def test_a_fault_whose_text_is_gone_is_an_error() -> None:
    """A list that no longer fits must not pass for a suite that catches all."""
    fault = Fault("a fault", "models/scenario.py", "no such text", "", ())
    with pytest.raises(ValueError, match="stands 0 times"):
        fault.planted("some text")


@pytest.mark.slow
def test_a_survivor_is_told(root: Path, tmp_path: Path) -> None:
    """A fault in words alone survives: the runner says so and exits with 1."""
    listed = tmp_path / "faults.toml"
    listed.write_text(
        '[[faults]]\nname = "words: a docstring"\nfile = "cli/render/table.py"\n'
        'old = "Plain tables"\nnew = "Tables"\ntests = ["tests/test_support.py"]\n',
        encoding="utf-8",
    )
    call = [sys.executable, str(RUNNER), "--faults", str(listed)]
    done = subprocess.run(call, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "SURVIVES  words: a docstring" in done.stdout
    assert "0 of 1 faults caught" in done.stdout
