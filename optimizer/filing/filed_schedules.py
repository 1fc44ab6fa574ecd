"""The forms of the plan, of a schedule by name, and of what was done: the way in."""

from collections.abc import Iterator, Sequence

from isoplan.models.base.cents import in_cents
from isoplan.models.filing.editions import LAST_EDITION
from isoplan.models.filing.filed_forms import (
    OF_DONE,
    OF_PLAN,
    FiledForms,
    FormsOfYear,
)
from isoplan.models.results.plan import Plan
from isoplan.models.results.plan_years import years_shown
from isoplan.models.situation import Situation
from isoplan.models.tax.forms.form_8949 import BrokerReports
from isoplan.models.tax.shares.reorganization import slips_note
from isoplan.optimizer.checking.audit import audit, evidence_of_schedule
from isoplan.optimizer.filing.done import done_before
from isoplan.optimizer.filing.estimated_tax import forms_2210
from isoplan.optimizer.filing.filed_years import Known, years_as_filed
from isoplan.optimizer.filing.share_moves import moves_of
from isoplan.optimizer.pricing.common_schedules import named_schedule
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    evaluate_schedule,
)
from isoplan.optimizer.pricing.evaluated_years import (
    credit_steps_difference,
    steps_difference,
)
from isoplan.optimizer.pricing.schedule_rules import columns_and_shares
from isoplan.optimizer.pricing.year_returns import carried_into_plan
from isoplan.optimizer.recount.acts import acts_of_plan
from isoplan.optimizer.recount.walk import Walk, walk

_TOLD = {
    "basis": "what was paid for the shares, so that boxes A and D are checked and code "
    "B puts the basis right",
    "proceeds": "the proceeds alone, so that boxes B and E are checked",
    "nothing": "nothing, so that boxes C and F are checked",
}


def forms_of_plan(
    situation: Situation,
    plan: Plan,
    evaluated: EvaluatedSchedule,
    reports: BrokerReports = "basis",
    year: int | None = None,
    *,
    idle_years: bool = False,
) -> FiledForms:
    """Return the forms of a plan.

    Args:
        situation: Of the scenario.
        plan: Made from it, and audited.
        evaluated: The same as a schedule.
        reports: What the broker tells the IRS of a sale.
        year: The one year that is wanted; None for all down to the last one that
            the plan changes.
        idle_years: Whether the years after that are wanted too.

    Raises:
        AuditFailure: If rows do not tie to their forms.
        ValueError: If the year is none of the plan's.
    """
    walked = walk(situation, acts_of_plan(plan.actions))
    every = idle_years or year is not None
    count = len(plan.years) if every else years_shown(plan.years)
    years = _years(situation, evaluated, walked, reports, count)
    notes = (*_notes(years, reports), *plan.notes)
    return _of(situation, OF_PLAN, years, reports, year, notes)


def forms_of_schedule(
    situation: Situation,
    name: str,
    reports: BrokerReports = "basis",
    year: int | None = None,
) -> FiledForms:
    """Return the forms of one of the household's schedules, or of a common one.

    Arguments and errors as for :func:`forms_of_plan`.

    Raises:
        ScenarioErrors: If no schedule has the name.
    """
    common = named_schedule(situation, name)
    columns, shares = columns_and_shares(situation, common.holdings)
    evaluated = evaluate_schedule(situation, common.name, columns, shares)
    evidence = evidence_of_schedule(situation, evaluated)
    audit(evidence)
    count = years_shown(evaluated.years) if year is None else len(evaluated.years)
    years = _years(situation, evaluated, evidence.walk, reports, count)
    notes = [*_notes(years, reports), *_steps(situation, evaluated)]
    if common.note:
        notes.append(f"{common.note[0].upper()}{common.note[1:]}.")
    return _of(situation, common.name, years, reports, year, notes)


