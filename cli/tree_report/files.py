"""A plan over outcomes as a workbook, a calendar and rows."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from isoplan.cli.report.calendar_file import Entry, calendar_of, of_action, of_key_day
from isoplan.cli.report.letterhead import Letterhead
from isoplan.cli.report.rows_file import action_rows
from isoplan.cli.report.workbook import (
    Workbook,
    kind_of_field,
    plain_value,
    write_assumptions,
    write_models,
)
from isoplan.models.outcomes.outcomes_plan import (
    OutcomesPlan,
    PieceOfPlan,
)
from isoplan.models.outcomes.outcomes_report import Fan, OutcomesReport
from isoplan.models.results.base import Result
from isoplan.models.results.number_text import dollars, in_a_row
from isoplan.models.results.plan import Action
from isoplan.models.results.plan_years import PlanYear
from isoplan.models.results.report import CashOnDay, KeyDay, SharesOnDay


def outcomes_rows(plan: OutcomesPlan) -> bytes:
    """Return the actions, one a row with its piece of future, once each."""
    names = ("piece", "branch", *Action.model_fields)
    return action_rows(plan.to_rows("actions"), names)


def outcomes_calendar(report: OutcomesReport, made_at: datetime) -> bytes:
    """Return the calendar: what is done now, and the days on which futures part.

    What is done in a branch stands in the entry of the day on which it becomes known:
    nobody has it in a calendar before that.

    Args:
        report: What is shown.
        made_at: When, in UTC.
    """
    return calendar_of(report.plan.scenario, outcomes_entries(report), made_at)


def outcomes_entries(report: OutcomesReport) -> Iterator[Entry]:
    """Yield the days of a plan over outcomes that are known already.

    Days of the first piece, tax of years that end before the future parts, and the
    days on which it parts.
    """
    plan = report.plan
    for action in plan.now.actions:
        yield of_action(action)
    for day in report.outcomes[0].key_days:
        if all(day in each.key_days for each in report.outcomes):
            yield of_key_day(day)
    parents = {piece.parent for piece in plan.pieces}
    for piece in plan.pieces:
        if piece.number in parents:
            yield _parting(plan, piece)


def _parting(plan: OutcomesPlan, piece: PieceOfPlan) -> Entry:
    """Return the entry of the day on which a piece of future parts."""
    branches = [each for each in plan.pieces if each.parent == piece.number]
    names = " or ".join(each.name for each in branches)
    told = [_then(each) for each in branches]
    if piece.parent is not None:
        told.insert(0, f"If {piece.name} has come.")
    after = f" (after {piece.name})" if piece.name else ""
    return Entry(
        branches[0].begins,
        f"Decide by what became known{after}: {names}",
        "\n".join(told),
        f"parting|{branches[0].begins}|{piece.name}",
        reminds=True,
    )


def _then(piece: PieceOfPlan) -> str:
    """Return what is done in a branch, in a line."""
    done = [
        f"{each.kind.replace('_', ' ')} {each.shares:,} of {each.options or each.lot} "
        f"on {each.date} ({dollars(each.shares * each.price)})"
        for each in piece.actions
    ]
    return f"If {piece.name}: {in_a_row(done) if done else 'nothing'}."


def outcomes_workbook(
    report: OutcomesReport, letterhead: Letterhead | None = None
) -> bytes:
    """Return the workbook of a plan over outcomes: a sheet a topic."""
    plan, head = report.plan, letterhead or Letterhead()
    book = Workbook(plan.scenario, head, str(plan.assumptions["start"]))
    _summary(book, plan)
    _plain_rows(book, "Actions", plan.to_rows("actions"))
    _plain_rows(book, "Outcomes", plan.to_rows())
    _beside(book, plan)
    _firm(book, plan)
    years = [(each.name, each.years) for each in plan.outcomes]
    _of_outcomes(book, "Years", PlanYear, years)
    facts = report.outcomes
    _of_outcomes(book, "Cash", CashOnDay, [(e.name, e.cash) for e in facts])
    _of_outcomes(book, "Shares", SharesOnDay, [(e.name, e.shares) for e in facts])
    _of_outcomes(book, "Days", KeyDay, [(e.name, e.key_days) for e in facts])
    for name, fans in (("Wealth", report.wealth), ("Cash by year", report.cash)):
        write_models(book, name, Fan, fans)
    notes = [*plan.notes, plan.verdict()]
    write_assumptions(book, plan.assumptions, notes, head)
    return book.close()


def _summary(book: Workbook, plan: OutcomesPlan) -> None:
    worth = plan.worth
    rows: list[Sequence[Any]] = [
        ("scenario", plan.scenario),
        ("status", plan.status),
        ("value on average", plan.objective.value),
        ("bound", plan.objective.bound),
        ("gap", plan.objective.gap),
        ("the future parts on", plan.parts_on),
        ("worst outcome", plan.worst.name),
        ("value at worst", plan.worst.value),
    ]
    for name, between in (
        ("adapting", worth.adapting),
        ("planning for all outcomes (VSS)", worth.modeling),
        ("knowing (EVPI)", worth.knowing),
    ):
        if between is not None:
            rows.append((f"{name}, at least", between.least))
            rows.append((f"{name}, at most", between.most))
    book.sheet("Summary", ("figure", "value"), rows, ("words", "money"))


def _plain_rows(book: Workbook, name: str, rows: Sequence[dict[str, Any]]) -> None:
    """Add a sheet of plain rows, their names as headings."""
    names = list(rows[0]) if rows else ["nothing"]
    book.sheet(
        name,
        [each.replace("_", " ") for each in names],
        [[plain_value(value) for value in row.values()] for row in rows],
        [kind_of_field(each) for each in names],
    )


def _beside(book: Workbook, plan: OutcomesPlan) -> None:
    heads = ["way of deciding", "on average", "at worst", "AMT on vanished gains, most"]
    heads += [each.name for each in plan.outcomes]
    mine = max(each.amt_on_vanished_gains for each in plan.outcomes)
    values = [each.value for each in plan.outcomes]
    rows: list[Sequence[Any]] = [
        ("this plan", plan.objective.value, plan.worst.value, mine, *values)
    ]
    rows += [
        (each.name, each.expected, each.worst, each.amt_on_vanished_gains, *each.values)
        for each in plan.beside
    ]
    book.sheet("Beside", heads, rows, ["words", *["money"] * (len(heads) - 1)])


def _firm(book: Workbook, plan: OutcomesPlan) -> None:
    if plan.firmness is None or not plan.firmness.ranges:
        return
    rows = [
        (each.in_words, each.now, each.lowest, each.highest)
        for each in plan.firmness.ranges
    ]
    heads = ("the same first step for", "now", "from", "to")
    book.sheet("Firmness", heads, rows, ("words", "money", "money", "money"))


def _of_outcomes(
    book: Workbook,
    name: str,
    model: type[Result],
    given: Sequence[tuple[str, Sequence[Result]]],
) -> None:
    """Add a sheet with a column a field, the name of the outcome first."""
    fields = list(model.model_fields)
    rows = [
        [outcome, *(plain_value(getattr(row, field)) for field in fields)]
        for outcome, mine in given
        for row in mine
    ]
    heads = ["outcome", *(field.replace("_", " ") for field in fields)]
    kinds = ["words", *(kind_of_field(field) for field in fields)]
    book.sheet(name, heads, rows, kinds)
