"""The smallest file that still fails: fields taken away, lists cut, numbers rounded."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from itertools import islice
from typing import Any

from fuzzing.facts import Fields

Path = tuple[str | int, ...]


def shrunk(fields: Fields, fails: Callable[[Fields], bool], most: int = 400) -> Fields:
    """The fields with all left out that does not matter.

    Args:
        fields: Of a file that fails.
        fails: Whether other fields fail in the same way.
        most: Files tried.
    """
    found, place, shorter = fields, 0, False
    for _ in range(most):
        smaller = next(islice(_smaller(found), place, None), None)
        if smaller is None and not shorter:
            break
        if smaller is None:  # once more from the beginning
            place, shorter = 0, False
        elif fails(smaller):
            found, shorter = smaller, True
        else:
            place += 1
    return found


def _smaller(fields: Fields) -> Iterator[Fields]:
    """Fields with one thing less, the largest first."""
    places = sorted(_places(fields), key=len)
    for path in places:
        *parents, last = path
        smaller = deepcopy(fields)
        table: Any = smaller
        for key in parents:
            table = table[key]
        if isinstance(table[last], bool | str | date) and len(path) < 2:
            continue
        del table[last]
        yield smaller
    for path in places:
        *parents, last = path
        for value in _simpler(_at(fields, path)):
            smaller = deepcopy(fields)
            _at(smaller, tuple(parents))[last] = value
            yield smaller


def _at(fields: Fields, path: Path) -> Any:
    table: Any = fields
    for key in path:
        table = table[key]
    return table


def _places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every place in the tables and lists."""
    keys: list[Any] = []
    if isinstance(value, dict):
        keys = list(value)
    elif isinstance(value, list):
        keys = list(range(len(value)))
    for key in keys:
        yield (*path, key)
        yield from _places(value[key], (*path, key))


def _simpler(value: Any) -> Iterator[Any]:
    """Values that are quicker to read."""
    if isinstance(value, dict) and any(key.isdigit() for key in value):
        yield next(value[key] for key in value if key.isdigit())
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    for digits in (1, 2):
        rounded = float(f"{value:.{digits}g}")
        simpler = int(rounded) if isinstance(value, int) else rounded
        if simpler != value and len(str(simpler).strip("0")) < len(
            str(value).strip("0")
        ):
            yield simpler
