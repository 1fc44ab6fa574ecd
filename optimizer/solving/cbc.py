"""CBC, as a program of its own that is called on a file.

CBC is the one that PuLP brings along. It is called on the file that PuLP writes, and
its answer is read from the binary file in which it keeps full precision: the text that
PuLP reads has eight digits, too few for a plan that must tie to the cent.
"""

import errno
import signal
import struct
import tempfile
import time
from collections.abc import Callable
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pulp

from isoplan.models.base.errors import InfeasiblePlan, SolverFailure
from isoplan.models.base.problems import shortened
from isoplan.optimizer.program.program import THOUSAND, Program
from isoplan.optimizer.solving.cbc_log import CbcLog, Verdict
from isoplan.optimizer.solving.incumbent import Incumbent
from isoplan.optimizer.solving.relax_then_search import (
    Answer,
    how_near,
    range_bound,
    relax_then_search,
)
from isoplan.optimizer.solving.solution import (
    Limits,
    Solution,
    contradicts,
    in_dollars,
)
from isoplan.optimizer.solving.solver_process import make_private, run_to_its_end
from isoplan.optimizer.solving.variables import DamagedAnswer, Variables

HEADER = struct.Struct("2i")
SEARCH = [
    *("-heuristics", "off", "-preprocess", "off", "-cuts", "off", "-probing", "on"),
    *("-strongBranching", "3", "-trustPseudoCosts", "2", "-perturbation", "off"),
]
"""What pays for a search that starts from a plan: CBC's heuristics would look for what
is there already, of its cuts only those that probing finds move the bound, and with so
few binaries a little strong branching is enough."""
WHOLE_SEARCH = ["-preprocess", "off"]
"""For whole shares near a plan or everywhere: preprocessing loses plans there that are
cents better, and starts; with it a search of 50 nodes has called a plan best to the
cent that was 6 cents short."""
PRINTED = 0.0005
"""Thousands of dollars by which the bound that CBC prints may be rounded up."""
SHORTEST_S = 0.05
"""Seconds that a search needs at least."""
LATE_S = 0.2
"""Seconds after its time limit at which a CBC that does not stop is stopped."""
PROGRAM, START, PLAN = "plan.mps", "start.txt", "plan.bin"
"""Names of files, beside which CBC runs: it cuts long paths off."""
OF_ANOTHER_KIND = frozenset({errno.ENOEXEC, 85, 86, 193, 216})
"""What systems say of a program for another one: also macOS's EBADEXEC and EBADARCH,
and Windows's ERROR_BAD_EXE_FORMAT and ERROR_EXE_MACHINE_TYPE_MISMATCH."""
REMEDY = "install PuLP again for this processor, or take --solver highs"
NO_ROOM = "make room there, or set TMPDIR to a folder that can be written"


def with_cbc(
    program: Program,
    limits: Limits,
    start: np.ndarray | None,
    tell: Callable[[str], None] | None = None,
) -> Solution:
    """Solve a program with CBC; errors as in :mod:`isoplan.optimizer.solving.solver`.

    Args:
        program: What to minimize.
        limits: When to stop.
        start: Shares of each column of a plan that is known already, or None.
        tell: Told how near a search is, as far as CBC says it while it runs.
    """
    limits = limits.started()
    try:
        folder = tempfile.TemporaryDirectory(
            prefix="isoplan_", ignore_cleanup_errors=True
        )
    except OSError as error:
        why = "has no temporary folder that can be written"
        raise _failure(why, _words(error), NO_ROOM) from None
    with folder as path:
        return relax_then_search(_Model(program, Path(path), tell), limits, start, tell)


