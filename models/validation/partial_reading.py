"""All problems of a file at once, also those between fields when others are wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from isoplan.models.base.problems import Problem
from isoplan.models.base.units import Day, Name
from isoplan.models.inputs.employment import Employment
from isoplan.models.inputs.events import ExerciseEvent, SaleEvent
from isoplan.models.inputs.grants import LONGEST_TERM_YEARS, Grant, Lot
from isoplan.models.inputs.holdings import Holding, RestrictedUnits
from isoplan.models.inputs.household import Household
from isoplan.models.inputs.market import Market
from isoplan.models.inputs.planning import Planning
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.inputs.user_schedule import UserSchedule
from isoplan.models.tax.disposition import years_after
from isoplan.models.validation.cross_field import cross_problems
from isoplan.models.validation.pydantic_messages import explained
from isoplan.models.validation.readable_parts import ReadableParts

Part = TypeVar("Part", bound=BaseModel)

STAND_INS: dict[str, Any] = {
    "strike": 1.0,
    "value_at_exercise": 1.0,
    "inflation": 0.0,
    "vesting": {"months": 0, "cliff_months": 0},
    "prices": {"1950-01-01": 1.0},
}
"""Values in place of wrong ones, with which nothing else looks wrong."""

_NAME: TypeAdapter[str] = TypeAdapter(Name)
_DAY: TypeAdapter[date] = TypeAdapter(Day)


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


def readable_parts(given: Mapping[str, Any]) -> ReadableParts:
    """Return the parts of a file that are right by themselves."""
    grants, lots = _each(Grant, given, "grants"), _each(Lot, given, "lots")
    events = _events(given)
    raw_grants, raw_lots = _items(given, "grants"), _items(given, "lots")
    market = _read(Market, given.get("market"))
    schedules = _each(UserSchedule, given, "schedules")
    if market is not None and not market.tender_offers:
        offers = _items(given["market"], "tender_offers")
        schedules = {} if offers else schedules  # sales to unread ones look wrong
    raw_events = _items(given, "events")
    return ReadableParts(
        household=_read(Household, given.get("household")),
        plan=_read(Planning, given.get("plan")),
        market=market,
        grants=grants,
        lots=lots,
        employment=_read(Employment, given.get("employment")),
        restricted_units=_each(RestrictedUnits, given, "restricted_units"),
        holdings=_each(Holding, given, "holdings"),
        schedules=schedules,
        events=events,
        preferences=_read(Preferences, given.get("preferences")),
        unread=_names(
            [raw for number, raw in enumerate(raw_grants) if number not in grants],
            [raw for number, raw in enumerate(raw_lots) if number not in lots],
            [raw for number, raw in enumerate(raw_events) if number not in events],
        ),
    )


def _names(
    grants: Sequence[Any], lots: Sequence[Any], events: Sequence[Any]
) -> frozenset[str] | None:
    """Return the names of what could not be read, or None if one is not known."""
    try:
        names = [raw["name"] for raw in grants] + [raw["grant"] for raw in lots]
        names += [raw.get("name", raw["grant"]) for raw in lots]
        exercised = [raw for raw in events if "exercise" in raw]
        names += [raw["sell"] for raw in events if raw not in exercised]
        names += [raw["exercise"] for raw in exercised]
        names += [
            raw.get("name", f"{raw['exercise']} {raw['on']}") for raw in exercised
        ]
        return frozenset(_NAME.validate_python(name) for name in names)
    except (ValidationError, LookupError, TypeError, AttributeError):
        return None


def _items(given: Mapping[str, Any], section: str) -> list[Any]:
    items = given.get(section, [])
    return items if isinstance(items, list) else []


def _events(given: Mapping[str, Any]) -> dict[int, ExerciseEvent | SaleEvent]:
    """Return the events that are right by themselves, by place in the list."""
    alone = {
        number: item
        for number, item in enumerate(_items(given, "events"))
        if isinstance(item, dict) and ("sell" in item) != ("exercise" in item)
    }
    read: dict[int, ExerciseEvent | SaleEvent | None] = {
        number: _read(SaleEvent, item)
        for number, item in alone.items()
        if "sell" in item
    }
    read |= {
        number: _read(ExerciseEvent, item)
        for number, item in alone.items()
        if "exercise" in item
    }
    return {number: event for number, event in read.items() if event is not None}


def _each(model: type[Part], given: Mapping[str, Any], section: str) -> dict[int, Part]:
    read = {
        number: _read(model, item) for number, item in enumerate(_items(given, section))
    }
    return {number: part for number, part in read.items() if part is not None}


def _read(model: type[Part], given: object) -> Part | None:
    """Return a part, with its mistakes left out or replaced where that is harmless.

    It serves to look for further problems only, never to plan with.
    """
    try:
        return model.model_validate(given)
    except ValidationError as error:
        wrong = {str(each["loc"][0]) for each in error.errors() if each["loc"]}
    if not isinstance(given, dict) or not wrong:
        return None
    rest = {name: given[name] for name in given if name not in wrong}
    for name in wrong & model.model_fields.keys():
        if (stand_in := _stand_in(name, given)) is not None:
            rest[name] = stand_in
    try:
        return model.model_validate(rest)
    except ValidationError:
        return None


def _stand_in(name: str, given: Mapping[str, Any]) -> object:
    """Return a harmless value for a field, or None if it has to be left out."""
    if name != "expires_on":
        return STAND_INS.get(name)
    try:
        granted_on = _DAY.validate_python(given.get("granted_on"))
    except ValidationError:
        return None
    return years_after(granted_on, LONGEST_TERM_YEARS)
