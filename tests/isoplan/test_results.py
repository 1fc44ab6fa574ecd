"""How results show themselves: short, as a sentence, as HTML, as rows."""

import json
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from click.testing import CliRunner

import isoplan
from isoplan.cli.main import main
from isoplan.models.results.comparison import SCHEDULE_COLUMNS, ComparedSchedule
from isoplan.models.results.display import SUM, Column, ShownTable, table_of
from isoplan.models.results.plan import YEAR_COLUMNS
from isoplan.models.results.plan_years import PlanYear, Totals

EXAMPLE = isoplan.examples()["amt_credit_timeline"]
PLAIN = (str, int, float, bool, date, type(None))
HOUSEHOLD = {"year": 2026, "filing_status": "single", "wages": 250_000}


@pytest.fixture(scope="module")
def plan() -> isoplan.Plan:
    """The plan of a small scenario."""
    return isoplan.plan(EXAMPLE)


@pytest.fixture(scope="module")
def comparison() -> isoplan.Comparison:
    """Its comparison."""
    return isoplan.compare(EXAMPLE)


@pytest.fixture
def returns() -> isoplan.TaxReturns:
    """The returns of two households."""
    spread = {"iso_bargain_element": 150_000, "state": "CA"}
    return isoplan.tax([HOUSEHOLD, {"id": "B & C", "inputs": HOUSEHOLD | spread}])


class Page(HTMLParser):
    """Reads HTML: its tags, attributes and text; tags must close in their order."""

    def __init__(self, text: str) -> None:
        """Read a text to its end."""
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        """Remember a tag."""
        self.open.append(tag)
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        """Close the last one."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Remember text."""
        self.words.append(data)


def test_a_short_repr_of_a_plan(plan: isoplan.Plan) -> None:
    """Name, worth, proof and actions; its text is the answer."""
    worth = f"${round(plan.totals.after_tax_value):,}"
    assert repr(plan) == (
        f"<Plan 'The life of an AMT credit': worth {worth} after tax, proven within "
        f"${plan.objective.gap:,.2f}, {len(plan.actions)} actions>"
    )
    assert str(plan) == plan.answer()
    assert plan.answer().endswith(plan.verdict())


def test_a_repr_says_what_is_not_proven(plan: isoplan.Plan) -> None:
    """And of the other objective what it is about."""
    objective = plan.objective.model_copy(
        update={"name": "least_tax", "value": 1_234.0, "gap": 56.0}
    )
    changed = {"status": "feasible", "objective": objective, "actions": ()}
    other = plan.model_copy(update=changed)
    assert repr(other) == (
        "<Plan 'The life of an AMT credit': causes $1,234 of tax, present value, at "
        "most $56 from the best, 0 actions>"
    )
    assert "Best plan found in 60 s; a better one" in other.answer(60.0)
    seconds = plan.proof.model_copy(update={"seconds": 12.3})
    late = other.model_copy(update={"proof": seconds})
    assert "Best plan found in 12 s; a better one" in str(late)


def test_the_other_short_reprs(
    comparison: isoplan.Comparison, returns: isoplan.TaxReturns
) -> None:
    """One line each."""
    assert repr(comparison) == (
        "<Comparison 'The life of an AMT credit': the plan, proven within "
        f"${comparison.gap:,.2f}, beside {len(comparison.schedules) - 1} other "
        "schedules>"
    )
    assert str(comparison).startswith("The plan is worth $")
    assert repr(isoplan.load_scenario(EXAMPLE)).startswith(
        "<Scenario 'The life of an AMT credit': 2026-"
    )
    assert repr(returns) == "<TaxReturns of 2 household-years>"
    assert repr(returns[1]) == (
        "<TaxReturn B & C 2026 single: regular tax $51,304, AMT $30,578, "
        "CA tax $22,268>"
    )
    assert repr(isoplan.tax(HOUSEHOLD)) == (
        "<TaxReturns: 2026 single: regular tax $51,304, AMT $0>"
    )


@pytest.mark.parametrize("name", isoplan.examples())
def test_every_scenario_has_a_short_repr(name: str) -> None:
    """One line that fits a terminal."""
    scenario = isoplan.load_scenario(isoplan.examples()[name])
    shown = repr(scenario)
    assert shown.startswith(f"<Scenario {scenario.name!r}: {scenario.plan.start} to ")
    assert len(shown) < 120


def test_html_is_clean_and_says_what_the_text_says(
    plan: isoplan.Plan, comparison: isoplan.Comparison, returns: isoplan.TaxReturns
) -> None:
    """Balanced, escaped, nothing from outside; the answer, then the table."""
    for result in (plan, comparison, returns, returns[1]):
        page = Page(result._repr_html_())
        assert page.attributes == {"class", "style"}
        assert set(page.tags) <= {
            *("div", "p", "small", "table", "thead", "tbody", "tfoot", "tr", "th", "td")
        }
        words = [word for word in page.words if word.strip()]
        assert words[0] == result.answer()
        table = result.table()
        cells = [*table.headings, *(cell for row in table.rows for cell in row)]
        assert words[1 : 1 + len([c for c in cells if c])] == [c for c in cells if c]


