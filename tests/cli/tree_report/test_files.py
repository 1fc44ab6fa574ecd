"""A plan over outcomes as a page's text, a workbook, a calendar and rows."""

import csv
import re
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from isoplan.cli.report.letterhead import Letterhead
from isoplan.cli.report.page import MOST_BYTES
from isoplan.cli.tree_report.charts import MOST_BARS, value_chart
from isoplan.cli.tree_report.files import (
    outcomes_calendar,
    outcomes_rows,
    outcomes_workbook,
)
from isoplan.cli.tree_report.page import outcomes_page
from isoplan.cli.tree_report.tree_picture import done_in, tree_chart
from isoplan.models.outcomes.outcomes_report import OutcomesReport
from isoplan.models.results.number_text import dollars
from made_tree_report import MAY_FAIL, SWINGS, made_tree

MADE_AT = datetime(2026, 11, 29, tzinfo=UTC)
EVIL = "<script>alert('x')</script>&\"'"


@pytest.fixture(scope="module")
def report() -> OutcomesReport:
    return made_tree(MAY_FAIL).report


@pytest.fixture(scope="module")
def page(report: OutcomesReport) -> str:
    return outcomes_page(report, made_tree(MAY_FAIL).forms).decode()


def test_the_page_answers_first(page: str, report: OutcomesReport) -> None:
    """Now, the four figures, the tree, then if, the bet, beside it, worth, firmness."""
    headings = [
        "Do now, whatever comes",
        "Worth after tax",
        "The futures, and what is done in each",
        "Then, if",
        "The bet: what each outcome is worth",
        "What the plan has come to, by year",
        "Cash, by outcome",
        "Beside it",
        "What it is worth",
        "How firm the first step is",
        "Each outcome by itself",
        "What this assumes",
        "What is proven",
    ]
    places = [page.index(f">{each}<") for each in headings]
    assert places == sorted(places)
    for outcome in report.plan.outcomes:
        assert dollars(outcome.value) in page
    assert "The same first step, within $25 of the best" in page


def test_the_same_plan_makes_the_same_page(page: str, report: OutcomesReport) -> None:
    """It holds no clock, and every id stands once."""
    assert outcomes_page(report, made_tree(MAY_FAIL).forms).decode() == page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for used in re.findall(r"url\(#([^)]+)\)|aria-\w+=\"([\w-]+-[hd])\"", page):
        assert (used[0] or used[1]) in ids


def test_every_text_is_escaped(report: OutcomesReport) -> None:
    """Names of branches in tables and drawings, of the scenario, of the planner."""
    plan = report.plan
    named = {
        "scenario": EVIL,
        "pieces": tuple(e.model_copy(update={"name": EVIL}) for e in plan.pieces),
        "outcomes": tuple(e.model_copy(update={"name": EVIL}) for e in plan.outcomes),
        "beside": tuple(e.model_copy(update={"name": EVIL}) for e in plan.beside),
    }
    changed = report.model_copy(update={"plan": plan.model_copy(update=named)})
    text = outcomes_page(changed, (), Letterhead(EVIL, disclaimer=EVIL)).decode()
    assert "<script" not in text
    assert text.count("&lt;script&gt;") > 10


def test_the_page_is_small(page: str) -> None:
    """With the forms of both outcomes."""
    assert len(page.encode()) < MOST_BYTES
    assert "to stay small" not in page


def test_a_page_too_large_gives_up_forms_then_outcomes() -> None:
    """The least likely first; the worst one stays, and it is said what is left out."""
    made = made_tree(MAY_FAIL)
    plan, report = made.report.plan, made.report
    likely, worst = plan.outcomes
    assert worst is plan.worst
    rare = likely.model_copy(update={"probability": 0.6 / 39})
    outcomes = (*[rare] * 39, worst)
    many = report.model_copy(
        update={
            "plan": plan.model_copy(update={"outcomes": outcomes}),
            "outcomes": (*[report.outcomes[0]] * 39, report.outcomes[1]),
        }
    )
    page = outcomes_page(many, [*[made.forms[0]] * 39, made.forms[1]])
    text = page.decode()
    assert len(page) <= MOST_BYTES
    assert "outcomes are left out here, the least likely ones" in text
    assert "Forms of 40 of 40 outcomes are left out" in text
    assert f"{worst.name} (probability 0.4)" in text


def test_a_bar_for_the_best_and_the_worst_of_many(report: OutcomesReport) -> None:
    """And the chart says so."""
    plan = report.plan
    many = plan.model_copy(update={"outcomes": plan.outcomes * 20})
    chart = value_chart(many)
    assert len(chart.table.rows) == MOST_BARS + 1
    assert chart.told.endswith(f"The best and the worst {MOST_BARS // 2} of 40.")


