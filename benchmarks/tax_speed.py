"""How many households a second `isoplan tax` works out, phase by phase.

Run from the root of the checkout: ``python -m benchmarks.tax_speed 100000``.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

import click
import numpy as np
from numpy.typing import NDArray

from isoplan.cli.process.collector import without_collector
from isoplan.cli.render.households import case_entries, entries_as_json
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.returns.chains import FIELDS, case_outputs
from isoplan.models.returns.file import checked_households
from isoplan.models.returns.outputs import household_outputs
from isoplan.models.returns.table import Column
from isoplan.models.validation.reading import read_data

Done = TypeVar("Done")

COMMAND = "from isoplan.cli.main import main; main()"
YEARS = (2024, 2025, 2026)
STATUSES = tuple(FilingStatus)
SHARE_OF_STATUS = (0.47, 0.36, 0.04, 0.12, 0.01)
MEDIAN_WAGES = 160_000.0


@dataclass(frozen=True, slots=True)
class TaxSpeed:
    """Seconds that each phase took.

    Attributes:
        households: How many there were.
        law: The law alone, arrays in and arrays out.
        reading: From a JSON file to tables and lists.
        checking: From those to household-years without a mistake.
        working_out: From household-years to arrays of outputs, the law in between.
        writing: From outputs to the JSON that is printed.
        command: All of ``isoplan tax FILE --json``, a new Python process included.
    """

    households: int
    law: float
    reading: float
    checking: float
    working_out: float
    writing: float
    command: float

    @property
    def households_a_second(self) -> dict[str, float]:
        """Return households a second by phase."""
        phases = [each.name for each in fields(self) if each.name != "households"]
        return {phase: self.households / getattr(self, phase) for phase in phases}


@dataclass(frozen=True, slots=True)
class Households:
    """Random households as columns, each of one length n; see `household_columns`."""

    year: NDArray[np.int_]
    filing_status: NDArray[np.str_]
    amounts: dict[str, Column]

    def outputs(self) -> dict[str, Column]:
        """Return their taxes by the law alone (dollars)."""
        return household_outputs(self.year, self.filing_status, self.amounts)

    def as_cases(self) -> list[dict[str, Any]]:
        """Return them as a file holds them."""
        names = [name for name in self.amounts if name in FIELDS]
        table = np.column_stack([self.amounts[name] for name in names]).tolist()
        taxes = self.amounts["state_and_local_taxes"].tolist()
        others = self.amounts["other_deductions"].tolist()
        cases: list[dict[str, Any]] = []
        for place, amounts in enumerate(table):
            inputs = dict(zip(names, amounts, strict=True))
            inputs["year"] = int(self.year[place])
            inputs["filing_status"] = str(self.filing_status[place])
            if not inputs["minimum_tax_credit"]:
                del inputs["minimum_tax_credit"]
            if not np.isnan(others[place]):
                inputs["itemized_deductions"] = {
                    "state_and_local_taxes": taxes[place],
                    "other": others[place],
                }
            cases.append({"id": place, "inputs": inputs})
        return cases


def random_households(count: int, seed: int) -> Households:
    """Return employees with options: most exercise none in a year, some many.

    Args:
        count: How many.
        seed: Of the random numbers.
    """
    pick = np.random.default_rng(seed)

    def some(share: float, amounts: Column) -> Column:
        """Return the amounts for a share of the households, zero for the others."""
        return np.where(pick.random(count) < share, amounts, 0.0).round(2)

    wages = pick.lognormal(np.log(MEDIAN_WAGES), 0.7, count).round(2)
    itemizes = pick.random(count) < 0.2
    spread = pick.lognormal(np.log(60_000), 1.2, count)
    ordinary = some(0.1, 0.3 * spread)
    amounts = {
        "wages": wages,
        "interest": some(0.8, wages * pick.exponential(0.01, count)),
        "qualified_dividends": some(0.5, wages * pick.exponential(0.02, count)),
        "short_term_gain": some(0.3, wages * pick.normal(0.0, 0.05, count)),
        "long_term_gain": some(0.4, wages * pick.normal(0.05, 0.2, count)),
        "iso_bargain_element": some(0.3, spread),
        "iso_ordinary_income": ordinary,
        "iso_ordinary_income_later": some(0.5, ordinary),
        "minimum_tax_credit": some(0.15, 0.2 * spread),
        "state_and_local_taxes": np.where(itemizes, 0.08 * wages, np.nan).round(2),
        "other_deductions": np.where(itemizes, 0.15 * wages, np.nan).round(2),
    }
    statuses = pick.choice(STATUSES, count, p=SHARE_OF_STATUS)
    return Households(pick.choice(YEARS, count), statuses, amounts)


@without_collector()
def measure(count: int, seed: int = 1) -> TaxSpeed:
    """Return how long random households take, each phase once and as in the command.

    Args:
        count: How many households.
        seed: Of the random numbers.
    """
    households = random_households(count, seed)
    households.outputs()  # the figures of the law are read from their files once
    _, law = _timed(households.outputs)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "households.json"
        file.write_text(json.dumps(households.as_cases()), encoding="utf-8")
        # The command first: later this process would take memory that it needs.
        whole = [sys.executable, "-c", COMMAND, "tax", str(file), "--json"]
        _, command = _timed(
            lambda: subprocess.run(whole, check=True, stdout=subprocess.DEVNULL)
        )
        data, reading = _timed(lambda: read_data(file))
        found, checking = _timed(lambda: checked_households(data, file))
        outputs, working_out = _timed(lambda: case_outputs(found.cases))
        _, writing = _timed(lambda: entries_as_json(case_entries(found.cases, outputs)))
    return TaxSpeed(count, law, reading, checking, working_out, writing, command)


def _timed(work: Callable[[], Done]) -> tuple[Done, float]:
    """Return what the work returns, and the seconds it takes."""
    started = perf_counter()
    done = work()
    return done, perf_counter() - started


@click.command()
@click.argument("count", type=click.IntRange(min=1), default=100_000)
@click.option("--seed", default=1, show_default=True, help="Of the random numbers.")
def main(count: int, seed: int) -> None:
    """Measure COUNT random households."""
    speed = measure(count, seed)
    click.echo(f"{count:,} households, seconds and households a second:")
    for phase, a_second in speed.households_a_second.items():
        seconds = getattr(speed, phase)
        click.echo(f"  {phase.replace('_', ' '):<12}{seconds:>8.2f}{a_second:>14,.0f}")


if __name__ == "__main__":
    main()
