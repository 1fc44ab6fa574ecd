"""What pydantic found, in words: field, value, reason and remedy."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from isoplan.models.base.problems import (
    MOST_PROBLEMS,
    Problem,
    WrongValue,
    WrongValues,
    first_problems,
    listed,
    named_remedy,
    near_match,
    plain,
    shown,
)
from isoplan.models.inputs.by_year import EVERY_YEAR, YearTable
from isoplan.models.inputs.payments import NUMBER
from isoplan.models.validation.renamed_keys import key_of_today, value_of_today

UNWRITTEN = frozenset({"years", str(EVERY_YEAR), "[key]", NUMBER})
"""Parts of an error's location that are not written in the file."""

MISSING = "is missing"

SELF_EMPLOYMENT = ("self_employ", "schedule_c", "schedule_se", "business_income")
"""Parts of the names of inputs that no table has: what is left out by name."""

LEFT_OUT: dict[str, dict[str, tuple[str, str]]] = {
    "StockAcquisition": dict.fromkeys(
        ("cash_per_share", "cash", "price"),
        (
            "is cash beside shares: gain up to the cash (IRC 356(a)(1)), not modeled",
            "leave it out, or write acquisition for a deal in cash alone",
        ),
    )
    | {
        "accelerates": (
            "is no field of it: options and units go on for the buyer's shares",
            "write the acceleration of each grant and award that vests earlier",
        )
    },
    "Acquisition": dict.fromkeys(
        ("exchange_ratio", "shares_per_share", "buyer"),
        ("is left out of a deal in cash", "write acquisition_for_stock"),
    ),
}
"""Keys that somebody may look for in a table: reason and remedy, by its model."""

MESSAGES: dict[str, tuple[str, str]] = {
    "greater_than": ("which is not above {gt:,.15g}", "give a number above {gt:,.15g}"),
    "greater_than_equal": ("which is below {ge:,.15g}", "give {ge:,.15g} or more"),
    "less_than": ("which is not below {lt:,.15g}", "give a number below {lt:,.15g}"),
    "less_than_equal": ("which is above {le:,.15g}", "give {le:,.15g} or less"),
    "finite_number": ("which is not a finite number", "give a number"),
    "string_type": ("which is not text", "put it in quotes"),
    "bool_type": ("which is neither true nor false", "write true or false"),
    "string_too_short": ("which is empty", "give it a name"),
    "string_too_long": (
        "which has more than {max_length} characters",
        "shorten it",
    ),
    "model_type": ("which is not a table", "write its fields under its heading"),
    "model_attributes_type": ("which is not a table", "write its fields one by one"),
    "dict_type": ("which is not a table", "write {{ name = value, ... }}"),
    "tuple_type": ("which is not a list", "put it in brackets: [ ... ]"),
    "list_type": ("which is not a list", "put it in brackets: [ ... ]"),
    "too_short": ("where at least one entry is needed", "add one"),
}


@dataclass(slots=True)
class _Place:
    """Where an error is.

    Attributes:
        path: As written in the file.
        models: What the table there may be.
        field: The field's own description, if it has one.
    """

    path: str
    models: list[type[BaseModel]]
    field: FieldInfo | None = None


def explained(
    error: ValidationError, given: Mapping[str, Any], root: type[BaseModel]
) -> list[Problem]:
    """Return the problems behind a validation error, the first of very many.

    Args:
        error: What pydantic raised.
        given: The fields as the file holds them.
        root: Model that was validated.
    """
    problems: list[Problem] = []
    written: set[str] = set()
    details = error.errors(include_url=False)
    for detail in details[:MOST_PROBLEMS]:
        if detail["type"] == "default_factory_not_called":
            continue  # left out, and as another field that is reported
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, WrongValues):
            problems.extend(cause.problems)
            continue
        problems.append(_one(dict(detail), given, root))
        if (today := _path_of_today(dict(detail), root)) is not None:
            written.add(today)
    told = [
        problem
        for problem in problems
        if problem.path not in written or not problem.reason.startswith(MISSING)
    ]
    return first_problems(told, more=len(details[MOST_PROBLEMS:]))


def _path_of_today(detail: dict[str, Any], root: type[BaseModel]) -> str | None:
    """Return today's path of an earlier version's key, or None for all else."""
    if detail["type"] != "extra_forbidden":
        return None
    place = _place(detail["loc"], root, written=True)
    today = key_of_today(str(detail["loc"][-1]), place.models)
    return None if today is None else _beside(place.path, today)


def _beside(path: str, name: str) -> str:
    """Return the path of another key in the table that a path ends in."""
    table, point, _ = path.rpartition(".")
    return f"{table}{point}{name}"


def _one(
    detail: dict[str, Any], given: Mapping[str, Any], root: type[BaseModel]
) -> Problem:
    """Return one problem."""
    location: Sequence[str | int] = detail["loc"]
    place = _place(location, root, written=detail["type"] == "extra_forbidden")
    reason, remedy = _words(detail, place)
    no_value = reason.startswith("is ")
    return Problem(
        path=place.path,
        value="" if no_value else shown(detail["input"]),
        reason=reason,
        remedy=remedy,
        owner=_owner(location, given),
    )


