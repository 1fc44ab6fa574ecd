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

from benchmarks.instances import INCOMES, Instance, chosen
from isoplan.cli.process.exit_codes import ExitCode
from isoplan.models.results.plan import Plan
from isoplan.models.scenario import Scenario

RUNS = 7
IMPORTS = ("isoplan.models.scenario", "isoplan.optimizer.recommend", "isoplan.cli.main")
NOTHING = "pass"
NO_PLAN = "no plan"
"""Stands for the status where time ended before there was a plan."""
PLAN_COMMAND = "isoplan plan, "
"""Before the name of the instance that is planned."""


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


def commanded() -> list[Instance]:
    """Return the instances that the command is measured on: M, federal tax alone."""
    first = chosen([f"M {income} 1" for income in INCOMES])
    return [each for each in first if not each.state and not each.kind]


def cut_instances() -> list[Instance]:
    """Return the instances planned under a limit: XL, federal tax alone."""
    return [each for each in chosen(["XL"]) if not each.state]


def imports() -> list[Started]:
    """Return how long each package takes to import, Python's own start taken off."""
    own = _times([sys.executable, "-c", NOTHING])
    found = []
    for module in IMPORTS:
        times = _times([sys.executable, "-c", f"import {module}"])
        median = statistics.median(times) - statistics.median(own)
        found.append(Started(f"import {module}", median, min(times) - min(own)))
    return found


def command(instance: Instance) -> Started:
    """Return how long `isoplan plan` takes on an instance."""
    with _scenario_file(instance.scenario) as path:
        times = _times(_plan(path, "--gap", "1", "--quick"))
    what = f"{PLAN_COMMAND}{instance.name}"
    return Started(what, statistics.median(times), min(times))


@dataclass(frozen=True, slots=True)
class CutShort:
    """A plan under a time limit.

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


def cut_short(instance: Instance, limit_s: float = 5.0) -> CutShort:
    """Plan an instance with a time limit; one without any plan has no value."""
    limit = ["--quick", "--time-limit", f"{limit_s:g}", "--gap", "1"]
    with _scenario_file(instance.scenario) as path:
        started = time.perf_counter()
        done = subprocess.run(
            _plan(path, "--json", *limit), capture_output=True, text=True, check=False
        )
        seconds = time.perf_counter() - started
    if done.returncode == ExitCode.NO_PLAN_IN_TIME:
        return CutShort(instance.name, limit_s, seconds, NO_PLAN, 0.0, 0.0)
    done.check_returncode()
    plan = Plan.model_validate_json(done.stdout)
    return CutShort(
        name=instance.name,
        limit_s=limit_s,
        seconds=seconds,
        status=plan.status,
        value=plan.objective.value,
        gap=plan.objective.gap,
    )


@contextmanager
def _scenario_file(scenario: Scenario) -> Iterator[Path]:
    """Write a scenario, and remove it in the end."""
    with tempfile.TemporaryDirectory(prefix="isoplan_") as folder:
        path = Path(folder, "scenario.json")
        path.write_text(scenario.model_dump_json())
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
    for each in [*imports(), *map(command, commanded())]:
        click.echo(f"{each.what}: {each.median_s:.2f} s, least {each.least_s:.2f} s")
    for plan in map(cut_short, cut_instances()):
        click.echo(
            f"{plan.name}, {plan.limit_s:g} s allowed: {plan.status}, "
            f"{plan.value:,.0f} within {plan.gap:,.0f}, {plan.seconds:.1f} s in all"
        )


if __name__ == "__main__":
    main()
