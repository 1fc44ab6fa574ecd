"""All problems of a file at once, also those between fields when others are wrong."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import NoneType
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from isoplan.models.base.problems import MOST_PROBLEMS, Problem, first_problems
from isoplan.models.base.units import Day, Name
from isoplan.models.inputs.grants import LONGEST_TERM_YEARS
from isoplan.models.tax.shares.disposition import years_after
from isoplan.models.validation.cross_field import cross_problems
from isoplan.models.validation.pydantic_messages import MISSING, explained
from isoplan.models.validation.readable_parts import (
    SECTIONS,
    ReadableParts,
    is_by_name,
    is_list,
)

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
    if len(problems) <= MOST_PROBLEMS:
        wrong = {problem.path for problem in problems if problem.path}
        problems += [
            problem
            for problem in cross_problems(readable_parts(given, root))
            if not _follows_from(problem, wrong)
        ]
    problems = first_problems(dict.fromkeys(problems))
    return [replace(problem, file=file) for problem in problems]


def _follows_from(problem: Problem, wrong: Collection[str]) -> bool:
    """Return whether a problem is there because a field that is told is left out.

    It calls the field missing, or the table that holds it, or names it in its reason.
    """
    is_missing = problem.reason.startswith(MISSING)
    return any(
        (is_missing and (path == problem.path or path.startswith(f"{problem.path}.")))
        or re.search(rf"{re.escape(path)} is not given", problem.reason)
        for path in wrong
    )


def readable_parts(given: Mapping[str, Any], root: type[BaseModel]) -> ReadableParts:
    """Return the parts of a file that are right by themselves.

    Args:
        given: The fields as the file holds them.
        root: Model of the whole, whose fields are the sections.
    """
    parts: dict[str, Any] = {}
    for section in SECTIONS:
        item = _item_type(root, section)
        if is_list(root, section):
            parts[section] = _each(item, _items(given, section))
        elif is_by_name(root, section):
            parts[section] = _by_name(item, given.get(section))
        else:
            parts[section] = _read(item, given.get(section))
    further = {name: given["markets"][name] for name in parts["markets"]}
    for market, raw in (
        (parts["market"], given.get("market")),
        *((parts["markets"][name], raw) for name, raw in further.items()),
    ):
        if (
            market is not None
            and not market.tender_offers
            and isinstance(raw, Mapping)
            and raw.get("tender_offers")
        ):
            parts["schedules"] = {}  # sales to offers not read look wrong
    unread = [
        [raw for n, raw in enumerate(_items(given, name)) if _is_doubtful(raw, n, part)]
        for name in ("grants", "lots", "events")
        for part in [parts[name]]
    ]
    no_lists = (
        is_list(root, name) and not isinstance(given.get(name, []), list)
        for name in SECTIONS
    )
    names = None if any(no_lists) else _names(*unread)
    return ReadableParts(**parts, unread=names)


def _is_doubtful(raw: object, place: int, read: Mapping[int, BaseModel]) -> bool:
    """Return whether an item could not be read, or not by its own name."""
    if place not in read or not isinstance(raw, dict):
        return True
    return "name" in raw and getattr(read[place], "name", None) != raw["name"]


def _label(lot: Mapping[str, Any]) -> str:
    """Return what other tables call a lot.

    Raises:
        ValidationError: If that is unknown.
    """
    if "name" in lot:
        return _NAME.validate_python(lot["name"])
    return f"{lot['grant']} {_DAY.validate_python(lot['exercised_on'])}"


def _names(
    grants: Sequence[Any], lots: Sequence[Any], events: Sequence[Any]
) -> frozenset[str] | None:
    """Return the names of what could not be read, or None if one is not known."""
    try:
        names = [raw["name"] for raw in grants] + [raw["grant"] for raw in lots]
        names += [_label(raw) for raw in lots]
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


def _item_type(root: type[BaseModel], section: str) -> Any:  # noqa: ANN401, a type
    """Return the type of a section, or of one table of its list."""
    annotation = root.model_fields[section].annotation
    parts = [each for each in get_args(annotation) if each not in {Ellipsis, NoneType}]
    if is_by_name(root, section):
        return parts[1]
    return parts[0] if parts else annotation


def _each(item: Any, raw_items: Sequence[Any]) -> dict[int, BaseModel]:  # noqa: ANN401
    """Return the tables of a list that could be read, by place."""
    read = {number: _read(item, raw) for number, raw in enumerate(raw_items)}
    return {number: part for number, part in read.items() if part is not None}


def _by_name(item: Any, given: object) -> dict[str, BaseModel]:  # noqa: ANN401
    """Return the tables of a section by name, a stand-in for one not read."""
    if not isinstance(given, Mapping):
        return {}
    stand_in = {"prices": STAND_INS["prices"], "trading_days": "any"}
    return {
        str(name): _read(item, raw) or item.model_validate(stand_in)
        for name, raw in given.items()
    }


def _read(item: Any, given: object) -> BaseModel | None:  # noqa: ANN401, a type
    """Return a part, with its mistakes left out or replaced where that is harmless.

    It serves to look for further problems only, never to plan with.
    """
    model = _model(item, given)
    if model is None:
        return None
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


def _model(item: Any, given: object) -> type[BaseModel] | None:  # noqa: ANN401, a type
    """Return the model of a table; of a union the member that the table's keys name."""
    if isinstance(item, type):
        return item
    union, form = get_args(item)
    tag = form.discriminator(given)
    for member in get_args(union):
        model, mark = get_args(member)
        if mark.tag == tag:
            found: type[BaseModel] = model
            return found
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
