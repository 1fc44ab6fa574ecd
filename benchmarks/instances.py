"""Households of four sizes, three incomes and several states, made from fixed seeds.

Each is what a person can have: grants of several years with ordinary vesting, a private
company whose price grows with noise until it goes public, and some credit of an old
exercise. Some have one thing more (`kinds.py`), and one is a shipped scenario.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial
from typing import Any, Literal

import numpy as np

from benchmarks.kinds import KINDS, Fields, Income
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.scenarios import examples

START = date(2026, 1, 2)
WAGES: dict[Income, tuple[float, float]] = {
    "low": (55_000, 98_000),
    "middle": (170_000, 320_000),
    "high": (610_000, 950_000),
}


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is to decide.

    Attributes:
        name: One or two letters.
        years: Years of the plan.
        dates: How often options may be exercised; sales have days of their own.
        grants: Number of grants.
    """

    name: str
    years: int
    dates: Literal["yearly", "quarterly", "monthly"]
    grants: int


SIZES = (
    Size("S", 6, "yearly", 4),
    Size("M", 6, "quarterly", 4),
    Size("L", 10, "quarterly", 10),
    Size("XL", 15, "monthly", 20),
)
SIZES_OF_STATE: dict[str, tuple[str, ...]] = {
    "": ("S", "M", "L", "XL"),
    "CA": ("S", "M", "L", "XL"),
    "NY": ("S", "M", "L"),
    "MA": ("S", "M", "L"),
}
"""Sizes in each state; "" is federal tax alone. In New York and Massachusetts dominance
leaves most columns, at XL 650,000 and 250,000 of them: more than a program can be
written with."""
STATES = tuple(SIZES_OF_STATE)
INCOMES: tuple[Income, ...] = ("low", "middle", "high")
SEEDS = (1, 2)
KIND_SIZES = ("S", "M", "L")
COUPLE, COUPLE_ACTIONS = "pre_ipo_couple", 3
"""The shipped scenario that is an instance, with so many actions a year at most."""


@dataclass(frozen=True)
class Instance:
    """One household of the benchmark.

    Attributes:
        name: What the tables call it.
        size: S, M, L or XL.
        seed: Of its random numbers.
        made: Makes its scenario.
        state: Where it lives; empty for federal tax alone.
        kind: What it has beside grants; empty if nothing.
    """

    name: str
    size: str
    seed: int
    made: Callable[[], Scenario]
    state: str = ""
    kind: str = ""

    @cached_property
    def scenario(self) -> Scenario:
        """Return the household, made when it is first asked for."""
        return self.made()


def instances() -> Iterator[Instance]:
    """Yield every instance: by size, state, income and seed, then those of a kind."""
    for size in SIZES:
        for state, sizes in SIZES_OF_STATE.items():
            for income in INCOMES if size.name in sizes else ():
                for seed in SEEDS:
                    name = f"{size.name} {income} {seed} {state}".rstrip()
                    made = partial(household, size, income, seed, state)
                    yield Instance(name, size.name, seed, made, state)
    for size in (size for size in SIZES if size.name in KIND_SIZES):
        for kind, each in KINDS.items():
            for seed in SEEDS:
                name = f"{size.name} {each.income} {seed} {kind}"
                made = partial(household, size, each.income, seed, kind=kind)
                yield Instance(name, size.name, seed, made, kind=kind)
    name = f"couple {COUPLE_ACTIONS} actions"
    yield Instance(name, "M", 1, few_actions, "WA", "actions")


def by_name() -> dict[str, Instance]:
    """Return all instances by their names."""
    return {each.name: each for each in instances()}


def chosen(asked: Sequence[str]) -> list[Instance]:
    """Return the instances of these names, or whose names begin so; all if empty.

    A whole name means that instance alone.

    Raises:
        ValueError: If none begins with one of them; its text says how to ask.
    """
    everything = list(instances())
    names = {each.name for each in everything}
    wanted: set[str] = set()
    for words in asked:
        found = {words} & names or {name for name in names if _begins(name, words)}
        if not found:
            raise ValueError(
                f"no instance begins with {words!r}; give words such as 'S', "
                "'M middle', 'L high 1 CA', 'S high 1 tiers' or 'couple'"
            )
        wanted |= found
    return [each for each in everything if not asked or each.name in wanted]


