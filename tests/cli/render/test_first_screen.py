"""The first screen: what to do now, what follows, and what comes of it."""

from datetime import date
from typing import Any

import pytest

from fitting import check_fits, check_plan_fits
from isoplan.cli.render.first_screen import amt_text, cash_text, first_screen
from isoplan.models.results.plan import Action, CashNeeded, Plan, SetAside
from isoplan.models.situation import situation_of
from isoplan.optimizer.recommend import recommend
from scenario_builder import build_scenario, grant, lot

NO_AMT = (
    *("amt", "amt_without_credit", "credit_brought", "credit_used"),
    *("credit_wiped_out", "credit_carryforward_out", "state_amt"),
)
"""Totals that say something of AMT."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return a plan with an exercise now, sales later, AMT and its credit."""
    scenario = build_scenario(
        "A household with options",
        plan={"last_year": 2028},
        household={"cash": 900_000.0},
        grants=[grant(shares=30_000), grant("H")],
        lots=[lot("H")],
        market={"growth": 0.1},
    )
    assert situation_of(scenario).credit_brought == 0.0
    return recommend(scenario)


def action(day: str, kind: str = "exercise", **fields: Any) -> Action:
    """Return an action."""
    given = {
        "date": day,
        "kind": kind,
        "grant": "G",
        "lot": "G 2026-01-02",
        "shares": 1_000,
        "price": 2.5,
        "disposition": None,
    }
    return Action.model_validate(given | fields)


def shown(plan: Plan, *actions: Action, width: int = 80) -> list[str]:
    """Return the lines of the first screen of other actions."""
    changed = plan.model_copy(update={"actions": actions, "room": None})
    return first_screen(changed, width).split("\n")


def test_a_real_plan_fits_and_ties(plan: Plan) -> None:
    """Every figure is one of the plan's."""
    check_plan_fits(plan)
    lines = first_screen(plan).split("\n")
    assert lines[0].startswith("A household with options ")
    assert lines[0].endswith("proven optimal") or "  proven within $" in lines[0]
    words = " ".join(first_screen(plan).split())
    first = plan.actions[0]
    assert f"NOW {first.date} {first.kind} {first.shares:,} of " in words
    assert f"WORTH ${plan.totals.after_tax_value:,.0f} after tax" in words
    assert f"tax caused ${plan.totals.tax_caused:,.0f} in all years" in words
    assert plan.cash_needed is not None
    needed = f"${plan.cash_needed.amount:,.0f} needed at most, on {plan.cash_needed.on}"
    assert f"CASH {needed}" in words
    assert f"AMT ${plan.totals.amt:,.0f} paid" in words


def test_now_is_the_first_day_and_next_what_follows(plan: Plan) -> None:
    """A date once a day, the dollars at the right, and what is left out is counted."""
    lines = shown(
        plan,
        action("2026-03-02"),
        action("2026-03-02", "sell", disposition="disqualifying", price=30.0),
        action("2027-01-04", options="G (vests 2027)", election_83b=True),
        action("2027-01-05", "give"),
        action("2027-01-05", "cash_out"),
        action("2028-01-05", "write_off", price=0.0),
    )
    assert lines[1:8] == [
        "NOW    2026-03-02  exercise 1,000 of G 2026-01-02".ljust(70) + "pay $2,500",
        "                   sell 1,000 of G 2026-01-02, disqualifying".ljust(65)
        + "receive $30,000".rjust(15),
        "NEXT   2027-01-04  exercise 1,000 of G (vests 2027), 83(b)".ljust(70)
        + "pay $2,500",
        "       2027-01-05  give 1,000 of G 2026-01-02".ljust(68) + "worth $2,500",
        "                   cash out 1,000 of G 2026-01-02".ljust(66)
        + "receive $2,500",
        "       and 1 more action to 2028-01-05 (--actions)",
        lines[7],
    ]


def test_a_day_with_many_actions_is_cut_short(plan: Plan) -> None:
    """Four of them, and how many more; so is what follows."""
    lines = shown(plan, *[action("2026-03-02")] * 6, *[action("2027-03-02")] * 5)
    assert "       and 2 more actions on that day (--actions)" in lines
    assert "       and 2 more actions to 2027-03-02 (--actions)" in lines
    lines = shown(plan, *[action("2026-03-02")] * 5)
    assert "       and 1 more action on that day (--actions)" in lines


@pytest.mark.parametrize("actions", [(), (action("2027-01-04"),)])
def test_nothing_now(plan: Plan, actions: tuple[Action, ...]) -> None:
    """In the plan's first year; what comes later is still next."""
    lines = shown(plan, *actions)
    assert lines[1] == "NOW    nothing to do in 2026"
    assert any(line.startswith("NEXT") for line in lines) == bool(actions)


def test_a_long_name_leaves_its_dollars_whole(plan: Plan) -> None:
    """At the right of its first line; the name goes on below."""
    name = "Founding engineer grant of the second kind (vests 2028-01-12)"
    text = "\n".join(shown(plan, action("2026-03-02", lot=name), width=60))
    check_fits(text, 60)
    (line,) = [line for line in text.split("\n") if line.endswith("pay $2,500")]
    assert line.startswith("NOW    2026-03-02  exercise 1,000 of Founding")


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        ({}, "none"),
        ({"amt": 5_000.0, "credit_used": 5_000.0}, "$5,000 paid; all back by 2027"),
        (
            {"credit_brought": 9_000.0, "credit_used": 9_000.0},
            "none; $9,000 of credit brought along; all back by 2027",
        ),
        (
            {"amt": 5_000.0, "credit_used": 1.0, "credit_carryforward_out": 4_999.0},
            "$5,000 paid; $4,999 of credit left after 2028",
        ),
        (
            {"amt": 5_000.0, "amt_without_credit": 800.0, "credit_used": 4_200.0},
            "$5,000 paid; $800 of it gives no credit; the rest back by 2027",
        ),
        (
            {"amt": 5_000.0, "credit_wiped_out": 800.0, "credit_used": 4_200.0},
            "$5,000 paid; $800 of credit wiped out; the rest back by 2027",
        ),
        ({"state_amt": 700.0}, "none; state AMT $700"),
    ],
)
def test_when_the_amt_is_back(plan: Plan, totals: dict[str, float], said: str) -> None:
    """What is paid, what gives no credit, and the year after which none is left."""
    none = dict.fromkeys(NO_AMT, 0.0)
    used = totals.get("credit_used", 0.0)
    years = tuple(
        year.model_copy(
            update={
                "credit_used": used * (year.year == 2027),
                "credit_carryforward_out": used * (year.year < 2027),
            }
        )
        for year in plan.years
        if year.year <= 2028
    )
    of = plan.totals.model_copy(update=none | totals)
    assert amt_text(plan.model_copy(update={"totals": of, "years": years})) == said


def test_cash_that_is_never_needed(plan: Plan) -> None:
    """Is said; an older result without it says nothing of it."""
    aside = (SetAside(date=date(2027, 4, 15), amount=12.0, what="balance"),)
    asks = "to set aside for 2026: $12 by 2027-04-15 (--cash)"
    none = CashNeeded(amount=0.0, on=None)
    for needed, set_aside, said in (
        (none, (), "none is ever needed"),
        (None, aside, asks),
        (None, (), ""),
    ):
        changes = {"cash_needed": needed, "set_aside": set_aside}
        assert cash_text(plan.model_copy(update=changes)) == said
