"""Progress: one line on a terminal, nothing in a pipe, and nothing left behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from isoplan.cli.process import live_line
from isoplan.cli.process.live_line import LiveLine

PLAN = "from isoplan.cli.main import main; main()"


class Terminal:
    """Keeps what is written to a terminal."""

    encoding = "utf-8"

    def __init__(self) -> None:
        """Nothing is written yet."""
        self.written = ""

    def isatty(self) -> bool:
        """It is one."""
        return True

    def write(self, text: str) -> int:
        """Keep a text."""
        self.written += text
        return len(text)

    def flush(self) -> None:
        """Hold nothing back."""

    @property
    def seen(self) -> str:
        """Return what stands in the last line: the latest write over the others."""
        shown = ""
        for part in self.written.split("\n")[-1].split("\r"):
            shown = part + shown[len(part) :]
        return shown.rstrip()


def as_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Put a terminal in the place of standard error."""
    fake = Terminal()
    monkeypatch.setattr(sys, "stderr", fake)
    monkeypatch.setenv("TERM", "xterm")
    return fake


def test_a_terminal_shows_the_latest_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line, with its seconds; the line is gone at the end."""
    terminal = as_terminal(monkeypatch)
    with LiveLine() as line:
        line.tell("reading the law ...")
        assert terminal.seen == "0 s  reading the law ..."
        line.tell("solving ...")
        assert terminal.seen == "0 s  solving ..."
    assert terminal.seen == ""
    assert "\n" not in terminal.written


def test_the_seconds_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """While nothing is told."""
    terminal = as_terminal(monkeypatch)
    monkeypatch.setattr(live_line, "AGAIN_S", 0.01)
    with LiveLine() as line:
        line.tell("solving ...")
        begun = time.monotonic()
        while "1 s  solving" not in terminal.written:
            assert time.monotonic() - begun < 10.0
            time.sleep(0.05)


def test_a_warning_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the line, on a terminal; of a pipe it is all that comes."""
    terminal = as_terminal(monkeypatch)
    with LiveLine() as line:
        line.tell("solving ...")
        line.tell("Warning: CBC is missing")
        line.tell("solving again ...")
    assert "Warning: CBC is missing\n" in terminal.written
    assert terminal.seen == ""


@pytest.mark.parametrize("quiet", [False, True])
def test_a_pipe_gets_warnings_alone(
    quiet: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Quiet or not."""
    with LiveLine(quiet=quiet) as line:
        line.tell("solving ...")
        line.tell("Warning: CBC is missing")
    assert capsys.readouterr().err == "Warning: CBC is missing\n"


def test_quiet_shows_nothing_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of progress."""
    terminal = as_terminal(monkeypatch)
    with LiveLine(quiet=True) as line:
        line.tell("solving ...")
    assert terminal.written == ""


@pytest.mark.skipif(os.name != "posix", reason="pseudo terminals are POSIX's")
@pytest.mark.parametrize(("option", "progress"), [("-q", False), ("--gap=5", True)])
def test_of_a_real_terminal(option: str, progress: bool, root: Path) -> None:
    """Standard error is a pseudo terminal, standard output a pipe without color."""
    terminal, its_end = pytest.importorskip("pty").openpty()
    sample = root / "scenarios" / "amt_credit_timeline.toml"
    done = subprocess.run(
        [sys.executable, "-c", PLAN, "plan", str(sample), "--quick", option],
        stdout=subprocess.PIPE,
        stderr=its_end,
        env=os.environ | {"TERM": "xterm"},
        check=True,
        timeout=60,
    )
    os.write(its_end, b"end")
    said = ""
    while not said.endswith("end"):
        said += os.read(terminal, 1_000).decode()
    os.close(its_end)
    os.close(terminal)
    assert b"\x1b" not in done.stdout
    assert b"solving" not in done.stdout
    assert ("solving" in said) == progress
    assert said.split("\r")[-1] == "end"
