"""From the start of a process to its end: importing, a plan, a plan cut short."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from benchmarks.instances import INCOMES, SIZES, household
from isoplan.models.results.plan import Plan

RUNS = 7
IMPORTS = ("isoplan.models.scenario", "isoplan.optimizer.recommend", "isoplan.cli.main")
NOTHING = "pass"


@dataclass(frozen=True, slots=True)
class Started:
    """One command, run several times.

    Attributes:
        what: In words.
        median_s: Seconds, less what Python itself takes to start where it is an import.
        least_s: Of all runs.
    """

    what: str
    median_s: float
    least_s: float


def imports() -> list[Started]:
    """Return how long each package takes to import, Python's own start taken off."""
    own = _times([sys.executable, "-c", NOTHING])
    found = []
    for module in IMPORTS:
        times = _times([sys.executable, "-c", f"import {module}"])
        median = statistics.median(times) - statistics.median(own)
        found.append(Started(f"import {module}", median, min(times) - min(own)))
    return found


def commands() -> list[Started]:
    """Return how long `isoplan plan` takes on the instances of size M."""
    size = next(size for size in SIZES if size.name == "M")
    found = []
    for income in INCOMES:
        with _scenario_file(household(size, income, 1).model_dump_json()) as path:
            times = _times(_plan(path, "--gap", "1", "--quick"))
        what = f"isoplan plan, M {income} 1"
        found.append(Started(what, statistics.median(times), min(times)))
    return found


@dataclass(frozen=True, slots=True)
class CutShort:
    """A plan of size XL under a time limit.

    Attributes:
        name: Of the instance.
        limit_s: Seconds allowed to the command.
        seconds: From the start of the process to its end.
        status: Of the plan.
        value: Dollars.
        gap: Dollars between the value and the bound that was proven.
    """

    name: str
    limit_s: float
    seconds: float
    status: str
    value: float
    gap: float


def cut_short(limit_s: float = 5.0) -> list[CutShort]:
    """Plan the instances of size XL with a time limit."""
    size = next(size for size in SIZES if size.name == "XL")
    found = []
    for income in INCOMES:
        for seed in (1, 2):
            text = household(size, income, seed).model_dump_json()
            with _scenario_file(text) as path:
                limit = ["--quick", "--time-limit", f"{limit_s:g}", "--gap", "1"]
                started = time.perf_counter()
                done = subprocess.run(
                    _plan(path, "--json", *limit),
                    capture_output=True,
                    text=True,
                    check=True,
                )
                seconds = time.perf_counter() - started
            plan = Plan.model_validate_json(done.stdout)
            found.append(
                CutShort(
                    name=f"XL {income} {seed}",
                    limit_s=limit_s,
                    seconds=seconds,
                    status=plan.status,
                    value=plan.objective.value,
                    gap=plan.objective.gap,
                )
            )
    return found


@contextmanager
def _scenario_file(text: str) -> Iterator[Path]:
    """Write a scenario, and remove it in the end."""
    with tempfile.TemporaryDirectory(prefix="isoplan_") as folder:
        path = Path(folder, "scenario.json")
        path.write_text(text)
        yield path


def _plan(path: Path, *options: str) -> list[str]:
    """Return the command that plans a scenario file."""
    return [str(Path(sys.executable).with_name("isoplan")), "plan", str(path), *options]


def _times(command: list[str]) -> list[float]:
    """Return the seconds of several runs."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        times.append(time.perf_counter() - started)
    return times


def main() -> None:
    """Measure all, and show each in a line."""
    for each in [*imports(), *commands()]:
        click.echo(f"{each.what}: {each.median_s:.2f} s, least {each.least_s:.2f} s")
    for plan in cut_short():
        click.echo(
            f"{plan.name}, {plan.limit_s:g} s allowed: {plan.status}, "
            f"{plan.value:,.0f} within {plan.gap:,.0f}, {plan.seconds:.1f} s in all"
        )


if __name__ == "__main__":
    main()
