"""Checks of a schedule against its program: cost, cash and bound tie to the forms."""

from collections.abc import Iterator

from isoplan.optimizer.checking.figure_checks import beaten_by
from isoplan.optimizer.recount.cash_walk import CASH_SLACK, short_of_cash
from isoplan.optimizer.recount.evidence import Evidence, differs

TOLERANCE_DOLLARS = 0.05
"""By which the program and the forms may differ: rounding of solver and model file."""


def cash_floor(evidence: Evidence) -> Iterator[str]:
    """Cash of a plan never falls below its floor, or below what a loan allows."""
    if not evidence.keeps_limits:
        return
    short = short_of_cash(evidence.situation, evidence.figures.cash)
    for day, amount in short.items():
        if not amount <= CASH_SLACK:
            yield f"cash is {amount:,.2f} dollars short on {day}"


def program_cost(evidence: Evidence) -> Iterator[str]:
    """The program's cost of the shares is what their forms give."""
    program = evidence.program
    if program is not None and differs(evidence.cost, program.cost, TOLERANCE_DOLLARS):
        yield (
            f"the forms give {evidence.cost:,.2f}, the program {program.cost:,.2f}: "
            "they must tie to the cent"
        )


def program_cash(evidence: Evidence) -> Iterator[str]:
    """The program's cash of each day is what the forms leave, and no day is missing."""
    program = evidence.program
    if program is None:
        return
    short = short_of_cash(evidence.situation, evidence.figures.cash)
    by_forms = {day: -amount for day, amount in short.items()}
    by_program = dict(program.cash)
    for day in sorted(by_forms.keys() - by_program.keys()):
        yield f"the program has no cash of {day}"
    for day in sorted(by_forms.keys() & by_program.keys()):
        if differs(by_forms[day], by_program[day], TOLERANCE_DOLLARS):
            yield (
                f"the forms leave {by_forms[day]:,.2f} of cash on {day}, the program "
                f"{by_program[day]:,.2f}: they must tie to the cent"
            )


def bound(evidence: Evidence) -> Iterator[str]:
    """No schedule is better than the bound that was proven for all of them."""
    beaten = beaten_by(evidence)
    if evidence.program is not None:
        by_program = evidence.program.bound - evidence.cost
        beaten = beaten if beaten >= by_program else by_program
    if not beaten <= TOLERANCE_DOLLARS:
        yield f"it is {beaten:,.2f} dollars better than the bound that was proven"
