"""Imported grants put into a scenario's tables: what is new, what is there already.

What is there with the same facts stays; with other facts it is a contradiction.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter, ValidationError

from isoplan.cli.imports.facts import (
    Exercise,
    ImportedGrant,
    Known,
    Missing,
    Table,
    sum_of,
    tables,
)
from isoplan.cli.imports.fields import (
    grant_fields,
    lot_fields,
    missing_of_grant,
    missing_of_lot,
)
from isoplan.cli.imports.mapping import FieldName
from isoplan.cli.imports.row_facts import Fact, RowFacts
from isoplan.cli.scenario_text.adding import Addition, Block
from isoplan.models.base.problems import Problem, shown
from isoplan.models.inputs.vesting import Steps, Vesting, vest_dates

SECTION_OF_UNITS, SECTION_OF_GRANTS = "restricted_units", "grants"
_VESTING: TypeAdapter[Vesting] = TypeAdapter(Vesting)

IN_SCENARIO: Mapping[FieldName, str] = {
    "granted_on": "granted_on",
    "granted": "shares",
    "strike": "strike",
    "kind": "kind",
    "expires_on": "expires_on",
}
"""Fields of a scenario's grant by the facts that they hold."""


@dataclass(slots=True)
class Merged:
    """What a scenario's text gets.

    Attributes:
        blocks: Tables to be added, in order.
        additions: Fields to be added to tables that are there.
        came: What came in, a line each.
        there: What was there already, a line each.
        missing: What the files do not say.
        problems: Contradictions with what is there.
    """

    blocks: list[Block] = field(default_factory=list)
    additions: list[Addition] = field(default_factory=list)
    came: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Return how much has been found so far."""
        return len(self.blocks) + len(self.additions) + len(self.problems)


def grants_there(given: Table, file: str) -> list[ImportedGrant]:
    """Return the grants of a scenario's tables, as rows can be tied to them."""
    found = []
    for number, table in tables(given, SECTION_OF_GRANTS):
        record = RowFacts("grant", file, f"grants[{number}]", _facts(table), ())
        name = table.get("name")
        grant = ImportedGrant(str(name), record)
        for each, fact in record.facts.items():
            grant.facts[each] = Known(fact.value, record)
        if name is not None:
            found.append(grant)
    return found


def _facts(table: Table) -> dict[FieldName, Fact]:
    facts = {}
    for name, key in IN_SCENARIO.items():
        value = table.get(key)
        if isinstance(value, float) or (name == "strike" and type(value) is int):
            value = Decimal(repr(value)).normalize()
        if isinstance(value, str | int | date | Decimal) and value is not True:
            facts[name] = Fact(value, key)
    return facts


def merged(given: Table, grants: list[ImportedGrant], file: str) -> Merged:
    """Return what a scenario's tables get of imported grants.

    Args:
        given: The scenario's tables.
        grants: As the files tell them, and those of the scenario that got rows.
        file: The scenario's name, for messages.
    """
    result = Merged()
    taken = {each.name for each in grants}
    owners: dict[tuple[str, int], str] = {}
    for grant in grants:
        units = grant.word("kind") == "units"
        section = SECTION_OF_UNITS if units else SECTION_OF_GRANTS
        fitting = _fitting(grant, tables(given, section), taken)
        if len(fitting) > 1:
            names = " and ".join(f"{section}[{n}]" for n, _ in fitting)
            result.problems.append(
                Problem(
                    "",
                    "",
                    f"has {names} of the day and strike of grant {grant.name!r}",
                    "give the right one the name of the grant",
                    file=file,
                )
            )
        elif fitting and (section, fitting[0][0]) in owners:
            place = (section, fitting[0][0])
            result.problems.append(
                Problem(
                    "",
                    "",
                    f"has {section}[{place[1]}] alone of the day and strike of grants "
                    f"{owners[place]!r} and {grant.name!r}",
                    "give it the name of the one that it is",
                    file=file,
                )
            )
        elif fitting:
            owners[section, fitting[0][0]] = grant.name
            _Existing(result, grant, given, *fitting[0], section, file).merge()
        else:
            _add(result, grant, section)
    return result


