"""How time and memory grow with grants, years, dates and states."""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import click

from benchmarks.instances import Size, household
from benchmarks.phases import Watched
from isoplan.models.scenario import Scenario

BASE = Size("base", 10, "quarterly", 10)
INCOME: Literal["middle"] = "middle"
SEEDS = (1, 2, 3)

GRANTS = (5, 10, 20, 40)
YEARS = (5, 10, 15, 20)
DATES: tuple[Literal["yearly", "quarterly", "monthly"], ...] = (
    "yearly",
    "quarterly",
    "monthly",
)
DATES_A_YEAR = {"yearly": 1, "quarterly": 4, "monthly": 12}
TAXED_BY = {
    "": "federal tax alone",
    "CA": "California",
    "NY": "New York",
    "MA": "Massachusetts",
}
QUICK_SEEDS = SEEDS[:1]
QUICK_SIZES = frozenset({"5 grants", "10 grants", "5 years", "10 years"})
"""Of grants and years, what is measured where time is short."""


@dataclass(frozen=True, slots=True)
class Point:
    """One place on a curve; means over the seeds.

    Attributes:
        name: What there is of what grows, such as ``5 grants``.
        plans: What each seed took.
    """

    name: str
    plans: tuple[Watched, ...]

    def mean(self, of: str) -> float:
        """Return the mean of one figure of `Watched`."""
        return statistics.fmean(getattr(plan, of) for plan in self.plans)


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a curve something is measured.

    Attributes:
        name: As the table calls it.
        size: There.
        state: There.
    """

    name: str
    size: Size
    state: str = ""

    def scenarios(self, seeds: tuple[int, ...] = SEEDS) -> tuple[Scenario, ...]:
        """Return a household for each seed."""
        return tuple(household(self.size, INCOME, seed, self.state) for seed in seeds)


def places() -> Iterator[Place]:
    """Yield every place of every curve."""
    for grants in GRANTS:
        yield Place(f"{grants} grants", replace(BASE, grants=grants))
    for years in YEARS:
        yield Place(f"{years} years", replace(BASE, years=years))
    for dates in DATES:
        yield Place(f"{DATES_A_YEAR[dates]} dates a year", replace(BASE, dates=dates))
    for state, taxed_by in TAXED_BY.items():
        yield Place(taxed_by, BASE, state)


def quick_places() -> Iterator[Place]:
    """Yield the places that are measured where time is short."""
    for place in places():
        is_large = place.name.endswith(("grants", "years"))
        if not is_large or place.name in QUICK_SIZES:
            yield place


def point(name: str, scenarios: tuple[Scenario, ...]) -> Point:
    """Measure one place, each household in a process of its own."""
    return Point(name, tuple(_measured(scenario) for scenario in scenarios))


def _measured(scenario: Scenario) -> Watched:
    with tempfile.TemporaryDirectory(prefix="isoplan_") as folder:
        path = Path(folder, "scenario.json")
        path.write_text(scenario.model_dump_json(exclude_defaults=True))
        command = [sys.executable, "-m", "benchmarks.phases", str(path)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return Watched(**json.loads(done.stdout))


def main() -> None:
    """Measure every place, and show it in a line."""
    for place in places():
        found = point(place.name, place.scenarios())
        click.echo(
            f"{found.name}: {found.mean('total_s'):.2f} s, "
            f"building {found.mean('building_s'):.2f} s, "
            f"{found.mean('columns'):,.0f} columns, {found.mean('nodes'):.0f} nodes, "
            f"{found.mean('megabytes'):.0f} MB and "
            f"{found.mean('solver_megabytes'):.0f} MB in the solver"
        )


if __name__ == "__main__":
    main()
