"""What a report of a plan over outcomes shows besides the plan: each outcome's days.

An outcome's cash, shares and days are those of a report of one path, and audited like
them; what it has come to by year is made of them alone.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from math import fsum

from isoplan.models.base.cents import in_cents
from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.outcomes.outcomes_report import (
    Fan,
    OutcomeFacts,
    OutcomesReport,
    WealthOnDay,
)
from isoplan.models.results.report import Report
from isoplan.models.situation import Situation
from isoplan.optimizer.checking.audit import evidence_of_schedule
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule
from isoplan.optimizer.recount.evidence import Evidence
from isoplan.optimizer.reporting.report_facts import report_of

QUANTILES = (0.1, 0.5, 0.9)
"""Of an amount over the outcomes: a low one, the middle and a high one."""
LOW, MIDDLE, HIGH = QUANTILES
SLACK = 1e-9
"""Of a probability."""


def outcomes_report_of(
    plan: OutcomesPlan,
    situations: Sequence[Situation],
    evaluated: Sequence[EvaluatedSchedule],
) -> OutcomesReport:
    """Return the report of a plan over outcomes.

    Args:
        plan: As it is shown.
        situations: Of each outcome, in the plan's order.
        evaluated: The schedule of each outcome.

    Raises:
        AuditFailure: If cash, shares or payments of an outcome do not tie to the plan.
    """
    found = []
    for outcome, situation, schedule in zip(
        plan.outcomes, situations, evaluated, strict=True
    ):
        report = report_of(situation, plan.plan_of(outcome), schedule)
        found.append(_facts(outcome.name, situation, report, schedule))
    return OutcomesReport(
        plan=plan,
        outcomes=tuple(found),
        wealth=tuple(_fans(plan, found, lambda each: each.wealth)),
        cash=tuple(_fans(plan, found, lambda each: each.cash)),
    )


def _facts(
    name: str, situation: Situation, report: Report, evaluated: EvaluatedSchedule
) -> OutcomeFacts:
    evidence = evidence_of_schedule(situation, evaluated)
    years = range(situation.plan.start.year, situation.plan.last_year + 1)
    days = (min(date(year, 12, 31), situation.plan.horizon) for year in years)
    return OutcomeFacts(
        name=name,
        cash=report.cash,
        shares=report.shares,
        key_days=report.key_days,
        wealth=tuple(_wealth_on(evidence, report, day) for day in days),
    )


def _wealth_on(evidence: Evidence, report: Report, day: date) -> WealthOnDay:
    """Return what an outcome has come to at the end of a day that ends a year."""
    out = [each.paid_out for each in report.cash if each.date <= day]
    owed = fsum(
        each.amount or 0.0
        for each in report.key_days
        if each.year is not None and each.year <= day.year and each.date > day
    )
    situation = evidence.situation
    held = fsum(
        evidence.walk.left_of(lot, day) * situation.market_of_name(lot).price(day)
        for lot in evidence.walk.parcels
        if evidence.walk.left_of(lot, day) > 0.0
    )
    cash = in_cents(-(out[-1] if out else 0.0) - owed + _unsettled(evidence, day))
    return WealthOnDay(
        date=day, cash=cash, shares=in_cents(held), wealth=in_cents(cash + held)
    )


def _unsettled(evidence: Evidence, day: date) -> float:
    """Return what trades up to a day still bring after it, less what they cost ($)."""
    traded, settled = (
        fsum(amount for on, amount in flows.items() if on <= day)
        for flows in (evidence.walk.flows, evidence.walk.settled_flows)
    )
    return traded - settled


def _fans(
    plan: OutcomesPlan,
    outcomes: Sequence[OutcomeFacts],
    amount: Callable[[WealthOnDay], float],
) -> Iterator[Fan]:
    """Yield an amount over the outcomes, year by year."""
    chances = [each.probability for each in plan.outcomes]
    for days in zip(*(each.wealth for each in outcomes), strict=True):
        amounts = [amount(each) for each in days]
        yield Fan(
            date=days[0].date,
            mean=in_cents(
                fsum(c * a for c, a in zip(chances, amounts, strict=True))
                / fsum(chances)
            ),
            least=min(amounts),
            low=quantile(amounts, chances, LOW),
            middle=quantile(amounts, chances, MIDDLE),
            high=quantile(amounts, chances, HIGH),
            most=max(amounts),
        )


def quantile(amounts: Sequence[float], chances: Sequence[float], part: float) -> float:
    """Return the least amount that so much of the probability does not exceed.

    Args:
        amounts: Of each outcome.
        chances: Probability of each, together one.
        part: Of the probability, a fraction.
    """
    passed = 0.0
    for amount, chance in sorted(zip(amounts, chances, strict=True)):
        passed += chance
        if passed >= part - SLACK:
            return amount
    return max(amounts)
