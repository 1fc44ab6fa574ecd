"""Many people who plan at once: is each answered, with what is its own, and when.

Run by hand: ``python -m tools.many_plans --people 50``; prints the figures of
docs/web.md. Each asks ``isoplan web --listen`` for a whole plan, from an address of
127.0.1.0/24 of its own (Linux has them by itself), all at the same moment.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from isoplan.cli.web.safety import header_of
from isoplan.scenarios import examples

PROGRAM = "from isoplan.cli.main import main; main()"
PASSWORD = "for this measurement alone"
OFFICE = "127.0.0.2"
MOST_PEOPLE = 250


@dataclass(frozen=True)
class Told:
    """What one person was told.

    Attributes:
        last: Kind of the last line: done, or refused.
        waited: Whether others were before.
        own: Whether the report has the person's own name and nobody else's.
        seconds: Until the last line.
    """

    last: str
    waited: bool
    own: bool
    seconds: float


@contextmanager
def served() -> Iterator[int]:
    """Serve an office; return the port, and end it at the end."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "password"
        file.write_text(PASSWORD, encoding="utf-8")
        options = ["--listen", OFFICE, "--password-file", str(file)]
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "web", "--no-browser", *options],
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stderr is not None
            said = next(line for line in process.stderr if " is at " in line)
            yield int(said.strip().rstrip("/").rpartition(":")[2])
        finally:
            process.terminate()
            process.wait()


def asked(port: int, person: int, text: str, together: threading.Barrier) -> Told:
    """Return what one person is told who asks for a plan when all others do."""
    own = re.sub('\nname = "[^"]*"', f'\nname = "person-{person}-"', text, count=1)
    headers = {
        "Authorization": header_of(PASSWORD),
        "Content-Type": "application/json",
    }
    body = json.dumps({"text": own}).encode()
    here = (f"127.0.1.{person + 1}", 0)
    together.wait()
    begun = time.monotonic()
    with closing(HTTPConnection(OFFICE, port, source_address=here)) as line:
        line.request("POST", "/api/plan", body, headers)
        with closing(line.getresponse()) as answer:
            lines = [json.loads(each) for each in answer]
    names = {name for each in lines for name in re.findall(r"person-\d+-", str(each))}
    return Told(
        lines[-1]["kind"],
        any(each["kind"] == "waiting" and each["ahead"] for each in lines),
        names == {f"person-{person}-"},
        time.monotonic() - begun,
    )


def measured(people: int, text: str) -> list[Told]:
    """Return what each of several people is told."""
    together = threading.Barrier(people)
    with served() as port, ThreadPoolExecutor(people) as each:
        return list(
            each.map(lambda person: asked(port, person, text, together), range(people))
        )


def main() -> None:
    """Print how many were answered, and when."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50, choices=range(1, MOST_PEOPLE))
    parser.add_argument("--scenario", default="amt_credit_timeline")
    given = parser.parse_args()
    text = examples()[given.scenario].read_text(encoding="utf-8")
    found = measured(given.people, text)
    times = sorted(each.seconds for each in found)
    first, last = times[0], times[-1]
    lines = [
        f"told at last: {dict(Counter(each.last for each in found))}",
        f"told that others are before: {sum(each.waited for each in found)}",
        f"own name and nobody else's: {sum(each.own for each in found)}",
        f"seconds: first {first:.0f}, median {median(times):.0f}, last {last:.0f}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
