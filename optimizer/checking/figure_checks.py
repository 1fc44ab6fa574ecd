"""Checks of what is shown: years, totals, value, the first year's cash, the loan."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from isoplan.models.equity.tranches import rsu_pay
from isoplan.models.results.plan import Plan
from isoplan.models.tax.payments.estimated_tax import (
    asks_for_installments,
    prior_year_is_enough,
)
from isoplan.models.tax.sourcing import Claim
from isoplan.optimizer.columns.columns import INCOME_LINES
from isoplan.optimizer.pricing.credited_years import EvaluatedYear
from isoplan.optimizer.pricing.past_sales import past_deduction_lost, past_income
from isoplan.optimizer.pricing.tax_payments import required_payment
from isoplan.optimizer.recount import parcels
from isoplan.optimizer.recount.cash_walk import spent_by
from isoplan.optimizer.recount.evidence import Evidence, differs

CENT = 0.006
"""Dollars by which a figure rounded to the cent may differ from one that is not."""
PART_OFF = 1e-9
"""By which a gap, as a part of the value, may be off: it is rounded."""
TWO_CENTS = 0.02
"""Dollars by which figures may differ that hold what is shown from a cent on."""

Asked = dict[tuple[date, str], float]
"""Dollars by day and reason."""

SUMMED = (
    "total_tax",
    "tax_caused",
    "amt",
    "nonrefundable_credits",
    "credit_used",
    "credit_wiped_out",
    "state_tax_after_credit",
    "state_amt",
    "state_credit_used",
    "state_credit_wiped_out",
    "small_business_gain_excluded",
)
"""Totals that are sums of the figure of the same name over the years."""


def years(evidence: Evidence) -> Iterator[str]:
    """Every figure of every year is what the forms make of the walked actions."""
    if evidence.shown is None:
        return
    figures = evidence.figures
    returns = zip(figures.returns.years, figures.idle.years, strict=True)
    right = [_year(evidence, year, idle) for year, idle in returns]
    if len(right) != len(evidence.shown.years):
        yield f"{len(evidence.shown.years)} years are shown of {len(right)}"
    for shown, amounts in zip(evidence.shown.years, right, strict=False):
        yield from _different(f"{shown.year}", shown, amounts)


def totals(evidence: Evidence) -> Iterator[str]:
    """Every total is the sum of its years, or what is left after the last one."""
    if (shown := evidence.shown) is None:
        return
    figures = evidence.figures
    right = {name: sum(getattr(year, name) for year in shown.years) for name in SUMMED}
    right |= {
        "after_tax_value": figures.after_tax_value,
        "interest": sum(float(day.interest) for day in figures.cash),
        "amt_without_credit": sum(
            year.amt - max(year.credit_generated, 0.0) for year in shown.years
        ),
        "credit_brought": float(figures.returns.years[0].credit.line_21),
        "credit_carryforward_out": float(figures.returns.years[-1].credit.line_26),
        "state_credit_carryforward_out": _state_credit_left(figures.returns.years),
    }
    yield from _different("totals", shown.totals, right)


def value(evidence: Evidence) -> Iterator[str]:
    """The objective is what the forms give, and the gap its distance to the bound."""
    shown, plan = evidence.shown, evidence.plan
    if shown is not None and differs(
        shown.objective_value, evidence.objective_value, CENT
    ):
        yield (
            f"the objective is shown as {shown.objective_value:,.2f}, the forms give "
            f"{evidence.objective_value:,.2f}"
        )
    if plan is None:
        return
    objective = plan.objective
    if differs(objective.value, evidence.objective_value, CENT):
        yield (
            f"the plan shows {objective.value:,.2f}, the forms give "
            f"{evidence.objective_value:,.2f}"
        )
    if (program := evidence.program) is not None:
        is_value = evidence.situation.plan.objective == "after_tax_value"
        bound = -program.bound if is_value else program.bound
        if differs(objective.bound, bound, CENT):
            yield f"the bound is shown as {objective.bound:,.2f}, it is {bound:,.2f}"
    gap = max(_short_of(evidence, objective.value, objective.bound), 0.0)
    if differs(objective.gap, gap, TWO_CENTS):
        yield f"the gap is shown as {objective.gap:,.2f}, it is {gap:,.2f}"
    part = objective.gap / abs(objective.value) if objective.value else 0.0
    if differs(objective.gap_part or 0.0, part, PART_OFF):
        yield f"the gap is shown as {objective.gap_part} of the value, it is {part}"
    yield from _verdict(evidence, plan)


def _verdict(evidence: Evidence, plan: Plan) -> Iterator[str]:
    """Yield what the plan says of its proof without having proven it."""
    most = evidence.optimal_within + CENT
    exact = _short_of(evidence, evidence.objective_value, plan.objective.bound)
    if plan.status == "optimal" and not exact <= most:
        yield f"the plan is called optimal with a gap of {exact:,.3f}"
    if plan.status == "proven_in_fractions" and not evidence.fractions_gap <= most:
        yield (
            "the plan is called proven in fractions of shares, with a gap of "
            f"{evidence.fractions_gap:,.3f}"
        )


def first_year_cash(evidence: Evidence) -> Iterator[str]:
    """What the first year asks for in cash is its exercises and the tax it causes."""
    if evidence.plan is None:
        return
    first = evidence.situation.plan.start.year
    right: Asked = defaultdict(float)
    for day, flow in evidence.walk.settled_flows.items():
        if day.year == first and flow < 0:
            right[day, "exercise"] -= flow
    for payment in evidence.figures.payments:
        if payment.year == first and payment.amount > 0:
            right[payment.day, payment.what] += float(payment.amount)
    shown: Asked = defaultdict(float)
    for each in evidence.plan.set_aside:
        shown[each.date, each.what] += each.amount
        if not each.amount > 0:
            yield f"{each.amount:,.2f} for {each.what} on {each.date}: no cash to pay"
    for day, what in sorted({*right, *shown}):
        asked, said = right[day, what], shown[day, what]
        if differs(asked, said, TWO_CENTS):
            yield f"{said:,.2f} for {what} on {day}, the forms ask for {asked:,.2f}"


def safe_harbor(evidence: Evidence) -> Iterator[str]:
    """The first year's safe harbor is Form 2210 Part I of the walked year."""
    if evidence.plan is None:
        return
    shown, figures = evidence.plan.safe_harbor, evidence.figures
    first, *_ = taxed = figures.returns.taxed_years
    form = required_payment(evidence.situation, first, taxed, figures.idle.taxed_years)
    if form is None or shown is None:
        if (form is None) != (shown is None):
            yield "a safe harbor is shown without a year before, or is missing"
        return
    law = evidence.situation.law(first.node.year).estimated_tax
    right = {
        "year": first.node.year,
        "tax": float(form.line_4),
        "amt": float(figures.returns.years[0].returns.tax.form_6251.line_11),
        "current_year_amount": float(form.line_5),
        "prior_year_amount": float(form.line_8),
        "required": float(form.line_9),
        "withheld": float(form.line_6),
        "covers_amt": prior_year_is_enough(form),
        "nothing_due": not asks_for_installments(form, law),
    }
    yield from _different("safe harbor", shown, right)


