"""Folders of small households for batches, and what came of them, without seconds."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from isoplan.cli.batch.planning import Asked
from isoplan.cli.batch.run import Batch, run_batch
from isoplan.cli.batch.summary import BatchSummary
from isoplan.optimizer.solving.solution import Limits
from scenario_builder import build_scenario, grant

ASKED = Asked(Limits(20.0))
BAD = "name = 1\n"
"""A file that is no scenario."""


def write_household(folder: Path, name: str, **household: Any) -> Path:
    """Write a small household as a file; fields of its household may be given."""
    scenario = build_scenario(
        name=f"Household {name}",
        plan={"last_year": 2027, "decision_dates": "yearly"},
        household={"wages": 100_000} | household,
        grants=[grant()],
    )
    file = folder / f"{name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(scenario.to_dict()), encoding="utf-8")
    return file


def small_folder(folder: Path, count: int) -> Path:
    """Write so many households, each with wages of its own; return their folder."""
    for number in range(count):
        write_household(folder, f"h{number}", wages=80_000 + 15_000 * number)
    return folder


def run(
    folder: Path,
    results: Path,
    tell: Callable[[str], None] = lambda _: None,
    **more: Any,
) -> BatchSummary:
    """Run a batch, in this process if nothing else is said."""
    given = {"changes": None, "asked": ASKED, "workers": 0, "version": "1"} | more
    return run_batch(Batch(folder, results, **given), tell)


def told(results: Path) -> dict[str, Any]:
    """Return what each result holds by its name, without the seconds of its proof."""
    found = {}
    for file in sorted(results.rglob("*.json")):
        if ".batch" in file.parts:
            continue
        fields = json.loads(file.read_text(encoding="utf-8"))
        fields.get("proof", {}).pop("seconds", None)
        found[file.relative_to(results).as_posix()] = fields
    return found


def times(results: Path) -> dict[str, int]:
    """Return when each result was written, by its name."""
    return {name: (results / name).stat().st_mtime_ns for name in told(results)}
