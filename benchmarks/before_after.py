"""Two commits side by side: the same instances, in one run, turn about.

The earlier commit is checked out beside this one, gets today's `benchmarks` folder, and
is run by the same Python with the same packages. CPU seconds count those of the solver;
a ratio is the median of the ratios within one turn.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from benchmarks.instances import Instance
from benchmarks.one_plan import OnePlan
from benchmarks.provenance import ROOT, commit_of, provenance
from benchmarks.table import table

DEFAULT = ("S", "M middle 1", "L middle 1", "L high 1")
"""Instances that are compared if none are asked for."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One instance by two commits.

    Attributes:
        name: Of the instance.
        before: A plan a turn.
        after: A plan a turn.
    """

    name: str
    before: tuple[OnePlan, ...]
    after: tuple[OnePlan, ...]

    def ratio(self, of: str) -> float:
        """Return the median within a turn of a figure after over that before."""
        return statistics.median(
            float(getattr(after, of)) / max(float(getattr(before, of)), 1e-9)
            for before, after in zip(self.before, self.after, strict=True)
        )

    @property
    def same_instance(self) -> str:
        """Return whether both commits plan the same: yes, no, or ? if not known."""
        one, other = self.before[0].fingerprint, self.after[0].fingerprint
        return "?" if not one or not other else "yes" if one == other else "**no**"


def before_after(
    revision: str, instances: Sequence[Instance], turns: int, solver: str = ""
) -> str:
    """Return the tables of some instances, by a revision and by the files as they are.

    Args:
        revision: Anything that git knows as a commit.
        instances: What is planned.
        turns: How often each is planned by each.
        solver: The engine that the files as they are use; their own if empty.
    """
    with checked_out(revision) as folder:
        pairs = []
        for instance in instances:
            click.echo(f"{instance.name} ...", err=True)
            pairs.append(_pair(instance, folder, turns, solver))
        before, after, here = commit_of(folder), commit_of(ROOT), provenance()
    return (
        f"Before: {before.rstrip('+')}. After: {after}{f', {solver}' * bool(solver)}. "
        f"{turns} turns on {here.machine}, {here.day}; {here.versions}.\n\n"
        f"{tables(pairs)}"
    )


def tables(pairs: Sequence[Pair]) -> str:
    """Return the table of seconds and memory, and that of the programs."""
    return f"{_times(pairs)}\n\n{_programs(pairs)}"


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """Check out a revision with today's benchmarks, and remove it in the end."""
    git = ["git", "-C", str(ROOT), "worktree"]
    with tempfile.TemporaryDirectory(prefix="isoplan_") as parent:
        folder = Path(parent, "before")
        add = [*git, "add", "--quiet", "--detach", str(folder), revision]
        subprocess.run(add, check=True)
        try:
            shutil.rmtree(folder / "benchmarks", ignore_errors=True)
            shutil.copytree(ROOT / "benchmarks", folder / "benchmarks")
            yield folder
        finally:
            subprocess.run([*git, "remove", "--force", str(folder)], check=True)


def _pair(instance: Instance, folder: Path, turns: int, solver: str) -> Pair:
    """Plan an instance in both folders, each first in every second turn."""
    before: list[OnePlan] = []
    after: list[OnePlan] = []
    with tempfile.TemporaryDirectory(prefix="isoplan_") as parent:
        path = Path(parent, "scenario.json")
        path.write_text(instance.scenario.model_dump_json(exclude_defaults=True))
        for turn in range(turns):
            sides = [(before, folder, ""), (after, ROOT, solver)]
            for runs, checkout, engine in sides if turn % 2 == 0 else sides[::-1]:
                runs.append(_planned(path, checkout, engine))
    return Pair(instance.name, tuple(before), tuple(after))


def _planned(path: Path, checkout: Path, solver: str) -> OnePlan:
    command = [sys.executable, "-m", "benchmarks.one_plan", str(path)]
    command += [solver] if solver else []
    done = subprocess.run(
        command, cwd=checkout, stdout=subprocess.PIPE, text=True, check=True
    )
    return OnePlan(**json.loads(done.stdout.splitlines()[-1]))


def _times(pairs: Sequence[Pair]) -> str:
    heads = ["instance", "same", "CPU s before", "after", "ratio", "clock s before"]
    heads += ["after", "ratio", "MB before", "after", "value by"]
    rows = [
        [
            pair.name,
            pair.same_instance,
            f"{_median(pair.before, 'cpu_s'):.2f}",
            f"{_median(pair.after, 'cpu_s'):.2f}",
            f"{pair.ratio('cpu_s'):.2f}",
            f"{_median(pair.before, 'wall_s'):.2f}",
            f"{_median(pair.after, 'wall_s'):.2f}",
            f"{pair.ratio('wall_s'):.2f}",
            f"{_memory(pair.before):.0f}",
            f"{_memory(pair.after):.0f}",
            f"{pair.after[0].value - pair.before[0].value:+,.2f}",
        ]
        for pair in pairs
    ]
    return table(heads, rows)


def _programs(pairs: Sequence[Pair]) -> str:
    whats = ("columns", "rows", "binaries", "nodes")
    heads = ["instance"]
    for what in whats:
        heads += [f"{what} before", "after"]
    heads += ["root gap before", "after", "gap $ before", "after"]
    rows = []
    for pair in pairs:
        one, other = pair.before[0], pair.after[0]
        row = [pair.name]
        for what in whats:
            row += [f"{getattr(one, what):,}", f"{getattr(other, what):,}"]
        row += [
            _root_gap(one),
            _root_gap(other),
            f"{one.gap:,.2f}",
            f"{other.gap:,.2f}",
        ]
        rows.append(row)
    return table(heads, rows)


def _median(plans: Sequence[OnePlan], of: str) -> float:
    return statistics.median(float(getattr(plan, of)) for plan in plans)


def _memory(plans: Sequence[OnePlan]) -> float:
    """Return the most memory with that of the solver (megabytes)."""
    return max(plan.megabytes + plan.solver_megabytes for plan in plans)


def _root_gap(plan: OnePlan) -> str:
    """Return how far the relaxation is from the plan, as a part of it."""
    if plan.root_bound is None or not plan.value:
        return "?"
    return f"{abs(plan.root_bound - plan.value) / abs(plan.value):.3%}"
