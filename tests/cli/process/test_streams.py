"""Streams that are closed, full, gone, or of an encoding that lacks letters."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from isoplan.cli.process import streams
from isoplan.models.results.plan import Plan

POSIX = pytest.mark.skipif(os.name != "posix", reason="redirected by a POSIX shell")
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")

ISOPLAN = f'"{sys.executable}" -c "from isoplan.cli.main import main; main()"'


@pytest.fixture
def sample(root: Path) -> Path:
    """The shipped scenario that is solved soonest."""
    return root / "scenarios" / "leaving_town.toml"


def shell(line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of a shell in which ``isoplan`` is this checkout's."""
    script = f'isoplan() {{ {ISOPLAN} "$@"; }}\n{line}'
    return subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        check=False,
        env=os.environ | environment,
    )


@POSIX
@pytest.mark.parametrize("command", ["plan", "check", "tax"])
def test_a_closed_output_is_an_error_before_anything_is_done(
    command: str, sample: Path
) -> None:
    """There is nowhere to print the result."""
    done = shell(f'isoplan {command} "{sample}" >&-')
    assert done.returncode == 1
    said = "Error: standard output is closed; nothing was done: open it, or > a file\n"
    assert done.stderr.decode() == said


@POSIX
def test_a_closed_error_stream_takes_nothing_from_the_result(sample: Path) -> None:
    """Progress has nowhere to go; no file opened later takes its number."""
    done = shell(f'isoplan plan "{sample}" --quick --json 2>&- <&-')
    assert done.returncode == 0
    assert Plan.model_validate(json.loads(done.stdout)).status == "optimal"


@POSIX
def test_all_streams_closed(sample: Path) -> None:
    """Nothing can be said, but the exit code is right."""
    assert shell(f'isoplan plan "{sample}" --quick >&- 2>&- <&-').returncode == 1


@FULL
@pytest.mark.parametrize(
    "call",
    ["plan {} --quick --json", "check {}", "states", "schema", "--help", "--version"],
)
def test_a_full_disk_is_an_error(call: str, sample: Path) -> None:
    """The output is cut off, and the exit code says so."""
    done = shell(f"isoplan {call.format(sample)} >/dev/full")
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()[-1:]
    assert line.startswith("Error: the output cannot be written: No space left")
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


@FULL
def test_full_disk_for_errors_leaves_result_and_exit_code(sample: Path) -> None:
    """The result goes elsewhere."""
    done = shell(f'isoplan plan "{sample}" --quick --json 2>/dev/full')
    assert done.returncode == 0
    assert json.loads(done.stdout)["status"] == "optimal"
    assert shell("isoplan plan missing.toml 2>/dev/full").returncode == 1


@POSIX
def test_a_reader_that_goes_is_no_error_in_words(sample: Path) -> None:
    """As with ``| head -1``: the code of a closed pipe, and nothing said."""
    done = shell(f'isoplan check "{sample}" | true; exit ${{PIPESTATUS[0]}}')
    assert done.returncode == 141
    assert done.stderr == b""


NAMES = 'name = "Zoë — 会社 \N{GRINNING FACE}"'


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "cp1252"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["latin-1", "cp1252", "C"],
)
@POSIX
def test_json_is_utf_8_and_text_is_printed_as_far_as_it_can_be(
    environment: dict[str, str], sample: Path, tmp_path: Path
) -> None:
    """Whatever the locale; letters that it lacks become question marks."""
    named = tmp_path / "named.toml"
    text = sample.read_text(encoding="utf-8").splitlines()
    text[[line.startswith("name =") for line in text].index(True)] = NAMES
    named.write_text("\n".join(text), encoding="utf-8")
    as_json = shell(f'isoplan plan "{named}" --quick --json', **environment)
    assert as_json.returncode == 0
    assert json.loads(as_json.stdout.decode("utf-8"))["scenario"] == NAMES[8:-1]
    checked = shell(f'isoplan check "{named}"', **environment)
    assert checked.returncode == 0
    assert b"?" in checked.stdout or "LC_ALL" in environment


def test_a_long_message_is_wrapped_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Between words, each of its lines by itself; in a pipe it stays as it is."""
    path = "folder/" * 12 + "file.toml"
    message = f"Error: {path}: there is no such file; check the path\nnext line"
    streams.say(message)
    assert capsys.readouterr().err == f"{message}\n"
    monkeypatch.setattr(streams, "columns_of", lambda _: 60)
    streams.say(message)
    assert capsys.readouterr().err.split("\n")[:-1] == [
        "Error:",
        f"  {path}:",
        "  there is no such file; check the path",
        "next line",
    ]
