"""What is dear to make is made by one worker of a run, and read by the others."""

import os
import pickle
import shutil
import tempfile
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TypeVar

Made = TypeVar("Made")
FOLDER = "ISOPLAN_TESTS_RUN"
"""Environment variable: the folder of a run, which its workers inherit."""


def begin() -> None:
    """Make the folder of a run, before its workers start."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="isoplan-tests-")


def end() -> None:
    """Remove the folder of a run that is over."""
    shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


def once_a_run(make: Callable[[str], Made]) -> Callable[[str], Made]:
    """Have a function make each thing by its name once in a run of the tests.

    Two workers that begin at the same time both make it: that is slower, never wrong.
    """
    known: dict[str, Made] = {}

    @wraps(make)
    def made(name: str) -> Made:
        path = Path(os.environ[FOLDER]) / f"{make.__name__}-{name}.pickle"
        if name not in known and path.exists():
            known[name] = pickle.loads(path.read_bytes())
        elif name not in known:
            known[name] = make(name)
            part = path.with_suffix(f".{os.getpid()}")
            part.write_bytes(pickle.dumps(known[name]))
            part.replace(path)
        return known[name]

    return made
