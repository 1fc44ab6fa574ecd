"""Valid scenarios for tests: each test says what matters to it, the rest stands here.

What is left out is a plan of 2026 alone, a single filer with wages of 100,000 dollars
and a share worth 30 dollars. ``grant()``, ``lot()``, ``rsu()`` and ``holding()`` return
the fields of one item; none of them is there unless a test puts it in.
"""

from copy import deepcopy
from datetime import date
from typing import Any

from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of

Fields = dict[str, Any]

VESTED: Fields = {"months": 0, "cliff_months": 0}
"""All options vest on the day of grant."""

PLAN: Fields = {
    "start": date(2026, 1, 2),
    "last_year": 2026,
    "inflation": 0.02,
}
HOUSEHOLD: Fields = {"filing_status": "single", "wages": 100_000}
MARKET: Fields = {
    "prices": {date(2026, 1, 1): 30.0},
    "trading_days": "any",
    "between_prices": "smooth",
}
"""Sales on any day and a smooth price, so that a test counts by hand; those of trading
days and steps say so."""


def grant(name: str = "G", **fields: Any) -> Fields:
    """Return 1,000 vested options at 10 dollars, granted four years before the plan."""
    options = {
        "name": name,
        "granted_on": date(2022, 1, 3),
        "expires_on": date(2032, 1, 2),
        "shares": 1_000,
        "strike": 10.0,
        "vesting": VESTED,
    }
    return options | fields


def lot(of_grant: str = "G", **fields: Any) -> Fields:
    """Return 100 shares of a grant, exercised in June 2025 at a value of 20 dollars."""
    shares = {
        "grant": of_grant,
        "exercised_on": date(2025, 6, 2),
        "shares": 100,
        "value_at_exercise": 20.0,
    }
    return shares | fields


def rsu(name: str = "RSU", shares: int = 100, **fields: Any) -> Fields:
    """Return restricted stock units, all of which vest in June 2026."""
    units = {
        "name": name,
        "granted_on": date(2025, 1, 2),
        "shares": shares,
        "vesting": [{"on": date(2026, 6, 1), "shares": shares}],
    }
    return units | fields


def holding(name: str = "bought", **fields: Any) -> Fields:
    """Return 100 shares bought in June 2024 for 12 dollars each."""
    shares = {
        "name": name,
        "acquired_on": date(2024, 6, 3),
        "shares": 100,
        "basis": 12.0,
    }
    if fields.get("kind") == "espp":
        del shares["basis"]
    return shares | fields


def scenario_fields(
    name: str = "test",
    *,
    plan: Fields | None = None,
    household: Fields | None = None,
    market: Fields | None = None,
    **sections: Any,
) -> Fields:
    """Return the fields of a valid scenario, which a test may change.

    Args:
        name: Title of the scenario.
        plan: Fields that differ from those of ``PLAN``.
        household: Fields that differ from those of ``HOUSEHOLD``.
        market: Fields that differ from those of ``MARKET``.
        **sections: Other sections as a file holds them: ``grants=[grant()]``.
    """
    fields = {
        "name": name,
        "plan": PLAN | (plan or {}),
        "household": HOUSEHOLD | (household or {}),
        "market": MARKET | (market or {}),
        **sections,
    }
    return deepcopy(fields)


def build_scenario(
    name: str = "test", changes: Fields | None = None, **sections: Any
) -> Scenario:
    """Return a checked scenario.

    Args:
        name: Title of the scenario.
        changes: Values by path, as :func:`change_fields` takes them.
        **sections: As :func:`scenario_fields` takes them.
    """
    return Scenario.model_validate(
        change_fields(scenario_fields(name, **sections), changes or {})
    )


def build_situation(
    name: str = "test", changes: Fields | None = None, **sections: Any
) -> Situation:
    """Return what follows from a scenario; arguments of :func:`build_scenario`."""
    return situation_of(build_scenario(name, changes, **sections))


def rebuild(
    scenario: Scenario, changes: Fields | None = None, **sections: Any
) -> Scenario:
    """Return a scenario with other values, checked anew.

    Args:
        scenario: Left as it is.
        changes: Values by path, as :func:`change_fields` takes them.
        **sections: Whole sections to put in place of its own.
    """
    given = scenario.model_dump(mode="json", exclude_unset=True)
    return Scenario.model_validate(change_fields(given | sections, changes or {}))


def change_fields(fields: Fields, changes: Fields) -> Fields:
    """Change values by path in place, as in ``{"grants.0.strike": -1}``; return all.

    The value ``...`` removes a field. In a list, the place after its last item adds
    one, and a table with ``like`` is a copy of that item with other values in it.
    """
    for path, value in changes.items():
        *parents, last = path.split(".")
        table: Any = fields
        for name in parents:
            table = table[int(name) if name.isdigit() else name]
        if value is ...:
            del table[int(last) if isinstance(table, list) else last]
        elif isinstance(table, dict):
            table[last] = value
        else:
            _put_in_list(table, int(last), value)
    return fields


def _put_in_list(items: list[Any], place: int, value: Any) -> None:
    if isinstance(value, dict) and "like" in value:
        others = {name: value[name] for name in value if name != "like"}
        value = {**items[value["like"]], **others}
    items[place : place + 1] = [value]
