"""The same program in the hands of other solvers: HiGHS, SCIP, Gurobi, CBC by itself.

Each reads the file that CBC reads, works with one thread, keeps its own settings, and
stops at the same gap. Seconds are reading and solving; importing a package and starting
it is left out.
"""

import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite
from pathlib import Path
from typing import Any

import click
import numpy as np
import pulp

from benchmarks.model import Model, model_of
from benchmarks.prepared import asked_for, prepared
from isoplan.optimizer.program.program import THOUSAND
from isoplan.optimizer.solving.highs import without_greeting

TIME_LIMIT_S = 60.0
GAP = 1.0 / THOUSAND
"""One dollar, in the program's thousands."""
PROOF_SLACK = 1e-6
"""Thousands of dollars: solvers stop within this of a gap and call it reached."""
GUROBI_TOO_LARGE = 10010
"""Gurobi's error where a license is limited in size."""


@dataclass(frozen=True, slots=True)
class SolverRun:
    """What a solver found and proved.

    Attributes:
        name: The solver.
        version: Its version.
        seconds: Reading and solving.
        cost: Of the best plan found, dollars; infinite if there is none.
        bound: No plan costs less, dollars.
        proven: Whether both are within a dollar.
        nodes: Of the search tree.
        shares: Of each column, where they were asked for.
    """

    name: str
    version: str
    seconds: float
    cost: float
    bound: float
    proven: bool
    nodes: int
    shares: np.ndarray | None = None

    def __str__(self) -> str:
        """Return the run in a line."""
        said = "proven" if self.proven else f"bound {self.bound:,.2f}"
        return (
            f"{self.name} {self.version} {self.cost:,.2f} ({said}) in "
            f"{self.seconds:.2f} s, {self.nodes} nodes"
        )


@dataclass(frozen=True, slots=True)
class NotRun:
    """Why a solver did not run."""

    name: str
    reason: str

    def __str__(self) -> str:
        """Return the reason in a line."""
        return f"{self.name}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Relaxation:
    """CBC's own time for the program without whole numbers.

    Attributes:
        seconds: Reading and solving, with the start of the process.
        cost: Dollars.
    """

    seconds: float
    cost: float


def with_highs(model: Model, time_limit_s: float) -> SolverRun | NotRun:
    """Solve a model with HiGHS."""
    try:
        import highspy
    except ImportError:
        return NotRun("HiGHS", "highspy is not installed")
    with model.written() as (path, _):
        with without_greeting():
            highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
            highs.silent()
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("time_limit", time_limit_s)
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", GAP)
        started = time.perf_counter()
        highs.readModel(str(path))
        highs.run()
        seconds = time.perf_counter() - started
    info = highs.getInfo()
    objective = info.objective_function_value
    bound = info.mip_dual_bound if model.binaries else objective
    nodes = max(info.mip_node_count, 0)
    return _run(model, ("HiGHS", highs.version()), seconds, (objective, bound), nodes)


def with_scip(model: Model, time_limit_s: float) -> SolverRun | NotRun:
    """Solve a model with SCIP."""
    try:
        import pyscipopt
    except ImportError:
        return NotRun("SCIP", "pyscipopt is not installed")
    with model.written() as (path, _):
        scip: Any = pyscipopt.Model()
        scip.hideOutput()
        scip.setParam("limits/time", time_limit_s)
        scip.setParam("limits/gap", 0.0)
        scip.setParam("limits/absgap", GAP)
        scip.setParam("lp/threads", 1)
        started = time.perf_counter()
        scip.readProblem(str(path))
        scip.optimize()
        seconds = time.perf_counter() - started
    found = scip.getObjVal() if scip.getNSols() else inf
    ends, nodes = (found, scip.getDualbound()), scip.getNTotalNodes()
    return _run(model, ("SCIP", str(scip.version())), seconds, ends, nodes)


