"""Many at once, people who leave, processes that are killed, a server that restarts."""

import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from isoplan.cli.web.safety import header_of
from isoplan.optimizer.processes.async_pool import MOST_OF_ONE
from isoplan.optimizer.processes.jobs import cores
from served_page import LONG_S, SCENARIOS, SMALL, Server, served, wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="looks at processes in /proc"),
]
PEOPLE = 50
PASSWORD = "a long word for an office"
SLOW = (SCENARIOS / "all_kinds_of_equity.toml").read_text(encoding="utf-8")


def named(text: str, name: str) -> str:
    """A scenario with another name."""
    first, _, rest = text.partition('\nname = "')
    return f'{first}\nname = "{name}"\n{rest.partition(chr(10))[2]}'


@contextmanager
def asking(server: Server, text: str) -> Iterator[socket.socket]:
    """A plan that is asked for by somebody who can leave."""
    body = json.dumps({"text": text}).encode()
    with socket.create_connection(("127.0.0.1", server.port), LONG_S) as line:
        head = (
            f"POST /api/plan HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
            f"Authorization: {header_of(server.key)}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        line.sendall(head.encode() + body)
        heard = b""
        while b'"progress"' not in heard:
            heard += line.recv(10_000)
        yield line


def test_fifty_at_once_are_all_answered(server: Server) -> None:
    """Each is told what is before, and gets what is its own and nobody else's."""

    def moved(number: int) -> tuple[int, list[dict[str, object]]]:
        text = named(SMALL, f"person {number}")
        percent = 50 + 5 * (number % 10)
        return number, server.said("slide", text=text, places={"exit_price": percent})

    def checked(number: int) -> tuple[int, list[dict[str, object]]]:
        return number, server.said("check", text=named(SMALL, f"person {number}"))

    with ThreadPoolExecutor(PEOPLE) as people:
        plans = list(people.map(moved, range(PEOPLE)))
        checks = list(people.map(checked, range(PEOPLE)))
    found = {}
    for number, said in plans:
        assert [each["kind"] for each in said] == ["slid"], number
        found.setdefault(number % 10, set()).add(json.dumps(said[-1]["answer"]))
    assert all(len(answers) == 1 for answers in found.values())
    assert len({answer for answers in found.values() for answer in answers}) > 5
    for number, said in checks:
        assert said[-1]["values"]["name"] == f"person {number}"  # type: ignore[index]


def test_reports_of_people_side_by_side_are_their_own(server: Server) -> None:
    """No name of another is in any line of an answer."""

    def report(number: int) -> str:
        return json.dumps(server.said("plan", text=named(SMALL, f"person-{number}-")))

    with ThreadPoolExecutor(4) as people:
        reports = list(people.map(report, range(4)))
    for number, text in enumerate(reports):
        names = {each for each in range(4) if f"person-{each}-" in text}
        assert names == {number}


def test_who_leaves_frees_a_process(server: Server) -> None:
    """It is ended with its solver; as many as before do what comes next."""
    before = server.processes()
    with asking(server, SLOW):
        pass
    wait_until(lambda: before - server.processes())
    wait_until(lambda: len(server.processes()) == len(before))
    assert server.said("plan", text=SMALL)[-1]["kind"] == "done"


def test_a_killed_process_costs_nobody_a_plan(server: Server) -> None:
    """All that plan are killed in the middle; the plan is there in the end."""
    with asking(server, SMALL) as line:
        for process in server.processes():
            os.kill(process, signal.SIGKILL)
        heard = b""
        while b'"done"' not in heard:
            part = line.recv(1_000_000)
            assert part, heard[-500:]
            heard += part
    assert server.said("check", text=SMALL)[-1]["problems"] == []


def test_a_restart_in_the_middle_of_a_plan() -> None:
    """Who waits is told by the end; no process is left; the next server answers."""
    with served() as server:
        port, processes = server.port, server.processes()
        with asking(server, SLOW) as line:
            server.process.terminate()
            heard = b""
            while part := line.recv(1_000_000):
                heard += part
            assert b'"done"' not in heard
        server.process.wait(LONG_S)
        wait_until(lambda: not any(map(is_running, processes)))
    with served("--port", str(port)) as again:
        assert again.port == port
        assert again.key != server.key
        assert again.said("check", text=SMALL)[-1]["problems"] == []


def test_a_server_that_is_killed_leaves_nothing_behind() -> None:
    """Its processes end with their pipes."""
    with served() as server:
        processes = server.processes()
        with asking(server, SLOW):
            server.process.kill()
            server.process.wait(LONG_S)
        wait_until(lambda: not any(map(is_running, processes)))


@pytest.mark.skipif(sys.platform != "linux", reason="takes addresses of its own")
def test_one_address_leaves_the_others_their_turns(tmp_path: Path) -> None:
    """An office: the eleventh plan of one address is refused, another's goes first."""
    file = tmp_path / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    options = ("--listen", "127.0.0.2", "--password-file", str(file))
    with (
        served(*options, host="127.0.0.2") as office,
        ThreadPoolExecutor(MOST_OF_ONE + 2) as people,
    ):
        done: list[str] = []

        def plan(address: str) -> str:
            line = HTTPConnection(
                office.host, office.port, LONG_S, source_address=(address, 0)
            )
            headers = {"Authorization": header_of(PASSWORD)}
            headers["Content-Type"] = "application/json"
            with closing(line):
                line.request("POST", "/api/plan", json.dumps({"text": SMALL}), headers)
                said = line.getresponse().read().splitlines()
            done.append(address)
            return str(json.loads(said[-1]))

        greedy = [people.submit(plan, "127.0.1.1") for _ in range(MOST_OF_ONE + 1)]
        wait_until(lambda: any(each.done() for each in greedy))
        assert "done" in plan("127.0.1.2")
        at_work = 2 * cores()  # those that were, and those beside it
        assert done.index("127.0.1.2") < max(MOST_OF_ONE // 2 + 2, at_work)
        said = [each.result() for each in greedy]
    assert sum("tasks of yours wait" in each for each in said) == 1
    assert sum("'done'" in each for each in said) == MOST_OF_ONE


def is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{number}/stat", encoding="utf-8") as file:  # noqa: PTH123
        return file.read().rpartition(")")[2].split()[0] != "Z"
