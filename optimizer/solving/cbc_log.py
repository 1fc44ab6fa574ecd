"""What CBC prints, read: its verdict, its bound, and what it made of the start.

CBC ends with exit code 0 whatever happened, so its words are all that there is. Numbers
are those of the program: thousands of dollars.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from math import inf, isfinite

NUMBER = r"\s*(-?[0-9.]+(?:e[+-]?[0-9]+)?)"
WHILE_IT_RUNS = (
    r"Cbc0010I After \d+ nodes, \d+ on tree, (-?[\d.]+(?:e[+-]?\d+)?) best solution, "
    r"best possible (-?[\d.]+(?:e[+-]?\d+)?) \("
)
NO_PLAN = 1e40
"""CBC's cost of no plan at all is larger."""
LONGEST_TAIL = 300
"""Characters of the log's end that a message shows."""


class Verdict(StrEnum):
    """How a call of CBC ended."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"
    STOPPED_WITHOUT_PLAN = "stopped without plan"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CbcLog:
    """One call of CBC, by its own words.

    Attributes:
        text: All that it printed.
    """

    text: str

    @property
    def verdict(self) -> Verdict:
        """Return how the call ended; what cannot be read is a failure."""
        ended = re.findall(r"^(?:Result - |Problem is )(.*)$", self.text, re.MULTILINE)
        result = ended[-1].lower() if ended else ""
        if "infeasible" in result or (
            not result and "Pre-processing says infeasible" in self.text
        ):
            return Verdict.INFEASIBLE
        if result.startswith("optimal solution found") or (
            not result and "Optimal objective" in self.text
        ):
            return Verdict.OPTIMAL
        if result.startswith("stopped"):
            has_plan = "Objective value:" in self.text
            return Verdict.STOPPED if has_plan else Verdict.STOPPED_WITHOUT_PLAN
        return Verdict.FAILED

    @property
    def bound(self) -> float:
        """Return the bound that CBC names; a complete search names none."""
        return self._number("Lower bound:", -inf)

    @property
    def gap(self) -> float | None:
        """Return how far apart plan and bound were last, while CBC still ran.

        None before it has said so, or while it knows no plan.
        """
        found = re.findall(WHILE_IT_RUNS, self.text)
        if not found:
            return None
        plan, bound = map(float, found[-1])
        return None if plan > NO_PLAN else max(plan - bound, 0.0)

    @property
    def nodes(self) -> int:
        """Return how many nodes were searched."""
        return int(self._number("Enumerated nodes:", 0.0))

    @property
    def version(self) -> str:
        """Return CBC's version."""
        found = re.search(r"Version:\s*(\S+)", self.text)
        return found.group(1) if found else "unknown"

    @property
    def used_start(self) -> bool:
        """Return whether CBC could use the start that it was given."""
        return "MIPStart provided solution" in self.text

    @property
    def tail(self) -> str:
        """Return the end of the log in one line, for a message."""
        return " ".join(self.text[-LONGEST_TAIL:].split())

    def _number(self, label: str, default: float) -> float:
        """Return the last number that follows a label."""
        found = re.findall(re.escape(label) + NUMBER, self.text)
        try:
            number = float(found[-1]) if found else default
        except ValueError:  # 1.2.3
            return default
        return number if isfinite(number) else default
