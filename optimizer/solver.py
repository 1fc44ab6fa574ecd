"""The only file that knows CBC or HiGHS: a program in, amounts and a bound out.

CBC is the one that PuLP brings along. It is called on the file that PuLP writes, and
its answer is read from the binary file in which it keeps full precision: the text that
PuLP reads has eight digits, too few for a plan that must tie to the cent.
"""

import ctypes
import os
import re
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pulp

from isoplan.models.errors import InfeasiblePlan, NoPlanInTime, SolverFailure
from isoplan.optimizer.program import THOUSAND, Program

SolverName = Literal["cbc", "highs"]

HEADER = struct.Struct("2i")
PROOF_SLACK = 1e-3
"""Dollars: solvers stop within this of a gap and call it reached."""


@dataclass(frozen=True, slots=True)
class Solution:
    """What a solver found and what it proved; dollars.

    Attributes:
        shares: Of each column; length n columns.
        cost: Of the best plan found (the incumbent).
        bound: No plan costs less.
        root_bound: The bound of the relaxation, before branching and cuts.
        proven: Whether cost and bound are within the gap asked for.
        nodes: Nodes of the search tree.
        seconds: Spent in the solver.
        solver: Its name and version.
    """

    shares: np.ndarray
    cost: float
    bound: float
    root_bound: float
    proven: bool
    nodes: int
    seconds: float
    solver: str


@dataclass(frozen=True, slots=True)
class Limits:
    """When a solver may stop.

    Attributes:
        time_limit_s: Seconds.
        gap_dollars: Distance of incumbent and bound that counts as proven.
    """

    time_limit_s: float = 60.0
    gap_dollars: float = 0.01


def solve(program: Program, limits: Limits, solver: SolverName = "cbc") -> Solution:
    """Solve a program.

    Raises:
        InfeasiblePlan: If no plan keeps all limits.
        NoPlanInTime: If time ran out before any plan was found.
        SolverFailure: If the solver stopped for a reason of its own.
    """
    if not program.columns:
        return _nothing_to_decide(program)
    if solver == "highs":
        return _with_highs(program, limits)
    return _with_cbc(program, limits)


def _nothing_to_decide(program: Program) -> Solution:
    """Return the one plan there is when nothing can be exercised or sold."""
    return Solution(
        shares=np.zeros(0),
        cost=program.constant,
        bound=program.constant,
        root_bound=program.constant,
        proven=True,
        nodes=0,
        seconds=0.0,
        solver="none",
    )


def _with_cbc(program: Program, limits: Limits) -> Solution:
    executable = pulp.PULP_CBC_CMD.pulp_cbc_path
    with tempfile.TemporaryDirectory(prefix="isoplan_") as folder:
        model, answer = Path(folder, "plan.mps"), Path(folder, "plan.bin")
        variables = _written(program, model)
        gap = limits.gap_dollars / THOUSAND
        command = [executable, str(model), "-sec", f"{limits.time_limit_s:.3f}"]
        command += ["-timeMode", "elapsed", "-ratio", "0", "-allow", f"{gap:.9f}"]
        command += ["-solve", "-saveSolution", str(answer), "-quit"]
        started = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - started
        log = _CbcLog(done.stdout)
        log.raise_unless_solved(limits)
        objective, amounts = _read_cbc_answer(answer)
    position = {variable.name: n for n, variable in enumerate(variables)}
    return _solution(
        program,
        np.array([amounts[position[v.name]] for v in program.columns]),
        objective=objective,
        bound=log.bound(objective, gap if program.binaries else 0.0),
        root=log.number(r"Continuous objective value is", objective),
        limits=limits,
        nodes=log.nodes,
        seconds=seconds,
        solver=f"CBC {log.version}",
    )


def _written(program: Program, model: Path) -> list[pulp.LpVariable]:
    """Write the model file, and return the variables in its order."""
    answer: Any = program.problem.writeMPS(str(model), rename=True)
    return list(answer[0])


def _read_cbc_answer(path: Path) -> tuple[float, np.ndarray]:
    """Return the objective, and each variable's amount in the order of the model file.

    The file holds the numbers of rows and columns, the objective, row activities and
    duals, column amounts and reduced costs.
    """
    raw = path.read_bytes()
    rows, columns = HEADER.unpack_from(raw)
    numbers = np.frombuffer(raw, dtype="<f8", offset=HEADER.size)
    return float(numbers[0]), numbers[1 + 2 * rows : 1 + 2 * rows + columns]


