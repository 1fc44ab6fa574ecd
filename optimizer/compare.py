"""The plan beside the schedules people follow, all priced by the same float engine."""

from collections.abc import Callable

from isoplan.models.results.comparison import Causes, ComparedSchedule, Comparison
from isoplan.models.results.plan import NOTHING_LEFT, Plan
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.checking.audit import audit, evidence_of_schedule
from isoplan.optimizer.checking.comparison_checks import audit_comparison
from isoplan.optimizer.columns.year_nodes import present_value_factor
from isoplan.optimizer.preferences.registry import broken_preferences
from isoplan.optimizer.pricing.cash import cash_margins, savings_until
from isoplan.optimizer.pricing.common_schedules import common_schedules
from isoplan.optimizer.pricing.credited_years import EvaluatedYear
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    evaluate_schedule,
    objective_value,
)
from isoplan.optimizer.pricing.schedule_rules import columns_and_shares
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.recount.cash_walk import CASH_SLACK
from isoplan.optimizer.recount.evidence import Evidence
from isoplan.optimizer.recount.figures import idle_years
from isoplan.optimizer.reporting.notes import credit_texts
from isoplan.optimizer.solving.solution import Limits, SolverName


def compare(
    scenario: Scenario,
    limits: Limits | None = None,
    solver: SolverName = "cbc",
    progress: Callable[[str], None] | None = None,
) -> Comparison:
    """Plan a scenario, and put the plan beside the schedules people follow.

    Raises:
        IsoPlanError: As :func:`isoplan.optimizer.recommend.recommend`.
    """
    situation = situation_of(scenario)
    plan, best = solve_plan(situation, limits, solver, progress)
    if progress is not None:
        progress("pricing the schedules people follow ...")
    return compare_plan(situation, plan, best)


def compare_plan(
    situation: Situation, plan: Plan, best: EvaluatedSchedule
) -> Comparison:
    """Return the comparison of a plan that has been made.

    Raises:
        AuditFailure: If a schedule does not pass the audit.
    """
    idle = idle_years(situation)
    priced = [(best, "")]
    for common in common_schedules(situation):
        columns, shares = columns_and_shares(situation, common.holdings)
        evaluated = evaluate_schedule(
            situation, common.name, columns, shares, best.baseline
        )
        priced.append((evaluated, common.note))
    evidence = [evidence_of_schedule(situation, each, idle) for each, _ in priced]
    for each in evidence:
        audit(each)
    schedules = (
        _compared(situation, evaluated, best, walked, _note(evaluated, best, note))
        for (evaluated, note), walked in zip(priced, evidence, strict=True)
    )
    comparison = Comparison(
        scenario=situation.scenario.name,
        status=plan.status,
        objective=plan.objective.name,
        schedules=tuple(schedules),
        assumptions=plan.assumptions,
        notes=plan.notes,
    )
    audit_comparison(comparison, evidence)
    return comparison


def _compared(
    situation: Situation,
    evaluated: EvaluatedSchedule,
    best: EvaluatedSchedule,
    evidence: Evidence,
    note: str,
) -> ComparedSchedule:
    """Put a schedule beside the plan."""
    totals = evaluated.totals
    needed, affordable = _cash(situation, evaluated)
    return ComparedSchedule(
        name=evaluated.name,
        after_tax_value=totals.after_tax_value,
        total_tax=totals.total_tax,
        tax_caused=totals.tax_caused,
        amt=totals.amt,
        credit_used=totals.credit_used,
        credit_wiped_out=totals.credit_wiped_out,
        credit_carryforward_out=totals.credit_carryforward_out,
        state_tax_after_credit=totals.state_tax_after_credit,
        state_amt=totals.state_amt,
        state_credit_used=totals.state_credit_used,
        state_credit_wiped_out=totals.state_credit_wiped_out,
        state_credit_carryforward_out=totals.state_credit_carryforward_out,
        credit_gone_in=_credit_gone_in(situation, evaluated),
        cash_needed=round(needed, 2),
        affordable=affordable,
        keeps_preferences=not any(broken_preferences(evidence)),
        objective_value=round(objective_value(situation, evaluated), 2),
        disposes_of_all=_disposed_of(evaluated) == _disposed_of(best),
        worse_by=round(best.after_tax_value - evaluated.after_tax_value, 2),
        causes=_causes(situation, evaluated, best),
        note=note,
        actions=evaluated.actions,
    )


def _note(evaluated: EvaluatedSchedule, best: EvaluatedSchedule, note: str) -> str:
    """Return what to know of a schedule that the notes do not say of the plan."""
    of_plan = credit_texts(best)
    texts = (text for text in credit_texts(evaluated) if text not in of_plan)
    return "; ".join(text for text in (note, *texts) if text)


def _disposed_of(evaluated: EvaluatedSchedule) -> int:
    return sum(year.sold + year.given for year in evaluated.years)


def _causes(
    situation: Situation, evaluated: EvaluatedSchedule, best: EvaluatedSchedule
) -> Causes:
    """Split the difference to the plan by tax and by price; present value."""

    def more(part: Callable[[EvaluatedYear], float]) -> float:
        """Return how much more of a tax the schedule pays than the plan."""
        difference = sum(
            (part(theirs) - part(ours))
            * present_value_factor(situation, ours.node.tax_due_on)
            for theirs, ours in zip(
                evaluated.evaluated_years.years, best.evaluated_years.years, strict=True
            )
        )
        return round(float(difference), 2) + 0.0

    before_tax = (
        best.evaluated_years.present_value_before_tax
        - evaluated.evaluated_years.present_value_before_tax
    )
    return Causes(
        regular_tax=more(lambda year: year.returns.tax.regular_tax),
        amt=more(lambda year: year.returns.tax.form_6251.line_11),
        nonrefundable_credits=more(lambda year: -year.returns.tax.credits_used),
        credit_used=more(lambda year: -year.credit.line_25),
        surtaxes=more(lambda year: year.returns.tax.surtaxes),
        payroll_tax=more(lambda year: year.returns.tax.payroll_tax.total),
        interest=round(evaluated.interest - best.interest, 2) + 0.0,
        state_tax_after_credit=more(lambda year: year.state_tax),
        price_and_timing=round(before_tax, 2) + 0.0,
    )


def _credit_gone_in(situation: Situation, evaluated: EvaluatedSchedule) -> int | None:
    """Return the year after which no credit is left, if there ever was any."""
    had = situation.credit_brought > 0
    gone: int | None = None
    for year in evaluated.years:
        left = year.credit_carryforward_out > NOTHING_LEFT
        if had and not left and gone is None:
            gone = year.year
        if left:
            gone = None
        had = had or left
    return gone


def _cash(situation: Situation, evaluated: EvaluatedSchedule) -> tuple[float, bool]:
    """Return the most a schedule has cost at any day, and whether cash carries it."""
    before = situation.household.cash or 0.0
    before -= situation.household.cash_floor
    needed = max(
        (
            before + savings_until(situation, each.day) - each.free
            for each in evaluated.cash
        ),
        default=0.0,
    )
    limits = cash_margins(situation, evaluated.cash)
    return max(needed, 0.0), all(amount >= -CASH_SLACK for _, amount in limits)
