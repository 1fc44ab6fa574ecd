"""What an import says at its end: what came in, what is missing, what to do next."""

from collections.abc import Iterable

from isoplan.cli.imports.importing import Imported
from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.scenario import THE_SCENARIO, scenario_of_text


def parts(found: Imported) -> list[tuple[str, tuple[str, ...]]]:
    """Return an import in words: headings, each with its lines."""
    told = [
        ("Read", found.read),
        ("Came in", found.came or ("nothing that was not there",)),
        ("There already, with the same facts", found.there),
        ("Left out: no table that isoplan knows", found.unread),
        ("The files do not say", found.missing),
    ]
    return [(heading, lines) for heading, lines in told if lines]


def summary(found: Imported) -> list[str]:
    """Return an import in words, a line each."""
    return [line for heading, lines in parts(found) for line in _part(heading, lines)]


def before_check(text: str) -> list[str]:
    """Return what `isoplan check` will ask for, a line each."""
    try:
        scenario_of_text(text)
    except ScenarioErrors as error:
        said = [str(each).removeprefix(f"{THE_SCENARIO}: ") for each in error.problems]
        return _part("Before isoplan check is content", said)
    return ["isoplan check has nothing to correct."]


def _part(heading: str, lines: Iterable[str]) -> list[str]:
    return [f"{heading}:", *(f"  {line}" for line in lines)]
