"""A solver's memory is its own, not that of the process that starts it."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.memory import _held_by_children, peak_megabytes

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="only Linux tells of children"
)


def held_beside(command: list[str]) -> list[float]:
    """Return what is held by children while a command waits for its input."""
    with subprocess.Popen(command, stdin=subprocess.PIPE) as child:
        try:
            return _held_by_children()
        finally:
            child.kill()


def test_another_program_counts() -> None:
    held = held_beside(["cat"])
    assert all(0.0 < each < peak_megabytes() for each in held)
    assert len(held) == 1


def test_a_child_that_is_still_a_copy_does_not_count() -> None:
    assert held_beside([sys.executable, "-c", "input()"]) == []