def _fitting(
    grant: ImportedGrant, there: list[tuple[int, Table]], taken: set[str]
) -> list[tuple[int, Table]]:
    """Return the tables that are of a grant: by name, else by day, strike and kind."""
    named = [(n, table) for n, table in there if table.get("name") == grant.name]
    if named:
        return named[:1]
    if "granted_on" not in grant.facts:
        return []
    units = grant.word("kind") == "units"
    same: tuple[FieldName, ...] = ("granted_on", "granted" if units else "strike")
    return [
        (n, table)
        for n, table in there
        if table.get("name") not in taken
        and all(_agree(grant, table, name) for name in same)
        and (units or _agree(grant, table, "kind"))
    ]


def _agree(grant: ImportedGrant, table: Table, name: FieldName) -> bool:
    """Return whether a table says what the files do, or these say nothing."""
    if name not in grant.facts:
        return True
    fact = _facts(table).get(name)
    left_out = "iso" if name == "kind" else None
    return grant.facts[name].value == (left_out if fact is None else fact.value)


def _add(result: Merged, grant: ImportedGrant, section: str) -> None:
    """Add a grant that is not there, and its lots."""
    fields = grant_fields(grant)
    missing = list(missing_of_grant(grant))
    notes = tuple(each.note for each in missing)
    result.blocks.append(Block(section, fields, notes))
    result.missing += missing
    result.came.append(_in_words(grant))
    for exercise in grant.exercises:
        _add_lot(result, grant.name, grant, exercise)


def _add_lot(
    result: Merged, name: str, grant: ImportedGrant, exercise: Exercise
) -> None:
    if exercise.held <= 0:
        result.came.append(
            f"no lot of {name} {exercise.on}: all {exercise.shares:,} shares were sold"
        )
        return
    missing = list(missing_of_lot(name, grant, exercise))
    notes = tuple(each.note for each in missing)
    result.blocks.append(Block("lots", lot_fields(name, exercise), notes))
    result.missing += missing
    result.came.append(f"lot {name} {exercise.on}: {exercise.held:,} shares")


def _in_words(grant: ImportedGrant) -> str:
    """Return a grant as the summary names it."""
    kinds = {
        "iso": "incentive stock options",
        "nso": "nonqualified options",
        "units": "restricted stock units",
        None: "options",
    }
    what = "award" if grant.word("kind") == "units" else "grant"
    strike, shares = grant.amount("strike"), grant.shares
    count = "an unknown number of" if shares is None else f"{shares:,}"
    at = "" if strike is None else f" at ${strike:,.2f}"
    return f"{what} {grant.name}: {count} {kinds[grant.word('kind')]}{at}"


