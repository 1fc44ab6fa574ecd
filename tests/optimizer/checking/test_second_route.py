"""What the audit works out by itself: a fault in the program's own way is refused."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from isoplan.models.base.errors import AuditFailure
from isoplan.models.equity.opening_position import opening_position
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.checking.audit import audit
from isoplan.optimizer.columns.year_nodes import present_value_factor, year_tree
from isoplan.optimizer.pricing.cash import (
    cash_days,
    cash_margins,
    other_cash_until,
    present_value_of_interest,
)
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.recount.evidence import Evidence
from scenario_builder import build_scenario, grant, holding

Faulty = Callable[..., Any]


def everywhere(
    patch: pytest.MonkeyPatch, function: Callable[..., Any], instead: Faulty
) -> None:
    """Put another function in a function's place wherever it is imported."""
    for name, module in list(sys.modules.items()):
        if name.startswith("isoplan.optimizer"):
            for attribute, value in list(vars(module).items()):
                if value is function:
                    patch.setattr(module, attribute, instead)


def indebted() -> Scenario:
    """A household that borrows for its exercise and for the tax on it."""
    return build_scenario(
        "indebted",
        plan={"last_year": 2027, "at_horizon": "sell", "run_off_years": 3},
        household={
            "cash": 2_000.0,
            "savings_per_year": 1_000.0,
            "loan": {"rate": 0.08, "most": 60_000.0},
            "wages": 150_000,
        },
        grants=[grant(strike=5.0)],
        market={"prices": {"2026-01-01": 30.0, "2027-12-31": 60.0}},
    )


FAULTS: dict[str, tuple[Callable[..., Any], Faulty]] = {
    "a dollar later is worth a dollar": (present_value_factor, lambda *_: 1.0),
    "a million more of cash": (
        cash_margins,
        lambda *of: [(day, amount + 1e6) for day, amount in cash_margins(*of)],
    ),
    "no day of cash": (cash_margins, lambda *_: []),
    "interest is free": (present_value_of_interest, lambda *_: 0.0),
    "savings of fifty thousand": (
        other_cash_until,
        lambda *of: other_cash_until(*of) + 50_000.0,
    ),
    "nothing is owed": (
        cash_days,
        lambda situation, moves, asking: cash_days(
            situation, {day: moved + 1e5 for day, moved in moves.items()}, asking
        ),
    ),
    "no years of run-off": (
        year_tree,
        lambda situation: tuple(n for n in year_tree(situation) if n.decides),
    ),
}


def test_the_household_borrows() -> None:
    """Or the faults below would change nothing."""
    plan = recommend(indebted())
    assert plan.loan is not None
    assert plan.loan.most > 1_000.0
    assert plan.loan.interest > 1.0


@pytest.mark.parametrize("name", FAULTS)
def test_no_plan_comes_of_a_fault_in_the_first_route(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The audit's own walk of cash, years and discount stands against it."""
    function, instead = FAULTS[name]
    everywhere(monkeypatch, function, instead)
    with pytest.raises(AuditFailure):
        recommend(indebted())


def test_shares_that_events_sold_are_not_held_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An opening position that forgets a sale of a holding is refused."""
    sale = {"on": "2026-01-02", "sell": "bought", "shares": 40}
    scenario = build_scenario("sold", holdings=[holding()], events=[sale])
    situation = situation_of(scenario)
    audit(Evidence(situation, ()))
    from isoplan.optimizer.recount import parcels

    monkeypatch.setattr(parcels, "opening_position", lambda equity, _: unsold(equity))
    with pytest.raises(AuditFailure, match="0 shares were sold before the start"):
        audit(Evidence(situation_of(scenario), ()))


def unsold(equity: Any) -> Any:
    """Return what there is without any event."""
    return opening_position(equity, {})
