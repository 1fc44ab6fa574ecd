"""The page as text: escaped, small, and complete where a plan has little to show."""

import re
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from isoplan.cli.render.actions_table import actions_table
from isoplan.cli.render.firmness import first_sentences
from isoplan.cli.report.calendar_file import calendar_file
from isoplan.cli.report.charts import amt_chart, charts_of
from isoplan.cli.report.letterhead import Letterhead
from isoplan.cli.report.page import MOST_BYTES, comparison_page, plan_page, tiles
from isoplan.cli.report.parts import assumptions, steps_of
from isoplan.cli.report.workbook import plan_workbook
from isoplan.models.results.firmness import Fall, Firmness, FirstStep
from isoplan.models.results.plan import Action, CashNeeded, Plan
from isoplan.models.results.report import Report
from made_report import made_report

EVIL = "<script>alert('x')</script>&\"'"


@pytest.fixture(scope="module")
def report() -> Report:
    return made_report().report


def with_plan(report: Report, **changes: object) -> Report:
    """The report with fields of its plan changed."""
    return report.model_copy(update={"plan": report.plan.model_copy(update=changes)})


def test_every_text_is_escaped(report: Report) -> None:
    """Of the scenario, of its lots and schedules, of the planner."""
    assert report.comparison is not None
    actions = tuple(
        each.model_copy(update={"options": EVIL, "lot": EVIL})
        for each in report.plan.actions
    )
    changed = with_plan(report, scenario=EVIL, actions=actions, notes=(EVIL,))
    schedules = tuple(
        each.model_copy(update={"name": EVIL, "note": EVIL})
        for each in report.comparison.schedules
    )
    comparison = report.comparison.model_copy(
        update={"schedules": schedules, "scenario": EVIL}
    )
    changed = changed.model_copy(update={"comparison": comparison})
    head = Letterhead(EVIL, disclaimer=EVIL)
    for page in (plan_page(changed, (), head), comparison_page(comparison, head)):
        text = page.decode()
        assert "<script" not in text
        assert text.count("&lt;script&gt;") > 10


@pytest.mark.parametrize("name", ["amt_credit_timeline", "company_that_failed"])
def test_the_page_is_small(name: str) -> None:
    """Charts and forms included."""
    made = made_report(name)
    page = plan_page(made.report, made.forms)
    assert len(page) < MOST_BYTES
    assert page.count(b"<figure") == 4
    assert page.count(b"<svg") in {6, 8}


def test_a_page_too_large_gives_up_forms(report: Report) -> None:
    """Those of the last years; it says where it ends and what has them all."""
    forms = made_report().forms
    assert b"to stay small" not in plan_page(report, forms)
    long = [each.model_copy(update={"forms": each.forms * 3}) for each in forms * 9]
    many = [each.model_copy(update={"year": 2026 + at}) for at, each in enumerate(long)]
    page = plan_page(report, many)
    assert len(page) <= MOST_BYTES
    last = re.findall(r"<summary>(20\d\d)</summary>", page.decode())[-1]
    assert 2026 < int(last) < many[-1].year
    assert f"This page ends with {last}, to stay small".encode() in page


def shown_as(text: str) -> str:
    """Text as a template writes it."""
    return text.replace("&", "&amp;").replace("'", "&#39;")


def test_forms_of_other_schedules_stand_beside(report: Report) -> None:
    """Each with whose they are; the last are left out first, and named."""
    made = made_report()
    (other,) = made.others
    page = plan_page(report, made.forms, others=made.others).decode()
    assert page.count(f"<h3>{shown_as(other.answer())}</h3>") == 1
    years = len(made.forms) + len(other.years)
    assert page.count('<details class="year">') == years
    page = plan_page(report, made.forms, others=[other] * 40).decode()
    assert len(page.encode()) <= MOST_BYTES
    shown = page.count(f"<h3>{shown_as(other.answer())}</h3>")
    left_out = page.count("Left out, for this page to stay small:")
    assert shown + left_out == 40
    assert 0 < shown < 40
    assert page.count("<summary>") > len(made.forms)
    assert "This page ends with" not in page


