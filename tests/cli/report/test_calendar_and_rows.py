"""The calendar and the rows of a report, read again."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from icalendar import Calendar

from isoplan.cli.report.calendar_file import calendar_file
from isoplan.cli.report.rows_file import comparison_rows, plan_rows
from isoplan.models.results.plan import Action
from isoplan.models.results.report import KeyDay, Report
from made_report import made_report

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def report() -> Report:
    return made_report().report


def events(report: Report, made_at: datetime = NOON) -> list[Any]:
    """The events of a report's calendar, read by the library."""
    read = Calendar.from_ical(calendar_file(report, made_at))
    return [each for each in read.walk() if each.name == "VEVENT"]


def test_every_action_and_day_is_an_entry_of_all_day(report: Report) -> None:
    """On its own date, one day long, which keeps nobody from meetings."""
    found = events(report)
    days = [each.date for each in (*report.plan.actions, *report.key_days)]
    assert sorted(each["dtstart"].dt for each in found) == sorted(days)
    for each in found:
        assert each["dtend"].dt - each["dtstart"].dt == timedelta(days=1)
        assert each["transp"] == "TRANSPARENT"
    words = {str(each["summary"]) for each in found}
    assert "Exercise 2,407 options of 2025 grant" in words
    assert "Last day to exercise 2025 grant" in words


def test_entries_keep_their_names(report: Report) -> None:
    """So that a calendar replaces, and does not double, what it has."""
    later = events(report, NOON + timedelta(days=400))
    names = [str(each["uid"]) for each in events(report)]
    assert [str(each["uid"]) for each in later] == names
    assert len(set(names)) == len(names)
    other = report.model_copy(
        update={"plan": report.plan.model_copy(update={"scenario": "Another"})}
    )
    assert not {str(each["uid"]) for each in events(other)} & set(names)


def test_shares_of_a_buyer_are_told(report: Report) -> None:
    """Of an action after an acquisition for stock, in the calendar and in the rows."""
    first = report.plan.actions[0]
    of_buyer = first.model_copy(update={"buyer": "B", "buyer_shares": 1_203})
    plan = report.plan.model_copy(update={"actions": (of_buyer,)})
    told = [
        str(each["description"])
        for each in events(report.model_copy(update={"plan": plan}))
        if str(each["summary"]).startswith("Exercise")
    ]
    assert len(told) == 1
    assert "That is 1,203 of B." in told[0]
    head, row = csv.reader(StringIO(plan_rows(plan).decode("utf-8-sig")))
    assert row[head.index("buyer")] == "B"
    assert row[head.index("buyer_shares")] == "1203"


def test_two_alike_have_two_names(report: Report) -> None:
    """Two payments of one kind on one day, say."""
    day = KeyDay(date=report.key_days[0].date, kind="tax", what="x", amount=1.0, year=1)
    found = events(report.model_copy(update={"key_days": (day, day)}))
    assert len({str(each["uid"]) for each in found}) == len(found)


def test_a_calendar_reminds_of_what_is_to_do(report: Report) -> None:
    """A week before; not of days on which nothing must be done."""
    for each in events(report):
        alarms = [part for part in each.subcomponents if part.name == "VALARM"]
        said = str(each["summary"])
        to_do = said.startswith(("Exercise", "Sell", "Pay"))
        assert [alarm["trigger"].dt for alarm in alarms] == [timedelta(-7)] * to_do


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("give", "Give 2,407 shares of L to charity"),
        ("cash_out", "2,407 options of 2025 grant are cashed out"),
        ("write_off", "2,407 shares of L are worthless"),
    ],
)
def test_other_actions(kind: str, said: str, report: Report) -> None:
    """Each in its own words, with what else it asks for."""
    first = report.plan.actions[0].model_dump()
    first |= {"kind": kind, "lot": "L", "election_83b": True}
    plan = report.plan.model_copy(update={"actions": (Action.model_validate(first),)})
    only = report.model_copy(update={"plan": plan, "key_days": ()})
    (found,) = events(only)
    assert str(found["summary"]) == said
    assert "83(b) within 30 days" in str(found["description"])


def test_tax_saved_is_no_payment(report: Report) -> None:
    """And asks for no alarm."""
    day = KeyDay(date=NOON.date(), kind="tax", what="balance", amount=-5.0, year=2026)
    plan = report.plan.model_copy(update={"actions": ()})
    only = report.model_copy(update={"plan": plan, "key_days": (day,)})
    (found,) = events(only)
    assert str(found["summary"]) == "Save $5: balance of 2026"
    assert found.subcomponents == []


def read_rows(content: bytes) -> list[dict[str, str]]:
    """Rows by column, the mark of UTF-8 taken off."""
    assert content.startswith(b"\xef\xbb\xbf")
    return [*csv.DictReader(StringIO(content.decode("utf-8-sig")))]


def test_rows_are_the_actions(report: Report) -> None:
    """With the columns of the JSON and the amount."""
    shown = read_rows(plan_rows(report.plan))
    for row, action in zip(shown, report.plan.actions, strict=True):
        assert row["date"] == action.date.isoformat()
        assert int(row["shares"]) == action.shares
        amount = action.shares * action.price
        assert float(row["amount"]) == pytest.approx(amount, abs=0.0051)


def test_rows_of_a_comparison(report: Report) -> None:
    """One a schedule, causes included."""
    assert report.comparison is not None
    shown = read_rows(comparison_rows(report.comparison))
    for row, each in zip(shown, report.comparison.schedules, strict=True):
        assert row["name"] == each.name
        assert float(row["worse_by"]) == each.worse_by
        assert float(row["cause_amt"]) == each.causes.amt


def test_no_row_becomes_a_formula(report: Report) -> None:
    """A lot whose name begins like one is a text."""
    action = report.plan.actions[0].model_copy(update={"lot": "=1+1"})
    plan = report.plan.model_copy(update={"actions": (action,)})
    assert read_rows(plan_rows(plan))[0]["lot"] == "'=1+1"


def test_no_actions_are_a_head_alone(report: Report) -> None:
    """A file that can be read all the same."""
    plan = report.plan.model_copy(update={"actions": ()})
    assert read_rows(plan_rows(plan)) == []
    assert plan_rows(plan).decode("utf-8-sig").startswith("date,kind,grant")
