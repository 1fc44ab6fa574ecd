"""The page's server as people run it, and requests as its page sends them."""

import json
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import Any

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SMALL = (SCENARIOS / "amt_credit_timeline.toml").read_text(encoding="utf-8")
PROGRAM = "from isoplan.cli.main import main; main()"
LONG_S = 240.0
"""Seconds that anything may take on a busy computer."""


@dataclass(frozen=True)
class Answer:
    """An answer, read to its end."""

    status: int
    headers: HTTPMessage
    body: bytes


@dataclass(frozen=True)
class Server:
    """A server that runs.

    Attributes:
        process: Its own.
        address: Shown to the person who started it.
        host: Its own address.
    """

    process: "subprocess.Popen[str]"
    address: str
    host: str = "127.0.0.1"

    @property
    def key(self) -> str:
        """The token in the address."""
        return self.address.partition("#")[2]

    @property
    def port(self) -> int:
        """Of the server."""
        return int(self.address.partition("#")[0].rstrip("/").rpartition(":")[2])

    def request(
        self,
        path: str,
        given: object = None,
        headers: Mapping[str, str] | None = None,
        method: str = "POST",
        body: bytes | None = None,
    ) -> Answer:
        """Send a request as the page would; empty headers are left out."""
        usual = {
            "Host": f"{self.host}:{self.port}",
            "Origin": f"http://{self.host}:{self.port}",
            "Authorization": f"Bearer {b64encode(self.key.encode()).decode()}",
            "Content-Type": "application/json",
        }
        sent = usual | dict(headers or {})
        content = json.dumps(given).encode() if body is None else body
        if method == "POST":
            sent["Content-Length"] = str(len(content))
        connection = HTTPConnection(self.host, self.port, timeout=LONG_S)
        with closing(connection):
            connection.putrequest(
                method, path, skip_host=True, skip_accept_encoding=True
            )
            for name, value in sent.items():
                if value:
                    connection.putheader(name, value.encode("utf-8"))
            connection.endheaders(content if method == "POST" else None)
            with closing(connection.getresponse()) as answer:
                return Answer(answer.status, answer.headers, answer.read())

    def said(self, name: str, /, **given: object) -> list[dict[str, Any]]:
        """All lines of an answer, the waiting left out."""
        answer = self.request(f"/api/{name}", given)
        assert answer.status == 200, answer.body
        lines = [json.loads(line) for line in answer.body.splitlines()]
        return [each for each in lines if each.get("kind") != "waiting"]

    def processes(self) -> set[int]:
        """Numbers of the processes that do its work."""
        children = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return {int(each) for file in children for each in file.read_text().split()}


@contextmanager
def served(*options: str, host: str = "127.0.0.1") -> Iterator[Server]:
    """Run a server, and end it."""
    program = [sys.executable, "-m", "isoplan_command", "web", "--no-browser"]
    code = (
        "import sys; from isoplan.cli.main import main; sys.argv[0] = 'isoplan'; main()"
    )
    program[1:3] = ["-c", code]
    process = subprocess.Popen(
        [*program, *options], stderr=subprocess.PIPE, text=True, stdout=subprocess.PIPE
    )
    try:
        assert process.stderr is not None
        for line in process.stderr:
            if " is at " in line:
                break
        address = line.partition(" is at ")[2].strip()
        server = Server(process, address, host)
        wait_until(lambda: _answers(server))
        yield server
    finally:
        process.terminate()
        process.wait(LONG_S)
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def _answers(server: Server) -> bool:
    try:
        return server.request("/", method="GET").status == 200
    except OSError:
        return False


def wait_until(true: Any, seconds: float = LONG_S) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.05)