def test_forms_are_open_when_paper_is_to_show_them(report: Report) -> None:
    """Closed otherwise: they are long."""
    forms = made_report().forms
    for opened in (False, True):
        page = plan_page(report, forms, open_forms=opened).decode()
        assert page.count('<details class="year" open>') == len(forms) * opened
        assert page.count('<details class="year">') == len(forms) * (not opened)


def test_one_plan_makes_one_page(report: Report) -> None:
    """No clock and no chance in it."""
    assert plan_page(report) == plan_page(report)


def test_a_plan_of_nothing_is_a_page_too(report: Report) -> None:
    """No action, no AMT, no cash, no comparison."""
    nothing = CashNeeded(amount=0.0, on=None)
    empty = with_plan(report, actions=(), cash_needed=nothing).model_copy(
        update={"comparison": None, "cash": (), "key_days": ()}
    )
    page = plan_page(empty).decode()
    assert "Nothing: the best plan neither exercises nor sells." in page
    assert "At no time has the plan cost more than it has brought." in page
    assert "habits" not in page
    assert [chart.key for chart in charts_of(empty)] == ["amt", "shares"]


def without_amt(plan: Plan) -> Plan:
    """The plan with no AMT and no credit in any year."""
    none = {"amt": 0.0, "credit_used": 0.0, "credit_carryforward_out": 0.0}
    years = tuple(year.model_copy(update=none) for year in plan.years)
    totals = plan.totals.model_copy(update=none)
    return plan.model_copy(update={"years": years, "totals": totals})


def test_no_amt_is_said_and_not_drawn(report: Report) -> None:
    """An empty chart would be a riddle."""
    plan = without_amt(report.plan)
    chart = amt_chart(plan)
    assert (chart.told, chart.wide) == ("No AMT and no credit in any year.", "")
    shown = report.model_copy(update={"plan": plan})
    assert tiles(shown.plan)[1].under == "none in any year"
    assert "No AMT and no credit in any year." in plan_page(shown).decode()


def test_the_amt_tile_says_when_the_credit_is_back(report: Report) -> None:
    """By the year; or what is left of it; or that none comes."""
    plan = report.plan
    back = next(
        year.year
        for year in plan.years
        if year.credit_used and year.credit_carryforward_out < 0.5
    )
    tile = tiles(report.plan)[1]
    assert tile.until is not None
    assert tile.until.value == back
    assert tile.under == "all credit used by"
    lost = plan.totals.model_copy(update={"credit_wiped_out": 9.0})
    assert tiles(with_plan(report, totals=lost).plan)[1].under == "credit gone in"
    left = plan.totals.model_copy(update={"credit_carryforward_out": 123.0})
    tile = tiles(with_plan(report, totals=left).plan)[1]
    assert tile.until is not None
    assert tile.until.text == "$123"


def test_tiles_follow_aim_and_verdict(report: Report) -> None:
    """Least tax shows tax; what is not proven says so."""
    objective = report.plan.objective.model_copy(update={"name": "least_tax"})
    shown = tiles(with_plan(report, objective=objective, status="feasible").plan)
    assert [tile.name for tile in shown] == [
        "Tax caused", "AMT", "Most cash out", "Not proven",
    ]  # fmt: skip
    assert tiles(report.plan)[3].shown.text.startswith("within $")


def test_present_values_say_of_which_day_they_are(report: Report) -> None:
    """The plan's start, whatever day the page is read on."""
    start = date.fromisoformat(str(report.plan.assumptions["start"]))
    objective = report.plan.objective.model_copy(update={"name": "least_tax"})
    for each in (report, with_plan(report, objective=objective)):
        tile = tiles(each.plan)[0]
        assert tile.under == "in all, as of"
        assert tile.until is not None
        assert tile.until.value == start
        page = plan_page(each).decode()
        assert "in all, as of <time " in page
        assert "today" not in page.split('class="tiles"')[1].split("</section>")[0]


def test_what_is_not_needed_is_not_missing() -> None:
    """Inflation is asked for wherever a plan needs it; cash is the household's."""
    given = {"inflation": None, "cash": None}
    assert [said for _, said in assumptions(given)] == ["not needed", "none given"]
    assert assumptions({"inflation": 0.025})[0][1] == "2.50%"