def with_gurobi(model: Model, time_limit_s: float) -> SolverRun | NotRun:
    """Solve a model with Gurobi, if it is no larger than its license allows."""
    try:
        import gurobipy
    except ImportError:
        return NotRun("Gurobi", "gurobipy is not installed")
    settings = {"OutputFlag": 0, "Threads": 1, "TimeLimit": time_limit_s}
    settings |= {"MIPGap": 0.0, "MIPGapAbs": GAP}
    with model.written() as (path, _), gurobipy.Env(params=settings) as started_env:
        started = time.perf_counter()
        read: Any = gurobipy.read(str(path), started_env)
        try:
            read.optimize()
        except gurobipy.GurobiError as error:
            if error.errno != GUROBI_TOO_LARGE:
                raise
            size = f"{read.NumVars} variables, {read.NumConstrs} rows"
            return NotRun("Gurobi", f"too large for the free license ({size})")
        seconds = time.perf_counter() - started
        found = read.ObjVal if read.SolCount else inf
        ends, nodes = (found, read.ObjBound), int(read.NodeCount)
    version = ".".join(map(str, gurobipy.gurobi.version()))
    return _run(model, ("Gurobi", version), seconds, ends, nodes)


def with_cbc(
    model: Model, time_limit_s: float, options: Sequence[str] = ()
) -> SolverRun | NotRun:
    """Solve a model with CBC's own defaults and ``options``, and read the columns."""
    with model.written() as (path, places):
        answer = path.with_suffix(".txt")
        what = ["-sec", f"{time_limit_s:g}", "-timeMode", "elapsed"]
        what += ["-ratio", "0", "-allow", f"{GAP}", "-solve"]
        what += ["-printingOptions", "all", "-solution", str(answer)]
        log, seconds = _cbc(path, [*options, *what])
        version = _found(log, r"Version:\s*(\S+)", "unknown")
        found = float(_found(log, r"Objective value:\s*(\S+)", "inf"))
        shares = _columns(answer, places) if isfinite(found) else None
    bound = float(_found(log, r"Lower bound:\s*(\S+)", "-inf"))
    if "Search completed" in log or not model.binaries:
        bound = found - GAP
    nodes = int(_found(log, r"Enumerated nodes:\s*(\d+)", "0"))
    return _run(model, ("CBC", version), seconds, (found, bound), nodes, shares)


def cbc_relaxation(model: Model) -> Relaxation:
    """Solve a model with CBC as if no variable had to be whole.

    Raises:
        ValueError: If CBC does not say that it found the optimum.
    """
    with model.written() as (path, _):
        log, seconds = _cbc(path, ["-initialSolve"])
    found = _found(log, r"Optimal objective\s+(\S+)", "")
    if not found:
        raise ValueError(f"CBC did not solve the relaxation: {log[-300:]}")
    return Relaxation(seconds=seconds, cost=model.in_dollars(float(found)))


def _cbc(path: Path, what: list[str]) -> tuple[str, float]:
    """Call CBC on a model file; return what it prints, and seconds."""
    command = [pulp.PULP_CBC_CMD.pulp_cbc_path, str(path), *what, "-quit"]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout, time.perf_counter() - started


def _found(log: str, pattern: str, default: str) -> str:
    """Return the last match in what CBC prints."""
    matches: list[str] = re.findall(pattern, log)
    return matches[-1] if matches else default


def _columns(answer: Path, places: list[int]) -> np.ndarray:
    """Return the shares of each column, from the text that CBC writes."""
    lines = answer.read_text().splitlines()[1:]
    rows = [line.replace("**", "").split() for line in lines]
    amounts = {int(row[1][1:]): float(row[2]) for row in rows if row[1][0] == "X"}
    thousands = np.array([amounts[place] for place in places])
    return thousands.clip(min=0.0) * THOUSAND


def _run(
    model: Model,
    solver: tuple[str, str],
    seconds: float,
    ends: tuple[float, float],
    nodes: int,
    shares: np.ndarray | None = None,
) -> SolverRun:
    """Return a run in dollars, from objective and bound in thousands."""
    objective, bound = ends
    return SolverRun(
        name=solver[0],
        version=solver[1],
        seconds=seconds,
        cost=model.in_dollars(objective),
        bound=model.in_dollars(bound),
        proven=objective - bound <= GAP + PROOF_SLACK,
        nodes=int(nodes),
        shares=shares,
    )


def main() -> None:
    """Solve one instance with every solver, and show it in one line."""
    instance = asked_for(sys.argv[1:])
    model = model_of(prepared(instance.scenario).program())
    solvers = (with_cbc, with_highs, with_scip, with_gurobi)
    runs = [str(run(model, TIME_LIMIT_S)) for run in solvers]
    relaxed = cbc_relaxation(model)
    runs.append(f"CBC's relaxation {relaxed.cost:,.2f} in {relaxed.seconds:.2f} s")
    click.echo(f"{instance.name}: " + "; ".join(runs))


if __name__ == "__main__":
    main()
