"""The differences between households as rows (CSV): a file, a name, fields by path."""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.base.problems import Problem, first_problems, near_match, shown
from isoplan.models.validation.reading import text_in

FILE, HOUSEHOLD = "file", "household"
"""Headings of the first column, and of the second one if it is there."""
STEP = re.compile(r"([^.\[\]]+)((?:\[\d+\])*)")
"""A name of a path with the places of lists behind it, such as ``grants[0]``."""
NAME = re.compile(r"[\w][\w .,'&()+-]*")
"""A name of a result, or of a folder in its path: none that a system takes for more."""

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """The value of one field.

    Attributes:
        path: Such as ``household.wages.2026`` or ``grants[0].strike``.
        value: Of the field, as a JSON file would give it.
        place: Where it was given: line and column of the changes.
    """

    path: str
    value: object
    place: str


@dataclass(frozen=True, slots=True)
class ChangedHousehold:
    """A row of the changes, or a file without any.

    Attributes:
        file: Path within the folder.
        own_name: That the row gives its household; empty for that of the file.
        changes: In the order of the columns.
        line: Of the changes; 0 for a file without any.
    """

    file: str
    own_name: str = ""
    changes: tuple[Change, ...] = ()
    line: int = 0

    @property
    def name(self) -> str:
        """Return the name of its result: its own, or the file's without ending."""
        return self.own_name or self.file.rpartition(".")[0]

    @property
    def in_words(self) -> str:
        """Return what a message calls it."""
        return f"{self.file} (line {self.line})" if self.line else self.file

    def applied(self, fields: Mapping[str, Any], source: str) -> dict[str, Any]:
        """Return the fields of the file with the changes.

        Raises:
            ScenarioErrors: With every change that has no place in them.
        """
        changed = deepcopy(dict(fields))
        problems = []
        for each in self.changes:
            why = _set(changed, steps_of(each.path), each.value)
            if why:
                file = f"{source} with {each.place}"
                problems.append(Problem(each.path, "", *why, file=file))
        if problems:
            raise ScenarioErrors(problems)
        return changed


