"""How long the page waits: check, slider and plan, asked one after another.

Run by hand: ``python -m tools.web_latency --rounds 50``; prints the table of
docs/web.md. CPU seconds are those of all processes of the server, which a busy
computer leaves as they are; what a clock says is beside them.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from isoplan.cli.web.safety import header_of
from isoplan.scenarios import examples

SCENARIOS = ("amt_credit_timeline", "series_b_engineer", "pre_ipo_couple")
PROGRAM = "from isoplan.cli.main import main; main()"
TICKS = 100.0
"""Of /proc, a second."""
BEFORE_THE_END = {"answer": "its answer", "so_far": "a plan so far"}
"""What is shown before a request is done, by the kind of its line."""


@dataclass
class Measured:
    """Seconds of one kind of request.

    Attributes:
        wall: By the clock, each.
        cpu: Of the server's processes, each.
    """

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def row(self, name: str) -> str:
        """Return a row of the table: median and worst."""
        cells = [
            f"{median(each):.2f} | {max(each):.2f}" for each in (self.cpu, self.wall)
        ]
        return f"| {name} | {len(self.wall)} | {' | '.join(cells)} |"


class Server:
    """A server of its own, ended at the end."""

    def __init__(self) -> None:
        """Start it."""
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "web", "--no-browser"],
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stderr is not None
        said = self.process.stderr.readline().partition(" is at ")[2].strip()
        address, _, self.key = said.partition("#")
        self.host = address.removeprefix("http://").rstrip("/")

    def ask(self, name: str, given: object) -> Iterator[tuple[str, float]]:
        """Yield the kind of each line of an answer, with the seconds it took."""
        body, begun = json.dumps(given).encode(), time.monotonic()
        headers = {
            "Authorization": header_of(self.key),
            "Content-Type": "application/json",
        }
        with closing(HTTPConnection(self.host)) as connection:
            connection.request("POST", f"/api/{name}", body, headers)
            with closing(connection.getresponse()) as answer:
                for line in answer:
                    yield json.loads(line).get("kind", name), time.monotonic() - begun

    def cpu_s(self) -> float:
        """Return the CPU seconds of its processes, and of what they started."""
        children = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        numbers = [self.process.pid]
        numbers += [int(each) for file in children for each in file.read_text().split()]
        ticks = 0.0
        for number in numbers:
            words = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, words[11:15]))
        return ticks / TICKS


def measured(server: Server, rounds: int, plans: int) -> dict[str, Measured]:
    """Return what each kind of request of each scenario takes, turn about.

    Args:
        server: Asked.
        rounds: In which each scenario is checked and its slider moved.
        plans: The first rounds, in which each is planned too.
    """
    found: dict[str, Measured] = {}
    texts = {e: examples()[e].read_text(encoding="utf-8") for e in SCENARIOS}
    for number in range(rounds + 1):
        for name, text in texts.items():
            places = {"exit_price": 60 + 5 * (number % 25)}
            slide = {"text": text, "places": places}
            for what, given in (("check", {"text": text}), ("slide", slide)):
                _one(server, what, given, found, f"{name}: {what}")
            if number <= plans:
                _one(server, "plan", {"text": text}, found, f"{name}: plan")
        print(f"round {number}", file=sys.stderr, flush=True)  # noqa: T201
        if not number:
            found.clear()  # the first of all warms up
    return found


def _one(
    server: Server, what: str, given: object, found: dict[str, Measured], name: str
) -> None:
    before, last = server.cpu_s(), 0.0
    for kind, seconds in server.ask(what, given):
        last = seconds
        if kind in BEFORE_THE_END:
            early = found.setdefault(f"{name}, {BEFORE_THE_END[kind]}", Measured())
            early.wall.append(seconds)
            early.cpu.append(server.cpu_s() - before)
    found.setdefault(name, Measured()).wall.append(last)
    found[name].cpu.append(server.cpu_s() - before)


def main(words: Sequence[str] | None = None) -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--plans", type=int, default=50)
    asked = parser.parse_args(words)
    server = Server()
    try:
        found = measured(server, asked.rounds, asked.plans)
    finally:
        server.process.terminate()
        server.process.wait()
        assert server.process.stderr is not None
        server.process.stderr.close()
    head = "| request | times | CPU s, median | worst | by the clock, median | worst |"
    rows = [head, "| --- | --- | --- | --- | --- | --- |"]
    rows += [each.row(name) for name, each in sorted(found.items())]
    print("\n".join(rows))  # noqa: T201


if __name__ == "__main__":
    main()