class _Model:
    """A program as a file, and the calls of CBC that read it."""

    def __init__(
        self, program: Program, folder: Path, tell: Callable[[str], None] | None = None
    ) -> None:
        self.tell = tell
        self.program = program
        self.folder = folder
        self.seconds = 0.0
        self.version = "unknown"
        try:
            make_private(folder / PROGRAM)
            answer: Any = program.problem.writeMPS(str(folder / PROGRAM), rename=True)
        except OSError as error:
            why = f"cannot be given its program in {_shown(folder)}"
            raise _failure(why, _words(error), NO_ROOM) from None
        self.names: dict[str, str] = answer[1]
        self.variables = Variables(program)

    @property
    def solver(self) -> str:
        """Return name and version."""
        return f"CBC {self.version}"

    def relaxation(self, limits: Limits) -> Answer:
        """Solve the program as if binaries might be fractions."""
        left = limits.left_s
        log = self._run(left, ["-initialSolve"]) if left > 0 else None
        if log is None or log.verdict is not Verdict.OPTIMAL:
            return Answer(None, range_bound(self.program))
        found = self._incumbent()
        return Answer(found, found.cost)

    def search(self, limits: Limits, first: Incumbent | None) -> Answer:
        """Search from the binaries that a first plan calls for, if there is one."""
        gap = limits.gap_dollars / THOUSAND
        stop = ["-ratio", "0", "-allow", f"{gap:.9f}", "-solve"]
        if limits.most_nodes is not None:
            stop = ["-maxNodes", f"{limits.most_nodes}", *stop]
        left = limits.left_s
        log = None
        if first is not None and left > SHORTEST_S:
            start = self._written_start(first)
            how = [] if self.program.used else SEARCH
            how = WHOLE_SEARCH if self.program.whole else how
            log = self._run(left, ["-mipstart", start, *how, *stop])
            left = limits.left_s
        if (log is None or not log.used_start) and left > SHORTEST_S:
            how = WHOLE_SEARCH if self.program.whole else []
            log = self._run(left, [*how, *stop])
        if log is None or log.verdict is Verdict.STOPPED_WITHOUT_PLAN:
            return Answer(None, -inf)
        found = self._incumbent()
        if log.verdict is Verdict.OPTIMAL:  # except what is better by less than the gap
            bound = found.cost - limits.gap_dollars
        else:
            bound = in_dollars(self.program, log.bound - PRINTED)
            if not contradicts(found.cost, bound):  # else the bound is told as it is
                bound = min(bound, found.cost - limits.gap_dollars)
        return Answer(found, bound, log.nodes)

    def _run(self, seconds: float, what: list[str]) -> CbcLog:
        """Call CBC, and return its log.

        Raises:
            InfeasiblePlan: If CBC proves that there is no plan.
            SolverFailure: If it cannot be called, or fails.
        """
        command = [str(Path(pulp.PULP_CBC_CMD.pulp_cbc_path).absolute()), PROGRAM]
        command += ["-sec", f"{seconds:.3f}", "-timeMode", "elapsed", *what]
        command += ["-saveSolution", PLAN, "-quit"]
        watch = None if self.tell is None else self._watch
        started = time.perf_counter()
        try:
            make_private(self.folder / PLAN)
            ended = run_to_its_end(command, self.folder, seconds + LATE_S, watch)
        except OSError as error:
            raise _not_started(command[0], error) from None
        self.seconds += time.perf_counter() - started
        log = CbcLog(ended.output)
        self.version = log.version
        if ended.code is None:
            return CbcLog("Result - Stopped, for it was late")
        if ended.code:
            raise _failure(f"ended with {_exit(ended.code)}", log.tail)
        if log.verdict is Verdict.FAILED:
            raise _failure("stopped without an answer", log.tail)
        if log.verdict is Verdict.INFEASIBLE:
            raise InfeasiblePlan("no schedule keeps all limits of the scenario")
        return log

    def _watch(self, printed: str) -> None:
        """Tell how near the search is, by what CBC has printed so far."""
        gap = CbcLog(printed).gap
        if self.tell is not None and gap is not None:
            self.tell(how_near(gap * THOUSAND))

    def failure(self, why: str) -> SolverFailure:
        """Return the error for an answer that cannot be right."""
        return _failure(why)

    def _written_start(self, first: Incumbent) -> str:
        """Write each integer as a plan would set it, and return the file's path."""
        lines = ["Stopped on iterations - objective value 0"]
        on = self.program.switched_on(first.shares, first.on)
        values = list(zip(self.program.binaries, map(int, on), strict=True))
        for place, whole in self.program.whole.items():
            values.append((whole, round(float(first.shares[place]))))
        for place, (variable, value) in enumerate(values):
            lines.append(f"{place} {self.names[variable.name]} {value} 0")
        path = self.folder / START
        try:
            make_private(path)
            path.write_text("\n".join(lines) + "\n", encoding="ascii")
        except OSError as error:
            why = f"cannot be given its start in {_shown(self.folder)}"
            raise _failure(why, _words(error), NO_ROOM) from None
        return START

    def _incumbent(self) -> Incumbent:
        """Read the plan that CBC has saved.

        The file holds the numbers of rows and columns, the objective, row activities
        and duals, column amounts and reduced costs.
        """
        try:
            raw = (self.folder / PLAN).read_bytes()
            return self.variables.incumbent(*self._amounts_in(raw))
        except (OSError, ValueError, struct.error, DamagedAnswer) as error:
            words = _words(error) if isinstance(error, OSError) else str(error)
            raise _failure("saved a plan that cannot be read", words) from None

    def _amounts_in(self, raw: bytes) -> tuple[np.ndarray, float]:
        """Return column amounts and objective of a saved plan, both in thousands."""
        rows, columns = HEADER.unpack_from(raw)
        numbers = np.frombuffer(raw, dtype="<f8", offset=HEADER.size)
        expected = (self.program.rows, len(self.variables.in_order))
        if (rows, columns) != expected or len(numbers) < 1 + 2 * (rows + columns):
            raise DamagedAnswer("numbers of another size")
        return numbers[1 + 2 * rows : 1 + 2 * rows + columns], float(numbers[0])


def _not_started(path: str, error: OSError) -> SolverFailure:
    """Return the error for a CBC that the system does not start, with the remedy."""
    words = f"{_words(error)}: {path}"
    is_there = Path(path).exists()
    if isinstance(error, FileNotFoundError) and not is_there:
        return _failure("is missing", words)
    if isinstance(error, PermissionError):
        return _failure("may not be executed", words)
    number = getattr(error, "winerror", None) or error.errno
    if number in OF_ANOTHER_KIND or (isinstance(error, FileNotFoundError) and is_there):
        return _failure("is not made for this processor or system", words)
    return _failure("cannot be called", words)


def _exit(code: int) -> str:
    """Return how a process ended: by a signal or with an exit code."""
    if code >= 0:
        return f"exit code {code:#x}" if code > 255 else f"exit code {code}"
    known = {each.value: each.name for each in signal.Signals}
    return f"signal {-code} ({known.get(-code, 'unknown')})"


def _words(error: OSError) -> str:
    return error.strerror or str(error)


def _shown(folder: Path) -> str:
    """Return where the temporary folder is, its beginning if that is long."""
    return shortened(str(folder.parent))


def _failure(why: str, detail: str = "", remedy: str = REMEDY) -> SolverFailure:
    """Return the error for a CBC that gave no answer."""
    return SolverFailure("CBC, the solver that comes with PuLP,", why, remedy, detail)
