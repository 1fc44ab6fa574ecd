"""What files say of grants, fact by fact, each with where it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from isoplan.cli.imports.cells import Value
from isoplan.cli.imports.mapping import FieldName
from isoplan.cli.imports.row_facts import RowFacts

OF_GRANTS: tuple[FieldName, ...] = (
    "kind", "granted_on", "expires_on", "granted", "strike", "vested", "exercised",
    "outstanding", "canceled", "vesting_start", "vesting_schedule",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A fact and the row that says it."""

    value: Value
    record: RowFacts


@dataclass(slots=True)
class Exercise:
    """Options of one grant exercised on one day, all rows of it together.

    Attributes:
        on: Day of exercise.
        shares: Options exercised.
        sold: Shares of them that the files say were sold since.
        value: Dollars a share on that day; None if no file says it.
        records: The rows that say so.
    """

    on: date
    shares: int
    sold: int
    value: Decimal | None
    records: tuple[RowFacts, ...]

    @property
    def held(self) -> int:
        """Return the shares still held, as far as the files say."""
        return self.shares - self.sold


@dataclass(slots=True)
class ImportedGrant:
    """One grant as all files together tell it.

    Attributes:
        name: Its ID; day of grant and strike where it has none.
        record: The row that names it first.
        facts: By field.
        vesting: Days of vesting and their shares, as rows tell them.
        exercises: By day, in order.
    """

    name: str
    record: RowFacts
    facts: dict[FieldName, Known] = field(default_factory=dict)
    vesting: dict[date, int] = field(default_factory=dict)
    exercises: list[Exercise] = field(default_factory=list)

    def day(self, name: FieldName) -> date | None:
        """Return a day that the files say."""
        value = self._value(name)
        return value if isinstance(value, date) else None

    def count(self, name: FieldName) -> int | None:
        """Return a number of shares that the files say."""
        value = self._value(name)
        return value if isinstance(value, int) else None

    def amount(self, name: FieldName) -> Decimal | None:
        """Return dollars a share that the files say."""
        value = self._value(name)
        return value if isinstance(value, Decimal) else None

    def word(self, name: FieldName) -> str | None:
        """Return a word that the files say."""
        value = self._value(name)
        return value if isinstance(value, str) else None

    def _value(self, name: FieldName) -> Value | None:
        known = self.facts.get(name)
        return None if known is None else known.value

    @property
    def shares(self) -> int | None:
        """Return the options that were not canceled, exercised or not."""
        granted = self.count("granted")
        return None if granted is None else granted - (self.count("canceled") or 0)

    @property
    def exercised(self) -> int | None:
        """Return the options exercised: as the files say, else those they date."""
        said = self.count("exercised")
        dated = sum(each.shares for each in self.exercises)
        return said if said is not None else (dated or None)


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that the files do not say.

    Attributes:
        of: The grant or lot.
        field: Of the scenario.
        why: What the files say instead; may be empty.
        write: What to write.
    """

    of: str
    field: str
    why: str
    write: str

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.of}: {self.note}"

    @property
    def note(self) -> str:
        """Return it without what it is of."""
        return f"{self.field}: {self.why or 'not in the files'}; {self.write}"


Table = Mapping[str, Any]


def tables(given: Table, section: str) -> list[tuple[int, Table]]:
    """Return the tables of a section that are tables, each with its place."""
    items = given.get(section, [])
    if not isinstance(items, list):
        return []
    return [(n, each) for n, each in enumerate(items) if isinstance(each, dict)]


def sum_of(given: Iterable[Any]) -> int:
    """Return the sum of what are whole numbers."""
    return sum(each for each in given if type(each) is int)