def test_report_and_terminal_name_actions_alike(report: Report) -> None:
    """An election, and how a sale is taxed."""
    exercise = report.plan.actions[0].model_copy(
        update={"options": "G, NSO part", "election_83b": True}
    )
    sale = exercise.model_copy(
        update={
            "kind": "sell", "options": "", "lot": "G 2026-01-01",
            "disposition": "qualifying", "exclusion": 0.75,
        }
    )  # fmt: skip
    steps = steps_of((exercise, sale), "plan.actions")
    said = [(step.what, step.kind) for step in steps]
    assert said == [
        ("G, NSO part, 83(b)", ""),
        ("G 2026-01-01", "qualifying, 75% excluded"),
    ]
    both = report.plan.model_copy(update={"actions": (exercise, sale)})
    terminal = actions_table(both, 160)
    words = " ".join(terminal.split())
    assert all(what in words and kind in words for what, kind in said)


def test_a_first_step_in_a_later_year_is_no_step_now(report: Report) -> None:
    """The page says until when there is none."""
    later = tuple(
        each.model_copy(update={"date": each.date.replace(year=2028)})
        for each in report.plan.actions
    )
    lead = plan_page(with_plan(report, actions=later)).decode().split('"lead">')[1]
    assert lead.startswith("Nothing until <time datetime=")
    assert ", then exercise " in lead.split("</p>")[0]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("give", "shares of L to charity"),
        ("cash_out", "options of O are cashed out for"),
        ("write_off", "shares of L become worthless"),
        ("sell", "shares of L for"),
    ],
)
def test_every_kind_of_action_has_its_sentence(
    kind: str, said: str, report: Report
) -> None:
    """What happens by itself is no order."""
    first = report.plan.actions[0].model_dump() | {"kind": kind, "lot": "L"}
    first["options"] = "O" if kind == "cash_out" else ""
    actions = (Action.model_validate(first),)
    page = plan_page(with_plan(report, actions=actions)).decode()
    assert said in page.split('class="lead"')[1].split("</p>")[0]


def test_the_templates_run_no_script(root: Path) -> None:
    """And ask for nothing by themselves."""
    for template in (root / "cli/report/templates").iterdir():
        text = template.read_text(encoding="utf-8").lower()
        assert "<script" not in text
        assert "http:" not in text
        assert "https:" not in text


def test_what_else_is_known_of_the_plan_is_shown(report: Report) -> None:
    """Its room and a fall, a sentence each; no word where nothing was worked out."""
    room = report.plan.room
    assert room is not None
    assert plan_page(report).decode().count(f"<p>{room.sentence()}</p>") == 1
    unknown = with_plan(report, room=None, firmness=None)
    assert room.sentence() not in plan_page(unknown).decode()
    fall = Fall(
        after=date(2026, 12, 31), on=date(2027, 1, 1), price=0.0, loss=5_212.4,
        paid=7_263.0, proceeds=0.0, tax_added=0.0, amt_added=0.0, tax_returned=0.0,
        returned_by=None, credit_left=0.0, shares=6_316,
    )  # fmt: skip
    firm = Firmness(
        depth="first", step=FirstStep(on=None, actions=()), same_means="",
        trifle=25.0, gap=0.01, solves=0, fall=fall,
    )  # fmt: skip
    (said,) = first_sentences(firm)
    assert said not in plan_page(report).decode()
    page = plan_page(with_plan(report, firmness=firm)).decode()
    assert page.count(f"<p>{said}</p>") == 1


def test_a_reason_stands_with_its_action(report: Report) -> None:
    """In the first sentence, in the row, in the calendar and in the workbook."""
    why = "The next share would begin AMT."
    first, *others = (
        each.model_copy(update={"why": ""}) for each in report.plan.actions
    )
    actions = (first.model_copy(update={"why": why}), *others)
    shown = with_plan(report, actions=actions)
    assert plan_page(shown).decode().count(why) == 2
    assert why.encode() in calendar_file(shown, datetime(2026, 1, 5, tzinfo=UTC))
    book = load_workbook(BytesIO(plan_workbook(shown)))
    assert [cell.value for cell in book["Actions"]["L"]][:3] == ["why", why, None]