def earlier_sales(evidence: Evidence) -> Iterator[str]:
    """What left in the first year before the start brings what its own lots say."""
    year = evidence.situation.plan.start.year
    walked = [each for each in evidence.walk.earlier if each.day.year == year]
    past = past_income(evidence.situation)
    states = evidence.situation.residencies_and_claims(year)
    for claim in (None, *(Claim(each) for each in states if each.state)):
        where = "" if claim is None else f" by {claim.residency.state}"
        for line in INCOME_LINES:
            said = past(year, line, claim)
            right = sum(
                evidence.walk.taxed(each, claim) for each in walked if each.line == line
            )
            if differs(said, right, CENT):
                yield f"{line} before the start is {said:,.2f}{where}, not {right:,.2f}"
    said, right = (
        past_deduction_lost(evidence.situation, year),
        evidence.walk.lost_by_gifts,
    )
    if differs(said, right, CENT):
        yield f"gifts before the start lose {said:,.2f} of deduction, not {right:,.2f}"


def pay_of_units(evidence: Evidence) -> Iterator[str]:
    """Units that vest are wages of their year, those withheld included."""
    situation = evidence.situation
    for year in situation.plan.years:
        said = rsu_pay(situation.opening_position.equity, year)
        right = parcels.pay_of_units(situation, year)
        if differs(said, right, CENT):
            yield f"units are {said:,.2f} of wages in {year}, not {right:,.2f}"


