"""CBC: the relaxation first, then the search from what the relaxation suggests.

CBC is the one that PuLP brings along. It is called on the file that PuLP writes, and
its answer is read from the binary file in which it keeps full precision: the text that
PuLP reads has eight digits, too few for a plan that must tie to the cent.

The relaxation is solved by itself. Priced by the law, its columns are a plan, often the
best one already: then nothing is left to prove. If not, the search starts from the
binaries that a known plan calls for, and CBC need not look for a first plan by itself,
which took it longer than all the rest.
"""

import struct
import subprocess
import tempfile
import time
from dataclasses import dataclass, replace
from math import inf, nan
from pathlib import Path
from typing import Any

import numpy as np
import pulp

from isoplan.models.base.errors import InfeasiblePlan, SolverFailure
from isoplan.optimizer.program.writer import THOUSAND, Program
from isoplan.optimizer.solving.cbc_log import CbcLog, Verdict
from isoplan.optimizer.solving.incumbent import Incumbent, best_incumbent, cheaper
from isoplan.optimizer.solving.solution import (
    PROOF_SLACK,
    Limits,
    Solution,
    in_dollars,
    in_shares,
    out_of_time,
    rounded,
)

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
SHORTEST_S = 0.05
"""Seconds that a search needs at least."""
PRINTED = 0.0005
"""Thousands of dollars by which the bound that CBC prints may be rounded up."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one call of CBC brought.

    Attributes:
        incumbent: The best plan found, at the cost that CBC gives; or None.
        bound: No plan costs less, dollars.
        nodes: Of the search tree.
    """

    incumbent: Incumbent | None
    bound: float
    nodes: int


def with_cbc(program: Program, limits: Limits, start: np.ndarray | None) -> Solution:
    """Solve a program with CBC; errors as in :mod:`isoplan.optimizer.solving.solver`.

    Args:
        program: What to minimize.
        limits: When to stop.
        start: Shares of each column of a plan that is known already, or None.
    """
    with tempfile.TemporaryDirectory(prefix="isoplan_") as folder:
        model = _Model(program, Path(folder))
        try:
            relaxed = model.relaxation(limits)
        except InfeasiblePlan:  # or so it seems: the full search has the last word
            return _solution(model, limits, model.search(limits, None), nan)
        known = _known(program, relaxed.incumbent, start)
        answer = replace(relaxed, incumbent=known)
        proven = known is not None and limits.close(known.cost, relaxed.bound)
        if relaxed.incumbent is not None and not proven:
            first = known if program.whole else known or relaxed.incumbent
            searched = model.search(limits, first)
            answer = _Answer(
                incumbent=cheaper(known, searched.incumbent),
                bound=max(relaxed.bound, _believed(searched.bound, known)),
                nodes=searched.nodes,
            )
    return _solution(model, limits, answer, relaxed.bound)


def _known(
    program: Program, relaxed: Incumbent | None, start: np.ndarray | None
) -> Incumbent | None:
    """Return the best plan that is known once the relaxation is solved."""
    if program.whole:
        return best_incumbent(program, [start])
    if not program.binaries:
        return relaxed or best_incumbent(program, [start])
    return best_incumbent(program, [relaxed, start])


def _believed(bound: float, known: Incumbent | None) -> float:
    """Return a bound, or none at all where a plan is known that beats it."""
    beaten = known is not None and known.cost < bound - PROOF_SLACK
    return -inf if beaten else bound


def _solution(
    model: "_Model", limits: Limits, answer: _Answer, root_bound: float
) -> Solution:
    """Return an answer with what it took, or raise if there is no plan in it."""
    found = answer.incumbent
    if found is None:
        raise out_of_time(limits)
    return Solution(
        shares=found.shares,
        on=found.on,
        cost=found.cost,
        bound=min(answer.bound, found.cost),
        root_bound=root_bound,
        proven=limits.close(found.cost, answer.bound),
        nodes=answer.nodes,
        seconds=model.seconds,
        solver=f"CBC {model.version}",
    )


