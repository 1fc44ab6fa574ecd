"""All problems of a file at once, also those between fields when others are wrong."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from isoplan.models.checks import Parts, cross_problems
from isoplan.models.equity import Grant, Lot
from isoplan.models.explain import explained
from isoplan.models.market import Market
from isoplan.models.planning import Planning
from isoplan.models.problems import Problem
from isoplan.models.schedule import UserSchedule

Part = TypeVar("Part", bound=BaseModel)

STAND_INS = {"strike": 1.0, "value_at_exercise": 1.0, "inflation": 0.0}
"""Values of fields that are compared with nothing else, where they are wrong."""


def all_problems(
    error: ValidationError, given: Mapping[str, Any], root: type[BaseModel], file: str
) -> list[Problem]:
    """Return everything wrong with a file, each problem once.

    Args:
        error: What pydantic raised for the whole of it.
        given: The fields as the file holds them.
        root: Model of the whole.
        file: Named in each problem.
    """
    problems = explained(error, given, root)
    problems += cross_problems(readable_parts(given))
    return [replace(problem, file=file) for problem in dict.fromkeys(problems)]


def readable_parts(given: Mapping[str, Any]) -> Parts:
    """Return the parts of a file that are right by themselves."""
    grants, lots = _each(Grant, given, "grants"), _each(Lot, given, "lots")
    raw_grants, raw_lots = _items(given, "grants"), _items(given, "lots")
    names = {
        raw["name"]
        for number, raw in enumerate(raw_grants)
        if number not in grants
        and isinstance(raw, dict)
        and isinstance(raw.get("name"), str)
    }
    return Parts(
        plan=_read(Planning, given.get("plan")),
        market=_read(Market, given.get("market")),
        grants=grants,
        lots=lots,
        schedules=_each(UserSchedule, given, "schedules"),
        unread=frozenset(names),
        complete=len(raw_grants) == len(grants) and len(raw_lots) == len(lots),
    )


def _items(given: Mapping[str, Any], section: str) -> list[Any]:
    items = given.get(section, [])
    return items if isinstance(items, list) else []


def _each(model: type[Part], given: Mapping[str, Any], section: str) -> dict[int, Part]:
    read = {
        number: _read(model, item) for number, item in enumerate(_items(given, section))
    }
    return {number: part for number, part in read.items() if part is not None}


def _read(model: type[Part], given: object) -> Part | None:
    """Return a part, without the mistakes that no other part depends on, if it can be.

    It serves to look for further problems only, never to plan with.
    """
    try:
        return model.model_validate(given)
    except ValidationError as error:
        found = {str(each["loc"][0]) for each in error.errors() if each["loc"]}
    if not isinstance(given, dict) or not found <= _spared(model, given):
        return None
    stand_ins = {name: STAND_INS[name] for name in found if name in STAND_INS}
    rest = {name: given[name] for name in given if name not in found}
    try:
        return model.model_validate({**rest, **stand_ins})
    except ValidationError:
        return None


def _spared(model: type[Part], given: Mapping[str, Any]) -> set[str]:
    """Return the fields without which a part can still be compared with others."""
    fields = model.model_fields
    optional = {name for name, each in fields.items() if not each.is_required()}
    unknown = {name for name in given if name not in fields}
    return (optional | unknown | STAND_INS.keys()) - {"name"}
