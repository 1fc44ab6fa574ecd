"""What a report shows besides plan and comparison: cash, shares and days, audited.

All of it comes from the walk of the plan's actions, the audit's own route, and must tie
to what the plan shows.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Literal

from isoplan.models.base.cents import in_cents
from isoplan.models.base.errors import AuditFailure
from isoplan.models.results.comparison import Comparison
from isoplan.models.results.plan import Plan
from isoplan.models.results.plan_years import NOTHING_LEFT
from isoplan.models.results.report import CashOnDay, KeyDay, Report, SharesOnDay
from isoplan.models.situation import Situation
from isoplan.optimizer.checking.audit import evidence_of_schedule
from isoplan.optimizer.pricing.cash import other_cash_until
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule
from isoplan.optimizer.recount.evidence import Evidence, differs
from isoplan.optimizer.recount.parcels import Parcel

CENT = 0.011
"""Dollars by which two figures rounded to the cent may differ."""
ONE_DAY = timedelta(days=1)
BALANCE = "balance of tax"
"""What is paid with the return."""


def report_of(
    situation: Situation,
    plan: Plan,
    evaluated: EvaluatedSchedule,
    comparison: Comparison | None = None,
) -> Report:
    """Return the report of a plan.

    Args:
        situation: What was planned.
        plan: As it is shown.
        evaluated: The same as an evaluated schedule.
        comparison: Of that plan; None if it is left out.

    Raises:
        AuditFailure: If cash, shares or payments do not tie to the plan.
    """
    evidence = evidence_of_schedule(situation, evaluated)
    report = Report(
        plan=plan,
        comparison=comparison,
        cash=_cash(evidence),
        shares=tuple(_shares(evidence)),
        key_days=tuple(
            sorted([*_key_days(evidence), *_later_tax(plan, evaluated)], key=_by_day)
        ),
    )
    audit_report(report, situation, evaluated)
    return report


def audit_report(
    report: Report, situation: Situation, evaluated: EvaluatedSchedule
) -> None:
    """Check what a report adds against the plan that it is a report of.

    Args:
        report: What is to be shown.
        situation: What was planned.
        evaluated: The plan as an evaluated schedule.

    Raises:
        AuditFailure: With all findings, if there are any.
    """
    found = [
        *_cash_differs(report, situation, evaluated),
        *_shares_differ(report, situation),
        *_tax_differs(report),
    ]
    if found:
        raise AuditFailure(
            f"the audit refuses a report: {'; '.join(found)}. This is a defect of "
            "isoplan; please report the scenario"
        )


def _cash_differs(
    report: Report, situation: Situation, evaluated: EvaluatedSchedule
) -> Iterator[str]:
    walked = {each.date: each for each in report.cash}
    before = (situation.household.cash or 0.0) - situation.household.cash_floor
    for day in evaluated.cash:
        shown = walked.get(day.day)
        spent = before + other_cash_until(situation, day.day) - float(day.free)
        if shown is None or any(
            differs(one, float(other), CENT)
            for one, other in (
                (shown.left, day.free),
                (shown.paid_out, spent),
                (shown.owed, day.owed),
            )
        ):
            yield f"the cash of {day.day} is not that of the plan"
    needed = report.plan.cash_needed
    if needed is None or (needed.amount, needed.on) != _most_out(report.cash):
        yield "the cash needed is not the most of all days, or not on the first of them"
    if report.comparison is not None and needed is not None:
        compared = report.comparison.schedules[0].cash_needed
        if differs(needed.amount, compared, CENT):
            yield "the cash needed is not that of the comparison"


def _most_out(cash: Sequence[CashOnDay]) -> tuple[float, date | None]:
    """Return the most that is out on any day, and the first such day, if ever."""
    most = max((each.paid_out for each in cash), default=0.0)
    if most <= 0.0:
        return 0.0, None
    return most, next(each.date for each in cash if each.paid_out == most)


def _shares_differ(report: Report, situation: Situation) -> Iterator[str]:
    """Yield where shares do not follow from the plan's years and the file's grants."""
    years = {each.year: each for each in report.plan.years}
    first, *later = report.shares
    done = dict.fromkeys(("exercised", "sold", "given", "cashed_out", "written_off"), 0)
    options = sum(each.shares for each in situation.tranches if not each.held)
    for shown in (first, *later):
        if shown is not first:
            year = years[shown.date.year]
            done = {name: count + getattr(year, name) for name, count in done.items()}
        there = sum(
            each.shares
            for each in situation.tranches
            if each.acquired_on is not None and each.acquired_on <= shown.date
        )
        gone = done["sold"] + done["given"] + done["written_off"]
        expected = {
            "sold": done["sold"],
            "given": done["given"],
            "cashed_out": done["cashed_out"],
            "written_off": done["written_off"],
            "held": there + done["exercised"] - gone,
        }
        left = options - done["exercised"] - done["cashed_out"]
        if any(getattr(shown, name) != count for name, count in expected.items()):
            yield f"shares by {shown.date} are not those of the plan"
        if shown.options + shown.lapsed != left or min(shown.options, shown.lapsed) < 0:
            yield f"options on {shown.date} are not those of the plan"


def _tax_differs(report: Report) -> Iterator[str]:
    """Yield where payments of tax are not together what the plan's year causes."""
    for year in report.plan.years:
        paid = [
            each.amount or 0.0 for each in report.key_days if each.year == year.year
        ]
        slack = max(len(paid), 1) * NOTHING_LEFT + CENT
        if differs(sum(paid), year.tax_caused, slack):
            yield f"the payments of {year.year} are not the tax that it causes"