def changed_households(
    path: Path, files: Sequence[str]
) -> tuple[ChangedHousehold, ...]:
    """Return the rows of a file of changes.

    Its first line holds the headings: ``file``, perhaps ``household``, then paths of
    fields. An empty cell leaves its field as the file has it.

    Args:
        path: Of the changes.
        files: That the rows may name.

    Raises:
        ScenarioErrors: With everything that is wrong, each with line and column.
    """
    lines = list(_lines(path))
    if not lines:
        raise _wrong(path, [Problem("", "", "is empty", "give it a line of headings")])
    headings = [each.strip() for each in lines[0][1]]
    if problems := list(_of_headings(headings)):
        raise _wrong(path, problems)
    problems, rows = [], []
    for number, cells in lines[1:]:
        if len(cells) != len(headings):
            reason = f"holds {len(cells)} cells, and the first line {len(headings)}"
            problems.append(Problem(f"line {number}", "", reason, "add or remove some"))
            continue
        rows.append(_row(number, headings, cells, path.name))
    problems += _of_rows(rows, files)
    if problems:
        raise _wrong(path, problems)
    return tuple(rows)


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of each row's first line, and its cells; empty rows are none.

    Raises:
        ScenarioErrors: If the file cannot be read, or is no CSV.
    """
    text = text_in(path)
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        reason, remedy = f"is no CSV: {error}", "close its quotes, or write it anew"
        raise _wrong(path, [Problem(f"line {begins}", "", reason, remedy)]) from None


def _of_headings(headings: Sequence[str]) -> Iterator[Problem]:
    """Yield what is wrong with the headings."""
    if headings[0] != FILE:
        remedy = f"name the first column {FILE}, and separate columns by commas"
        reason = "which does not name the column of files"
        yield Problem("line 1, column 1", shown(headings[0]), reason, remedy)
        return
    for column, heading in enumerate(headings[1:], 2):
        place, is_name = f"line 1, column {column}", column == 2
        if heading == HOUSEHOLD and is_name:
            continue
        if heading in headings[: column - 1]:
            reason = "which an earlier column is named already"
            yield Problem(place, shown(heading), reason, "remove one of them")
        elif not steps_of(heading) or heading in {FILE, HOUSEHOLD}:
            remedy = "write it like household.wages.2026 or grants[0].strike"
            reason = "which is no path of a field"
            yield Problem(place, shown(heading), reason, remedy)


def _row(
    number: int, headings: Sequence[str], cells: Sequence[str], file: str
) -> ChangedHousehold:
    """Return a row as a household."""
    has_names = len(headings) > 1 and headings[1] == HOUSEHOLD
    first = 1 + has_names
    changes = tuple(
        Change(heading, value_of(cell), f"line {number}, column {column} of {file}")
        for column, (heading, cell) in enumerate(
            zip(headings[first:], cells[first:], strict=True), first + 1
        )
        if cell.strip()
    )
    own_name = cells[1].strip() if has_names else ""
    return ChangedHousehold(cells[0].strip(), own_name, changes, number)


def _of_rows(
    rows: Sequence[ChangedHousehold], files: Sequence[str]
) -> Iterator[Problem]:
    """Yield what is wrong with files and names of the rows."""
    known, named = set(files), dict[str, int]()
    for row in rows:
        place = f"line {row.line}, column 1"
        if row.file not in known:
            meant = near_match(row.file, files)
            remedy = f"did you mean {meant}?" if meant else "name one of the folder"
            reason = "which is no scenario file of the folder"
            yield Problem(place, shown(row.file), reason, remedy)
            continue
        if row.own_name:
            place = f"line {row.line}, column 2"
            parts = row.own_name.split("/")
            if not all(NAME.fullmatch(part) for part in parts):
                reason = "which cannot be the name of a file"
                remedy = "use letters, digits, spaces, - and _, and / for folders"
                yield Problem(place, shown(row.own_name), reason, remedy)
                continue
        before = named.setdefault(row.name, row.line)
        if before != row.line:
            reason = f"which line {before} plans already"
            remedy = f"give each a name of its own in a column {HOUSEHOLD}"
            yield Problem(place, shown(row.own_name or row.file), reason, remedy)


def _wrong(path: Path, problems: Sequence[Problem]) -> ScenarioErrors:
    """Return the errors of a file, the first hundred of them."""
    found = [
        Problem(each.path, each.value, each.reason, each.remedy, file=str(path))
        for each in problems
    ]
    return ScenarioErrors(first_problems(found))


def value_of(text: str) -> object:
    """Return the value of a cell: as JSON would read it, or the text itself.

    So ``250000`` is a number, ``true`` a boolean, ``null`` nothing and
    ``{"2026": 1}`` a table; ``2026-03-01`` and ``single`` are texts.
    """
    text = text.strip()
    try:
        value: object = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return text
    return value


def _no_constant(name: str) -> float:
    raise ValueError(name)  # NaN and its like are no JSON


def steps_of(path: str) -> Steps:
    """Return a path's names and places of lists; none if it is no path."""
    steps: list[str | int] = []
    for part in path.split("."):
        found = STEP.fullmatch(part)
        if found is None:
            return ()
        steps += [found[1], *(int(each) for each in re.findall(r"\d+", found[2]))]
    return tuple(steps)


def _set(fields: dict[str, Any], steps: Steps, value: object) -> tuple[str, str] | None:
    """Put a value at a path, through tables that are made where there are none.

    Returns:
        Why it cannot be done, and what would help; None if it is done.
    """
    inside: Any = fields
    for at, step in enumerate(steps):
        why = _no_place(inside, step, _told(steps[:at]))
        if why is not None:
            return why
        if at == len(steps) - 1:
            inside[step] = value
            break
        if isinstance(step, str) and inside.get(step) is None:
            inside[step] = {}
        inside = inside[step]
    return None


def _no_place(inside: object, step: str | int, path: str) -> tuple[str, str] | None:
    """Return why a step leads nowhere within the value at a path; None if it does."""
    if isinstance(step, str):
        if isinstance(inside, dict):
            return None
        remedy = f"write a table in the file, or name the column {path}"
        return f"has no place: {path} is {shown(inside)}, not a table", remedy
    count = len(inside) if isinstance(inside, list) else 0
    if step < count:
        return None
    entries = f"{path} has {count} entries, counted from 0"
    return f"has no place: {entries}", "name one of them"


def _told(steps: Steps) -> str:
    """Return steps as a path."""
    names = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps]
    return "".join(names).removeprefix(".")
