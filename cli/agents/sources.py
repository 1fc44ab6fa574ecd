"""The scenario or household of a call: as fields, as text, or in a file of a folder.

No other file is read: a path must lead into a folder that the user has named, links
followed, and end like a scenario file.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from isoplan.cli.agents.asked import OfHouseholds, OfScenario, WrongArguments
from isoplan.models.base.problems import Problem, listed, shown
from isoplan.models.returns.file import HouseholdFile, checked_households
from isoplan.models.scenario import Scenario, checked_scenario
from isoplan.models.validation.reading import (
    as_if_read,
    data_of_text,
    read_data,
    read_table,
    table_of_text,
)

MOST_BYTES = 1_000_000
"""Of a text or a file: a scenario has some thousands."""
ENDINGS = (".toml", ".json")


def scenario_of(
    asked: OfScenario, folders: Sequence[Path], name: str = "scenario"
) -> Scenario:
    """Return the scenario of a call, checked.

    Args:
        asked: The arguments.
        folders: Those whose files may be read.
        name: What problems call it where it is no file.

    Raises:
        ScenarioErrors: With everything that is wrong with it.
        WrongArguments: If it is given twice or not at all, or may not be read.
    """
    given = _the_one("scenario", asked.scenario, asked.file)
    if given is None:
        path = readable(asked.file, folders)
        return checked_scenario(read_table(path), str(path))
    if isinstance(given, str):
        return checked_scenario(table_of_text(_short(name, given), name), name)
    return checked_scenario(as_if_read(given, name), name)


def households_of(asked: OfHouseholds, folders: Sequence[Path]) -> HouseholdFile:
    """Return the household-years of a call, checked.

    Args:
        asked: The arguments.
        folders: Those whose files may be read.

    Raises:
        ScenarioErrors: With everything that is wrong with them.
        WrongArguments: As for a scenario.
    """
    given = _the_one("household", asked.household, asked.file)
    if given is None:
        path = readable(asked.file, folders)
        return checked_households(read_data(path), path)
    name = "household"
    if isinstance(given, str):
        return checked_households(data_of_text(_short(name, given), name), name)
    return checked_households(as_if_read(given, name), name)


def readable(file: str | None, folders: Sequence[Path], argument: str = "file") -> Path:
    """Return the path of a file that may be read.

    Args:
        file: As given.
        folders: Those whose files may be read.
        argument: Which names it.

    Raises:
        WrongArguments: If it may not, or is too long.
    """
    given = "" if file is None else file
    if not folders:
        raise _refused(
            argument,
            given,
            "and no folder is open to this server",
            "give the scenario itself as text, or let the user start the server as "
            "isoplan mcp FOLDER",
        )
    path = _inside(given, folders)
    if path is None:
        named = listed(str(folder) for folder in folders)
        reason = "which is in no folder that is open to this server"
        raise _refused(argument, given, reason, f"name a file in {named}")
    if path.suffix.lower() not in ENDINGS:
        raise _refused(
            argument,
            given,
            "which is no scenario file",
            f"name one in {listed(ENDINGS)}",
        )
    if path.exists() and not path.is_file():
        raise _refused(argument, given, "which is no file", "name a file")
    if path.exists() and path.stat().st_size > MOST_BYTES:
        raise _refused(argument, given, *_TOO_LONG)
    return path


def _inside(given: str, folders: Sequence[Path]) -> Path | None:
    """Return where a path leads, links followed; None if out of all folders.

    One that is not absolute begins in a folder, the first that has such a file.
    """
    try:
        places = [(folder / given).resolve() for folder in folders]
        inside = [
            place
            for place in places
            if any(place.is_relative_to(folder) for folder in folders)
        ]
        there = [place for place in inside if place.exists()]
    except (OSError, ValueError, RuntimeError):  # a NUL, a circle of links
        return None
    return next(iter(there or inside), None)


_TOO_LONG = (
    f"which has more than {MOST_BYTES // 10**6:,} megabyte",
    "leave out what the question does not need",
)


def _the_one(name: str, given: Any, file: str | None) -> Any:  # noqa: ANN401 - as given
    """Return what is given; None where a file is.

    Raises:
        WrongArguments: If both are, or neither.
    """
    if (given is None) == (file is None):
        both = "are both given" if file is not None else "are both missing"
        reason = f"and file {both}, and one of them is needed"
        remedy = f"give {name} as text or object, or the path of a file"
        raise WrongArguments([Problem(name, "", reason, remedy)])
    return given


def _short(name: str, text: str) -> str:
    """Return a text that is not too long.

    Raises:
        WrongArguments: If it is.
    """
    if len(text.encode("utf-8", errors="replace")) > MOST_BYTES:
        raise WrongArguments([Problem(name, shown(text), *_TOO_LONG)])
    return text


def _refused(argument: str, file: str, reason: str, remedy: str) -> WrongArguments:
    return WrongArguments([Problem(argument, shown(file), reason, remedy)])
