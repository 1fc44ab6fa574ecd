"""Households whose future parts: trees of outcomes, of the sizes that people ask for.

Each has three grants and five years. A listed share swings: after three steps there are
27 outcomes with yearly dates, after two 9 with quarterly ones. A private company goes
public, or fails, or is bought.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from isoplan.models.scenario import Scenario

START = date(2026, 1, 5)
STEPS = [date(2027, 1, 4), date(2028, 1, 3), date(2029, 1, 2)]
GRANTS = (
    ("2021 grant", date(2021, 3, 1), 9_000, 8.00),
    ("2023 grant", date(2023, 3, 1), 6_000, 17.00),
    ("2025 grant", date(2025, 3, 3), 5_000, 31.00),
)
STATES = {"": "federal", "CA": "CA"}


@dataclass(frozen=True)
class Tree:
    """One household whose future parts.

    Attributes:
        name: What the tables call it.
        made: Makes its scenario.
    """

    name: str
    made: Callable[[], Scenario]

    @cached_property
    def scenario(self) -> Scenario:
        """Return the household, made when it is first asked for."""
        return self.made()

    @property
    def is_quick(self) -> bool:
        """Return whether it is planned where time is short."""
        return self.name.endswith(STATES[""]) and not self.name.startswith("yearly")


def trees() -> Iterator[Tree]:
    """Yield every tree: 27 outcomes yearly, 9 quarterly, a private company."""
    for state, words in STATES.items():
        for dates, steps in (("yearly", 3), ("quarterly", 2)):
            name = f"{dates} {3**steps} {words}"
            yield Tree(name, _maker(_listed, name, state, dates, steps))
        yield Tree(f"story {words}", _maker(_private, f"story {words}", state))


def tree_names() -> dict[str, Tree]:
    """Return all trees by their names."""
    return {each.name: each for each in trees()}


def chosen_trees(asked: Sequence[str]) -> list[Tree]:
    """Return the trees whose names begin with one of these words; all if empty."""
    return [
        each
        for each in trees()
        if not asked or any(f"{each.name} ".startswith(f"{words} ") for words in asked)
    ]


def _maker(
    fields: Callable[..., dict[str, Any]], *given: object
) -> Callable[[], Scenario]:
    return lambda: Scenario.model_validate(fields(*given))


def _fields(name: str, state: str, dates: str) -> dict[str, Any]:
    return {
        "name": name,
        "plan": {
            "start": START,
            "last_year": START.year + 4,
            "decision_dates": dates,
            "discount_rate": 0.05,
            "inflation": 0.025,
        },
        "household": {
            "filing_status": "married_jointly",
            "state": state,
            "wages": {str(START.year): 260_000, "growth": 0.03},
            "interest": 3_000,
            "qualified_dividends": 2_000,
        },
        "grants": [
            {
                "name": grant,
                "granted_on": granted_on,
                "expires_on": date(granted_on.year + 10, granted_on.month, 1),
                "shares": shares,
                "strike": strike,
                "vesting": {"cliff_months": 12, "months": 48},
            }
            for grant, granted_on, shares, strike in GRANTS
        ],
    }


def _listed(name: str, state: str, dates: str, steps: int) -> dict[str, Any]:
    """Return a listed share that swings by half a year."""
    market = {"prices": {date(2025, 12, 31): 48.00}, "growth": 0.05}
    swings = {"volatility": 0.5, "steps": STEPS[:steps], "branches": 3}
    return _fields(name, state, dates) | {"market": market, "uncertainty": swings}


def _private(name: str, state: str) -> dict[str, Any]:
    """Return a company that may go public and then rise or fall, be bought, or fail."""
    opens, sells, turns = date(2028, 4, 3), date(2028, 10, 2), date(2029, 3, 1)
    market = {"prices": {date(2025, 12, 31): 36.00}, "growth": 0.06}
    return _fields(name, state, "quarterly") | {
        "market": market | {"first_sale": sells},
        "branches": [
            {
                "name": "IPO",
                "from": opens,
                "probability": 0.5,
                "market": {"prices": {sells: 75.00}, "growth": 0.07},
            },
            {
                "name": "IPO, then a fall",
                "after": "IPO",
                "from": turns,
                "probability": 0.4,
                "market": {"prices": {turns: 30.00}},
            },
            {
                "name": "IPO, and it lasts",
                "after": "IPO",
                "from": turns,
                "probability": 0.6,
            },
            {
                "name": "bought",
                "from": opens,
                "probability": 0.2,
                "market": {"acquisition": {"on": date(2028, 12, 1), "price": 58.00}},
            },
            {
                "name": "wound up",
                "from": opens,
                "probability": 0.3,
                "market": {"worthless_on": date(2028, 9, 29)},
            },
        ],
    }
