"""A program as any solver may read it: the project's own, or a textbook's."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulp

from isoplan.optimizer.program.program import THOUSAND, Program


@dataclass(frozen=True, slots=True)
class Model:
    """A problem in thousands of dollars and of shares.

    Attributes:
        problem: Minimizes cost.
        columns: One variable a column.
        binaries: How many binary variables there are.
        constant: The part of the cost that no decision moves (dollars).
    """

    problem: pulp.LpProblem
    columns: tuple[pulp.LpVariable, ...]
    binaries: int
    constant: float

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return int(self.problem.numConstraints())

    def in_dollars(self, thousands: float) -> float:
        """Return a solver's objective as the cost of a plan (dollars)."""
        return thousands * THOUSAND + self.constant

    @contextmanager
    def written(self) -> Iterator[tuple[Path, list[int]]]:
        """Write the model file, and remove it in the end.

        Yields:
            Its path, and where in it each column stands.
        """
        with tempfile.TemporaryDirectory(prefix="isoplan_") as folder:
            path = Path(folder, "plan.mps")
            answer: Any = self.problem.writeMPS(str(path), rename=True)
            place = {variable.name: n for n, variable in enumerate(answer[0])}
            yield path, [place[column.name] for column in self.columns]


def model_of(program: Program) -> Model:
    """Return the project's own program for any solver."""
    return Model(
        problem=program.problem,
        columns=program.columns,
        binaries=len(program.binaries),
        constant=program.constant,
    )
