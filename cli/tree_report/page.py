"""The page of a plan over outcomes: its answer, its tree, and each outcome folded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from isoplan.cli.outcomes.outcomes_report import worth_sentences
from isoplan.cli.render.firmness import first_sentences, name_of, shown_value
from isoplan.cli.report import cells, parts
from isoplan.cli.report.cells import Cell, Table
from isoplan.cli.report.charts import (
    Chart,
    Place,
    amt_chart,
    cash_chart,
    shares_chart,
)
from isoplan.cli.report.letterhead import Letterhead
from isoplan.cli.report.page import (
    MOST_BYTES,
    Tile,
    cash_sentences,
    filled,
    key_days_table,
    proven_tile,
    set_aside_table,
)
from isoplan.cli.tree_report.charts import outcomes_charts, picture
from isoplan.models.filing.filed_forms import FormsOfYear
from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.outcomes.outcomes_report import OutcomesReport
from isoplan.models.results.credit_text import credit_account
from isoplan.models.results.firmness import FirmRange
from isoplan.models.results.number_text import dollars
from isoplan.models.results.report import Report

MOST_OPEN = 4
"""Branches whose actions are open from the start."""
SMALLER = 0.6
"""Of the outcomes shown by themselves, what stays where a page is too large."""


@dataclass(frozen=True, slots=True)
class PieceShown:
    """A branch with what is done in it.

    Attributes:
        name: With its probability.
        told: Its days, and what it comes after.
        steps: What is done.
    """

    name: str
    told: str
    steps: list[parts.Step]


def outcomes_page(
    report: OutcomesReport,
    forms: Sequence[Sequence[FormsOfYear]] = (),
    letterhead: Letterhead | None = None,
    version: str = "",
    *,
    open_forms: bool = False,
) -> bytes:
    """Return the page of a plan over outcomes.

    Args:
        report: What is shown.
        forms: Of each outcome, year by year; none to leave them out.
        letterhead: A planner's; None for none.
        version: Of isoplan, named at the end.
        open_forms: Whether all years of forms are open, so that paper shows them.

    Where the page would be too large to mail, the least likely outcomes give up their
    forms first, then their own part; the worst outcome is the last to go.
    """
    order = _by_weight(report.plan)
    with_forms, alone, page = len(order) if forms else 0, len(order), b""
    while not page or (len(page) > MOST_BYTES and (with_forms or alone)):
        if page and with_forms:
            with_forms = int(with_forms * SMALLER)
        elif page:
            alone = int(alone * SMALLER)
        filed = {at: forms[at] for at in order[:with_forms]}
        kept = sorted(order[:alone])
        page = filled(
            "outcomes.html.j2",
            outcomes=[_alone(report, at, filed.get(at, ())) for at in kept],
            left_out=_left_out(report.plan, with_forms if forms else None, alone),
            open_forms=open_forms,
            letterhead=letterhead or Letterhead(),
            version=version,
            **_of_plan(report),
        )
    return page


def _by_weight(plan: OutcomesPlan) -> list[int]:
    """Return the numbers of the outcomes: the worst one, then the likeliest first."""
    worst = plan.worst
    numbers = range(len(plan.outcomes))

    def weight(at: int) -> tuple[bool, float, int]:
        outcome = plan.outcomes[at]
        return (outcome is not worst, -outcome.probability, at)

    return sorted(numbers, key=weight)


def _left_out(plan: OutcomesPlan, with_forms: int | None, alone: int) -> list[str]:
    """Return what the page goes without, to stay small."""
    count, said = len(plan.outcomes), []
    if alone < count:
        said.append(
            f"{count - alone} of {count} outcomes are left out here, the least likely "
            "ones, for this page to stay small; a workbook (.xlsx) has all of them."
        )
    if with_forms is not None and with_forms < count:
        said.append(
            f"Forms of {count - with_forms} of {count} outcomes are left out, for this "
            "page to stay small; isoplan forms --outcome NAME prints them."
        )
    return said


def _of_plan(report: OutcomesReport) -> dict[str, Any]:
    """Return what the template shows, each outcome by itself left out."""
    plan, firm = report.plan, report.plan.firmness
    now = parts.steps_of(plan.now.actions, "plan.pieces[0].actions")
    return {
        "plan": plan,
        "now": parts.by_day(now),
        "parts_on": cells.day(plan.parts_on, "plan.parts_on"),
        "tiles": outcomes_tiles(plan),
        "picture": picture(report),
        "pieces": _pieces(plan),
        "most_open": MOST_OPEN,
        "charts": outcomes_charts(report),
        "bet": bet_table(plan),
        "cash": cash_table(plan),
        "beside": beside_table(plan),
        "worth": worth_sentences(plan),
        "firm": first_sentences(firm),
        "ranges": ranges_table(() if firm is None else firm.ranges),
        "verdict": plan.verdict(),
    }


def outcomes_tiles(plan: OutcomesPlan) -> list[Tile]:
    """Return the four figures on top: mean, worst, cash, proof."""
    at = plan.outcomes.index(plan.worst)
    needed = max(
        range(len(plan.outcomes)), key=lambda n: plan.outcomes[n].cash_needed.amount
    )
    most = plan.outcomes[needed].cash_needed
    of = f"plan.outcomes[{needed}].cash_needed"
    until = None if most.on is None else cells.day(most.on, f"{of}.on")
    return [
        Tile(
            "Worth after tax",
            cells.money(plan.objective.value, "plan.objective.value"),
            f"on average over {len(plan.outcomes)} outcomes, in present value",
        ),
        Tile(
            "At worst",
            cells.money(plan.worst.value, f"plan.outcomes[{at}].value"),
            plan.worst.name,
        ),
        Tile(
            "Most cash out",
            cells.money(most.amount, f"{of}.amount"),
            f"in {plan.outcomes[needed].name}" + ", until" * (until is not None),
            until,
        ),
        proven_tile(plan.objective, plan.status),
    ]


def _pieces(plan: OutcomesPlan) -> list[PieceShown]:
    """Return each branch with what is done in it."""
    found = []
    for at, piece in enumerate(plan.pieces[1:], 1):
        begins, until = (cells.day(e, "").text for e in (piece.begins, piece.until))
        after = ""
        if piece.parent:
            after = f", after {plan.pieces[piece.parent].name}"
        found.append(
            PieceShown(
                f"If {piece.name} (probability {piece.probability:.4g})",
                f"Known on {begins}{after}; until {until}.",
                parts.steps_of(piece.actions, f"plan.pieces[{at}].actions"),
            )
        )
    return found


def _chance(amount: float, of: str) -> Cell:
    return Cell(f"{amount:.4g}", amount, of)


def bet_table(plan: OutcomesPlan) -> Table:
    """Return the outcomes in dollars, the worst one marked."""
    rows = []
    for at, each in enumerate(plan.outcomes):
        of = f"plan.outcomes[{at}]"
        fields = ("value", "amt", "amt_on_vanished_gains", "credit_carryforward_out")
        rows.append(
            (
                cells.words(each.name + " (worst)" * (each is plan.worst)),
                _chance(each.probability, f"{of}.probability"),
                *(cells.money(getattr(each, f), f"{of}.{f}") for f in fields),
            )
        )
    heads = ("outcome", "probability", "value", "AMT", "AMT on vanished gains")
    total = ("on average", "", dollars(plan.objective.value), "", "", "")
    return Table(
        (*heads, "credit left"),
        tuple(rows),
        total=tuple(cells.words(each) for each in total),
    )


def cash_table(plan: OutcomesPlan) -> Table:
    """Return the most cash that each outcome needs, and its lowest cash if given."""
    known = any(each.lowest_cash is not None for each in plan.outcomes)
    rows = []
    for at, each in enumerate(plan.outcomes):
        of, needed = f"plan.outcomes[{at}]", each.cash_needed
        row = [
            cells.words(each.name),
            cells.money(needed.amount, f"{of}.cash_needed.amount"),
            _day(needed.on, f"{of}.cash_needed.on"),
        ]
        if known:
            low = each.lowest_cash
            row.append(
                cells.words("")
                if low is None
                else cells.money(low, f"{of}.lowest_cash")
            )
            row.append(_day(each.lowest_cash_on, f"{of}.lowest_cash_on"))
        rows.append(tuple(row))
    heads = ["outcome", "most cash needed", "on"]
    return Table((*heads, *["lowest cash above the floor", "on"] * known), tuple(rows))


def _day(on: Any, of: str) -> Cell:  # noqa: ANN401 - a day or none
    return cells.words("") if on is None else cells.day(on, of)


def beside_table(plan: OutcomesPlan) -> Table:
    """Return the plan and others, on average and at worst."""
    at = plan.outcomes.index(plan.worst)
    vanished = max(
        range(len(plan.outcomes)), key=lambda n: plan.outcomes[n].amt_on_vanished_gains
    )
    of = f"plan.outcomes[{vanished}].amt_on_vanished_gains"
    most = plan.outcomes[vanished].amt_on_vanished_gains
    rows: list[tuple[Cell, ...]] = [
        (
            cells.words("this plan"),
            cells.money(plan.objective.value, "plan.objective.value"),
            cells.money(plan.worst.value, f"plan.outcomes[{at}].value"),
            cells.money(most, of),
        )
    ]
    rows += [
        (
            cells.words(each.name),
            *(
                cells.money(getattr(each, field), f"plan.beside[{number}].{field}")
                for field in ("expected", "worst", "amt_on_vanished_gains")
            ),
        )
        for number, each in enumerate(plan.beside)
    ]
    heads = ("way of deciding", "on average", "at worst", "AMT on vanished gains, most")
    return Table(heads, tuple(rows))


def ranges_table(ranges: Sequence[FirmRange]) -> Table:
    """Return a row a fact: its value, and where the first step stays the same."""
    rows = tuple(
        (
            cells.words(name_of(each)),
            *(
                Cell(
                    shown_value(each, getattr(each, field)),
                    None,
                )
                for field in ("now", "lowest", "highest")
            ),
        )
        for each in ranges
    )
    return Table(("the same first step", "now", "from", "to"), rows, left=4)


def _alone(
    report: OutcomesReport, at: int, forms: Sequence[FormsOfYear]
) -> dict[str, Any]:
    """Return one outcome as the report of its one path."""
    plan, outcome, facts = report.plan, report.plan.outcomes[at], report.outcomes[at]
    place, one = Place.of_outcome(at), plan.plan_of(outcome)
    days = Report(
        plan=one, cash=facts.cash, shares=facts.shares, key_days=facts.key_days
    )
    charts: list[Chart] = [
        amt_chart(one, place),
        cash_chart(days, place),
        shares_chart(days, place),
    ]
    return {
        "name": f"{outcome.name} (probability {outcome.probability:.4g}): "
        f"{dollars(outcome.value)}",
        "steps": parts.steps_of(outcome.actions, f"{place.plan}.actions"),
        "charts": [chart for chart in charts if chart.wide],
        "first_year": one.years[0].year,
        "set_aside": set_aside_table(one, place.plan),
        "cash_sentences": cash_sentences(one),
        "key_days": key_days_table(days, place.report),
        "credit": credit_account(one.totals),
        "years": parts.years_table(one, place.plan),
        "year_notes": one.table().notes,
        "forms": forms,
    }
