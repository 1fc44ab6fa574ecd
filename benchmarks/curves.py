"""How time and memory grow with grants, years and dates."""

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


@dataclass(frozen=True, slots=True)
class Point:
    """One place on a curve; means over the seeds.

    Attributes:
        curve: What grows: grants, years, or dates a year.
        at: How much of it there is.
        plans: What each seed took.
    """

    curve: str
    at: int
    plans: tuple[Watched, ...]

    def mean(self, of: str) -> float:
        """Return the mean of one figure of `Watched`."""
        return statistics.fmean(getattr(plan, of) for plan in self.plans)


def sizes() -> Iterator[tuple[str, int, Size]]:
    """Yield each curve, the place on it, and the size there."""
    for grants in GRANTS:
        yield "grants", grants, replace(BASE, grants=grants)
    for years in YEARS:
        yield "years", years, replace(BASE, years=years)
    for dates in DATES:
        yield "dates a year", DATES_A_YEAR[dates], replace(BASE, dates=dates)


def point(curve: str, at: int, size: Size) -> Point:
    """Measure one place, each seed in a process of its own."""
    plans = tuple(_measured(size, seed) for seed in SEEDS)
    return Point(curve, at, plans)


def _measured(size: Size, seed: int) -> Watched:
    scenario = household(size, INCOME, seed)
    with tempfile.TemporaryDirectory(prefix="isoplan_") as folder:
        path = Path(folder, "scenario.json")
        path.write_text(scenario.model_dump_json())
        command = [sys.executable, "-m", "benchmarks.phases", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Watched(**json.loads(done.stdout))


def main() -> None:
    """Measure every place, and show it in a line."""
    for curve, at, size in sizes():
        found = point(curve, at, size)
        click.echo(
            f"{curve} {at}: {found.mean('total_s'):.2f} s, "
            f"building {found.mean('building_s'):.2f} s, "
            f"{found.mean('columns'):,.0f} columns, {found.mean('nodes'):.0f} nodes, "
            f"{found.mean('megabytes'):.0f} MB"
        )


if __name__ == "__main__":
    main()
