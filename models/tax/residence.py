"""A year's state tax of who moves: the part of it that each state takes.

What a state taxes of exercises and sales is in `sourcing.py`: its own income. In a year
of moving each state takes its part of the days of what it would take in a year without
any exercise or sale, and what is added to that by its own income: this stands on the
income of the whole year, as it does in the states' own forms, which tax a part-year
resident at the rates of the whole year's income. A state that is not lived in all year
takes what its own income adds alone. Every line of a state's forms is taken so, the
minimum tax too: what a credit may lower is the tax of this part alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any, TypeVar, cast

import numpy as np

from isoplan.models.law.state_law import StateLaw
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.state_return import StateReturn, state_return

Forms = TypeVar("Forms")
"""Dataclasses of amounts, down to the amounts themselves."""


@dataclass(frozen=True, slots=True)
class ResidencyPeriod:
    """All days of one year in one state.

    Attributes:
        state: Two-letter code; empty for none.
        spans: First and last day of each time there; none if it is not lived in.
    """

    state: str
    spans: tuple[tuple[date, date], ...]

    @property
    def share(self) -> float:
        """Return which part of the year it is."""
        if not self.spans:
            return 0.0
        year = self.spans[0][0].year
        whole = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        return sum((last - first).days + 1 for first, last in self.spans) / whole

    def holds(self, days: np.ndarray) -> np.ndarray:
        """Return whether each day, given as an ordinal, is one of them."""
        inside = np.zeros(len(days), dtype=bool)
        for first, last in self.spans:
            inside |= (days >= first.toordinal()) & (days <= last.toordinal())
        return inside


def resident_tax(
    law: StateLaw, share: float, filer: StateFiler, idle: StateFiler | None
) -> StateReturn:
    """Return a state's forms for its part of a year.

    ``T(base + own) - (1 - share) T(base)``, line by line. The forms multiply the tax on
    all income by the part of it that is earned in the state. Where the rate does not
    change that is the same; where it does, this takes the marginal rate of the whole
    year's income, and it can be traced.

    Args:
        law: Figures of the state.
        share: The part of the year lived there.
        filer: The year's other income, and the state's own of exercises and sales.
        idle: The same without that; None for a whole year.

    Source: the part-year return of each state, such as Form 540NR (California) or
        IT-203 (New York).
    """
    whole = state_return(filer, law)
    if idle is None:
        return whole
    return _part(whole, state_return(idle, law), 1.0 - share)


def _part(whole: Forms, idle: Forms, elsewhere: float) -> Forms:
    """Return forms line by line, less a part of what they are in an idle year.

    Args:
        whole: A dataclass of amounts, or one of them.
        idle: The same without exercises and sales.
        elsewhere: Part of the year lived elsewhere.
    """
    one: Any = whole
    if is_dataclass(whole):
        lines = {
            line.name: _part(
                getattr(one, line.name), getattr(idle, line.name), elsewhere
            )
            for line in fields(one)
        }
        return cast("Forms", replace(one, **lines))
    if one is None or isinstance(one, bool):
        return whole
    return cast("Forms", one - elsewhere * cast("Any", idle))


def moving_note(states: Iterable[str]) -> str | None:
    """Return what a reader must know of who lives in several states; None if in one.

    Args:
        states: In which the household lives in some year.
    """
    if len(set(states)) < 2:
        return None
    return (
        "A gain is taxed by the state lived in on the day of sale. Pay from options, "
        "and their spread for a state's minimum tax, are taxed by the state lived in "
        "on the day too, and a part by every state in which they were earned: workdays "
        "from grant to exercise (in New York to vesting), for which days lived there "
        "stand unless a grant gives work_states. For what two states tax, the one "
        "lived in gives a credit."
    )
