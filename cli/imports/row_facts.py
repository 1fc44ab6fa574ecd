"""What each row of a sheet tells: a grant, a day of vesting, an exercise or a sale."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from isoplan.cli.imports.cells import Value, is_empty, value_of
from isoplan.cli.imports.mapping import ColumnMapping, FieldName, RowKind, RowTable
from isoplan.cli.imports.sheets import Cell, Row, Sheet
from isoplan.models.base.problems import Problem, WrongValue, shown

LAST_HEADER = 60
"""Row of a sheet, counted without empty ones, by which its headers must have come."""

NEEDED: Mapping[RowKind, tuple[tuple[FieldName, ...], ...]] = {
    "grant": (("grant", "granted_on"),),
    "vesting": (("grant",), ("vests_on",), ("vests",)),
    "exercise": (("grant", "granted_on"), ("exercised_on",), ("shares",)),
    "same_day_sale": (("grant", "granted_on"), ("exercised_on",), ("shares",)),
    "sale": (("grant", "granted_on"), ("exercised_on",), ("sold_on",), ("shares",)),
}
"""Fields that a row must fill in, one of each group."""

SUMMED: frozenset[FieldName] = frozenset({"canceled"})
"""Fields whose columns add up: canceled, forfeited, expired."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A value and its column's header; empty where the table itself says it."""

    value: Value
    column: str


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What one row tells.

    Attributes:
        what: A grant, a day of vesting, an exercise, a sale.
        file: Name of the file.
        place: Line or row.
        facts: By field.
        cells: The whole row.
        mapping: How its source writes; None for a row of a scenario.
        sheet: Name of the sheet; empty for a text.
    """

    what: RowKind
    file: str
    place: str
    facts: Mapping[FieldName, Fact]
    cells: tuple[Cell, ...]
    mapping: ColumnMapping | None = None
    sheet: str = ""

    def get(self, name: FieldName) -> Value | None:
        """Return the value of a field, if the row fills it in."""
        fact = self.facts.get(name)
        return None if fact is None else fact.value

    @property
    def table(self) -> str:
        """Return the table that the row stands in: a text, or a sheet of a workbook."""
        return f"{self.file}, sheet {self.sheet!r}" if self.sheet else self.file

    @property
    def said(self) -> str:
        """Return where the row stands."""
        return f"{self.file}, {self.place}"

    def problem(self, name: FieldName, reason: str, remedy: str) -> Problem:
        """Return what is wrong with a field of the row."""
        fact = self.facts.get(name)
        owner = self.get("grant")
        return Problem(
            f"{self.place}, column {fact.column!r}"
            if fact is not None and fact.column
            else self.place,
            "" if fact is None else in_words(fact.value),
            reason,
            remedy,
            owner="" if owner is None or name == "grant" else str(owner),
            file=self.file,
        )


def in_words(value: Value) -> str:
    """Return a value as messages show it: names in quotes."""
    match value:
        case str():
            return repr(value)
        case int():
            return f"{value:,}"
        case Decimal():
            return f"{value:f}"
    return value.isoformat()


@dataclass(frozen=True, slots=True)
class Headers:
    """A table that was found in a sheet.

    Attributes:
        table: Which one.
        row: Place of its headers among the sheet's rows.
        columns: By field the columns that hold it, each with its header.
    """

    table: RowTable
    row: int
    columns: Mapping[FieldName, tuple[tuple[int, str], ...]]


def headers_in(sheet: Sheet, mapping: ColumnMapping) -> Headers | None:
    """Return the table of a mapping that a sheet holds; the one that needs most."""
    for number, row in enumerate(sheet.rows[:LAST_HEADER]):
        headers = [_plain(cell) for cell in row.cells]
        found = [
            Headers(table, number, columns)
            for table in mapping.tables
            if (columns := _columns(headers, row, table)).keys() >= {*table.needs}
        ]
        if found:
            return max(found, key=lambda each: len(each.table.needs))
    return None


def _columns(
    headers: Sequence[str], row: Row, table: RowTable
) -> dict[FieldName, tuple[tuple[int, str], ...]]:
    found = {}
    for name, spellings in table.columns.items():
        plain = {_plain(each) for each in spellings}
        columns = [
            (at, str(row.cells[at]))
            for at, header in enumerate(headers)
            if header in plain
        ]
        if columns:
            found[name] = tuple(columns)
    return found


def _plain(cell: Cell) -> str:
    """Return a header without what makes no difference: case, spaces, a mark at end."""
    return " ".join(str(cell or "").split()).casefold().rstrip("*: ")


@dataclass(slots=True)
class Reading:
    """Records of a sheet as they are read, and what is wrong with its rows.

    Attributes:
        sheet: The sheet.
        mapping: How its source writes.
        headers: Of its table.
        records: Read so far.
        problems: Found so far.
        carried: Facts that an empty cell of a later row takes.
        waiting: Row that must have further rows below it, if any.
        told: What the last row that says so itself tells.
    """

    sheet: Sheet
    mapping: ColumnMapping
    headers: Headers
    records: list[RowFacts] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    carried: dict[FieldName, Fact] = field(default_factory=dict)
    waiting: RowFacts | None = None
    told: RowKind | None = None

    def read(self) -> None:
        """Read all rows below the headers."""
        for row in self.sheet.rows[self.headers.row + 1 :]:
            if not _is_total(row):
                self._read_row(row)
        self._end_waiting()

    def _read_row(self, row: Row) -> None:
        what = self._what(row)
        if what is None or what == "ignored":
            self._end_waiting()
            return
        facts = dict(self._facts(row))
        table = self.headers.table
        own = facts.keys() - set(table.carried) - {"row"}
        for name in table.carried:
            if name in facts:
                self.carried[name] = facts[name]
            elif name in self.carried and own:
                facts[name] = self.carried[name]
        if not facts:
            return
        if table.kind is not None and own:
            facts.setdefault("kind", Fact(table.kind, ""))
        place = self.sheet.place(row.number)
        record = RowFacts(
            what,
            self.sheet.file,
            place,
            facts,
            row.cells,
            self.mapping,
            self.sheet.name,
        )
        if "row" in table.carried and not own:
            self._end_waiting()
            self.waiting = record
            return
        self.waiting = None
        self._keep(record)

    def _what(self, row: Row) -> RowKind | None:
        """Return what a row tells; None if it says nothing, or nothing known."""
        table = self.headers.table
        if table.every_row is not None:
            return table.every_row
        for at, header in self.headers.columns["row"]:
            if at < len(row.cells) and not is_empty(row.cells[at], self.mapping):
                word = str(row.cells[at]).casefold()
                for what, words in table.rows.items():
                    if word in {each.casefold() for each in words}:
                        return self._told(what)
                self._problem(
                    row,
                    header,
                    row.cells[at],
                    f"which is no row that {self.mapping.title} is known to have",
                    "remove the row, or add the word to rows of a mapping, as ignored "
                    "if it tells of no option",
                )
                return self._told(None)
        return self.told if "row" in table.carried else None

    def _told(self, what: RowKind | None) -> RowKind | None:
        self.told = what
        return what

    def _facts(self, row: Row) -> Iterator[tuple[FieldName, Fact]]:
        """Yield what the row's cells hold; what is wrong with them is kept."""
        for name, columns in self.headers.columns.items():
            filled = [
                (header, row.cells[at])
                for at, header in columns
                if at < len(row.cells) and not is_empty(row.cells[at], self.mapping)
            ]
            values = []
            for header, cell in filled:
                try:
                    values.append((header, value_of(cell, name, self.mapping)))
                except WrongValue as error:
                    self._problem(row, header, cell, error.reason, error.remedy)
            if not values:
                continue
            header, value = values[0]
            if name in SUMMED:
                value = sum(int(str(each)) for _, each in values)
            elif len({each for _, each in values}) > 1:
                others = " and ".join(repr(other) for other, _ in values[1:])
                self._problem(
                    row,
                    header,
                    filled[0][1],
                    f"while column {others} of the same row says otherwise",
                    "leave the right one",
                )
            yield name, Fact(value, header)

    def _problem(
        self, row: Row, header: str, cell: Cell, reason: str, remedy: str
    ) -> None:
        self.problems.append(
            Problem(
                f"{self.sheet.place(row.number)}, column {header!r}",
                shown(cell),
                reason,
                remedy,
                file=self.sheet.file,
            )
        )

    def _keep(self, record: RowFacts) -> None:
        if record.get("vests") == 0 or record.get("shares") == 0:
            return
        for group in NEEDED[record.what]:
            if all(name not in record.facts for name in group):
                headers = self._headers_of(group)
                self.problems.append(
                    Problem(
                        record.place,
                        "",
                        f"has no {headers}",
                        "fill it in, or remove the row",
                        owner=str(record.get("grant") or ""),
                        file=record.file,
                    )
                )
                return
        self.records.append(record)

    def _headers_of(self, group: Sequence[FieldName]) -> str:
        """Return the headers of a group's columns, or what to call one."""
        there = [
            header for name in group for _, header in self.headers.columns.get(name, ())
        ]
        columns = self.headers.table.columns
        missing = [columns[name][0] for name in group if name in columns]
        names = there or missing or list(group)
        return " or ".join(repr(name) for name in names)

    def _end_waiting(self) -> None:
        if self.waiting is not None:
            self.problems.append(
                self.waiting.problem(
                    "row",
                    "without rows below it that say which grant",
                    "export again with the details of each transaction",
                )
            )
        self.waiting = None


def _is_total(row: Row) -> bool:
    """Return whether a row is a sum of others."""
    first = next((cell for cell in row.cells if cell not in {None, ""}), "")
    return str(first).casefold().rstrip(":") in {"total", "totals", "grand total"}
