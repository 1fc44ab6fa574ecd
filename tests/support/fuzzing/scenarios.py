"""The strategy: a whole scenario file, section by section, and at times a mistake."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from fuzzing.company import (
    add_company_end,
    add_days_after_leaving,
    add_gifts,
    add_section_1244,
)
from fuzzing.equity import (
    add_employment,
    add_events,
    add_grants,
    add_holdings,
    add_lots,
    add_units,
)
from fuzzing.facts import Fields
from fuzzing.household import add_household
from fuzzing.market import add_market, add_stock_acquisition
from fuzzing.own_schedules import add_schedules
from fuzzing.pick import Pick
from fuzzing.plan_and_preferences import (
    add_decided_before,
    add_plan,
    add_preferences,
)
from fuzzing.splits import add_split

SECTIONS: tuple[Callable[[Pick, Fields], None], ...] = (
    add_plan,
    add_household,
    add_market,
    add_company_end,
    add_grants,
    add_employment,
    add_days_after_leaving,
    add_lots,
    add_units,
    add_holdings,
    add_section_1244,
    add_events,
    add_gifts,
    add_split,
    add_preferences,
    add_schedules,
    add_decided_before,
    add_stock_acquisition,
)
"""Each adds its section, or leaves it out; a new feature is one more."""

MISTAKES = 6
"""Of a hundred scenarios, so many hold a mistake."""

WITH_A_MISTAKE = "fuzz with a mistake"
"""Name of a scenario that need not be right."""

WRONG_VALUES: tuple[Any, ...] = (
    -1, 0, True, "x", "", None, 1e300, float("nan"), float("inf"), 10**30, [], {},
    [[]], {"": 1}, date(1900, 1, 1), date(2149, 12, 31), "2026-02-30", "\u202e", "CA",
)  # fmt: skip


def valid_fields(pick: Pick) -> Fields:
    """The fields of a file that should be right; few are refused."""
    fields: Fields = {"name": "fuzz"}
    for add in SECTIONS:
        add(pick, fields)
    return fields


def file_fields(pick: Pick) -> Fields:
    """The fields of a file, a few of them with a mistake."""
    fields = valid_fields(pick)
    if pick.chance(MISTAKES):
        fields["name"] = WITH_A_MISTAKE
        mistake(pick, fields)
    return fields


@st.composite
def scenario_files(draw: Callable[..., Any]) -> Fields:
    """Such fields, drawn by Hypothesis."""
    return file_fields(Pick.from_hypothesis(draw))


def numbered_file(seed: int, number: int) -> Fields:
    """The fields of one file of a run, the same for the same two numbers."""
    return file_fields(Pick.from_seed(f"{seed} {number}"))


def mistake(pick: Pick, fields: Fields) -> None:
    """Change one place: a wrong value, a field gone, one that nobody knows."""
    tables = list(_tables(fields))
    table = tables[pick.number(0, len(tables) - 1)]
    keys = [key for key in table if key != "name" or table is not fields]
    key = pick.of(*keys) if keys else "nobody_knows"
    kind = pick.of("value", "gone", "unknown", "moved")
    if kind == "unknown" or not keys:
        table[pick.of("nobody_knows", "Start", "état", "a b")] = 1
    elif kind == "gone":
        del table[key]
    elif kind == "moved" and isinstance(table[key], int | float | date):
        table[key] = _moved(pick, table[key])
    else:
        table[key] = pick.of(*WRONG_VALUES)


def _moved(pick: Pick, value: Any) -> Any:
    if isinstance(value, date):
        return value + timedelta(days=pick.of(-4_000, -1, 1, 4_000))
    return value * pick.of(-1, 1e-9, 1e9) if not isinstance(value, bool) else not value


def _tables(fields: Any) -> list[Fields]:
    """The table and all that it holds."""
    if isinstance(fields, list):
        return [table for item in fields for table in _tables(item)]
    if not isinstance(fields, dict):
        return []
    return [fields, *(table for key in fields for table in _tables(fields[key]))]
