"""What an instance is, in sixteen letters: its scenario, and what the law makes of it.

The first half is a hash of the scenario as its file would have it. The second is one of
what a few fixed schedules cost by the law, to the cent, and of how many ways to
exercise and sell there are. So a fingerprint changes with the household, the figures
and rules of the law, and the days on which a plan may act. It does not change with the
rows by which a program is written or the engine that solves it: two commits that plan
the same instance give it the same fingerprint.

Dollars are rounded where no amount of money lies, so that the last bits, which differ
from machine to machine, do not count.
"""

import hashlib
import json
from collections.abc import Sequence
from math import floor, sqrt

import numpy as np

from isoplan.models.branching.outcomes import outcomes_of
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.columns import Columns, possible_columns
from isoplan.optimizer.columns.inventory import inventory
from isoplan.optimizer.columns.year_nodes import year_tree
from isoplan.optimizer.pricing.evaluated_years import evaluate_years
from isoplan.optimizer.tracing.inventory_bounds import with_ends

HALF = 8
"""Letters of each half."""
SCHEDULES = (
    (1, 1.0, False),
    (2, 0.5, True),
    (3, 0.25, False),
    (5, 1.0, True),
    (7, 0.1, True),
    (11, 0.6, False),
)
"""For each fixed schedule, how far it strides through the columns, which part of the
vested shares it uses, and whether its years itemize: small ones stay below the law's
kinks, large ones pass them."""
GOLDEN = (sqrt(5.0) - 1.0) / 2.0
"""Multiples of it spread evenly between whole numbers; no amount of money is near."""
DIGITS = 12
"""Significant digits of a number in a scenario."""


def fingerprint(scenario: Scenario) -> str:
    """Return the fingerprint of an instance: two halves, with a dash between.

    It takes about as long as finding all possible columns: a tenth of a second for S,
    some seconds for XL.
    """
    return f"{of_scenario(scenario)}-{of_law(scenario)}"


def fingerprint_of_all(scenarios: Sequence[Scenario]) -> str:
    """Return one fingerprint of several instances; empty if there are none."""
    if len(scenarios) < 2:
        return "".join(map(fingerprint, scenarios))
    halves = of_scenarios(scenarios), _hash(" ".join(map(of_law, scenarios)))
    return "-".join(halves)


def of_scenarios(scenarios: Sequence[Scenario]) -> str:
    """Return the first half of the fingerprint of one or several instances."""
    if len(scenarios) < 2:
        return "".join(map(of_scenario, scenarios))
    return _hash(" ".join(map(of_scenario, scenarios)))


def of_scenario(scenario: Scenario) -> str:
    """Return the first half: a hash of the fields that are not left out."""
    fields = scenario.model_dump(mode="json", exclude_defaults=True)
    text = json.dumps(_rounded(fields), sort_keys=True, separators=(",", ":"))
    return _hash(text)


def of_law(scenario: Scenario) -> str:
    """Return the second half: a hash of what fixed schedules cost, in each outcome."""
    outcomes = outcomes_of(scenario)
    if len(outcomes) > 1:
        return _hash(" ".join(of_law(each.scenario) for each in outcomes))
    situation = situation_of(scenario)
    columns = possible_columns(situation)
    cents = [_in_cents(_cost(columns, *schedule)) for schedule in SCHEDULES]
    return _hash(f"{len(columns)} {cents}")


def _cost(columns: Columns, stride: int, part: float, itemizes: bool) -> float:
    """Return what a fixed schedule loses, with all years' tax (dollars)."""
    shares = np.zeros(len(columns))
    blocks = with_ends(inventory(columns), len(columns))
    for number, (block, end) in enumerate(blocks):
        place = ((number + 1) * stride * GOLDEN) % 1.0
        shares[block.first + int(place * (end - block.first))] += part * block.shares
    used = np.flatnonzero(shares)
    elected = [itemizes] * len(year_tree(columns.situation))
    years = evaluate_years(columns.situation, columns.at(used), shares[used], elected)
    return years.present_value_of_tax - years.present_value_before_tax


def _in_cents(dollars: float) -> int:
    """Return whole cents; what is halfway between two cents is far from the edge."""
    return floor(dollars * 100.0 + GOLDEN)


def _rounded(value: object) -> object:
    """Return fields with every number rounded, whole ones without a point."""
    if isinstance(value, dict):
        return {str(key): _rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    if isinstance(value, float):
        return f"{value:.{DIGITS}g}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{float(value):.{DIGITS}g}"
    return value


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:HALF]