class _Model:
    """A program as a file, and the calls of CBC that read it."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.program = program
        self.folder = folder
        self.seconds = 0.0
        self.version = "unknown"
        answer: Any = program.problem.writeMPS(str(folder / "plan.mps"), rename=True)
        self.names: dict[str, str] = answer[1]
        place = {variable.name: n for n, variable in enumerate(answer[0])}
        self.places = [place[variable.name] for variable in program.columns]
        self.elections = [
            None if each is None else place[each.name] for each in program.elections
        ]

    def relaxation(self, limits: Limits) -> _Answer:
        """Solve the program as if binaries might be fractions.

        Without an answer in time, the bound is that of the cost's range.
        """
        log = self._run(limits.time_limit_s, ["-initialSolve"])
        if log.verdict is not Verdict.OPTIMAL:
            cost = self.program.traced.cost
            return _Answer(None, cost.graph.range_of(cost).low, 0)
        found = self._incumbent()
        return _Answer(found, found.cost, 0)

    def search(self, limits: Limits, first: Incumbent | None) -> _Answer:
        """Search from the binaries that a first plan calls for, if there is one."""
        gap = limits.gap_dollars / THOUSAND
        stop = ["-ratio", "0", "-allow", f"{gap:.9f}", "-solve"]
        if limits.most_nodes is not None:
            stop = ["-maxNodes", f"{limits.most_nodes}", *stop]
        left = limits.time_limit_s - self.seconds
        log = None
        if first is not None and left > SHORTEST_S:
            start = self._written_start(first)
            how = [] if self.program.used else SEARCH
            how = WHOLE_SEARCH if self.program.whole else how
            log = self._run(left, ["-mipstart", start, *how, *stop])
            left = limits.time_limit_s - self.seconds
        if (log is None or not log.used_start) and left > SHORTEST_S:
            log = self._run(left, stop)
        if log is None or log.verdict is Verdict.STOPPED_WITHOUT_PLAN:
            return _Answer(None, -inf, 0)
        found = self._incumbent()
        if log.verdict is Verdict.OPTIMAL:  # except what is better by less than the gap
            bound = found.cost - limits.gap_dollars
        else:
            bound = in_dollars(self.program, log.bound - PRINTED)
            bound = min(bound, found.cost - limits.gap_dollars)
        return _Answer(found, bound, log.nodes)

    def _run(self, seconds: float, what: list[str]) -> CbcLog:
        """Call CBC, and return its log.

        Raises:
            InfeasiblePlan: If CBC proves that there is no plan.
            SolverFailure: If it cannot be called, or fails.
        """
        command = [pulp.PULP_CBC_CMD.pulp_cbc_path, str(self.folder / "plan.mps")]
        command += ["-sec", f"{seconds:.3f}", "-timeMode", "elapsed", *what]
        command += ["-saveSolution", str(self.folder / "plan.bin"), "-quit"]
        started = time.perf_counter()
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:
            raise _failure(f"cannot be called: {error.strerror or error}") from None
        self.seconds += time.perf_counter() - started
        log = CbcLog(done.stdout)
        if done.returncode:
            raise _failure(f"ended with exit code {done.returncode}: {log.tail}")
        if log.verdict is Verdict.FAILED:
            raise _failure(f"stopped without an answer: {log.tail}")
        if log.verdict is Verdict.INFEASIBLE:
            raise InfeasiblePlan("no schedule keeps all limits of the scenario")
        self.version = log.version
        return log

    def _written_start(self, first: Incumbent) -> str:
        """Write each integer as a plan would set it, and return the file's path."""
        lines = ["Stopped on iterations - objective value 0"]
        on = self.program.switched_on(first.shares, first.on)
        values = list(zip(self.program.binaries, map(int, on), strict=True))
        for place, whole in self.program.whole.items():
            values.append((whole, round(float(first.shares[place]))))
        for place, (variable, value) in enumerate(values):
            lines.append(f"{place} {self.names[variable.name]} {value} 0")
        path = self.folder / "start.txt"
        path.write_text("\n".join(lines) + "\n")
        return str(path)

    def _incumbent(self) -> Incumbent:
        """Read the plan that CBC has saved.

        The file holds the numbers of rows and columns, the objective, row activities
        and duals, column amounts and reduced costs.
        """
        raw = (self.folder / "plan.bin").read_bytes()
        rows, columns = HEADER.unpack_from(raw)
        numbers = np.frombuffer(raw, dtype="<f8", offset=HEADER.size)
        amounts = numbers[1 + 2 * rows : 1 + 2 * rows + columns]
        return Incumbent(
            shares=in_shares(amounts[self.places]),
            cost=in_dollars(self.program, float(numbers[0])),
            on=rounded(amounts, self.elections),
        )


def _failure(why: str) -> SolverFailure:
    """Return the error for a CBC that gave no answer, with the remedy."""
    return SolverFailure(
        f"CBC, the solver that comes with PuLP, {why}; install PuLP again for this "
        "processor, set TMPDIR to a short path with room, or take another solver: pip "
        "install highspy, then --solver highs"
    )
