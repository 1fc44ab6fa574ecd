"""Check of the deductions shown: each year's election, its amount, what it saves."""

from collections.abc import Iterator

from isoplan.optimizer.checking.figure_checks import CENT
from isoplan.optimizer.pricing.credited_years import EvaluatedYear
from isoplan.optimizer.pricing.year_returns import elections_in_reach
from isoplan.optimizer.recount.evidence import Evidence, differs
from isoplan.optimizer.recount.figures import evaluated_years_of


def deductions(evidence: Evidence) -> Iterator[str]:
    """Each year's deduction is that of an open election, and saves what is shown."""
    if evidence.shown is None:
        return
    for shown, year in zip(
        evidence.shown.years, evidence.figures.returns.years, strict=False
    ):
        number = year.node.year
        if year.itemizes not in elections_in_reach(evidence.situation, number):
            yield f"{number}: {shown.deduction_taken} is no choice of the household"
        if year.itemizes != (shown.deduction_taken == "itemized"):
            yield f"{number}: the deduction is not {shown.deduction_taken}"
        amount = float(year.returns.tax.form_1040.schedule_a.deduction)
        if differs(shown.deduction_amount, amount, CENT):
            yield (
                f"{number}: the deduction is shown as {shown.deduction_amount:,.2f}, "
                f"it is {amount:,.2f}"
            )
        if evidence.plan is None:
            continue
        saved = _saved(evidence, year)
        if differs(shown.deduction_saved, saved, CENT):
            yield (
                f"{number}: the election is shown to save "
                f"{shown.deduction_saved:,.2f}, it saves {saved:,.2f}"
            )


def _saved(evidence: Evidence, year: EvaluatedYear) -> float:
    """Return what a year's election saves against the other one (dollars)."""
    if len(elections_in_reach(evidence.situation, year.node.year)) == 1:
        return 0.0
    returns = evidence.figures.returns
    other = list(returns.itemizes)
    other[year.node.index] = not year.itemizes
    turned = evaluated_years_of(evidence.walk, other)
    return turned.present_value_of_tax - returns.present_value_of_tax
