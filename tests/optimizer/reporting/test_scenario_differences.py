"""How files and plans differ, from what is written by hand."""

from datetime import date

import pytest

from isoplan.models.results.plan import Action
from isoplan.optimizer.reporting.scenario_differences import (
    changed_fields,
    first_difference,
)


@pytest.mark.parametrize(
    ("first", "here", "expected"),
    [
        ({"name": "a", "story": "s", "x": 1}, {"name": "b", "x": 1}, []),
        ({"last_year": 2028}, {"last_year": 2031}, [("last_year", "2028", "2031")]),
        ({"h": {"state": None}}, {"h": {"state": "WA"}}, [("h.state", "", "WA")]),
        ({"s": 2_000}, {"s": 2_000.5}, [("s", "2,000", "2,000.5")]),
        ({"w": 250_000.0}, {"w": 1.5}, [("w", "250,000", "1.5")]),
        ({"f": True}, {"f": False}, [("f", "True", "False")]),
        (
            {"g": [{"strike": 1.0}, {"strike": 2.0}]},
            {"g": [{"strike": 1.0}, {"strike": 3.0}]},
            [("g[1].strike", "2", "3")],
        ),
        ({"g": [1, 2]}, {"g": [1]}, [("g", "[1, 2]", "[1]")]),
        ({"g": list(range(30))}, {"g": []}, [("g", "30 entries", "[]")]),
        ({"a": 1}, {"b": 2}, [("a", "1", ""), ("b", "", "2")]),
    ],
)
def test_changed_fields(
    first: dict[str, object],
    here: dict[str, object],
    expected: list[tuple[str, str, str]],
) -> None:
    """By path, each value in short; its name and its story are none of them."""
    found = changed_fields(first, here)
    assert [(each.path, each.first, each.here) for each in found] == expected


def action(day: date, shares: int, kind: str = "exercise") -> Action:
    """Return an action."""
    return Action.model_validate(
        {
            "date": day,
            "kind": kind,
            "grant": "G",
            "lot": "G",
            "shares": shares,
            "price": 1.0,
            "disposition": None,
        }
    )


EARLY, LATE = date(2026, 1, 2), date(2027, 1, 4)


def test_the_first_day_that_differs() -> None:
    """Not one on which both do the same, in whatever order or number of parts."""
    first = [action(EARLY, 100), action(LATE, 50)]
    assert first_difference(first, first) is None
    parts = [action(EARLY, 60), action(EARLY, 40), action(LATE, 50)]
    assert first_difference(first, parts) is None
    other = [action(EARLY, 100), action(LATE, 50, "sell")]
    found = first_difference(first, other)
    assert found is not None
    assert (found.on, found.first, found.here) == (LATE, (first[1],), (other[1],))
    missing = first_difference(first, first[1:])
    assert missing is not None
    assert (missing.on, missing.here) == (EARLY, ())
