"""The section on changes, from results written by hand."""

from datetime import date
from typing import Any

import pytest

from fitting import check_fits, check_shows
from isoplan.cli.render.changes_table import changes_report
from isoplan.models.results.changes import ActionChange, Changes, Outlook

START = date(2027, 1, 1)


def outlook(**values: Any) -> Outlook:
    """Return what a plan brings, with some values of one's own."""
    given = {
        "exercised": 900,
        "sold": 1_000,
        "proceeds": 40_000.0,
        "exercise_cost": 900.0,
        "total_tax": 30_000.0,
        "amt": 0.0,
        "credit_used": 500.0,
        "credit_carryforward_out": 0.0,
        "present_value": 8_000.0,
        "objective": 20_000.0,
    }
    return Outlook(**{**given, **values})


def change(
    day: date, kind: str, then: int, done: int, now: int, grant: str = "G"
) -> ActionChange:
    """Return shares of one day and grant."""
    return ActionChange.model_validate(
        {
            "date": day,
            "kind": kind,
            "grant": grant,
            "planned_then": then,
            "done": done,
            "planned_now": now,
        }
    )


def changes(*actions: ActionChange, now: Outlook | None = None) -> Changes:
    """Return changes between a plan of 2026 and one of 2027."""
    return Changes(
        earlier_start=date(2026, 1, 15),
        start=START,
        last_year=2030,
        actions=actions,
        then=outlook(),
        now=now or outlook(),
    )


EXERCISED = change(date(2026, 1, 15), "exercise", 700, 700, 0)
STILL = change(date(2028, 1, 1), "sell", 1_000, 0, 1_000)


def sentence(given: Changes) -> str:
    """Return the answer, its lines joined."""
    return " ".join(changes_report(given).split("\n\n")[1].split())


def test_nothing_changes() -> None:
    """Everything done as planned, and planned as before."""
    text = changes_report(changes(EXERCISED, STILL))
    assert text.split("\n\n")[0] == "Changes from the earlier plan"
    assert sentence(changes(EXERCISED, STILL)) == (
        "Everything was done as in the plan of 2026-01-15, and the rest of it stands. "
        "All tax of 2027 to 2030: $30,000, as by it."
    )


@pytest.mark.parametrize(
    ("past", "said"),
    [
        pytest.param(
            [change(date(2026, 2, 1), "exercise", 700, 600, 0)],
            "600 options were exercised (700 planned).",
            id="fewer-exercised",
        ),
        pytest.param(
            [
                change(date(2026, 1, 15), "exercise", 700, 0, 0),
                change(date(2026, 2, 1), "exercise", 0, 700, 0),
                change(date(2026, 3, 1), "sell", 0, 50, 0),
            ],
            "700 options were exercised (700 planned) and 50 shares were sold (0 "
            "planned).",
            id="later-and-sold",
        ),
        pytest.param(
            [change(date(2026, 12, 31), "give", 400, 380, 0)],
            "380 shares were given (400 planned).",
            id="fewer-given",
        ),
    ],
)
def test_what_was_done_otherwise_comes_first(
    past: list[ActionChange], said: str
) -> None:
    """The first sentence counts what was done beside what was planned."""
    answer = sentence(changes(*past, STILL))
    assert answer.startswith(f"Until 2027-01-01, beside the plan of 2026-01-15: {said}")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("write_off", "0 shares were written off (100 planned)"),
        ("cash_out", "0 options were cashed out (100 planned)"),
    ],
)
def test_an_end_of_the_company_that_did_not_come_is_said(kind: str, said: str) -> None:
    """Shares that kept their worth, a buyer who went away."""
    report = changes_report(changes(change(date(2026, 6, 30), kind, 100, 0, 0)))
    assert f"beside the plan of 2026-01-15: {said}." in " ".join(report.split())


def test_what_is_planned_otherwise() -> None:
    """Done as planned, yet the rest of the plan has changed, and with it the tax."""
    more = outlook(sold=1_200, total_tax=31_500.0)
    found = changes(EXERCISED, change(START, "sell", 1_000, 0, 1_200), now=more)
    assert sentence(found) == (
        "Everything until 2027-01-01 was done as in the plan of 2026-01-15. From then "
        "on 900 options are exercised (900 planned) and 1,200 shares sold (1,000 "
        "planned). All tax of 2027 to 2030: $31,500, $1,500 more than by it."
    )


def test_gifts_are_said_where_there_are_any() -> None:
    """Between exercises and sales."""
    given = change(date(2027, 12, 31), "give", 0, 0, 300)
    found = changes(EXERCISED, given, now=outlook(given=300))
    assert (
        "900 options are exercised (900 planned), 300 shares given (0 planned) and "
        "1,000 shares sold (1,000 planned)."
    ) in sentence(found)


def test_rows_show_what_was_due_and_what_is_to_come() -> None:
    """A day before the start has no shares planned now, one after it none done."""
    late = change(date(2026, 1, 15), "exercise", 700, 600, 0)
    new = change(date(2029, 1, 1), "exercise", 0, 0, 100)
    table = changes_report(changes(late, new)).split("\n\n")[2].splitlines()
    assert table[2].split() == ["2026-01-15", "exercise", "G", "700", "600", "-100"]
    assert table[3].split() == ["2029-01-01", "exercise", "G", "0", "100", "+100"]
    assert table[2].index("600") < table[3].index("100")


def test_amounts_stand_side_by_side() -> None:
    """Then, now, and the difference, in whole dollars."""
    now = outlook(total_tax=28_499.6, credit_used=2_000.4)
    lines = (
        changes_report(changes(EXERCISED, now=now), 100).split("\n\n")[3].splitlines()
    )
    assert lines[0].split("  ")[1] == "from 2027-01-01 through 2030"
    by_name = {line.split("  ")[1]: line.split() for line in lines}
    assert by_name["all tax, on other income too"][-3:] == [
        "30,000",
        "28,500",
        "-1,500",
    ]
    assert by_name["credit used"][-3:] == ["500", "2,000", "1,500"]


@pytest.mark.parametrize("width", [60, 72, 80])
def test_it_fits_and_shows_each_number(width: int) -> None:
    """Where it is narrow, what is done stands under its day."""
    day = date(2028, 1, 1)
    name = "the second grant of a long name"
    large = change(day, "sell", 1_234_567, 0, 1_654_321, name)
    late = outlook(proceeds=1_234_567_890.0)
    text = changes_report(changes(EXERCISED, STILL, large, now=late), width)
    check_fits(text, width)
    numbers = ("1,234,567", "1,654,321", "+419,754", "1,234,567,890", "2028-01-01")
    check_shows(text, numbers)


def test_nothing_at_all() -> None:
    """Neither plan acts, and nothing was done."""
    assert "nothing was done" in changes_report(changes())
