"""One household planned, wherever that is done: what a batch gives to a process."""

import json
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from isoplan.cli.batch.households import Household
from isoplan.cli.batch.row import AS_WORTH, BatchRow
from isoplan.cli.process.exit_codes import ExitCode, exit_code_of
from isoplan.cli.process.time_over import stopped_late
from isoplan.models.base.cents import in_cents
from isoplan.models.base.errors import IsoPlanError, ScenarioErrors
from isoplan.models.base.problems import Problem
from isoplan.models.outcomes.outcomes_plan import OF_OPTIONS, OutcomesPlan
from isoplan.models.results.number_text import in_a_row
from isoplan.models.results.plan import Action, Plan
from isoplan.models.scenario import checked_scenario
from isoplan.optimizer.outcomes.recommend_any import recommend_any
from isoplan.optimizer.solving.solution import Limits, SolverName

INDENT = 2
"""Of the JSON, as ``isoplan plan --json`` prints it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for of every household.

    Attributes:
        limits: Of each plan; their clock has not been started.
        solver: Which one is asked first.
    """

    limits: Limits
    solver: SolverName = "auto"


@dataclass(frozen=True, slots=True)
class Planned:
    """What came of a household.

    Attributes:
        row: Of the summary.
        text: Of its file: the plan, or why there is none.
    """

    row: BatchRow
    text: str


def planned(asked: Asked, household: Household, seconds: float) -> Planned:
    """Return the plan of a household, or why it has none; an error stops nobody else.

    Args:
        asked: Of every household.
        household: One of them.
        seconds: Not looked at: each has the time limit that was asked for.

    Raises:
        MemoryError: If there is not enough; another process may have it.
    """
    del seconds
    try:
        return _planned(asked, household)
    except MemoryError:
        raise
    except IsoPlanError as error:
        return failed(household, exit_code_of(error), str(error))
    except Exception as error:
        why = f"{type(error).__name__}: {error}; this is a defect of isoplan"
        trace = traceback.format_exc()
        return failed(household, ExitCode.KNOWN_ERROR, why, trace=trace)


def _planned(asked: Asked, household: Household) -> Planned:
    """Return the plan of a household.

    Raises:
        IsoPlanError: If it has none.
    """
    if household.error is not None:
        raise household.error
    limits = asked.limits.started()
    with stopped_late(limits):
        try:
            scenario = checked_scenario(household.fields or {}, household.source)
        except ScenarioErrors as error:
            raise ScenarioErrors(_placed(household, error.problems)) from None
        plan = recommend_any(scenario, limits, asked.solver)
        return Planned(row_of(household, plan), plan.model_dump_json(indent=INDENT))


def lost(household: Household, why: str) -> Planned:
    """Return why a household has no plan whose process, or cluster, gave none."""
    return failed(household, ExitCode.KNOWN_ERROR, f"{household.source}: {why}")


def failed(household: Household, code: int, why: str, trace: str = "") -> Planned:
    """Return why a household has no plan.

    Args:
        household: The one.
        code: That ``isoplan plan`` ends with.
        why: Its message.
        trace: Of a defect, to be reported.
    """
    told: dict[str, str | int] = {"exit_code": int(code), "message": why}
    if trace:
        told["trace"] = trace
    row = BatchRow(
        household=household.name,
        file=household.file,
        status="failed",
        exit_code=int(code),
        failure=why,
    )
    return Planned(row, json.dumps(told, indent=INDENT, ensure_ascii=False))


def row_of(household: Household, plan: Plan | OutcomesPlan) -> BatchRow:
    """Return a plan in short."""
    if isinstance(plan, OutcomesPlan):
        return _row_over_outcomes(household, plan)
    first = plan.years[0]
    return _with_step(
        BatchRow(
            household=household.name,
            file=household.file,
            scenario=plan.scenario,
            status=plan.status,
            start=date.fromisoformat(str(plan.assumptions["start"])),
            amt_this_year=first.amt,
            credit_left=first.credit_carryforward_out,
            measured_by=AS_WORTH[plan.objective.name],
            value=plan.objective.value,
            gap=plan.objective.gap,
        ),
        plan.actions,
    )


def _row_over_outcomes(household: Household, plan: OutcomesPlan) -> BatchRow:
    """Return a plan over outcomes in short: amounts are means over the outcomes."""
    begins = min(node.year for node in plan.nodes)
    first = [node for node in plan.nodes if node.year == begins]
    row = _with_step(
        BatchRow(
            household=household.name,
            file=household.file,
            scenario=plan.scenario,
            status=plan.status,
            start=plan.pieces[0].begins,
            amt_this_year=in_cents(sum(e.probability * e.amt for e in first)),
            credit_left=in_cents(
                sum(e.probability * e.credit_carryforward_out for e in first)
            ),
            measured_by=AS_WORTH[plan.objective.name],
            value=plan.objective.value,
            gap=plan.objective.gap,
        ),
        plan.now.actions,
    )
    if row.next_date is not None:
        return row
    what = "the future parts: plan again"
    return row.model_copy(update={"next_date": plan.parts_on, "next_step": what})


def _with_step(row: BatchRow, actions: tuple[Action, ...]) -> BatchRow:
    """Return a row with the first day of a plan and what is done on it."""
    if not actions:
        return row.model_copy(update={"next_step": "nothing"})
    day = actions[0].date
    done = [_in_words(each) for each in actions if each.date == day]
    return row.model_copy(update={"next_date": day, "next_step": in_a_row(done)})


def _in_words(action: Action) -> str:
    of = action.options if action.kind in OF_OPTIONS else action.lot
    return f"{action.kind.replace('_', ' ')} {action.shares:,} of {of}"


def _placed(household: Household, problems: tuple[Problem, ...]) -> Iterator[Problem]:
    """Yield problems; those of a changed field with line and column of the change."""
    for each in problems:
        place = next(
            (
                place
                for path, place in household.places.items()
                if _is_within(each.path, path) or _is_within(path, each.path)
            ),
            None,
        )
        if place is None:
            yield each
        else:
            yield replace(each, file=f"{each.file} with {place}")


def _is_within(path: str, whole: str) -> bool:
    """Return whether a path is another one, or leads further into it."""
    return path == whole or (
        bool(whole) and path.startswith(whole) and path[len(whole)] in ".["
    )