def _begins(name: str, words: str) -> bool:
    """Return whether a name begins with these words, each of them whole."""
    asked = words.split()
    return name.split()[: len(asked)] == asked


def few_actions() -> Scenario:
    """Return the shipped couple with three actions a year at most."""
    couple = load_scenario(examples()[COUPLE])
    few = Preferences(actions_per_year=COUPLE_ACTIONS)
    return couple.model_copy(update={"preferences": few, "schedules": ()})


def household(
    size: Size, income: Income, seed: int, state: str = "", kind: str = ""
) -> Scenario:
    """Return the household of one size, income and seed; the same in any state.

    Args:
        size: How much there is to decide.
        income: What it earns.
        seed: Of the random numbers.
        state: Where it lives; empty for federal tax alone.
        kind: What it has beside; see `kinds.py`.
    """
    fields = _fields(size, income, seed, state)
    if kind:
        fields["name"] = f"{fields['name']} {kind}"
        KINDS[kind].add(fields)
    return Scenario.model_validate(fields)


def _fields(size: Size, income: Income, seed: int, state: str) -> Fields:
    pick = np.random.default_rng([seed, INCOMES.index(income), size.grants, size.years])
    liquid = START + timedelta(days=int(pick.integers(200, 900)))
    prices = _prices(pick, size.years, liquid)
    return {
        "name": f"{size.name} {income} {seed}",
        "plan": {
            "start": START,
            "last_year": START.year + size.years - 1,
            "decision_dates": size.dates,
            "discount_rate": 0.05,
            "inflation": 0.025,
        },
        "household": {**_household(pick, income), "state": state},
        "grants": _grants(pick, size.grants, prices[min(prices)], income),
        "market": {
            "prices": prices,
            "growth": 0.05,
            "first_sale": liquid + timedelta(days=180),
        },
    }


def _household(pick: np.random.Generator, income: Income) -> dict[str, Any]:
    low, high = WAGES[income]
    wages = round(float(pick.uniform(low, high)), -3)
    return {
        "filing_status": str(pick.choice(["single", "married_jointly"])),
        "wages": {str(START.year): wages, "growth": 0.03},
        "interest": round(wages * float(pick.uniform(0.002, 0.02))),
        "qualified_dividends": round(wages * float(pick.uniform(0.0, 0.03))),
        "minimum_tax_credit": round(wages * float(pick.choice([0.0, 0.05, 0.4]))),
    }


def _prices(pick: np.random.Generator, years: int, liquid: date) -> dict[date, float]:
    """Return yearly valuations with noise, a step up on going public, noise after."""
    price = float(pick.uniform(4, 12))
    prices = {START - timedelta(days=1): round(price, 2)}
    public = False
    for year in range(1, years + 1):
        day = date(START.year + year, 1, 15)
        price *= float(np.exp(pick.normal(0.10, 0.25)))
        if day > liquid and not public:
            price, public = price * float(pick.uniform(1.2, 2.0)), True
        prices[day] = round(price, 2)
    return prices


def _grants(
    pick: np.random.Generator, count: int, price: float, income: Income
) -> list[dict[str, Any]]:
    """Return grants of the last five years, each smaller and dearer than the first."""
    scale = {"low": 0.4, "middle": 1.0, "high": 2.5}[income]
    grants = []
    for number in range(count):
        age = timedelta(days=int(1_800 * (1 - number / count)) + int(pick.integers(90)))
        granted_on = START - age
        part = float(pick.uniform(0.5, 1.5)) / count
        grants.append(
            {
                "name": f"grant {number + 1}",
                "granted_on": granted_on,
                "expires_on": granted_on.replace(year=granted_on.year + 10)
                - timedelta(days=1),
                "shares": int(round(120_000 * scale * part, -2)),
                "strike": round(price * float(pick.uniform(0.05, 0.6)), 2),
                "vesting": {"cliff_months": 12, "months": 48},
            }
        )
    return grants
