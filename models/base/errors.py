"""Every error a user can meet.

IsoPlanError
    UnknownLawYear      a tax year without figures
    ScenarioErrors      everything wrong with a scenario file, at once
    FutureParts         a scenario with branches, where one path is planned
    InfeasiblePlan      no schedule keeps all limits
    NoPlanInTime        the time limit came before any plan
    SolverFailure       the solver stopped for a reason of its own
    AuditFailure        a schedule does not pass the audit: a defect of isoplan
"""

from collections.abc import Iterable
from typing import Self

from isoplan.models.base.problems import Problem


class IsoPlanError(Exception):
    """An error with a message for the user; anything else is a defect."""


class UnknownLawYear(IsoPlanError):
    """There are no figures of the law for a year, and no way to project them.

    Attributes:
        year: The tax year.
    """

    def __init__(self, year: int, reason: str = "") -> None:
        """Name the year, and why it has no figures."""
        why = reason or (
            "give an inflation assumption for years after the last published one; "
            "years before the first table are not covered"
        )
        super().__init__(f"no figures of the law for tax year {year}: {why}")
        self.year, self.reason = year, reason

    def __reduce__(self) -> tuple[type[Self], tuple[int, str]]:
        """Return what makes the error again, as in another process."""
        return type(self), (self.year, self.reason)


class ScenarioErrors(IsoPlanError):
    """Everything wrong with one scenario file.

    Attributes:
        problems: At least one, in the order of the file where it has one.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Print one line a problem."""
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Problem, ...]]]:
        """Return what makes the errors again, as in another process."""
        return type(self), (self.problems,)


class FutureParts(IsoPlanError):
    """A scenario has branches, and what was asked for goes along one path."""

    def __init__(
        self,
        what: str = "what was asked for",
        instead: str = "isoplan plan and isoplan report take such a file",
    ) -> None:
        """Name what goes along one path, and what to do instead."""
        super().__init__(
            "the future of this scenario parts, by [[branches]] or [uncertainty], and "
            f"{what} goes along one path; {instead}, or remove the branches"
        )
        self.what, self.instead = what, instead

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """Return what makes the error again, as in another process."""
        return type(self), (self.what, self.instead)


class InfeasiblePlan(IsoPlanError):
    """No schedule keeps all limits of the scenario."""


class NoPlanInTime(IsoPlanError):
    """The time limit came before any plan was found."""


class SolverFailure(IsoPlanError):
    """A solver stopped without an answer that can be believed.

    Attributes:
        solver: Its name.
        why: What happened, short, continuing the name.
        remedy: What would help.
        detail: Its own last words, or empty.
    """

    def __init__(self, solver: str, why: str, remedy: str, detail: str = "") -> None:
        """Print solver, reason, its own words and remedy in one line."""
        words = f": {detail}" if detail else ""
        super().__init__(f"{solver} {why}{words}; {remedy}")
        self.solver, self.why, self.remedy, self.detail = solver, why, remedy, detail

    def __reduce__(self) -> tuple[type[Self], tuple[str, str, str, str]]:
        """Return what makes the error again, as in another process."""
        return type(self), (self.solver, self.why, self.remedy, self.detail)


class AuditFailure(IsoPlanError):
    """A schedule does not pass the audit, by whatever check: a defect of isoplan."""
