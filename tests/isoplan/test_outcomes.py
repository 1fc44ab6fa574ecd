"""``isoplan.plan`` of a scenario whose future parts: its answer first."""

from datetime import date
from typing import Any

import pytest

import isoplan
from uncertain_household import BAD, GOOD, uncertain_fields


@pytest.fixture(scope="module")
def plan() -> isoplan.OutcomesPlan:
    """The plan of a small household over two outcomes."""
    fields = uncertain_fields(
        GOOD, BAD, plan={"last_year": 2028, "decision_dates": "yearly"}
    )
    found = isoplan.plan(fields, solver="highs", gap=1.0)
    assert isinstance(found, isoplan.OutcomesPlan)
    return found


def test_its_repr_and_text_answer_first(plan: isoplan.OutcomesPlan) -> None:
    """What to do now, what it comes to, what is proven."""
    worth = f"${round(plan.objective.value):,}"
    assert repr(plan).startswith(
        f"<OutcomesPlan 'uncertain': worth {worth} after tax on average, "
    )
    assert repr(plan).endswith(", 2 outcomes>")
    first = plan.now.actions[0]
    assert str(plan).startswith(
        f"Before anything becomes known, on 2027-03-01: {first.kind} "
        f"{first.shares:,} of {first.options} on {first.date}"
    )
    assert "over 2 outcomes, present value; at worst" in str(plan)
    assert str(plan).endswith(plan.verdict())


def test_a_plan_that_waits_says_so(plan: isoplan.OutcomesPlan) -> None:
    """In place of actions."""
    now = plan.now.model_copy(update={"actions": ()})
    waits = plan.model_copy(update={"pieces": (now, *plan.pieces[1:])})
    assert "on 2027-03-01: do nothing. After tax" in waits.answer()


def test_its_table_has_a_row_an_outcome(plan: isoplan.OutcomesPlan) -> None:
    """The worst one marked, the mean last; a notebook shows the same."""
    shown = plan.table()
    assert [row[0] for row in shown.rows] == ["good", "bad (worst)"]
    assert shown.total[:3] == ("on average", "", f"{plan.objective.value:,.0f}")
    html = plan._repr_html_()
    assert "bad (worst)" in html


def test_its_rows_are_plain(plan: isoplan.OutcomesPlan) -> None:
    """An outcome, an action with its piece, a year with its outcome."""
    plain = (str, int, float, bool, date, type(None))
    for part in ("outcomes", "actions", "years"):
        rows = plan.to_rows(part)
        assert rows
        assert all(isinstance(e, plain) for row in rows for e in row.values()), part
    assert [row["name"] for row in plan.to_rows()] == ["good", "bad"]
    pieces = {row["branch"] for row in plan.to_rows("actions")}
    assert "" in pieces
    assert len(plan.to_rows("actions")) == sum(len(e.actions) for e in plan.pieces)
    with pytest.raises(ValueError, match="part is 'all'"):
        plan.to_rows("all")  # type: ignore[arg-type]


def test_one_outcome_as_a_plan(plan: isoplan.OutcomesPlan) -> None:
    """Its years, actions and cash, under its own name."""
    bad = plan.outcomes[1]
    one = plan.plan_of(bad)
    assert one.scenario == "uncertain: bad"
    assert one.totals.after_tax_value == one.objective.value == bad.value
    assert (one.years, one.actions) == (bad.years, bad.actions)


def test_one_sure_branch_is_a_plan_of_one_path() -> None:
    """With the branch's changes."""
    fields = uncertain_fields(
        {**GOOD, "probability": 1.0}, plan={"last_year": 2027, "run_off_years": 0}
    )
    assert isinstance(isoplan.plan(fields, gap=1.0), isoplan.Plan)


SMALL = {"last_year": 2028, "decision_dates": "yearly"}


def test_forms_of_an_outcome(plan: isoplan.OutcomesPlan) -> None:
    """Of the year before the future parts; without a name the outcomes are named."""
    fields = uncertain_fields(GOOD, BAD, plan=SMALL)
    filed = isoplan.forms(fields, outcome="bad", year=2026, solver="highs", gap=1.0)
    assert [each.year for each in filed.years] == [2026]
    assert filed.years[0].exercises
    with pytest.raises(isoplan.FutureParts, match="name an outcome: good, bad"):
        isoplan.forms(fields)
    with pytest.raises(isoplan.FutureParts, match="name an outcome of the plan"):
        isoplan.forms(fields, schedule="mine")
    with pytest.raises(ValueError, match="'best' is no outcome; known: good, bad"):
        isoplan.forms(fields, outcome="best")
    with pytest.raises(ValueError, match="is one path"):
        isoplan.forms(uncertain_fields(branches=[]), outcome="bad")


def test_the_room_of_a_year_before_the_future_parts() -> None:
    """That of the file without branches; of a later year nothing is said."""
    fields = uncertain_fields(GOOD, BAD, plan=SMALL)
    plain = uncertain_fields(plan=SMALL, branches=[])
    assert isoplan.room(fields) == isoplan.room(plain)
    with pytest.raises(isoplan.FutureParts, match="the future parts on 2027-03-01"):
        isoplan.room(fields, 2027)


def test_compare_says_where_the_habits_are() -> None:
    """In the plan."""
    fields = uncertain_fields(GOOD, BAD, plan=SMALL)
    with pytest.raises(isoplan.FutureParts, match="beside holds the habits"):
        isoplan.compare(fields)


@pytest.fixture(scope="module")
def frontier() -> isoplan.Frontier:
    """The frontier of the same household."""
    fields = uncertain_fields(
        GOOD, BAD, plan={"last_year": 2028, "decision_dates": "yearly"}
    )
    return isoplan.frontier(fields, part=0.5, points=2, gap=1.0)


def test_a_frontier_shows_itself(frontier: isoplan.Frontier) -> None:
    """A row a plan; a notebook has the table with what people do beside them."""
    count = len(frontier.points)
    assert repr(frontier) == f"<Frontier 'uncertain': {count} plans>"
    assert str(frontier) == frontier.answer()
    rows = frontier.to_rows()
    assert rows[0]["name"] == "plan 1, best mean"
    assert rows[0]["value_bad"] == frontier.points[0].values[1]
    shown = frontier.table()
    assert len(shown.rows) == count + len(frontier.beside)
    assert "worst half $" in frontier._repr_html_()


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ({"part": 1.0}, "part is 1.0; give a number between 0 and 1"),
        ({"points": 1}, "points is 1; give a number from 2 to 50"),
        ({"time_limit": 0.0}, "time_limit is 0.0; give seconds above 0"),
    ],
)
def test_a_wrong_argument_of_a_frontier(argument: dict[str, Any], words: str) -> None:
    """Refused before anything is read."""
    with pytest.raises(ValueError, match=words):
        isoplan.frontier("none.toml", **argument)


def test_a_frontier_of_one_path_is_refused() -> None:
    """As the command refuses it."""
    with pytest.raises(isoplan.IsoPlanError, match="does not part, and a frontier"):
        isoplan.frontier(isoplan.examples()["amt_credit_timeline"])
