"""Which rows of the page no longer describe the code, and how to measure them anew."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.fingerprint import fingerprint_of_all, of_scenarios
from benchmarks.parts import measured_on
from benchmarks.results import Results, Row
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.completed import user_choices
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.plan_columns import plan_columns
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of

SIZES = ("columns", "rows", "binaries")
"""Figures of a plan's row that say how its program is written."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A row that no longer describes the code.

    Attributes:
        part: Of the page.
        name: Of the row.
        commit: At which it was measured.
        why: What has changed since.
        gone: Whether there is no such instance any more.
    """

    part: str
    name: str
    commit: str
    why: str
    gone: bool = False

    @property
    def command(self) -> str:
        """Return what measures the row anew, or drops it."""
        if self.gone:
            return "python -m benchmarks page --drop-gone"
        measure = f"python -m benchmarks measure {self.part}"
        by_instance = self.part in ("plans", "against", "same-optimum", "trees")
        return f"{measure} --only '{self.name}'" if by_instance else measure

    def __str__(self) -> str:
        """Return it in a sentence."""
        return (
            f"{self.part}, {self.name}: {self.why} since {self.commit}; "
            f"run: {self.command}"
        )


def stale(
    results: Results,
    *,
    law: Callable[[str, str], bool] = lambda part, name: True,
    written: Callable[[str, str], bool] = lambda part, name: False,
) -> Iterator[Stale]:
    """Yield the rows that no longer describe the code.

    Every row's scenario is looked at, which takes next to no time.

    Args:
        results: The rows.
        law: Of which rows, by part and name, to see what the law makes of them.
        written: Of which rows of ``plans`` to write the program, and compare its size.
    """
    for part, rows in results.parts.items():
        for name, row in rows.items():
            commit = results.commit(part, name)
            scenarios = measured_on(part, name, row.found)
            if scenarios is None:
                yield Stale(part, name, commit, "there is no such instance", gone=True)
                continue
            why = _changed(row, scenarios, law(part, name))
            if not why and part == "plans" and written(part, name):
                why = _written_otherwise(row, scenarios[0])
            if why:
                yield Stale(part, name, commit, why)


def _changed(row: Row, scenarios: tuple[Scenario, ...], law: bool) -> str:
    """Return what has changed of an instance; empty if nothing was found."""
    if row.fingerprint.partition("-")[0] != of_scenarios(scenarios):
        return "the scenario has changed"
    if law and row.fingerprint != fingerprint_of_all(scenarios):
        return "the law or the days of action have changed"
    return ""


def _written_otherwise(row: Row, scenario: Scenario) -> str:
    """Return how a program is written otherwise than measured; empty if it is not."""
    sizes = written_size(scenario)
    kept = [row.found["runs"][0][what] for what in SIZES]
    different = [
        f"{after:,} {what} instead of {before:,}"
        for what, before, after in zip(SIZES, kept, sizes, strict=True)
        if before != after
    ]
    return f"its program has {', '.join(different)}" if different else ""


def written_size(scenario: Scenario) -> tuple[int, int, int]:
    """Return the columns, rows and binaries of the program of a scenario."""
    situation = situation_of(scenario)
    columns = plan_columns(situation, user_choices(situation))
    program = program_of(traced_problem(situation, columns, baseline_years(situation)))
    return len(program.columns), program.rows, len(program.binaries)
