"""docs/failures.md, held true: each failure of its table is brought about."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cbc_stand_in import REAL, put
from isoplan.cli.process.exit_codes import ExitCode

pytestmark = pytest.mark.skipif(
    os.name != "posix" or not Path("/dev/full").exists(),
    reason="the failures are made with sh, signals and /dev/full",
)

CALL = """
import sys, pulp
pulp.PULP_CBC_CMD.pulp_cbc_path = {cbc!r}
{before}
from isoplan.cli.main import main
main()
"""

ONE_WINDOW = """
name = "Sells through one window"
household = { filing_status = "single", wages = 100_000 }
[plan]
start = 2026-01-02
last_year = 2026
inflation = 0.02
objective = "least_tax"
[[grants]]
name = "G"
granted_on = 2022-01-03
expires_on = 2026-12-30
shares = 1_000
strike = 10.0
vesting = { months = 0, cliff_months = 0 }
[market]
prices = { 2026-01-01 = 30.0 }
trading_windows = [{ opens = 2026-05-01, closes = 2026-05-31, most_shares = 300 }]
"""


@dataclass
class Failure:
    """How a failure is brought about.

    Attributes:
        cbc: Script in CBC's place; None leaves the real one, empty leaves none.
        mode: Of that file.
        before: Python that runs first.
        content: Of the scenario file; None for the sample, False for no file.
        redirect: Of the shell.
        sent: Signal sent once CBC runs.
        solver: The one that is asked first.
    """

    cbc: str | bytes | None = None
    mode: int = 0o700
    before: str = ""
    content: bytes | bool | None = None
    redirect: str = ""
    sent: int | None = None
    solver: str = "cbc"


NO_HIGHS = "sys.modules['highspy'] = None"
NO_ANSWERS = "from isoplan.optimizer.solving import master; master.ANSWERS = ()"
FOREVER = 'touch "$0.runs"; exec sleep 600'

FAILURES: dict[str, Failure] = {
    "CBC is missing": Failure(cbc=""),
    "CBC may not be executed": Failure(cbc="true", mode=0o600),
    "CBC is made for another processor": Failure(cbc=b"\xcf\xfa\xed\xfe"),
    "CBC crashes": Failure(cbc="exit 3"),
    "CBC is killed": Failure(cbc="kill -9 $$"),
    "CBC prints garbage": Failure(cbc="echo garbage"),
    "CBC saves no plan": Failure(cbc="echo Result - Optimal solution found"),
    "CBC and HiGHS are both missing": Failure(cbc="", before=NO_HIGHS),
    "HiGHS is missing where columns are priced": Failure(
        before=NO_HIGHS, solver="priced"
    ),
    "HiGHS gives no answer where columns are priced": Failure(
        before=NO_ANSWERS, solver="priced"
    ),
    "there is no temporary folder": Failure(
        before="import tempfile; tempfile.tempdir = '/nowhere/at/all'"
    ),
    "limits that no schedule keeps": Failure(content=ONE_WINDOW.encode()),
    "standard output is closed": Failure(redirect=">&-"),
    "the disk is full": Failure(redirect=">/dev/full"),
    "Ctrl-C": Failure(cbc=FOREVER, sent=signal.SIGINT),
    "a request to terminate": Failure(cbc=FOREVER, sent=signal.SIGTERM),
    "there is no such file": Failure(content=False),
    "the file is empty": Failure(content=b""),
    "the file is a folder": Failure(content=True),
    "the file is no text": Failure(content=b"\0\0\0"),
    "the file is in another encoding": Failure(content=b'name = "\xe9"'),
    "the file is nested without end": Failure(content=b"a = " + b"[" * 10**5),
    "text in place of a boolean": Failure(
        content=ONE_WINDOW.encode() + b'[preferences]\nwhole_lots = "true"\n'
    ),
}


def rows(root: Path) -> dict[str, tuple[int, str]]:
    """Return exit code and message of each failure of the document."""
    page = (root / "docs" / "failures.md").read_text(encoding="utf-8")
    table = page.split("## What was tried")[1].split("\n## ")[0]
    found = re.findall(r"^\| ([^|]+) \| (\d+) \| (.+) \|$", table, re.MULTILINE)
    return {what: (int(code), message) for what, code, message in found}


def brought_about(
    failure: Failure, sample: Path, folder: Path
) -> tuple[int, str, Path]:
    """Return exit code, standard error, and the scenario's path."""
    cbc = folder / "cbc" if failure.cbc is not None else Path(REAL)
    if isinstance(failure.cbc, bytes):
        cbc.write_bytes(failure.cbc)
    elif failure.cbc:
        put(cbc, failure.cbc)
    if failure.cbc:
        cbc.chmod(failure.mode)
    file = sample if failure.content is None else folder / "mine.toml"
    if failure.content is True:
        file.mkdir()
    elif isinstance(failure.content, bytes):
        file.write_bytes(failure.content)
    call = CALL.format(cbc=str(cbc), before=failure.before)
    bash = ("bash", "-c", f'exec "$@" {failure.redirect}', "bash")
    words = ["plan", str(file), "--quick", "--solver", failure.solver]
    process = subprocess.Popen(
        [*bash, sys.executable, "-c", call, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    if failure.sent is not None:
        _wait_until(lambda: (folder / "cbc.runs").exists())
        process.send_signal(failure.sent)
    _, err = process.communicate(timeout=120)
    return process.returncode, err.decode(), file


def _wait_until(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + 60.0
    while not happened() and time.monotonic() < until:
        time.sleep(0.05)


def test_every_failure_of_the_document_is_tried(root: Path) -> None:
    """And the other way round."""
    assert list(rows(root)) == list(FAILURES)


@pytest.mark.parametrize("what", FAILURES)
def test_a_failure_ends_as_the_document_says(
    what: str, root: Path, tmp_path: Path
) -> None:
    """With its exit code, one line that says so, and no traceback."""
    code, message = rows(root)[what]
    sample = root / "scenarios" / "leaving_town.toml"
    ended, err, file = brought_about(FAILURES[what], sample, tmp_path)
    assert "Traceback" not in err
    assert ended == code, err
    expected = re.escape(message.replace("FILE", str(file))).replace(r"\.\.\.", ".*")
    matching = [line for line in err.splitlines() if re.fullmatch(expected, line)]
    assert len(matching) == 1, err


def test_the_exit_codes_are_those_of_the_program(root: Path) -> None:
    """No more and no fewer."""
    page = (root / "docs" / "failures.md").read_text(encoding="utf-8")
    table = page.split("## Exit codes")[1].split("\n## ")[0]
    codes = [
        int(code)
        for cell in re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE)
        for code in cell.split(", ")
    ]
    assert sorted(codes) == sorted(ExitCode)