@dataclass(slots=True)
class _Existing:
    """A grant that is in the scenario already, held against what the files say."""

    result: Merged
    grant: ImportedGrant
    given: Table
    number: int
    table: Table
    section: str
    file: str
    new: int = 0

    @property
    def name(self) -> str:
        return str(self.table.get("name", self.grant.name))

    def merge(self) -> None:
        """Add what the grant lacks, and tell what contradicts."""
        before = self.result.size
        fields = grant_fields(self.grant)
        for key, value in fields.items():
            if key in {"name", "exercised", "vesting"}:
                continue
            if key == "kind" and key not in self.table:
                if value != "iso":
                    self._contradiction(key, "left out, so 'iso'", value)
            elif key not in self.table:
                self._add(key, value)
            elif not _equal(self.table[key], value):
                self._contradiction(key, shown(self.table[key]), value)
        self._vesting(fields)
        for exercise in self.grant.exercises:
            self._lot(exercise)
        self._exercised()
        if self.result.size == before:
            self.result.there.append(f"grant {self.name}")

    def _add(self, key: str, value: Any) -> None:  # noqa: ANN401 - of any field
        self.result.additions.append(Addition(self.section, self.number, key, value))
        self.result.came.append(f"grant {self.name}: {key}")

    def _contradiction(
        self, key: str, is_now: str, value: object, path: str = ""
    ) -> None:
        self.result.problems.append(
            Problem(
                path or f"{self.section}[{self.number}].{key}",
                is_now,
                f"while the files say {_said(value)}",
                "correct the one that is wrong; if they are two grants, give each its "
                "own name",
                owner=self.name,
                file=self.file,
            )
        )

    def _vesting(self, fields: Mapping[str, Any]) -> None:
        vesting = fields.get("vesting")
        if vesting is None:
            return
        if "vesting" not in self.table:
            self._add("vesting", vesting)
            return
        ours = self._steps(self.table["vesting"])
        theirs = self._steps(vesting)
        if ours is not None and theirs is not None and ours != theirs:
            on = min(day for day, _ in {*ours} ^ {*theirs})
            self._contradiction(
                "vesting", f"other days or shares from {on} on", "what they list"
            )

    def _steps(self, vesting: object) -> Steps | None:
        """Return the days of a vesting, if it can be read."""
        granted_on = self.table.get("granted_on", self.grant.day("granted_on"))
        shares = self.table.get("shares", self.grant.shares)
        if not isinstance(granted_on, date) or type(shares) is not int:
            return None
        try:
            read = _VESTING.validate_python(vesting)
        except ValidationError:
            return None
        return vest_dates(read, granted_on, shares, None)

    def _lots(self) -> Iterator[tuple[int, Table]]:
        for number, table in tables(self.given, "lots"):
            if table.get("grant") == self.name:
                yield number, table

    def _events(self) -> Iterator[tuple[int, Table]]:
        for number, table in tables(self.given, "events"):
            if table.get("exercise") == self.name:
                yield number, table

    def _lot(self, exercise: Exercise) -> None:
        """Add a lot that is not there; one that is there must have the same facts."""
        lots = [(n, t) for n, t in self._lots() if t.get("exercised_on") == exercise.on]
        events = [(n, t) for n, t in self._events() if t.get("on") == exercise.on]
        if not lots and not events:
            self.new += exercise.shares
            _add_lot(self.result, self.name, self.grant, exercise)
            return
        section, key = ("lots", "value_at_exercise") if lots else ("events", "value")
        shares = sum_of(t.get("shares") for _, t in lots or events)
        first = (lots or events)[0][0]
        wrong = shares > exercise.held if lots else shares != exercise.shares
        if exercise.sold and lots:
            wrong = shares != exercise.held
        if wrong:
            number = exercise.held if lots else exercise.shares
            self._contradiction("", f"{shares:,}", number, f"{section}[{first}].shares")
        if exercise.value is None:
            return
        for number, table in lots or events:
            if key in table and not _equal(table[key], exercise.value):
                path = f"{section}[{number}].{key}"
                self._contradiction("", shown(table[key]), exercise.value, path)
            elif key not in table:
                self.result.additions.append(
                    Addition(section, number, key, exercise.value)
                )
                self.result.came.append(f"{section}[{number}] of {self.name}: {key}")

    def _exercised(self) -> None:
        """Hold the options exercised against the field, the lots and the events."""
        said = self.grant.exercised
        if said is None or self.section == SECTION_OF_UNITS:
            return
        later = sum_of(table.get("shares") for _, table in self._events())
        there = self.table.get("exercised")
        if type(there) is int:
            if self.grant.count("exercised") is None:
                self._unsaid(there)  # the files tell some exercises, not all
                return
            if there + later != said:
                is_now = f"{there:,}" + f" and {later:,} in events" * bool(later)
                self._contradiction("exercised", is_now, said)
            return
        held = sum_of(table.get("shares") for _, table in self._lots()) + sum(
            block.fields["shares"]
            for block in self.result.blocks
            if block.section == "lots" and block.fields["grant"] == self.name
        )
        if held + later < said:
            self._add("exercised", said - later)
        elif held + later > said and self.grant.count("exercised") is not None:
            is_now = f"{held + later:,} by its lots and events"
            self._contradiction("exercised", is_now, said)

    def _unsaid(self, there: int) -> None:
        """Name that a count of options exercised may lack those that came in."""
        if self.new:
            self.result.missing.append(
                Missing(
                    f"grant {self.name}",
                    "exercised",
                    f"it stays {there:,}",
                    f"write {there + self.new:,} if the {self.new:,} exercised that "
                    "are new here are not among them",
                )
            )


def _said(value: object) -> str:
    return f"{value:,}" if isinstance(value, int | Decimal) else shown(value)


def _equal(there: object, value: object) -> bool:
    """Return whether a field holds a value; prices to the last digit."""
    if isinstance(value, Decimal):
        number = isinstance(there, int | float) and not isinstance(there, bool)
        return number and Decimal(repr(there)) == value
    return there == value
