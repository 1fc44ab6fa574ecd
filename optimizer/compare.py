"""The plan beside the schedules people follow, all priced by the same float engine."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from isoplan.models.base.cents import in_cents
from isoplan.models.base.errors import InfeasiblePlan, NoPlanInTime
from isoplan.models.results.comparison import (
    Causes,
    ComparedSchedule,
    Comparison,
    WithoutPriceView,
)
from isoplan.models.results.credit_text import credit_gone_in
from isoplan.models.results.plan import Plan
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.checking.audit import audit, evidence_of_schedule
from isoplan.optimizer.checking.comparison_checks import audit_comparison
from isoplan.optimizer.columns.year_nodes import present_value_factor
from isoplan.optimizer.preferences.registry import broken_preferences
from isoplan.optimizer.pricing.cash import cash_margins, most_cash
from isoplan.optimizer.pricing.common_schedules import common_schedules
from isoplan.optimizer.pricing.credited_years import EvaluatedYear
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    baseline_years,
    evaluate_schedule,
    objective_value,
)
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears
from isoplan.optimizer.pricing.schedule_rules import columns_and_shares
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.recount.cash_walk import CASH_SLACK
from isoplan.optimizer.recount.evidence import Evidence
from isoplan.optimizer.recount.figures import idle_years
from isoplan.optimizer.reporting.notes import credit_texts
from isoplan.optimizer.reporting.price_view import without_price_view
from isoplan.optimizer.solving.solution import Limits, SolverName

ONCE_MORE = 1.5
"""Part of the time that all but solving took which it may take at other prices."""
HELD_BACK = 1.0
"""Part of the time that reading the law takes, for auditing what is compared."""


@dataclass(frozen=True, slots=True)
class SolvedPlan:
    """A scenario, planned.

    Attributes:
        situation: What was planned.
        plan: As it is shown.
        best: The same as an evaluated schedule.
    """

    situation: Situation
    plan: Plan
    best: EvaluatedSchedule


@dataclass(frozen=True, slots=True)
class AuditedSchedule:
    """A schedule with the evidence that it has passed the audit on.

    Attributes:
        evaluated: All that follows from it.
        note: What to know of it.
        evidence: Audited.
    """

    evaluated: EvaluatedSchedule
    note: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Priced:
    """A plan and all that is put beside it.

    Attributes:
        solved: The plan.
        audited: That plan first, and the other schedules.
        seconds: That all but solving took.
    """

    solved: SolvedPlan
    audited: list[AuditedSchedule]
    seconds: float = 0.0


def compare(
    scenario: Scenario,
    limits: Limits | None = None,
    solver: SolverName = "auto",
    progress: Callable[[str], None] | None = None,
) -> Comparison:
    """Plan a scenario, and put the plan beside the schedules people follow.

    It is planned a second time without a view on the price.

    Raises:
        IsoPlanError: As :func:`isoplan.optimizer.recommend.recommend`.
    """
    tell = progress or (lambda _: None)
    situation = situation_of(scenario)
    stop = replace(limits or Limits(), held_back=HELD_BACK).started()
    priced = _solved_and_priced(situation, stop, solver, tell)
    if stop.left_s < ONCE_MORE * priced.seconds:
        return _comparison(priced, "there was no time left for it")
    try:
        flat = situation_of(_without_price_view(situation))
        if flat.scenario == situation.scenario:
            return _comparison(priced, priced)
        tell("the same without a view on the price:")
        return _comparison(priced, _solved_and_priced(flat, stop, solver, tell))
    except (InfeasiblePlan, NoPlanInTime) as error:
        return _comparison(priced, str(error))


def _without_price_view(situation: Situation) -> Scenario:
    """Return a scenario without its view on the price.

    Raises:
        InfeasiblePlan: If the shares become worthless, which no view can be.
    """
    failing = [
        market.worthless_on
        for name, market in situation.markets.items()
        if market.worthless_on and situation.shares_go_on(name) is not None
    ]
    if failing:
        raise InfeasiblePlan(f"the shares become worthless on {failing[0]}")
    return without_price_view(situation.scenario)


def _solved_and_priced(
    situation: Situation,
    limits: Limits,
    solver: SolverName,
    tell: Callable[[str], None],
) -> Priced:
    """Return the plan, and all that is compared with the plan first.

    The other schedules are priced before the solver has the rest of the time: a plan
    never waits for them when time is over.
    """
    tell("pricing the schedules people follow ...")
    begun = limits.left_s
    others = _common(situation)
    plan, best = solve_plan(situation, limits, solver, tell)
    audited = [_audited(situation, best), *others]
    took = begun - limits.left_s - plan.proof.seconds
    return Priced(SolvedPlan(situation, plan, best), audited, took)


def compare_plan(
    situation: Situation,
    plan: Plan,
    best: EvaluatedSchedule,
) -> Comparison:
    """Return the comparison of a plan that has been made, with its view on the price.

    Args:
        situation: What was planned.
        plan: As it is shown.
        best: The same as an evaluated schedule.

    Raises:
        AuditFailure: If a schedule does not pass the audit.
    """
    audited = [_audited(situation, best), *_common(situation)]
    return _comparison(Priced(SolvedPlan(situation, plan, best), audited), None)


def _comparison(
    priced: Priced,
    without: Priced | str | None,
) -> Comparison:
    """Return the comparison of schedules that have been priced, audited in its turn.

    Args:
        priced: What is compared.
        without: The same without a view on the price, or why it is not there; None if
            it was not asked for.
    """
    solved, audited = priced.solved, priced.audited
    situation, plan = solved.situation, solved.plan
    flat = without if isinstance(without, Priced) else None
    views: list[WithoutPriceView | None] = [None] * len(audited)
    if flat:
        views = [_view(flat.solved, each) for each in flat.audited]
    notes = plan.notes
    if isinstance(without, str):
        notes = (*notes, f"Without a view on the price there is no plan: {without}.")
    comparison = Comparison(
        scenario=situation.scenario.name,
        status=plan.status,
        gap=plan.objective.gap,
        verdict=plan.verdict(),
        objective=plan.objective.name,
        verdict_without_price_view=flat.solved.plan.verdict() if flat else "",
        schedules=tuple(
            _compared(situation, each, solved.best, view)
            for each, view in zip(audited, views, strict=True)
        ),
        assumptions=plan.assumptions,
        notes=notes,
    )
    audit_comparison(
        comparison,
        [each.evidence for each in audited],
        [each.evidence for each in flat.audited] if flat else [],
    )
    return comparison


def _common(situation: Situation) -> list[AuditedSchedule]:
    """Return the schedules people follow, each priced and audited."""
    baseline, idle = baseline_years(situation), idle_years(situation)
    audited = []
    for common in common_schedules(situation):
        columns, shares = columns_and_shares(situation, common.holdings)
        evaluated = evaluate_schedule(situation, common.name, columns, shares, baseline)
        audited.append(_audited(situation, evaluated, idle, common.note))
    return audited


def _audited(
    situation: Situation,
    evaluated: EvaluatedSchedule,
    idle: EvaluatedYears | None = None,
    note: str = "",
) -> AuditedSchedule:
    """Return a schedule once it has passed the audit."""
    evidence = evidence_of_schedule(situation, evaluated, idle)
    audit(evidence)
    return AuditedSchedule(evaluated, note, evidence)


def _view(flat: SolvedPlan, audited: AuditedSchedule) -> WithoutPriceView:
    """Return what a schedule is worth without a view on the price."""
    evaluated = audited.evaluated
    value, best = evaluated.after_tax_value, flat.best.after_tax_value
    return WithoutPriceView(
        after_tax_value=round(value, 2),
        worse_by=in_cents(best - value),
        objective_value=round(objective_value(flat.situation, evaluated), 2),
        affordable=_cash(flat.situation, evaluated)[1],
        keeps_preferences=not any(broken_preferences(audited.evidence)),
    )


def _compared(
    situation: Situation,
    audited: AuditedSchedule,
    best: EvaluatedSchedule,
    view: WithoutPriceView | None,
) -> ComparedSchedule:
    """Put a schedule beside the plan."""
    evaluated = audited.evaluated
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
        credit_gone_in=credit_gone_in(evaluated.years, situation.credit_brought),
        cash_needed=needed,
        affordable=affordable,
        keeps_preferences=not any(broken_preferences(audited.evidence)),
        objective_value=round(objective_value(situation, evaluated), 2),
        disposes_of_all=_disposed_of(evaluated) == _disposed_of(best),
        worse_by=round(best.after_tax_value - evaluated.after_tax_value, 2),
        causes=_causes(situation, evaluated, best),
        without_price_view=view,
        note=_note(evaluated, best, audited.note),
        actions=evaluated.actions,
    )


def _note(evaluated: EvaluatedSchedule, best: EvaluatedSchedule, note: str) -> str:
    """Return what to know of a schedule that the notes do not say of the plan."""
    of_plan = credit_texts(best)
    texts = (text for text in credit_texts(evaluated) if text not in of_plan)
    return "; ".join(text for text in (note, *texts) if text)


def _disposed_of(evaluated: EvaluatedSchedule) -> int:
    return sum(
        year.sold + year.given + year.cashed_out + year.written_off
        for year in evaluated.years
    )


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
        return in_cents(difference)

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
        interest=in_cents(evaluated.interest - best.interest),
        state_tax_after_credit=more(lambda year: year.state_tax),
        price_and_timing=in_cents(before_tax),
    )


def _cash(situation: Situation, evaluated: EvaluatedSchedule) -> tuple[float, bool]:
    """Return the most a schedule has cost at any day, and whether cash carries it."""
    needed, _ = most_cash(situation, evaluated.cash)
    limits = cash_margins(situation, evaluated.cash)
    return needed, all(amount >= -CASH_SLACK for _, amount in limits)