def loan(evidence: Evidence) -> Iterator[str]:
    """What is borrowed is what the walked cash lacks, with its interest."""
    if evidence.plan is None:
        return
    shown, given = evidence.plan.loan, evidence.situation.household.loan
    if given is None or shown is None:
        if (given is None) != (shown is None):
            yield "a loan is shown that is not given, or is missing"
        return
    cash = evidence.figures.cash
    owed = {day.day: float(day.owed) for day in cash}
    right = {
        "most": max(owed.values(), default=0.0),
        "interest": sum(float(day.interest) for day in cash),
    }
    yield from _different("loan", shown, right)
    if shown.on is None and right["most"] > CENT:
        yield "loan: no day is shown on which most is owed"
    if shown.on is not None and differs(owed.get(shown.on, 0.0), right["most"], CENT):
        yield f"loan: {shown.on} is not the day on which most is owed"


def cash_needed(evidence: Evidence) -> Iterator[str]:
    """The most cash that is needed, and its day, are those of the walked cash."""
    if evidence.plan is None or (shown := evidence.plan.cash_needed) is None:
        return
    situation = evidence.situation
    spent = {day.day: spent_by(situation, day) for day in evidence.figures.cash}
    most = max([*spent.values(), 0.0])
    if differs(shown.amount, most, CENT):
        yield f"{shown.amount:,.2f} of cash is shown as needed, {most:,.2f} is walked"
    elif shown.on is None and most > TWO_CENTS:
        yield "no day is shown on which most cash is needed"
    elif shown.on is not None and differs(spent.get(shown.on, 0.0), most, TWO_CENTS):
        yield f"{shown.on} is not the day on which most cash is needed"


def beaten_by(evidence: Evidence) -> float:
    """Return by how much a schedule is better than its bound (dollars), if shown."""
    if evidence.plan is None:
        return 0.0
    return -_short_of(evidence, evidence.objective_value, evidence.plan.objective.bound)


def _short_of(evidence: Evidence, value: float, bound: float) -> float:
    """Return how far a value is from a bound, more being better or less."""
    is_value = evidence.situation.plan.objective == "after_tax_value"
    return bound - value if is_value else value - bound


def _year(
    evidence: Evidence, year: EvaluatedYear, idle: EvaluatedYear
) -> Mapping[str, float]:
    """Return what must be shown of a year, unrounded."""
    number, forms = year.node.year, year.returns.tax
    shares: dict[str, float] = defaultdict(float)
    for act in evidence.acts:
        if act.date.year == number:
            shares[act.kind] += act.shares
    flow = sum(
        amount for day, amount in evidence.walk.flows.items() if day.year == number
    )
    amounts = {
        "year": number,
        "projected": evidence.situation.law(number).projected,
        "run_off": not year.node.decides,
        "exercised": shares["exercise"],
        "sold": shares["sell"],
        "given": shares["give"],
        "cashed_out": shares["cash_out"],
        "written_off": shares["write_off"],
        "regular_tax": forms.regular_tax,
        "tentative_minimum_tax": forms.tentative_minimum_tax,
        "amt": forms.form_6251.line_11,
        "nonrefundable_credits": forms.credits_used,
        "credit_generated": year.credit.line_18,
        "credit_used": year.credit.line_25,
        "credit_wiped_out": year.credit.wiped_out,
        "credit_carryforward_out": year.credit.line_26,
        "niit": forms.form_8960.line_17,
        "additional_medicare_tax": forms.additional_medicare_tax,
        "payroll_tax": forms.payroll_tax.total,
        "state_tax_after_credit": year.state_tax,
        "state_amt": sum(state.returns.tax.amt for state in year.states),
        "state_credit_used": sum(state.credit.used for state in year.states),
        "state_credit_wiped_out": sum(s.credit.wiped_out for s in year.states),
        "state_credit_carryforward_out": sum(s.credit.carried_out for s in year.states),
        "small_business_gain_excluded": forms.section_1202.excluded,
        "total_tax": year.tax,
        "tax_caused": year.tax - idle.tax,
        "cash": flow - (year.tax - idle.tax),
    }
    return {name: float(amount) for name, amount in amounts.items()}


def _state_credit_left(years: tuple[EvaluatedYear, ...]) -> float:
    """Return the credit of every state when it was last lived in (dollars)."""
    left: dict[str, float] = {}
    for year in years:
        for state in year.states:
            left[state.returns.law.state] = float(state.credit.carried_out)
    return sum(left.values())


def _different(where: str, shown: object, right: Mapping[str, float]) -> Iterator[str]:
    """Yield the figures of a result that differ from what they must be."""
    for name, amount in right.items():
        said = float(getattr(shown, name))
        if differs(said, amount, CENT):
            yield f"{where}: {name} is shown as {said:,.2f}, it is {amount:,.2f}"