def test_the_tree_has_a_box_a_piece(report: OutcomesReport) -> None:
    """With its probability on the way to it, and the worst outcome marked once."""
    chart = tree_chart(report.plan)
    for drawing in (chart.wide, chart.narrow):
        assert drawing.count('class="box') == len(report.plan.pieces)
        assert drawing.count('class="box worst"') == 1
        assert ">60%</text>" in drawing
        assert ">40%</text>" in drawing
        assert "after tax, the worst</text>" in drawing
    assert len(chart.table.rows) == len(report.plan.pieces)
    assert done_in(report.plan.now) == [
        f"exercise {sum(e.shares for e in report.plan.now.actions):,} options"
    ]


def test_boxes_do_not_overlap() -> None:
    """On a desk and on a phone, in a tree of two partings."""
    chart = tree_chart(made_tree(SWINGS).report.plan)
    for drawing in (chart.wide, chart.narrow):
        boxes = [
            tuple(float(value) for value in each)
            for each in re.findall(
                r'<rect class="box[^"]*" x="([\d.]+)" y="([\d.]+)" rx="6" '
                r'width="([\d.]+)" height="([\d.]+)"',
                drawing,
            )
        ]
        assert len(boxes) == 7
        size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)
        assert size
        for at, (x, y, wide, high) in enumerate(boxes):
            assert x + wide <= float(size[1])
            assert y + high <= float(size[2])
            for left, top, other, tall in boxes[at + 1 :]:
                beside = x + wide <= left or left + other <= x
                assert beside or y + high <= top or top + tall <= y


def test_rows_have_each_action_once_with_its_piece(report: OutcomesReport) -> None:
    """The columns of the JSON, and the amount."""
    text = outcomes_rows(report.plan).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert len(rows) == sum(len(each.actions) for each in report.plan.pieces)
    assert {row["branch"] for row in rows} == {"", "IPO", "wound up"}
    first = report.plan.now.actions[0]
    assert rows[0]["date"] == first.date.isoformat()
    assert float(rows[0]["amount"]) == pytest.approx(first.shares * first.price)


def test_the_calendar_holds_what_is_known_already(report: OutcomesReport) -> None:
    """What is done now, and the day on which the future parts; no branch's actions."""
    calendar = Calendar.from_ical(outcomes_calendar(report, MADE_AT))
    events = {str(each["SUMMARY"]): each for each in calendar.walk("VEVENT")}
    plan = report.plan
    parting = events["Decide by what became known: IPO or wound up"]
    assert parting.decoded("DTSTART") == plan.parts_on
    assert "If IPO: exercise 28,410" in str(parting["DESCRIPTION"])
    actions = [name for name in events if name.startswith(("Exercise", "Sell"))]
    assert len(actions) == len(plan.now.actions)
    shared = [e for e in report.outcomes[0].key_days if e.kind == "tax"]
    paid = [name for name in events if name.startswith("Pay")]
    assert len(paid) < len(shared)


def test_each_parting_has_its_own_day() -> None:
    """Of two partings later, each says what has come before."""
    report = made_tree(SWINGS).report
    calendar = Calendar.from_ical(outcomes_calendar(report, MADE_AT))
    found = [
        each
        for each in calendar.walk("VEVENT")
        if str(each["SUMMARY"]).startswith("Decide by what became known")
    ]
    assert len(found) == 3
    assert len({str(each["UID"]) for each in found}) == 3
    said = [str(each["DESCRIPTION"]).partition("\n")[0] for each in found]
    assert {"If up has come.", "If down has come."} < set(said)


def test_the_workbook_has_a_sheet_a_topic(report: OutcomesReport) -> None:
    """Numbers as numbers; years, cash, shares and days with their outcome."""
    book = load_workbook(BytesIO(outcomes_workbook(report)))
    assert book.sheetnames == [
        *("Summary", "Actions", "Outcomes", "Beside", "Firmness", "Years", "Cash"),
        *("Shares", "Days", "Wealth", "Cash by year", "Assumptions"),
    ]
    rows = list(book["Outcomes"].values)
    value = rows[0].index("value")
    assert [row[value] for row in rows[1:]] == [e.value for e in report.plan.outcomes]
    years = list(book["Years"].values)
    assert {row[0] for row in years[1:]} == {"IPO", "wound up"}
    beside = list(book["Beside"].values)
    assert beside[1][1] == report.plan.objective.value
