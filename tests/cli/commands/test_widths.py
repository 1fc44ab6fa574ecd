"""Everything that a command prints fits the terminal."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from fitting import check_fits
from isoplan.cli.main import main
from isoplan.models.law.state_figures import STATES
from isoplan.scenarios import examples

HOUSEHOLD = {
    "year": 2026,
    "filing_status": "single",
    "wages": 1_250_000,
    "iso_bargain_element": 12_150_000,
    "long_term_gain": 100_000,
    "state": "CA",
}


def printed(width: int, *words: str) -> str:
    """Return what a command prints in a width."""
    done = CliRunner(env={"COLUMNS": str(width)}).invoke(main, list(words))
    assert done.exit_code == 0, done.stderr
    assert "\x1b" not in done.stdout
    return done.stdout


@pytest.mark.parametrize("width", [60, 80])
def test_check_and_lists_fit(width: int) -> None:
    """The check of each shipped scenario, the states, the examples."""
    for path in examples().values():
        check_fits(printed(width, "check", str(path)), width)
    check_fits(printed(width, "init", "--examples"), width)
    check_fits(printed(width, "states"), width)


def test_a_state_fits_but_for_its_addresses() -> None:
    """Those are to be copied, and stay whole."""
    for state in STATES[:10]:
        text = printed(80, "states", state)
        lines = [line for line in text.split("\n") if "<http" not in line]
        check_fits("\n".join(lines), 80)


@pytest.mark.parametrize("width", [60, 80])
def test_forms_fit_and_show_each_amount(width: int, tmp_path: Path) -> None:
    """One below the other, as they stand where there is room."""
    file = tmp_path / "household.json"
    file.write_text(json.dumps(HOUSEHOLD), encoding="utf-8")
    narrow, roomy = (printed(each, "tax", str(file)) for each in (width, 400))
    check_fits(narrow, width)
    assert narrow.split() == roomy.split()
    amounts = [line for line in narrow.split("\n") if line.endswith(".00")]
    assert {len(line) for line in amounts} == {width}


@pytest.mark.skipif(os.name != "posix", reason="pseudo terminals are POSIX's")
def test_a_terminal_says_its_own_width() -> None:
    """Of 70 columns, though ``COLUMNS`` is not set."""
    import fcntl
    import pty
    import struct
    import termios

    terminal, its_end = pty.openpty()
    fcntl.ioctl(its_end, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 70, 0, 0))
    call = "from isoplan.cli.main import main; main()"
    env = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    subprocess.run(
        [sys.executable, "-c", call, "init", "--examples"],
        stdout=its_end,
        env=env,
        check=True,
        timeout=60,
    )
    os.close(its_end)
    text = ""
    with suppress(OSError):  # the end of a pseudo terminal on Linux
        while read := os.read(terminal, 1_000):
            text += read.decode()
    os.close(terminal)
    check_fits(text.replace("\r\n", "\n"), 70)
    assert max(map(len, text.split("\r\n"))) > 60
