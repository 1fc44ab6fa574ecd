"""What a household of the benchmark may have beside its grants, by the word for it.

Each makes a program hard in a way of its own: many columns that do not stand in for
one another (``caps``), running totals that meet a limit (``tiers``), a choice a year
(``elections``), credits that phase out (``children``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Fields = dict[str, Any]
"""A scenario as a file has it."""
Income = Literal["low", "middle", "high"]

WINDOW_MONTHS = (2, 5, 8, 11)
"""Months with a trading window, from the 5th to the 25th."""
ROOM = 1.5
"""All windows together take this many times all shares."""
GAIN_USED = 9_000_000
"""Small business gain excluded before: a million under the cap of earlier stock."""
STANDARD = {"single": 16_100, "married_jointly": 32_200}
"""Standard deduction of 2026, beside which the itemized deductions lie (dollars)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing more that a household has.

    Attributes:
        income: Of the households that have it.
        add: Changes the fields of a scenario.
    """

    income: Income
    add: Callable[[Fields], None]


def _caps(fields: Fields) -> None:
    """Limit the shares sold in each of four trading windows a year."""
    market, plan = fields["market"], fields["plan"]
    opens = [
        date(year, month, 5)
        for year in range(plan["start"].year, plan["last_year"] + 1)
        for month in WINDOW_MONTHS
    ]
    opens = [day for day in opens if day >= market["first_sale"]]
    shares = sum(grant["shares"] for grant in fields["grants"])
    market["trading_windows"] = [
        {
            "opens": day,
            "closes": day.replace(day=25),
            "most_shares": int(round(ROOM * shares / len(opens), -2)),
        }
        for day in opens
    ]


def _tiers(fields: Fields) -> None:
    """Make all stock small business stock, with shares of earlier law beside it.

    The household has used most of the company's cap, so that each tier meets it: shares
    bought before July 5, 2025, and later ones held for three, four and five years.
    """
    for grant in fields["grants"]:
        grant["small_business_stock"] = True
    fields["household"]["small_business_gain_used"] = GAIN_USED
    fields["holdings"] = [
        {
            "name": "bought in 2023",
            "acquired_on": date(2023, 3, 1),
            "shares": 100_000,
            "basis": 1.0,
            "small_business_stock": True,
        }
    ]


def _elections(fields: Fields) -> None:
    """Add itemized deductions just above the standard deduction.

    The minimum tax allows no state and local taxes, so which deduction is the better
    one depends on the plan.
    """
    household, year = fields["household"], str(fields["plan"]["start"].year)
    taxes = 9_000
    other = STANDARD[household["filing_status"]] + 400 - taxes
    household["itemized_deductions"] = {
        "state_and_local_taxes": {year: taxes, "growth": 0.025},
        "other": {year: other, "growth": 0.025},
    }


def _children(fields: Fields) -> None:
    """Add three children, whose credit phases out and ends with their age."""
    fields["household"]["children"] = [2012, 2016, 2021]


KINDS: Mapping[str, Kind] = {
    "caps": Kind("middle", _caps),
    "tiers": Kind("high", _tiers),
    "elections": Kind("middle", _elections),
    "children": Kind("low", _children),
}
