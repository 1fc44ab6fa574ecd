"""HiGHS, where it is installed: a second opinion on the same program."""

import ctypes
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import nan
from pathlib import Path
from typing import Any

import numpy as np

from isoplan.models.base.errors import InfeasiblePlan, SolverFailure
from isoplan.optimizer.program.writer import THOUSAND, Program
from isoplan.optimizer.solving.incumbent import Incumbent, best_incumbent, cheaper
from isoplan.optimizer.solving.solution import (
    Limits,
    Solution,
    in_dollars,
    in_shares,
    out_of_time,
    rounded,
)

FEASIBLE = 2
"""HiGHS's number for a solution that keeps all rows."""


def with_highs(program: Program, limits: Limits, start: np.ndarray | None) -> Solution:
    """Solve a program with HiGHS; errors as in :mod:`isoplan.optimizer.solving.solver`.

    Args:
        program: What to minimize.
        limits: When to stop.
        start: Shares of each column of a plan that is known already, or None.
    """
    highs, place = _loaded(program)
    places = [place[variable.name] for variable in program.columns]
    elections = [
        None if each is None else place[each.name] for each in program.elections
    ]
    highs.setOptionValue("time_limit", limits.time_limit_s)
    highs.setOptionValue("mip_rel_gap", 0.0)
    if limits.most_nodes is not None:
        highs.setOptionValue("mip_max_nodes", limits.most_nodes)
    highs.setOptionValue("mip_abs_gap", limits.gap_dollars / THOUSAND)
    started = time.perf_counter()
    highs.run()
    seconds = time.perf_counter() - started
    info = highs.getInfo()
    if highs.modelStatusToString(highs.getModelStatus()) == "Infeasible":
        raise InfeasiblePlan("no schedule keeps all limits of the scenario")
    found = best_incumbent(program, [start])
    if info.primal_solution_status == FEASIBLE:
        amounts = np.array(highs.getSolution().col_value)
        cost = in_dollars(program, info.objective_function_value)
        on = rounded(amounts, elections)
        found = cheaper(found, Incumbent(in_shares(amounts[places]), cost, on))
    if found is None:
        raise out_of_time(limits)
    searched = program.binaries or program.whole
    bound = info.mip_dual_bound if searched else info.objective_function_value
    proved = in_dollars(program, bound)
    return Solution(
        shares=found.shares,
        on=found.on,
        cost=found.cost,
        bound=min(proved, found.cost),
        root_bound=nan,
        proven=limits.close(found.cost, proved),
        nodes=max(info.mip_node_count, 0),
        seconds=seconds,
        solver=f"HiGHS {highs.version()}",
    )


def _loaded(program: Program) -> tuple[Any, dict[str, int]]:
    """Return HiGHS with the program read, and each variable's place in it by name."""
    try:
        import highspy
    except ImportError as error:
        raise SolverFailure(
            "the HiGHS solver is not installed; install it with "
            "`pip install isoplan[highs]` or use --solver cbc"
        ) from error
    with tempfile.TemporaryDirectory(prefix="isoplan_") as folder:
        path = Path(folder, "plan.mps")
        answer: Any = program.problem.writeMPS(str(path), rename=True)
        with without_greeting():
            highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
            highs.silent()
        highs.readModel(str(path))
    return highs, {variable.name: n for n, variable in enumerate(answer[0])}


@contextmanager
def without_greeting() -> Iterator[None]:
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
