"""What an import says at its end: what came in, what is missing, what to do next."""

from collections.abc import Iterator

from isoplan.cli.imports.importing import Imported
from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.scenario import THE_SCENARIO, scenario_of_text


def summary(found: Imported) -> list[str]:
    """Return an import in words, a line each."""
    return [
        *_part("Read", found.read),
        *_part("Came in", found.came or ("nothing that was not there",)),
        *_part("There already, with the same facts", found.there),
        *_part("Left out: no table that isoplan knows", found.unread),
        *_part("The files do not say", found.missing),
    ]


def before_check(text: str) -> list[str]:
    """Return what `isoplan check` will ask for, a line each."""
    try:
        scenario_of_text(text)
    except ScenarioErrors as error:
        said = [str(each).removeprefix(f"{THE_SCENARIO}: ") for each in error.problems]
        return list(_part("Before isoplan check is content", said))
    return ["isoplan check has nothing to correct."]


def _part(heading: str, lines: tuple[str, ...] | list[str]) -> Iterator[str]:
    if lines:
        yield f"{heading}:"
        for line in lines:
            yield f"  {line}"
