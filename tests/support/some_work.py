"""Work for processes of their own: quick, endless, deadly, or with a defect."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from isoplan.optimizer.processes.jobs import LOST
from isoplan.optimizer.processes.serving import tell

KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


KEPT: list[bytes] = []
"""What a task leaves behind in its process."""

HOARDS = "import os, time; held = os.urandom(1 << 20) * 450; time.sleep(600)"


class Unreadable(Exception):
    """One that is written by pickle, and cannot be read again."""

    def __init__(self, one: str, other: str) -> None:
        """Take more than its words."""
        super().__init__(f"{one} and {other}")


def done(folder: str, task: str, seconds: float) -> str:
    """Do what a task says, and return it with the process that did it."""
    del seconds
    what, _, name = task.partition(" ")
    marks = [*Path(folder).glob(f"{name}.*")]
    if what == "die" or (what == "die-once" and not marks):
        (Path(folder) / f"{name}.{os.getpid()}").touch()
        os.kill(os.getpid(), KILL)
    if what == "leave":
        left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        (Path(folder) / f"{name}.{left.pid}").touch()
        os.kill(os.getpid(), KILL)
    if what == "forget" and not marks:
        (Path(folder) / f"{name}.{os.getpid()}").touch()
        raise MemoryError
    if what == "sleep":
        (Path(folder) / f"{name}.{os.getpid()}").touch()
        time.sleep(600)
    if what == "tidy":
        try:
            (Path(folder) / f"{name}.{os.getpid()}").touch()
            threading.Event().wait(600)
        finally:
            (Path(folder) / f"{name}-tidied.{os.getpid()}").touch()
    if what == "hoard":
        held = []
        while True:
            held.append(bytearray(os.urandom(1 << 20) * 16))
            time.sleep(0.01)
    if what == "keep-some":
        KEPT.append(os.urandom(1 << 20) * 220)
    if what == "hold-less":
        held = [os.urandom(1 << 20) * 160]
        time.sleep(0.5)
    if what == "hold-some":
        bytearray(os.urandom(1 << 20) * 500)
    if what == "grab":
        return f"{task} by {np.empty(1 << 30, np.uint8).size}"
    if what == "start-one-that-hoards":
        (Path(folder) / f"{name}.{os.getpid()}").touch()
        subprocess.run([sys.executable, "-c", HOARDS], check=False)
        time.sleep(600)
    if what == "talk":
        for number in range(50):
            tell(number)
    if what == "fail-unreadably":
        raise Unreadable(name, "another")
    if what == "fail":
        raise ZeroDivisionError(name)
    if what == "wait":
        time.sleep(0.2)
    return f"{task} by {os.getpid()}"


def lost(why: str) -> str:
    """The answer where processes gave none."""
    return "lost" if why == LOST else why


def told(folder: str, task: str, seconds: float) -> str:
    """Say on the way what is begun."""
    del folder, seconds
    tell(f"begun {task}")
    return task


def unsendable(folder: str, task: str, seconds: float) -> object:
    """Return what no pipe takes."""
    del folder, task, seconds
    return lambda: None


def planned_unless_deadly(
    asked: Any,
    task: Any,
    seconds: float,
    tell: Any = None,
) -> Any:
    """Plan a scenario, as a comparison does; one called deadly ends the process."""
    from isoplan.models.situation import situation_of
    from isoplan.optimizer.recommend import solve_plan

    del asked, seconds
    if task.scenario.name == "deadly":
        os.kill(os.getpid(), KILL)
    return solve_plan(situation_of(task.scenario), progress=tell, explain=True)[0]