class _CbcLog:
    """What CBC prints: numbers in thousands of dollars."""

    def __init__(self, text: str) -> None:
        self.text = text

    def number(self, pattern: str, default: float = float("nan")) -> float:
        """Return the last number that a line gives."""
        found = re.findall(
            rf"(?:{pattern})" + r"\s*(-?[0-9.]+(?:e[+-]?[0-9]+)?)", self.text
        )
        return float(found[-1]) if found else default

    @property
    def version(self) -> str:
        """Return CBC's version."""
        found = re.search(r"Version:\s*(\S+)", self.text)
        return found.group(1) if found else "unknown"

    def bound(self, objective: float, gap: float) -> float:
        """Return the proven bound.

        A completed search leaves out what is better by less than the gap alone.
        """
        if "Search completed" in self.text or "Lower bound:" not in self.text:
            return objective - gap
        return self.number(r"Lower bound:")

    @property
    def nodes(self) -> int:
        """Return how many nodes were searched."""
        return int(self.number(r"Enumerated nodes:", 0))

    def raise_unless_solved(self, limits: Limits) -> None:
        """Raise the error that fits when there is no plan to show."""
        ended = re.findall(r"^Result - (.*)$", self.text, re.MULTILINE)
        verdict = ended[-1] if ended else self.text
        if re.search(r"infeasible", verdict, re.IGNORECASE):
            raise InfeasiblePlan("no schedule keeps all limits of the scenario")
        if "No feasible solution" in self.text:
            raise NoPlanInTime(
                f"no plan was found in {limits.time_limit_s:g} s; allow more time"
            )
        if not re.search(r"Search completed|Optimal|Objective value:", self.text):
            raise SolverFailure(f"CBC stopped without an answer: {self.text[-300:]}")


@contextmanager
def _without_greeting() -> Iterator[None]:
    """Keep C's standard output quiet: HiGHS greets there when it is made.

    Standard output carries the result alone, so that JSON stays JSON.
    """
    sys.stdout.flush()
    kept = os.dup(1)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        try:
            yield
        finally:
            if os.name == "posix":
                ctypes.CDLL(None).fflush(None)
            os.dup2(kept, 1)
            os.close(kept)


def _with_highs(program: Program, limits: Limits) -> Solution:
    try:
        import highspy
    except ImportError as error:
        raise SolverFailure(
            "the HiGHS solver is not installed; install it with "
            "`pip install isoplan[highs]` or use --solver cbc"
        ) from error
    with tempfile.TemporaryDirectory(prefix="isoplan_") as folder:
        model = Path(folder, "plan.mps")
        variables = _written(program, model)
        with _without_greeting():
            highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
            highs.silent()
        highs.readModel(str(model))
    highs.setOptionValue("time_limit", limits.time_limit_s)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", limits.gap_dollars / THOUSAND)
    started = time.perf_counter()
    highs.run()
    seconds = time.perf_counter() - started
    status, info = highs.getModelStatus(), highs.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        raise InfeasiblePlan("no schedule keeps all limits of the scenario")
    if info.primal_solution_status != 2:
        raise NoPlanInTime(
            f"no plan was found in {limits.time_limit_s:g} s; allow more time"
        )
    amounts = highs.getSolution().col_value
    position = {variable.name: n for n, variable in enumerate(variables)}
    whole = bool(program.binaries)
    return _solution(
        program,
        np.array([amounts[position[v.name]] for v in program.columns]),
        objective=info.objective_function_value,
        bound=info.mip_dual_bound if whole else info.objective_function_value,
        root=float("nan"),
        limits=limits,
        nodes=max(info.mip_node_count, 0),
        seconds=seconds,
        solver=f"HiGHS {highs.version()}",
    )


def _solution(
    program: Program,
    thousands: np.ndarray,
    *,
    objective: float,
    bound: float,
    root: float,
    limits: Limits,
    nodes: int,
    seconds: float,
    solver: str,
) -> Solution:
    """Turn a solver's numbers, in thousands, into shares and dollars."""
    cost, proved, relaxed = (
        value * THOUSAND + program.constant for value in (objective, bound, root)
    )
    return Solution(
        shares=np.maximum(thousands, 0.0) * THOUSAND,
        cost=cost,
        bound=min(proved, cost),
        root_bound=relaxed,
        proven=cost - proved <= limits.gap_dollars + PROOF_SLACK,
        nodes=nodes,
        seconds=seconds,
        solver=solver,
    )