def test_html_escapes_every_text() -> None:
    """A name from a file is text, whatever it looks like."""
    bad = "<script>alert('x')</script> & more"
    table = ShownTable((bad,), ((bad,),), left=1, total=(bad,), notes=(bad,))
    assert "<script" not in table.as_html()
    assert Page(table.as_html()).words.count(bad) == 4
    (named,) = isoplan.tax([{"id": bad, "inputs": HOUSEHOLD}])
    assert "<script" not in named._repr_html_()
    assert bad in "".join(Page(named._repr_html_()).words)


def test_dollars_are_no_formula(plan: isoplan.Plan) -> None:
    """Without these classes a notebook typesets what stands between two of them."""
    opening = plan._repr_html_().splitlines()[0]
    assert "tex2jax_ignore" in opening
    assert "mathjax_ignore" in opening


def test_rows_make_a_data_frame(
    plan: isoplan.Plan, comparison: isoplan.Comparison, returns: isoplan.TaxReturns
) -> None:
    """Flat dicts of plain values, one a year, action, schedule or household-year."""
    assert [row["year"] for row in plan.to_rows()] == [year.year for year in plan.years]
    assert len(plan.to_rows("actions")) == len(plan.actions)
    assert len(comparison.to_rows()) == len(comparison.schedules)
    assert [row["id"] for row in returns.to_rows()] == [None, "B & C"]
    for rows in (plan.to_rows(), plan.to_rows("actions"), comparison.to_rows()):
        assert all(list(row) == list(rows[0]) for row in rows)
    for row in (
        *plan.to_rows(),
        *plan.to_rows("actions"),
        *comparison.to_rows(),
        *returns.to_rows(),
    ):
        assert type(row) is dict
        assert all(type(value) in PLAIN for value in row.values())
    with pytest.raises(ValueError, match="part is 'lots'; give 'years' or 'actions'"):
        plan.to_rows("lots")  # type: ignore[arg-type]


def test_causes_stand_in_columns(comparison: isoplan.Comparison) -> None:
    """Together they are what a schedule is worth less than the plan."""
    for row in comparison.to_rows():
        causes = [row[name] for name in row if name.startswith("cause_")]
        assert len(causes) == 9
        assert sum(causes) == pytest.approx(row["worse_by"], abs=0.05)


@pytest.mark.parametrize("command", ["plan", "compare"])
def test_a_dict_is_what_json_prints(
    command: str, plan: isoplan.Plan, comparison: isoplan.Comparison
) -> None:
    """All but the seconds that the solver took."""
    quick = ["--quick"] * (command == "plan")
    done = CliRunner().invoke(main, [command, str(EXAMPLE), "--json", *quick])
    expected = json.loads(done.stdout)
    found = (plan if command == "plan" else comparison).to_dict()
    for each in (found, expected):
        each.get("proof", {}).pop("seconds", None)
    assert json.loads(json.dumps(found)) == expected


def test_returns_are_a_sequence(returns: isoplan.TaxReturns) -> None:
    """By place, from the end, in part; a line of the forms by its name."""
    assert len(returns) == 2
    assert returns[-1] is list(returns)[1]
    assert returns[:1] == (returns[0],)
    assert returns[1]["amt"] == returns[1].outputs["amt"] == 30_578.0
    with pytest.raises(KeyError):
        returns[0]["state_tax"]


def test_returns_stand_in_a_table(returns: isoplan.TaxReturns) -> None:
    """One row each; what a household was not asked for is zero."""
    shown = returns.table()
    assert shown.headings[:3] == ("household", "status", "state")
    assert shown.rows == (
        ("2026", "single", "", "51,304", "41,574", "0", "0", "0"),
        ("B & C 2026", "single", "CA", "51,304", "81,882", "30,578", "0", "22,268"),
    )
    assert "state" not in isoplan.tax(HOUSEHOLD).table().headings
    assert ("amt", "30,578.00") in returns[1].table().rows


def test_a_chain_s_years_follow_each_other() -> None:
    """Each with the chain's id, its status and what it carries on."""
    years = [{"year": year, "wages": 100_000} for year in (2025, 2026)]
    given = {"id": 7, "filing_status": "married_jointly", "years": years}
    first, second = isoplan.tax({"chains": [given]})
    assert (first.label, first.year, second.year) == (7, 2025, 2026)
    assert second.filing_status == "married_jointly"
    assert second["capital_loss_carryforward_out_regular"] == 0.0


