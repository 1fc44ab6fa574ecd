"""AMT held to a limit: the rows, the audit and the reasons of every such preference.

AMT is what the tentative minimum tax is above regular tax (Form 6251 line 11, and each
state's own). The row ``limit - AMT >= 0`` asks for little tentative tax and for much
regular tax, so it pulls on regular tax against the cost: its brackets get the binaries
that keep a program from overstating it (`sensitivity.py`).
"""

from abc import abstractmethod
from collections.abc import Iterator
from enum import StrEnum
from math import isinf
from typing import ClassVar

from isoplan.models.amounts.amounts import Amount
from isoplan.models.situation import Situation
from isoplan.optimizer.preferences.base import Preference, TracedPlan
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.pricing.year_returns import YearReturns
from isoplan.optimizer.recount.evidence import Evidence
from isoplan.optimizer.tracing.expression import Expression

NEGLIGIBLE = 0.005
"""Dollars of AMT that count as none; rows over traced amounts have the same slack."""
CENT = 0.01


class AmtKind(StrEnum):
    """Whose AMT it is."""

    FEDERAL = "federal"
    STATE = "state"


class AmtLimit(Preference):
    """The AMT of every year, run-off included, is no more than a limit."""

    limits_tax: ClassVar[bool] = True

    @abstractmethod
    def most(self, kind: AmtKind, year: int) -> float:
        """Return the most AMT of a kind in a year (dollars); infinite if any may be."""

    def rows(self, plan: TracedPlan) -> Iterator[tuple[str, Expression]]:
        """Yield what each year's AMT leaves of its limit, where it may pass it."""
        for returns in plan.returns:
            year = returns.node.year
            for kind, amt in amt_by_kind(returns).items():
                if isinf(most := self.most(kind, year)):
                    continue
                left = plan.graph.as_expression(most - amt)
                if plan.graph.range_of(left).low < -NEGLIGIBLE:
                    yield f"{self.name}_{kind}_{year}", left

    def broken(self, evidence: Evidence) -> Iterator[str]:
        """Work out the AMT of each year from the schedule's own forms."""
        for each in evidence.figures.returns.years:
            year = each.node.year
            for kind, amount in amt_by_kind(each.returns).items():
                amt, most = float(amount), self.most(kind, year)
                if not round(amt - most, 2) <= CENT:
                    yield (
                        f"{kind} AMT of {amt:,.2f} in {year}, {self.as_written} "
                        f"allows {most:,.2f}"
                    )

    def why_blocked(self, situation: Situation) -> str:
        """Return the AMT that the household has without any exercise or sale."""
        for each in baseline_years(situation).years:
            year = each.node.year
            for kind, amt in amt_by_kind(each.returns).items():
                if amt > self.most(kind, year) + NEGLIGIBLE:
                    return (
                        f"without any exercise or sale the household has {kind} AMT of "
                        f"${amt:,.0f} in {year}"
                    )
        return ""


def amt_by_kind(returns: YearReturns) -> dict[AmtKind, Amount]:
    """Return a year's AMT (dollars): federal, and of all states lived in together."""
    of_states: Amount = sum(state.tax.amt for state in returns.states)
    return {
        AmtKind.FEDERAL: returns.tax.form_6251.line_11,
        AmtKind.STATE: of_states,
    }
