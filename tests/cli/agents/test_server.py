"""Standard output is the protocol's alone, and a server without a client ends."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from agent_talk import PROGRAM
from isoplan.cli.main import main

ENDS_IN_S = 20.0
HELLO = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "by hand", "version": "0"},
}
PRINTS = "import isoplan.cli.agents.reading as r; r.pages = lambda: print('oh') or []; "
"""Makes the server print where it must not."""


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator["subprocess.Popen[bytes]"]:
    """A server that has been greeted; a parameter is run in it first."""
    program = getattr(request, "param", "") + PROGRAM
    with subprocess.Popen(
        [sys.executable, "-c", program, "mcp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        say(process, "initialize", HELLO, number=1)
        assert heard(process)["id"] == 1
        say(process, "notifications/initialized")
        yield process
        process.kill()


def say(
    process: "subprocess.Popen[bytes]",
    method: str,
    params: dict[str, Any] | None = None,
    number: int | None = None,
) -> None:
    """Write a message."""
    message = {"jsonrpc": "2.0", "method": method, "params": params or {}}
    if number is not None:
        message["id"] = number
    assert process.stdin is not None
    process.stdin.write(json.dumps(message).encode() + b"\n")
    process.stdin.flush()


def heard(process: "subprocess.Popen[bytes]") -> dict[str, Any]:
    """Read a message; a line that is none fails."""
    assert process.stdout is not None
    found: dict[str, Any] = json.loads(process.stdout.readline())
    assert found["jsonrpc"] == "2.0"
    return found


def children_of(number: int) -> list[int]:
    """Return the processes that a process has started."""
    found = Path(f"/proc/{number}/task/{number}/children")
    return [int(each) for each in found.read_text(encoding="utf-8").split()]


def stress(root: Path) -> dict[str, Any]:
    """A call that takes long."""
    text = (root / "scenarios" / "series_b_engineer.toml").read_text(encoding="utf-8")
    arguments = {"scenario": text, "volatility": 0.6, "paths": 100_000}
    return {
        "name": "stress",
        "arguments": arguments,
        "_meta": {"progressToken": "t"},
    }


def test_an_older_client_by_hand(server: "subprocess.Popen[bytes]") -> None:
    """Lines of JSON and nothing else, to the end."""
    given = {"household": {"year": 2026, "filing_status": "single", "wages": 9e4}}
    say(server, "tools/call", {"name": "tax", "arguments": given}, number=2)
    answer = heard(server)
    assert answer["id"] == 2
    assert answer["result"]["structuredContent"]["result"][0]["outputs"]
    out, _ = server.communicate(timeout=ENDS_IN_S)
    assert out == b""
    assert server.returncode == 0


@pytest.mark.parametrize("server", [PRINTS], indirect=True)
def test_what_is_printed_is_no_part_of_the_protocol(
    server: "subprocess.Popen[bytes]",
) -> None:
    """It goes to standard error, where a client may show it."""
    say(server, "resources/list", number=2)
    assert heard(server)["result"]["resources"] == []
    out, said = server.communicate(timeout=ENDS_IN_S)
    assert out == b""
    assert b"oh" in said


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="no /proc")
@pytest.mark.parametrize("how", ["gone", "killed"])
def test_nothing_is_left_of_a_server(
    how: str, server: "subprocess.Popen[bytes]", root: Path
) -> None:
    """Whether its client goes in the middle of a call, or it is killed itself."""
    say(server, "tools/call", stress(root), number=2)
    assert heard(server)["method"] == "notifications/progress"
    started = children_of(server.pid)
    assert started
    if how == "gone":
        server.communicate(timeout=ENDS_IN_S)
    else:
        server.kill()
        server.wait(ENDS_IN_S)
    until = time.monotonic() + ENDS_IN_S
    while any(Path(f"/proc/{each}").exists() for each in started):
        assert time.monotonic() < until, "a process is left"
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_at_once(
    number: signal.Signals, server: "subprocess.Popen[bytes]"
) -> None:
    """Though its standard input stays open; with the code that shells know."""
    server.send_signal(number)
    assert server.wait(ENDS_IN_S) == 128 + number


def test_without_the_sdk_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes with an extra."""
    monkeypatch.setitem(sys.modules, "isoplan.cli.agents.server", None)
    done = CliRunner().invoke(main, ["mcp"])
    assert done.exit_code == 1
    assert "pip install 'isoplan[mcp]'" in done.stderr
    assert done.stdout == ""


def test_a_folder_that_is_not_there_is_refused() -> None:
    """A slip in the client's settings is told, not found out later."""
    done = CliRunner().invoke(main, ["mcp", "no-such-folder"])
    assert done.exit_code == 2
    assert "no-such-folder" in done.stderr