@pytest.mark.parametrize(
    ("columns", "row", "totals"),
    [(YEAR_COLUMNS, PlanYear, Totals), (SCHEDULE_COLUMNS, ComparedSchedule, None)],
    ids=["years", "schedules"],
)
def test_columns_read_fields_that_there_are(
    columns: tuple[Column, ...], row: Any, totals: Any
) -> None:
    """A wrong name would show only where its column does."""
    for column in columns:
        assert column.field in row.model_fields
        assert column.only_if in {"", *row.model_fields}
        if totals and column.total not in {"", SUM}:
            assert column.total in totals.model_fields


HEADINGS = {
    "exercise": "exercised",
    "give": "given",
    "sell": "sold",
    "cash out": "cashed_out",
    "write off": "written_off",
    "regular tax $": "regular_tax",
    "TMT $": "tentative_minimum_tax",
    "AMT $": "amt",
    "other credits $": "nonrefundable_credits",
    "credit made $": "credit_generated",
    "credit used $": "credit_used",
    "wiped out $": "credit_wiped_out",
    "AMT credit left $": "credit_carryforward_out",
    "NIIT $": "niit",
    "payroll tax $": "payroll_tax",
    "state AMT $": "state_amt",
    "its credit $": "state_credit_carryforward_out",
    "state tax $": "state_tax_after_credit",
    "total tax $": "total_tax",
    "cash $": "cash",
}
LEFT = {
    "AMT credit left $": "credit_carryforward_out",
    "its credit $": "state_credit_carryforward_out",
}


def test_each_column_of_the_years_shows_its_field(plan: isoplan.Plan) -> None:
    """With another number in every field, a wrong column or total cannot hide."""
    amounts = {name for name in PlanYear.model_fields if name != "year"}
    years = [
        PlanYear.model_validate(
            {name: step * 1_000 + place for place, name in enumerate(sorted(amounts))}
            | {"year": 2025 + step, "projected": step == 2, "run_off": False}
            | {"deduction_taken": "itemized"}
        )
        for step in (1, 2)
    ]
    totals = Totals.model_validate(
        {name: 7_000 + place for place, name in enumerate(sorted(Totals.model_fields))}
    )
    shown = plan.model_copy(update={"years": tuple(years), "totals": totals}).table()
    assert shown.headings == ("year", *HEADINGS)
    assert [row[0] for row in shown.rows] == ["2026", "2027*"]
    assert shown.total[0] == "total"
    for place, (heading, field) in enumerate(HEADINGS.items(), start=1):
        given = [getattr(year, field) for year in years]
        assert [row[place] for row in shown.rows] == [f"{each:,.0f}" for each in given]
        total = getattr(totals, LEFT[heading]) if heading in LEFT else sum(given)
        expected = "" if heading == "TMT $" else f"{total:,.0f}"
        assert shown.total[place] == expected, heading


def test_marks_say_what_is_wrong_with_a_schedule(
    comparison: isoplan.Comparison,
) -> None:
    """After its name, and what they mean under the table; no mark, no line."""
    kept = {"affordable": True, "keeps_preferences": True}
    plain, dear, wild = (
        schedule.model_copy(update={"name": name, **kept, **changed})
        for schedule, name, changed in zip(
            comparison.schedules,
            ("plain", "dear", "wild"),
            (
                {},
                {"affordable": False},
                {"affordable": False, "keeps_preferences": False},
            ),
            strict=False,
        )
    )

    def table(*schedules: ComparedSchedule) -> ShownTable:
        return comparison.model_copy(update={"schedules": schedules}).table()

    shown = table(plain, dear, wild)
    names = [row[0] for row in shown.rows]
    assert names == ["plain", "dear (!)", "wild (!) (p)"]
    assert [note.split()[0] for note in shown.notes] == ["(!)", "(p)", "The"]
    assert [note.split()[0] for note in table(plain, dear).notes] == ["(!)", "The"]
    assert [note.split()[0] for note in table(plain).notes] == ["The"]


class Sample:
    """A row with two amounts."""

    def __init__(self, a: float, b: float) -> None:
        """Take both."""
        self.a, self.b, self.rest = a, b, 9.0


def test_a_table_closes_with_its_totals() -> None:
    """A sum, a field of the totals, or nothing; an empty column is left out."""
    columns = (
        Column("a $", "a"),
        Column("b $", "b", only_if="b"),
        Column("rest $", "rest", total="b"),
        Column("again $", "a", total=""),
    )
    rows = [Sample(1_000.4, 0), Sample(2, 0)]
    table = table_of(columns, rows, ("row", lambda row: "r"), totals=Sample(0, 7))
    assert table.headings == ("row", "a $", "rest $", "again $")
    assert table.rows == (("r", "1,000", "9", "1,000"), ("r", "2", "9", "2"))
    assert table.total == ("total", "1,002", "7", "")
    with_b = table_of(columns, [*rows, Sample(0, 1)], ("row", str))
    assert with_b.headings[2] == "b $"
    assert with_b.total == ()
