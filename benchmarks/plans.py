"""Every instance planned several times, each time in a process of its own."""

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass

import click

from benchmarks.instances import Instance, instances
from benchmarks.phases import PHASES, Watched

RUNS = 3
SLOW_S = 20.0
"""A plan that took longer is not made again: noise is a small part of it."""


@dataclass(frozen=True, slots=True)
class Planned:
    """An instance, planned several times.

    Attributes:
        name: Of the instance.
        runs: What each run took.
    """

    name: str
    runs: tuple[Watched, ...]

    @property
    def first(self) -> Watched:
        """Return the first run; all are the same except in seconds and memory."""
        return self.runs[0]

    def seconds(self, phase: str) -> float:
        """Return the median seconds of a phase."""
        return statistics.median(run.seconds[phase] for run in self.runs)

    @property
    def total_s(self) -> float:
        """Return the median seconds from a scenario to its plan."""
        return statistics.median(run.total_s for run in self.runs)

    @property
    def building(self) -> float:
        """Return which part of the total goes by before the solver is called."""
        return statistics.median(run.building_s / run.total_s for run in self.runs)

    @property
    def megabytes(self) -> float:
        """Return the most memory of this process and its largest solver together."""
        return max(run.megabytes + run.solver_megabytes for run in self.runs)


def planned(instance: Instance, times: int = RUNS) -> Planned:
    """Plan an instance several times, if it is not slow."""
    command = [sys.executable, "-m", "benchmarks.phases", *instance.name.split()]
    runs = []
    for _ in range(times):
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        runs.append(Watched(**json.loads(done.stdout)))
        if runs[-1].total_s > SLOW_S:
            break
    return Planned(instance.name, tuple(runs))


def main() -> None:
    """Plan every instance, and show each in a line."""
    for instance in instances():
        found = planned(instance)
        phases = ", ".join(f"{name} {found.seconds(name):.2f}" for name in PHASES)
        click.echo(
            f"{found.name}: {found.total_s:.2f} s ({phases}), "
            f"{found.first.columns} columns, {found.first.nodes} nodes, "
            f"root gap {found.first.root_gap:.3%}, {found.megabytes:.0f} MB"
        )


if __name__ == "__main__":
    main()