def forms_of_events(
    situation: Situation,
    reports: BrokerReports = "basis",
    year: int | None = None,
) -> FiledForms:
    """Return the forms of what the household did before the plan, by its events.

    They cover the years from the first event to the one before the plan, or to that of
    the last event. Arguments and errors as for :func:`forms_of_plan`.

    Raises:
        ScenarioErrors: If the scenario has no events.
        UnknownLawYear: If there are no figures for a year.
    """
    done = done_before(situation)
    years = years_as_filed(
        done.situation,
        done.years,
        done.moves,
        done.known,
        [None] * len(done.years),
        reports,
    )
    notes = (*done.notes, *_notes(years, reports))
    return _of(situation, OF_DONE, years, reports, year, notes)


def _years(
    situation: Situation,
    evaluated: EvaluatedSchedule,
    walked: Walk,
    reports: BrokerReports,
    count: int,
) -> tuple[FormsOfYear, ...]:
    """Return the first years of a schedule as filed."""
    returns = evaluated.evaluated_years
    household = situation.household
    first = household.state_on(situation.plan.start)
    return years_as_filed(
        situation,
        returns.years[:count],
        moves_of(walked),
        Known(
            carried_into_plan(situation),
            situation.year_before,
            {first: household.state_year_before} if first else {},
        ),
        forms_2210(situation, returns, evaluated.baseline)[:count],
        reports,
    )


def _of(
    situation: Situation,
    name: str,
    years: tuple[FormsOfYear, ...],
    reports: BrokerReports,
    year: int | None,
    notes: Sequence[str],
) -> FiledForms:
    """Return the result, of one year if it is asked for."""
    wanted = tuple(each for each in years if year in {None, each.year})
    if not wanted:
        raise ValueError(
            f"{year} is none of the years of these forms, which are "
            f"{years[0].year} to {years[-1].year}"
        )
    return FiledForms(
        scenario=situation.scenario.name,
        schedule=name,
        broker_reports=reports,
        years=wanted,
        notes=(*notes, *_on_exchanges(situation, wanted)),
    )


def _on_exchanges(situation: Situation, years: Sequence[FormsOfYear]) -> Iterator[str]:
    """Yield what slips of after an acquisition for stock count, if there are any."""
    days = [each.exercised_on for year in years for each in year.exercises]
    days += [each.sold_on for year in years for each in year.sales]
    for deal in situation.stock_acquisitions.values():
        if any(day >= deal.on for day in days):
            yield slips_note(deal.on, deal.ratio, deal.buyer)


def _steps(situation: Situation, evaluated: EvaluatedSchedule) -> list[str]:
    """Return what the forms' own steps ask beyond the lines that stand for them."""
    returns = evaluated.evaluated_years
    more = steps_difference(situation, returns)
    more += credit_steps_difference(situation, returns)
    if not in_cents(more):
        return []
    said = (
        "Where forms climb in steps, lines stand in their place, as in a plan: by the"
    )
    than = "more" if more > 0 else "less"
    return [f"{said} steps, tax of all years is {abs(more):,.2f} {than}."]


def _notes(years: Sequence[FormsOfYear], reports: BrokerReports) -> list[str]:
    """Return what a reader must know of the rows and the line numbers."""
    notes = []
    if any(year.sales for year in years):
        notes.append(
            "Form 8949 takes it that the broker's Form 1099-B tells the IRS "
            f"{_TOLD[reports]}. Look at yours: --broker-reports changes it."
        )
    if any(sale.box in {"B", "E"} for year in years for sale in year.sales):
        notes.append(
            "With box B or E, write code B in (f) too where box 1e of the Form 1099-B "
            "shows another basis than (e); (e) and (g) stay as they are."
        )
    if any(year.year > LAST_EDITION for year in years):
        notes.append(
            f"Lines have the numbers of the {LAST_EDITION} forms; later ones may be "
            "numbered otherwise."
        )
    if projected := [str(year.year) for year in years if year.projected]:
        notes.append(
            f"Figures of the law from {projected[0]} on are projected by the assumed "
            "inflation."
        )
    return notes
