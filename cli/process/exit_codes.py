"""What the exit code says: one table, for every command."""

from enum import IntEnum

from isoplan.models.base.errors import InfeasiblePlan, IsoPlanError, NoPlanInTime


class ExitCode(IntEnum):
    """How a command ended; a traceback means a defect of isoplan."""

    DONE = 0
    KNOWN_ERROR = 1
    WRONG_USAGE = 2  # click's own
    INFEASIBLE = 3
    NO_PLAN_IN_TIME = 4
    SOME_FAILED = 5  # of a batch of households
    INTERRUPTED = 130  # Ctrl-C; as shells count: 128 and the signal's number
    BROKEN_PIPE = 141  # whoever read the output has gone; by the same count
    TERMINATED = 143


BY_ERROR: dict[type[IsoPlanError], ExitCode] = {
    InfeasiblePlan: ExitCode.INFEASIBLE,
    NoPlanInTime: ExitCode.NO_PLAN_IN_TIME,
}


def exit_code_of(error: IsoPlanError) -> ExitCode:
    """Return the exit code of one of the tool's own errors."""
    return BY_ERROR.get(type(error), ExitCode.KNOWN_ERROR)


def exit_code_of_signal(number: int) -> int:
    """Return the exit code of a command that a signal stopped, as shells count."""
    return 128 + number