def _cash(evidence: Evidence) -> tuple[CashOnDay, ...]:
    """Return the cash by day, savings counted as they come in."""
    situation = evidence.situation
    before = (situation.household.cash or 0.0) - situation.household.cash_floor
    return tuple(
        CashOnDay(
            date=each.day,
            left=in_cents(each.free),
            paid_out=in_cents(
                before + other_cash_until(situation, each.day) - each.free
            ),
            owed=in_cents(each.owed),
        )
        for each in evidence.figures.cash
    )


def _shares(evidence: Evidence) -> Iterator[SharesOnDay]:
    """Yield where the shares are before the first action and as each year ends."""
    plan = evidence.situation.plan
    yield _shares_on(evidence, plan.start, before_all=True)
    for year in plan.years:
        yield _shares_on(evidence, min(date(year, 12, 31), plan.horizon))


def _shares_on(
    evidence: Evidence, day: date, *, before_all: bool = False
) -> SharesOnDay:
    walk = evidence.walk
    acts = [] if before_all else [act for act in evidence.acts if act.date <= day]

    def done(kind: str) -> int:
        return round(sum(act.shares for act in acts if act.kind == kind))

    options = lapsed = 0
    for name, count in walk.options.items():
        gone = sum(
            act.shares
            for act in acts
            if act.options == name and act.kind in {"exercise", "cash_out"}
        )
        left = round(count.total - gone)
        if day > count.last:
            lapsed += left
        else:
            options += left
    there = sum(
        parcel.shares
        for parcel in walk.parcels.values()
        if parcel.held_at_start and parcel.acquired_on <= day
    )
    gone = done("sell") + done("give") + done("write_off")
    return SharesOnDay(
        date=day,
        options=options,
        held=round(there) + done("exercise") - gone,
        sold=done("sell"),
        given=done("give"),
        cashed_out=done("cash_out"),
        written_off=done("write_off"),
        lapsed=lapsed,
    )


def _key_days(evidence: Evidence) -> Iterator[KeyDay]:
    """Yield first days of the better sales, last days of exercise, payments of tax."""
    start, walk = evidence.situation.plan.start, evidence.walk
    for lot, parcel in walk.parcels.items():
        day, kind = _better_from(parcel)
        held = round(walk.left_of(lot, day - ONE_DAY))
        if day >= start and held > 0:
            yield KeyDay(date=day, kind=kind, what=lot, shares=held)
    for name, count in walk.options.items():
        if count.total and count.last >= start:
            used = walk.exercised(name) + walk.cashed_out(name)
            left = round(count.total - used)
            yield KeyDay(date=count.last, kind="expiry", what=name, shares=left)
    for paid in evidence.figures.payments:
        amount = in_cents(paid.amount)
        if abs(amount) >= NOTHING_LEFT:
            what = {
                "installment": "installment of estimated tax",
                "balance": BALANCE,
            }.get(paid.what, "tax withheld on options")
            yield KeyDay(
                date=paid.day, kind="tax", what=what, year=paid.year, amount=amount
            )


def _later_tax(plan: Plan, evaluated: EvaluatedSchedule) -> Iterator[KeyDay]:
    """Yield the tax that the plan causes, or saves, in years of run-off."""
    years = evaluated.evaluated_years.years
    for year, worked_out in zip(plan.years, years, strict=True):
        if year.run_off and abs(year.tax_caused) >= NOTHING_LEFT:
            yield KeyDay(
                date=worked_out.node.tax_due_on,
                kind="tax",
                what=BALANCE,
                year=year.year,
                amount=year.tax_caused,
            )


def _better_from(
    parcel: Parcel,
) -> tuple[date, Literal["qualifying", "long_term"]]:
    """Return the first day of the better sale of a lot, and its kind."""
    qualifying = parcel.treatment.qualifying_from(parcel.acquisition)
    if qualifying is not None:
        return qualifying, "qualifying"
    return parcel.treatment.long_term_from(parcel.acquisition), "long_term"


def _by_day(each: KeyDay) -> tuple[date, str, str]:
    return each.date, each.kind, each.what
