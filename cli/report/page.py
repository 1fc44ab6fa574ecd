"""A report as one page of HTML: nothing outside it is asked for, no script runs.

The templates stand beside this file. Everything in them is escaped, by Jinja2 or by
`svg.element`; drawings alone are taken as they are.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources import files
from typing import Any

from isoplan.cli.filing.filed_tables import share_tables
from isoplan.cli.render.cash_table import PURPOSES, loan_sentence, safe_harbor_sentence
from isoplan.cli.render.firmness import first_sentences
from isoplan.cli.render.preferences import preference_sentences
from isoplan.cli.report import cells, parts
from isoplan.cli.report.cells import Cell, Table
from isoplan.cli.report.charts import charts_of, schedules_chart
from isoplan.cli.report.extra import needed
from isoplan.cli.report.letterhead import Letterhead
from isoplan.models.filing.filed_forms import FiledForms, FormsOfYear
from isoplan.models.results.comparison import MARKS, Comparison
from isoplan.models.results.credit_text import credit_account, credit_gone_in
from isoplan.models.results.plan import Objective, Plan
from isoplan.models.results.plan_years import NOTHING_LEFT
from isoplan.models.results.report import Report
from isoplan.models.results.verdict import Status

POLICY = (
    "default-src 'none'; style-src 'sha256-{style}'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
"""What a browser lets the page do: show itself."""
MOST_BYTES = 500_000
"""Of a page that is to be mailed; it gives up forms for it, not its answer."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the four figures on top.

    Attributes:
        name: What it is.
        shown: The figure.
        under: What to know of it.
        until: A day or year that closes what is under it, if there is one.
    """

    name: str
    shown: Cell
    under: str
    until: Cell | None = None


def plan_page(
    report: Report,
    forms: Sequence[FormsOfYear] = (),
    letterhead: Letterhead | None = None,
    version: str = "",
    *,
    others: Sequence[FiledForms] = (),
    open_forms: bool = False,
) -> bytes:
    """Return the page of a plan.

    Args:
        report: What is shown.
        forms: Of each year; none to leave them out.
        letterhead: A planner's; None for none.
        version: Of isoplan, named at the end.
        others: Forms of the household's own schedules, and of what was done.
        open_forms: Whether all years of forms are open, so that paper shows them.

    Where the page would be too large to mail, the last of the other forms are left
    out first, then the plan's of the last years.
    """
    shown, beside, page = list(forms), list(others), b""
    while not page or (len(page) > MOST_BYTES and (shown or beside)):
        if page and beside:
            beside.pop()
        elif page:
            del shown[len(shown) * 3 // 4 :]
        page = filled(
            "plan.html.j2",
            forms=shown,
            forms_end=shown[-1].year if 0 < len(shown) < len(forms) else None,
            others=beside,
            left_out=[each.answer() for each in others[len(beside) :]],
            open_forms=open_forms,
            letterhead=letterhead or Letterhead(),
            version=version,
            **_of_plan(report),
        )
    return page


def _of_plan(report: Report) -> dict[str, Any]:
    """Return what the template of a plan shows, forms and letterhead left out."""
    plan = report.plan
    steps = parts.by_day(parts.steps_of(plan.actions, "plan.actions"))
    return {
        "report": report,
        "plan": plan,
        "now": steps[0] if steps else [],
        "then": steps[1] if len(steps) > 1 else [],
        "steps": [step for day in steps for step in day],
        "tiles": tiles(plan),
        "room": "" if plan.room is None else plan.room.sentence(),
        "firmness": first_sentences(plan.firmness),
        "charts": charts_of(report),
        "years": parts.years_table(plan),
        "year_notes": plan.table().notes,
        "set_aside": set_aside_table(plan),
        "cash_sentences": cash_sentences(plan),
        "credit": credit_account(plan.totals),
        "preferences": preference_sentences(plan.preference_costs).splitlines(),
        "key_days": key_days_table(report),
        "verdict": plan.verdict(),
        **_compared(report.comparison),
    }


def comparison_page(
    comparison: Comparison, letterhead: Letterhead | None = None, version: str = ""
) -> bytes:
    """Return the page of a comparison alone, with what each schedule does."""
    return filled(
        "comparison.html.j2",
        charts=[schedules_chart(comparison)],
        all_steps=[
            (each.name, parts.steps_of(each.actions, f"{at}.actions"))
            for at, each in (
                (f"comparison.schedules[{at}]", each)
                for at, each in enumerate(comparison.schedules)
            )
        ],
        verdict=comparison.verdict,
        letterhead=letterhead or Letterhead(),
        version=version,
        **_compared(comparison),
    )


def tiles(plan: Plan) -> list[Tile]:
    """Return the four figures on top: worth, AMT, cash, proof."""
    totals, needed = plan.totals, plan.cash_needed
    given = "plan.assumptions.start"
    start = cells.day(date.fromisoformat(str(plan.assumptions["start"])), given)
    worth = Tile(
        "Worth after tax",
        cells.money(totals.after_tax_value, "plan.totals.after_tax_value"),
        "in all, as of",
        start,
    )
    if plan.objective.name == "least_tax":
        value = cells.money(plan.objective.value, "plan.objective.value")
        worth = Tile("Tax caused", value, "in all, as of", start)
    most = Tile(
        "Most cash out",
        cells.money(needed.amount if needed else 0.0, "plan.cash_needed.amount"),
        "the plan pays for itself from the first day",
    )
    if needed is not None and needed.on is not None:
        on = cells.day(needed.on, "plan.cash_needed.on")
        most = Tile(most.name, most.shown, "exercises and tax, until", on)
    return [worth, _amt_tile(plan), most, proven_tile(plan.objective, plan.status)]


def proven_tile(objective: Objective, status: Status) -> Tile:
    """Return how far the plan is from the best possible, at most."""
    gap = cells.cents(objective.gap, "plan.objective.gap")
    if status == "feasible":
        return Tile("Not proven", gap, "is the most that a better plan would bring")
    return Tile("Proven", Cell(f"within {gap.text}", gap.value, gap.of), "of the best")


def _amt_tile(plan: Plan) -> Tile:
    amt = cells.money(plan.totals.amt, "plan.totals.amt")
    left = plan.totals.credit_carryforward_out
    back = credit_gone_in(plan.years, plan.totals.credit_brought)
    if left > NOTHING_LEFT:
        of = "plan.totals.credit_carryforward_out"
        return Tile("AMT", amt, "credit not back at the end:", cells.money(left, of))
    if back is not None:
        at = next(at for at, year in enumerate(plan.years) if year.year == back)
        until = cells.year(back, f"plan.years[{at}].year")
        lost = plan.totals.credit_wiped_out > NOTHING_LEFT
        return Tile(
            "AMT", amt, "credit gone in" if lost else "all credit used by", until
        )
    if plan.totals.amt > NOTHING_LEFT:
        return Tile("AMT", amt, "no credit comes of it")
    return Tile("AMT", amt, "none in any year")


def set_aside_table(plan: Plan, of: str = "plan") -> Table:
    """Return the cash that the first year asks for, by date."""
    rows = tuple(
        (
            cells.day(each.date, f"{of}.set_aside[{at}].date"),
            cells.words(PURPOSES[each.what]),
            cells.money(each.amount, f"{of}.set_aside[{at}].amount"),
        )
        for at, each in enumerate(plan.set_aside)
    )
    return Table(("by", "for", "dollars"), rows, left=2)


def cash_sentences(plan: Plan) -> list[str]:
    """Return what is known of the safe harbor and the loan."""
    said = []
    if plan.safe_harbor is not None:
        said.append(safe_harbor_sentence(plan.safe_harbor))
    if plan.loan is not None:
        said.append(loan_sentence(plan))
    return said


def key_days_table(report: Report, of: str = "") -> Table:
    """Return the days that matter beside those of the actions."""
    kinds = {
        "qualifying": "first day of a qualifying sale",
        "long_term": "first day of a long-term gain",
        "expiry": "last day of exercise",
    }
    rows = []
    for at, each in enumerate(report.key_days):
        place = f"{of}key_days[{at}]"
        what, size = f"{each.what} of {each.year}", cells.words("")
        if each.amount is not None:
            size = cells.money(each.amount, f"{place}.amount")
        elif each.shares is not None:
            what = f"{kinds[each.kind]}: {each.what}"
            number = cells.count(each.shares, f"{place}.shares")
            unit = "left" if each.kind == "expiry" else "shares"
            size = Cell(f"{number.text} {unit}", number.value, number.of)
        day = cells.day(each.date, f"{place}.date")
        rows.append((day, cells.words(what), size))
    return Table(("day", "what", "how much"), tuple(rows), left=2)


def _compared(comparison: Comparison | None) -> dict[str, Any]:
    if comparison is None:
        return {"comparison": None}
    used = {mark for each in comparison.schedules for mark in each.marks}
    return {
        "comparison": comparison,
        "schedules": parts.schedules_table(comparison),
        "causes": parts.causes_table(comparison),
        "marks": [f"{mark} {MARKS[mark]}" for mark in MARKS if mark in used],
    }


def filled(name: str, **shown: Any) -> bytes:  # noqa: ANN401 - of many types
    """Return a template filled in."""
    jinja2 = needed(".html")
    folder = files("isoplan.cli.report").joinpath("templates")
    style = folder.joinpath("style.css").read_text(encoding="utf-8")
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(
            lambda each: folder.joinpath(each).read_text(encoding="utf-8")
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["assumptions"] = parts.assumptions
    environment.filters["exact"] = exact
    environment.filters["share_tables"] = share_tables
    digest = b64encode(sha256(style.encode()).digest()).decode("ascii")
    page: str = environment.get_template(name).render(
        style=style, policy=POLICY.format(style=digest), **shown
    )
    return page.encode("utf-8")


def exact(value: float | date) -> str:
    """Return a cell's value as a machine reads it."""
    return value.isoformat() if isinstance(value, date) else repr(value)
