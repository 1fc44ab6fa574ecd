"""What the public functions take: a scenario, households, limits; or why not."""

import math
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias, get_args

from isoplan.models.base.problems import listed, shown
from isoplan.models.returns.file import (
    HouseholdFile,
    checked_households,
    load_households,
)
from isoplan.models.scenario import THE_SCENARIO, Scenario, checked_scenario
from isoplan.models.scenario import load_scenario as scenario_in
from isoplan.models.validation.reading import as_if_read
from isoplan.optimizer.solving.solution import Limits, SolverName

FilePath: TypeAlias = str | os.PathLike[str]

ScenarioSource: TypeAlias = FilePath | Mapping[str, Any] | Scenario
"""A file's path, the fields of a scenario, or a scenario."""

HouseholdSource: TypeAlias = FilePath | Mapping[str, Any] | Sequence[Mapping[str, Any]]
"""A file's path, or what such a file holds."""

Progress: TypeAlias = Callable[[str], None]
"""Told in a few words what is going on."""

DEFAULTS = Limits()

THE_HOUSEHOLD = "the household"
"""Named in messages where a file would be."""


def load_scenario(source: ScenarioSource) -> Scenario:
    """Return the scenario of a file or of plain fields, checked.

    Args:
        source: Path of a TOML or JSON file; or the fields that such a file holds, as a
            dict; or a scenario, which is checked again: a copy may have been changed.

    Raises:
        ScenarioErrors: With everything that is wrong, as ``isoplan check`` says it.
        TypeError: If the source is none of these.
    """
    if isinstance(source, Scenario):
        return checked_scenario(source.to_dict())
    if isinstance(source, Mapping):
        return checked_scenario(as_if_read(source, THE_SCENARIO))
    if isinstance(source, str | os.PathLike):
        return scenario_in(Path(source))
    raise TypeError(
        f"a scenario cannot be read from {_kind(source)}; "
        "give the path of a file, a dict of its fields, or a Scenario"
    )


def households_of(source: object) -> HouseholdFile:
    """Return the household-years of a path, a dict or a list."""
    if isinstance(source, str | os.PathLike):
        return load_households(Path(source))
    if isinstance(source, Mapping | list | tuple):
        return checked_households(as_if_read(source, THE_HOUSEHOLD), THE_HOUSEHOLD)
    raise TypeError(
        f"a household cannot be read from {_kind(source)}; "
        "give the path of a file, a dict of its inputs, or a list of such dicts"
    )


def limits_of(time_limit: float, gap: float, solver: str) -> Limits:
    """Return when to stop.

    Raises:
        ValueError: If a limit is out of its range, or the solver is not known.
    """
    if not (math.isfinite(time_limit) and time_limit > 0):
        raise ValueError(f"time_limit is {time_limit!r}; give seconds above 0")
    if not (math.isfinite(gap) and gap >= 0):
        raise ValueError(f"gap is {gap!r}; give dollars, 0 or more")
    if solver not in get_args(SolverName):
        raise ValueError(
            f"solver is {solver!r}; known solvers: {listed(get_args(SolverName))}"
        )
    return Limits(time_limit, gap)


def _kind(source: object) -> str:
    """Return what was given in place of a source, in words."""
    if source is None:
        return "None"
    return f"{shown(source)}, of type {type(source).__name__}"
