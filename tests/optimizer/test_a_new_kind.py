"""A kind of equity is one class and one line of the registry: inherited shares."""

import inspect
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

import pytest

from isoplan.models.equity.kinds.base import Acquisition
from isoplan.models.equity.kinds.registry import KINDS
from isoplan.models.equity.kinds.shares import OrdinaryShare
from isoplan.models.results.plan import Plan
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.compare import compare
from isoplan.optimizer.recommend import recommend

START = date(2026, 1, 2)


@dataclass(frozen=True, slots=True)
class InheritedShare(OrdinaryShare):
    """A share from an estate: its basis is its value at the death of its owner.

    Source: IRC 1014(a).
    """

    name: ClassVar[str] = "inherited"

    def long_term_from(self, shares: Acquisition) -> date:
        """Return the first day of sale with long-term gain: the very first.

        Source: IRC 1223(9).
        """
        return shares.acquired_on


def household() -> Scenario:
    """Return one with 1,000 shares of 12 from last month, whose price is to fall."""
    return Scenario.model_validate(
        {
            "name": "estate",
            "plan": {
                "start": START,
                "last_year": 2027,
                "inflation": 0.0,
                "decision_dates": "yearly",
            },
            "household": {"filing_status": "single", "wages": 100_000},
            "holdings": [
                {
                    "name": "estate",
                    "acquired_on": date(2025, 12, 1),
                    "shares": 1_000,
                    "basis": 12.0,
                }
            ],
            "market": {"prices": {START: 50.0, date(2026, 2, 1): 20.0}},
        }
    )


def sold_at_once(plan: Plan) -> float:
    """Return the tax of a plan that sells all shares on the first day; dollars."""
    (action,) = plan.actions
    assert (action.kind, action.date, action.shares) == ("sell", START, 1_000)
    assert action.disposition is None
    return plan.totals.tax_caused


def test_one_class_and_one_line_are_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rev. Proc. 2025-32: 83,900 of taxable wages, a gain of 38,000. By hand.

    Ordinary shares: 21,800 at 22% and 16,200 at 24%. Inherited ones: all at 15%.
    """
    ordinary = recommend(household())
    assert sold_at_once(ordinary) == pytest.approx(8_684.00)
    monkeypatch.setitem(KINDS, "shares", InheritedShare)
    inherited = recommend(household())
    assert sold_at_once(inherited) == pytest.approx(5_700.00)
    gained = inherited.totals.after_tax_value - ordinary.totals.after_tax_value
    assert gained == pytest.approx(2_984.00 / 1.04 ** (468 / 365.25), abs=0.02)


def test_the_schedules_beside_the_plan_know_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shares are sold as soon as they are long-term: today, and not in a year."""
    monkeypatch.setitem(KINDS, "shares", InheritedShare)
    scenario = household()
    (tranche,) = situation_of(scenario).tranches
    assert tranche.held_long_enough_from(date(2025, 12, 1)) == date(2025, 12, 1)
    schedules = {each.name: each for each in compare(scenario).schedules}
    held = schedules["exercise now and as it vests, hold"]
    assert held.after_tax_value == schedules["plan"].after_tax_value


def test_the_document_shows_this_class(root: Path) -> None:
    """docs/adding-a-kind-of-equity.md quotes what was planned above."""
    text = (root / "docs" / "adding-a-kind-of-equity.md").read_text(encoding="utf-8")
    assert inspect.getsource(InheritedShare) in text
