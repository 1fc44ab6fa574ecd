"""Files of households for a batch: as many as are asked for, made from one seed."""

import json
from collections.abc import Iterator
from itertools import cycle, islice, product
from pathlib import Path

from benchmarks.instances import INCOMES, SIZES, STATES, household
from isoplan.models.scenario import Scenario

USUAL = ("S", "M")
"""Sizes of the households that most people have."""
FILES_IN_A_FOLDER = 1_000


def households(count: int, seed: int, sizes: tuple[str, ...]) -> Iterator[Scenario]:
    """Yield households of each size, state and income in turn, none twice.

    Args:
        count: How many.
        seed: Of their random numbers; the same one gives the same households.
        sizes: Names of their sizes.
    """
    of_sizes = [size for size in SIZES if size.name in sizes]
    turns = islice(cycle(product(of_sizes, STATES, INCOMES)), count)
    for number, (size, state, income) in enumerate(turns):
        yield household(size, income, seed * 1_000_000 + number, state)


def write_households(
    folder: Path, count: int, seed: int, sizes: tuple[str, ...] = USUAL
) -> None:
    """Write households as files, a thousand a folder; see :func:`households`.

    Args:
        folder: Made if it is not there.
        count: How many.
        seed: Of their random numbers.
        sizes: Names of their sizes.
    """
    for number, scenario in enumerate(households(count, seed, sizes)):
        place = folder / f"{number // FILES_IN_A_FOLDER:03d}"
        place.mkdir(parents=True, exist_ok=True)
        text = json.dumps(scenario.to_dict(), indent=1)
        (place / f"{number:06d}.json").write_text(text + "\n", encoding="utf-8")