def _place(
    location: Sequence[str | int], root: type[BaseModel], *, written: bool
) -> _Place:
    """Follow an error's location through the models.

    Args:
        location: Field names, places in lists, keys, and names of chosen models.
        root: Where it starts.
        written: Whether its last part stands in the file, whatever its name.
    """
    place = _Place("", [root])
    for number, token in enumerate(location):
        is_last = number == len(location) - 1
        chosen = [model for model in place.models if model.__name__ == token]
        if chosen:
            place.models = chosen
        elif isinstance(token, int):
            place.path += f"[{token}]"
        elif token not in UNWRITTEN or (is_last and written):
            place.path += f".{plain(token)}" if place.path else plain(token)
        if is_last and written:
            break
        for model in place.models:
            if token in model.model_fields:
                place.field = model.model_fields[str(token)]
                place.models = _models_in(place.field.annotation) or place.models
                break
    return place


def _models_in(annotation: object) -> list[type[BaseModel]]:
    """Return the models that a type names anywhere in it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for each in get_args(annotation) for model in _models_in(each)]


def _words(detail: dict[str, Any], place: _Place) -> tuple[str, str]:
    """Return reason and remedy."""
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, WrongValue):
        return cause.reason, cause.remedy
    if kind == "missing":
        return _missing(str(detail["loc"][-1]), place)
    if kind == "extra_forbidden":
        return _unknown_field(str(detail["loc"][-1]), place)
    if kind in {"literal_error", "enum"}:
        if (today := value_of_today(str(detail["loc"][-1]), value)) is not None:
            return "which is a value of an earlier version", f"write {today!r}"
        return _not_one_of(value, context["expected"])
    if kind in {"float_type", "int_type"}:
        return _not_a_number(value, whole=kind == "int_type")
    if kind in MESSAGES:
        reason, remedy = (text.format(**context) for text in MESSAGES[kind])
        is_rate = kind == "less_than_equal" and _is_fraction(place, context["le"])
        return reason, remedy + ", as a fraction: 0.03 is 3 percent" * is_rate
    reason, _, remedy = detail["msg"].partition("; ")
    return reason, remedy or "correct it"


def _is_fraction(place: _Place, most: float) -> bool:
    """Return whether a number with an upper bound is written as a fraction."""
    extra = place.field.json_schema_extra if place.field else None
    unit = extra.get("unit") if isinstance(extra, dict) else None
    return most <= 1 or str(unit).startswith("fraction")


def _missing(name: str, place: _Place) -> tuple[str, str]:
    about = place.field.description if place.field else None
    detail = f" ({about.rstrip('.')})" if about else ""
    return MISSING, f"add {name}{detail}"


def _unknown_field(name: str, place: _Place) -> tuple[str, str]:
    if (today := key_of_today(name, place.models)) is not None:
        where = _beside(place.path, today)
        return "is a key of an earlier version", f"write {where}"
    for model in place.models:
        if (told := LEFT_OUT.get(model.__name__, {}).get(name)) is not None:
            return told
    if any(part in name for part in SELF_EMPLOYMENT):
        return "is left out, and self-employment tax with it", (
            "work out self-employment (Schedules C and SE) elsewhere"
        )
    known = {
        field.alias or each
        for model in place.models
        for each, field in model.model_fields.items()
    }
    reason = "is not a field of the scenario file"
    if any(issubclass(model, YearTable) for model in place.models):
        known -= {"years"}
        if near_match(name, known) is None:
            fields = listed(sorted(known)) or "years alone"
            return reason, f"write a year such as 2026; other fields: {fields}"
    return reason, named_remedy(name, known, "fields here")


def _not_one_of(value: object, expected: str) -> tuple[str, str]:
    known = re.findall(r"'([^']*)'", expected)
    meant = near_match(value, known) if isinstance(value, str) else None
    remedy = f"did you mean {meant!r}?" if meant else "write one of them"
    return f"which is not one of {expected}", remedy


def _not_a_number(value: object, *, whole: bool) -> tuple[str, str]:
    if isinstance(value, str):
        return "which is text, not a number", "write digits, without quotes"
    if isinstance(value, int) and not isinstance(value, bool):
        return "which is too large", "correct it"
    if isinstance(value, float) and whole:
        exact = f": {value:.0f}" if value.is_integer() else ""
        return "which is not a whole number", f"write it without a point{exact}"
    kind = "a whole number" if whole else "a number"
    return f"which is not {kind}", f"give {kind}"


def _owner(location: Sequence[str | int], given: Mapping[str, Any]) -> str:
    """Return the name of the grant, lot or schedule that an error is in."""
    item: Any = given
    for token in location[:2]:
        try:
            item = item[token]
        except (KeyError, IndexError, TypeError):
            return ""
    name = item.get("name") if isinstance(item, dict) else None
    return name if isinstance(name, str) and len(location) > 1 else ""
