"""The parts of the page, measured row by row, and what each row is measured on."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

from benchmarks import curves, engines, plans, startup, tax_speed, tree_plans
from benchmarks.fingerprint import fingerprint_of_all
from benchmarks.instances import Instance, by_name, chosen
from benchmarks.results import Found
from benchmarks.trees import chosen_trees, tree_names
from isoplan.models.scenario import Scenario

HOUSEHOLDS = 100_000
QUICK_LIMIT_S = 20.0
"""What an engine may take where time is short."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be measured.

    Attributes:
        only: Beginnings of the names of instances; all if empty.
        quick: Whether to leave out what takes long.
        engines: For the same optimum.
    """

    only: tuple[str, ...] = ()
    quick: bool = False
    engines: tuple[str, ...] = engines.ASKED

    def instances(self) -> list[Instance]:
        """Return the instances that are wanted."""
        found = chosen(self.only)
        return [each for each in found if not self.quick or is_quick(each)]


Measured = Iterator[tuple[str, Found]]
"""Rows as they are measured: name and figures."""


def is_quick(instance: Instance) -> bool:
    """Return whether an instance is planned where time is short.

    Of the first households: S in every state and of every kind, M with federal tax
    alone and in New York, and one of L.
    """
    if instance.seed != 1 or instance.kind == "actions":
        return False
    in_few_states = instance.state in ("", "NY") and not instance.kind
    return (
        instance.size == "S"
        or (instance.size == "M" and in_few_states)
        or instance.name == "L middle 1"
    )


def _plans(wanted: Wanted) -> Measured:
    """Plan every instance."""
    times = 1 if wanted.quick else plans.RUNS
    for instance in wanted.instances():
        yield instance.name, asdict(plans.planned(instance, times))


def _against(wanted: Wanted) -> Measured:
    """Compare every instance that a textbook can write, each in its own process."""
    for instance in wanted.instances():
        if not instance.kind:
            words = ["benchmarks.against", *instance.name.split()]
            yield instance.name, _in_its_own_process(words)


def _same_optimum(wanted: Wanted) -> Measured:
    """Ask several engines for the optimum of every instance."""
    limit = QUICK_LIMIT_S if wanted.quick else engines.TIME_LIMIT_S
    for instance in wanted.instances():
        if wanted.quick and instance.size != "S":
            continue
        words = ["benchmarks.engines", instance.name, "--time-limit", f"{limit:g}"]
        words += ["--engines", ",".join(wanted.engines)]
        yield instance.name, _in_its_own_process(words)


def _curves(wanted: Wanted) -> Measured:
    """Measure every place of the curves."""
    seeds = curves.QUICK_SEEDS if wanted.quick else curves.SEEDS
    for place in curves.quick_places() if wanted.quick else curves.places():
        scenarios = place.scenarios(seeds)
        yield place.name, asdict(curves.point(place.name, scenarios))


def _startup(_: Wanted) -> Measured:
    """Measure imports and commands."""
    for each in startup.imports():
        yield each.what, asdict(each)
    for instance in startup.commanded():
        found = startup.command(instance)
        yield found.what, asdict(found)


def _cut_short(wanted: Wanted) -> Measured:
    """Plan under a time limit."""
    for instance in [] if wanted.quick else startup.cut_instances():
        yield instance.name, asdict(startup.cut_short(instance))


def _trees(wanted: Wanted) -> Measured:
    """Plan trees of outcomes."""
    for tree in chosen_trees(wanted.only):
        if not wanted.quick or tree.is_quick:
            yield tree.name, asdict(tree_plans.in_its_own_process(tree))


def _tax(_: Wanted) -> Measured:
    """Measure `isoplan tax`."""
    yield f"{HOUSEHOLDS:,} households", asdict(tax_speed.measure(HOUSEHOLDS))


PARTS: dict[str, Callable[[Wanted], Measured]] = {
    "startup": _startup,
    "tax": _tax,
    "curves": _curves,
    "plans": _plans,
    "same-optimum": _same_optimum,
    "trees": _trees,
    "cut-short": _cut_short,
    "against": _against,
}
QUICK_PARTS = tuple(name for name in PARTS if name not in ("cut-short", "against"))
LEFT_OUT = """A quick run leaves out: all but one plan of each instance, the second
household of each income, all of XL, L except one, M in California and Massachusetts,
kinds of household larger than S, few actions a year, trees of 27 outcomes and of
California, the same optimum beyond S and 20 seconds, curves beyond 10 grants and 10
years and all but one household of each place, plans cut short, and `against`: times of
other solvers, the textbook and the search.
`make bench-full` measures them too."""


def measured_on(part: str, name: str, row: Found) -> tuple[Scenario, ...] | None:
    """Return what a row is measured on: none for one of no instance.

    Args:
        part: Of the page.
        name: Of the row.
        row: Its figures, which say how many households there were.

    Returns:
        None if there is no such instance any more.
    """
    if part == "tax" or name.startswith("import "):
        return ()
    if part == "trees":
        tree = tree_names().get(name)
        return None if tree is None else (tree.scenario,)
    if part == "curves":
        place = {each.name: each for each in curves.places()}.get(name)
        seeds = curves.SEEDS[: len(row["plans"])]
        return None if place is None else place.scenarios(seeds)
    instance = by_name().get(name.removeprefix(startup.PLAN_COMMAND))
    return None if instance is None else (instance.scenario,)


def fingerprint_of(part: str, name: str, row: Found) -> str:
    """Return the fingerprint of what a row is measured on; empty if of no instance."""
    return fingerprint_of_all(measured_on(part, name, row) or ())


def _in_its_own_process(words: Sequence[str]) -> Found:
    """Run a module that prints what it found as JSON in its last line."""
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: Found = json.loads(done.stdout.splitlines()[-1])
    return found
