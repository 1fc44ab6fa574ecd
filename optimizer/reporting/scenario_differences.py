"""How two scenarios differ: in their files, and in what their plans do first."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from isoplan.models.results.plan import Action
from isoplan.models.results.scenario_comparison import ChangedField, FirstDifference

TITLES = ("name", "story")
"""Fields of a scenario that differ without a meaning."""
LONGEST = 60
"""Characters of a value that is shown."""


def changed_fields(
    first: Mapping[str, Any], here: Mapping[str, Any]
) -> tuple[ChangedField, ...]:
    """Return the fields that differ, by path; names and stories are none.

    Args:
        first: Plain fields of the first scenario, defaults included.
        here: Those of the other one.
    """
    titles_apart = (
        {name: value for name, value in each.items() if name not in TITLES}
        for each in (first, here)
    )
    return tuple(_changed("", *titles_apart))


def _changed(path: str, first: object, here: object) -> Iterator[ChangedField]:
    if first == here:
        return
    if isinstance(first, Mapping) and isinstance(here, Mapping):
        for name in dict.fromkeys([*first, *here]):
            below = f"{path}.{name}" if path else str(name)
            yield from _changed(below, first.get(name), here.get(name))
    elif _are_lists(first, here):
        for place, (one, other) in enumerate(zip(first, here, strict=True)):  # type: ignore[call-overload]
            yield from _changed(f"{path}[{place}]", one, other)
    else:
        yield ChangedField(path=path, first=_text(path, first), here=_text(path, here))


def _are_lists(first: object, here: object) -> bool:
    """Return whether both are lists of the same length."""
    are_lists = isinstance(first, list | tuple) and isinstance(here, list | tuple)
    return are_lists and len(first) == len(here)  # type: ignore[arg-type]


def _text(path: str, value: object) -> str:
    """Return a field's value in short; many fields at once are counted."""
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value) if path.endswith("year") else f"{value:,.10g}"
    if isinstance(value, Mapping | list | tuple) and len(str(value)) > LONGEST:
        return f"{len(value)} entries"
    return str(value)


def first_difference(
    first: Sequence[Action], here: Sequence[Action]
) -> FirstDifference | None:
    """Return the first day on which two plans act otherwise; None if on none."""
    for day in sorted({action.date for action in (*first, *here)}):
        if _done(first, day) != _done(here, day):
            return FirstDifference(on=day, first=_of(first, day), here=_of(here, day))
    return None


def _of(actions: Sequence[Action], day: date) -> tuple[Action, ...]:
    return tuple(action for action in actions if action.date == day)


def _done(actions: Sequence[Action], day: date) -> Counter[tuple[str, ...]]:
    """Return shares of a day by kind, grant and lot."""
    done: Counter[tuple[str, ...]] = Counter()
    for action in _of(actions, day):
        done[action.kind, action.grant, action.options, action.lot] += action.shares
    return done
