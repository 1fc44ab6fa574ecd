"""What a rule does that tracing cannot follow, and where it does it."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

TRACES = True
"""Marks a module whose frames are no rule's: an error points past them."""

CHOOSE = (
    "which side is larger depends on the decisions; "
    "use greater_of, lesser_of or excess in its place"
)
PRODUCT = (
    "the product of two amounts that both depend on decisions is not piecewise "
    "linear; multiply by a known factor"
)
QUOTIENT = (
    "a quotient by an amount that depends on decisions is not piecewise linear; "
    "divide by a known number"
)
NO_NUMBER = (
    "the amount depends on the decisions and has no value yet; keep it as it is, "
    "and read its value from the graph once the decisions are known"
)
VOCABULARY = (
    "it is not piecewise linear, or tracing has no words for it; use +, -, a known "
    "factor, greater_of, lesser_of, excess or a RateSchedule"
)


class NotTraceable(TypeError):
    """A rule applies an operation that no graph of kinks can hold.

    Attributes:
        operation: What the rule does, as it is written: ``>``, ``np.ceil``.
        rule: Function, module and line that does it.
    """

    def __init__(self, operation: str, why: str) -> None:
        """Say what cannot be traced, in which rule, why, and what to use instead.

        Args:
            operation: What the rule does, as it is written.
            why: The reason, and the remedy.
        """
        self.operation = operation
        self.rule = _rule(sys._getframe(1))
        super().__init__(f"{operation} cannot be traced in {self.rule}: {why}")


def refuses(operation: str, why: str) -> Callable[..., NoReturn]:
    """Return a method that raises :class:`NotTraceable`, whatever it is given."""

    def refuse(*_operands: object) -> NoReturn:
        raise NotTraceable(operation, why)

    return refuse


def _rule(frame: FrameType | None) -> str:
    """Return the innermost function that belongs to neither tracing nor NumPy."""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if "TRACES" not in frame.f_globals and module.split(".")[0] != "numpy":
            name = frame.f_code.co_qualname
            return f"{name} (module {module}, line {frame.f_lineno})"
        frame = frame.f_back
    return "an unknown rule"
