"""What a report adds to a plan ties to it, and what does not is refused."""

from collections.abc import Callable
from datetime import date

import pytest

from isoplan.models.base.errors import AuditFailure
from isoplan.models.results.plan import Plan
from isoplan.models.results.report import Report
from isoplan.optimizer.recommend import solve_and_price
from isoplan.optimizer.reporting.report_facts import audit_report, report_of
from made_report import Made, made_report
from scenario_builder import build_situation, rsu


@pytest.fixture(scope="module")
def made() -> Made:
    return made_report()


def test_shares_add_up_to_the_grants(made: Made) -> None:
    """2,500 options granted; every year each is somewhere."""
    shares = made.report.shares
    assert shares[0].date == made.situation.plan.start
    assert (shares[0].options, shares[0].held) == (2_500, 0)
    assert [each.date.year for each in shares[1:]] == list(made.situation.plan.years)
    for each in shares:
        there = each.model_dump(exclude={"date"})
        assert sum(there.values()) == 2_500
    for each in shares[1:]:
        done = [a for a in made.report.plan.actions if a.date <= each.date]
        exercised = sum(a.shares for a in done if a.kind == "exercise")
        sold = sum(a.shares for a in done if a.kind == "sell")
        assert each.options == 2_500 - exercised
        assert (each.held, each.sold) == (exercised - sold, sold)


def test_options_that_lapse_and_shares_that_fail_are_counted() -> None:
    """10,000 options lapse and 17,000 shares become worthless with the company."""
    shares = made_report("company_that_failed").report.shares
    totals = {sum(each.model_dump(exclude={"date"}).values()) for each in shares}
    assert len(totals) == 1
    assert shares[-1].lapsed > 0
    assert shares[-1].written_off > 0
    assert (shares[-1].options, shares[-1].held) == (0, 0)


def test_units_count_from_the_day_on_which_they_arrive() -> None:
    """30 in June 2026 and 70 a year later; none before, and nowhere sooner."""
    vesting = [
        {"on": date(2026, 6, 1), "shares": 30},
        {"on": date(2027, 6, 1), "shares": 70},
    ]
    situation = build_situation(
        plan={"last_year": 2027}, restricted_units=[rsu(vesting=vesting, withheld=0.0)]
    )
    plan, evaluated = solve_and_price(situation)
    report = report_of(situation, plan, evaluated)
    assert [each.held + each.sold for each in report.shares] == [0, 30, 100]
    for at, more in enumerate((100, 70)):
        early = list(report.shares)
        held = {"held": early[at].held + more}
        early[at] = early[at].model_copy(update=held)
        too_soon = report.model_copy(update={"shares": tuple(early)})
        with pytest.raises(AuditFailure, match=f"shares by {early[at].date}"):
            audit_report(too_soon, situation, evaluated)


def test_cash_needed_is_the_worst_day(made: Made) -> None:
    """By hand: strikes and tax before the day, nothing sold yet or too little."""
    report = made.report
    needed = report.plan.cash_needed
    assert needed is not None
    assert needed.amount == max(each.paid_out for each in report.cash)
    on = needed.on
    assert on is not None
    paid = sum(
        each.shares * each.price if each.kind == "exercise" else 0.0
        for each in report.plan.actions
        if each.date <= on
    )
    sold = [a for a in report.plan.actions if a.kind == "sell" and a.date < on]
    assert sold == []
    tax = sum(each.amount or 0.0 for each in report.key_days if each.date <= on)
    assert needed.amount == pytest.approx(paid + tax, abs=0.02)


def test_key_days_are_those_of_the_law(made: Made) -> None:
    """A qualifying sale: two years after the grant and more than one from exercise."""
    days = {(each.kind, each.what): each for each in made.report.key_days}
    first = days["qualifying", "2025 grant 2026-12-30"]
    assert first.date == date(2027, 12, 31)
    assert first.shares == 2_407
    last = days["expiry", "2025 grant"]
    assert (last.date, last.shares) == (date(2035, 2, 2), 0)
    taxed = [each for each in made.report.key_days if each.kind == "tax"]
    assert {each.date for each in taxed if each.year == 2026} == {date(2027, 4, 15)}


def changed(report: Report, part: str, field: str, by: float) -> Report:
    """The report with one figure of one entry changed."""
    entries = list(getattr(report, part))
    at = next(n for n, each in enumerate(entries) if getattr(each, field) is not None)
    value = getattr(entries[at], field) + by
    entries[at] = entries[at].model_copy(update={field: value})
    return report.model_copy(update={part: tuple(entries)})


def needing_more(plan: Plan) -> Plan:
    """The plan with a dollar more of cash needed."""
    assert plan.cash_needed is not None
    more = {"amount": plan.cash_needed.amount + 1.0}
    needed = plan.cash_needed.model_copy(update=more)
    return plan.model_copy(update={"cash_needed": needed})


def everywhere(report: Report, part: str, **more: float) -> Report:
    """The report with figures of all entries changed alike."""
    entries = tuple(
        each.model_copy(update={n: getattr(each, n) + by for n, by in more.items()})
        for each in getattr(report, part)
    )
    return report.model_copy(update={part: entries})


def without_tax(report: Report) -> Report:
    """The report without any payment of tax."""
    days = tuple(each for each in report.key_days if each.kind != "tax")
    return report.model_copy(update={"key_days": days})


CASH, SHARES, OPTIONS = "the cash of 20", "shares by 20", "options on 20"
FAULTS: dict[str, tuple[Callable[[Report], Report], str]] = {
    "cash": (lambda r: changed(r, "cash", "left", 0.05), CASH),
    "a day left out": (lambda r: r.model_copy(update={"cash": r.cash[1:]}), CASH),
    "paid out": (lambda r: everywhere(r, "cash", paid_out=500.0), CASH),
    "owed": (lambda r: everywhere(r, "cash", owed=99.0), CASH),
    "worst day": (
        lambda r: r.model_copy(update={"plan": needing_more(r.plan)}),
        "the cash needed is not the most of all days",
    ),
    "of the comparison": (
        lambda r: r.model_copy(update={"plan": needing_more(r.plan)}),
        "the cash needed is not that of the comparison",
    ),
    "sold": (
        lambda r: r.model_copy(
            update={"shares": (r.shares[0], *r.shares[2:], r.shares[1])}
        ),
        SHARES,
    ),
    "held": (lambda r: everywhere(r, "shares", held=5), SHARES),
    "lapsed": (lambda r: everywhere(r, "shares", lapsed=7), OPTIONS),
    "negative": (
        lambda r: everywhere(r, "shares", options=-9_999, lapsed=9_999),
        OPTIONS,
    ),
    "tax": (lambda r: changed(r, "key_days", "amount", 2.0), "the payments of 20"),
    "no tax": (without_tax, "the payments of 20"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_does_not_tie_is_refused(name: str, made: Made) -> None:
    """Each check sees its fault; without a fault there is none."""
    fault, said = FAULTS[name]
    audit_report(made.report, made.situation, made.evaluated)
    with pytest.raises(AuditFailure, match=said):
        audit_report(fault(made.report), made.situation, made.evaluated)
