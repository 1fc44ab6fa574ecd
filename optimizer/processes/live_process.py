"""A process that stays alive and does one task after another, started by its program.

It talks over pipes: nothing of the main program is run again in it, whatever it is, and
it ends when its pipe does.
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from isoplan.optimizer.solving.solver_process import POSIX

if TYPE_CHECKING:
    from collections.abc import Callable

_CODE = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from isoplan.optimizer.processes.serving import serve; serve()"
)
PROGRAM = (sys.executable, "-P", "-c", _CODE)
"""What every process runs; no file of the current folder stands in its way (-P)."""
MOST_ENDS = 2
"""Processes that may end while they work on one task: it is tried again once."""
UNWINDS_IN_S = 10.0
"""Seconds that a process has to end by itself before it is killed."""
GONE = "gone"
"""Heard of a process that has ended."""


@dataclass(slots=True, eq=False)
class LiveProcess:
    """A process.

    Attributes:
        process: As it was started.
        task: What it works on, in the terms of whoever gave it; None while idle.
        is_ready: Whether it has said that it works here.
        is_used: Whether it has done a task, of which it may still hold memory.
    """

    process: "subprocess.Popen[bytes]"
    task: Any = None
    is_ready: bool = False
    is_used: bool = False

    @classmethod
    def started(
        cls,
        work: object,
        heard: "Callable[[LiveProcess, object], None]",
        program: tuple[str, ...] = PROGRAM,
    ) -> Self:
        """Start a process, and a thread that listens to it.

        Args:
            work: What it does with each task.
            heard: Told in that thread what the process says, and that it has gone.
            program: What it runs.

        Raises:
            OSError: If it cannot be started.
        """
        live = cls(
            subprocess.Popen(
                program,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C asks the main program alone
            )
        )
        live.send(list(sys.path))
        live.send(work)
        threading.Thread(target=live.listen, args=(heard,), daemon=True).start()
        return live

    def listen(self, heard: "Callable[[LiveProcess, object], None]") -> None:
        """Pass on what the process says, and that it has gone."""
        assert self.process.stdout is not None
        try:
            while True:
                heard(self, pickle.load(self.process.stdout))
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            heard(self, GONE)
        finally:
            self.process.stdout.close()

    def send(self, what: object) -> None:
        """Write to the process; that it has gone is heard elsewhere."""
        assert self.process.stdin is not None
        with suppress(OSError):
            pickle.dump(what, self.process.stdin)
            self.process.stdin.flush()

    def close(self) -> None:
        """Close its input, which makes it unwind and end."""
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.close()

    def stop(self) -> None:
        """Wait until it has gone; kill it, and what it started, if it does not."""
        self.close()
        try:
            self.process.wait(UNWINDS_IN_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """Kill it with the solver that it may have left behind, and wait for it.

        Its number is its own, and that of its group, as long as nobody has waited.
        """
        self.close()
        if POSIX and self.process.returncode is None:
            with suppress(OSError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
