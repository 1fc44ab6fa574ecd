"""Branches for a random file: prices, an end, a departure or another income.

Apart from the other sections, for most commands go along one path.
"""

from datetime import date, timedelta
from typing import Any

import numpy as np

from fuzzing.facts import Fields

KINDS = ("price", "failure", "buyer", "leaving", "income")


def with_branches(fields: Fields, seed: int) -> Fields:
    """Return a file whose future parts, and perhaps once more in one branch."""
    pick = np.random.default_rng(seed)
    changed: Fields = {**fields, "plan": {**fields["plan"]}}
    changed["plan"] |= {"objective": "after_tax_value", "decision_dates": "yearly"}
    changed.pop("schedules", None)
    start: date = changed["plan"]["start"]
    end = date(changed["plan"]["last_year"], 12, 31)
    begins = _between(pick, start, end)
    later = begins + timedelta(days=int(pick.integers(0, 200)))
    good: Fields = {"name": "good", "from": begins, "probability": 0.6}
    bad: Fields = {"name": "bad", "from": begins, "probability": 0.4}
    kind = KINDS[int(pick.integers(len(KINDS)))]
    if kind == "failure":
        bad["market"] = {"worthless_on": later}
    elif kind == "buyer":
        price = float(pick.choice([5, 40, 300]))
        closing = {
            "on": later,
            "price": price,
            "accelerates": bool(pick.random() < 0.5),
        }
        good["market"] = {"acquisition": closing}
    else:
        bad["market"] = {"prices": {begins: float(pick.choice([0.5, 5, 20]))}}
        good["market"] = {"prices": {later: float(pick.choice([30, 100, 400]))}}
    if kind == "leaving":
        bad["employment"] = {"leaves_on": later}
    elif kind == "income":
        bad["household"] = {"wages": float(pick.choice([0, 60e3, 600e3]))}
    changed["branches"] = [good, bad]
    if pick.random() < 0.4:
        after = "bad" if kind == "buyer" else "good"
        changed["branches"] += _again(pick, after, begins, end)
    return changed


def with_uncertainty(fields: Fields, seed: int) -> Fields:
    """Return a file whose price swings: four to nine outcomes, at times with a jump."""
    pick = np.random.default_rng(seed)
    changed: Fields = {**fields, "plan": {**fields["plan"]}}
    changed["plan"] |= {"objective": "after_tax_value", "decision_dates": "yearly"}
    changed.pop("schedules", None)
    start: date = changed["plan"]["start"]
    end = date(changed["plan"]["last_year"], 12, 31)
    first = _between(pick, start, end)
    steps = [first] if pick.random() < 0.4 else [first, _between(pick, first, end)]
    swings: Fields = {
        "volatility": float(pick.choice([0.2, 0.5, 0.9])),
        "steps": steps,
        "branches": int(pick.choice([2, 3])),
    }
    if pick.random() < 0.3 and len(steps) == 1:
        swings["jump"] = {"probability_per_year": 0.2, "to": 0.3}
    return changed | {"uncertainty": swings}


def _between(pick: np.random.Generator, first: date, last: date) -> date:
    """Return a day well within two."""
    days = (last - first).days
    return first + timedelta(days=1 + int(days * pick.uniform(0.15, 0.7)))


def _again(pick: np.random.Generator, after: str, first: date, last: date) -> Any:
    """Return two more branches that part from one."""
    day = min(_between(pick, first, last), last)
    both: Fields = {"from": day, "after": after, "probability": 0.5}
    prices = {day: float(pick.choice([10, 60]))}
    return [{**both, "name": "x", "market": {"prices": prices}}, {**both, "name": "y"}]
