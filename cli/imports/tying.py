"""Rows tied together: grants of all files, their vesting, exercises and sales.

Whatever contradicts is told, all of it, and nothing is chosen.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Self

from isoplan.cli.imports.facts import OF_GRANTS, Exercise, ImportedGrant, Known
from isoplan.cli.imports.mapping import FieldName
from isoplan.cli.imports.row_facts import RowFacts, in_words
from isoplan.models.base.problems import Problem, listed

Problems = list[Problem]


def tied(
    records: Sequence[RowFacts], known: Sequence[ImportedGrant], problems: Problems
) -> list[ImportedGrant]:
    """Return the grants of all rows, in the order of the files.

    Args:
        records: Rows of all files.
        known: Grants of the scenario that the rows are to go into; those that rows
            are tied to come back too.
        problems: What contradicts is added to it.
    """
    unique = list(_without_duplicates(records, problems))
    grants: dict[str, ImportedGrant] = {}
    for record in unique:
        if record.what == "grant":
            _add_grant(record, grants, problems)
    own = list(grants.values())
    for each in known:
        if not any(_is_same(each, other) for other in own):
            grants.setdefault(each.name, each)
    tied_to = _Grants.of(grants)
    found = {id(each): each for each in own}
    by_grant: dict[int, list[RowFacts]] = {}
    for record in unique:
        if record.what != "grant":
            grant = _grant_of(record, tied_to, problems)
            if grant is not None:
                found.setdefault(id(grant), grant)
                by_grant.setdefault(id(grant), []).append(record)
    for key, rows in by_grant.items():
        _add_vesting(found[key], [e for e in rows if e.what == "vesting"], problems)
        _add_exercises(found[key], [e for e in rows if e.what != "vesting"], problems)
    return list(found.values())


def _is_same(one: ImportedGrant, other: ImportedGrant) -> bool:
    """Return whether nothing tells two grants apart: day, strike or kind."""
    names: tuple[FieldName, ...] = ("granted_on", "strike", "kind")
    return one.name == other.name or all(
        name not in one.facts
        or name not in other.facts
        or one.facts[name].value == other.facts[name].value
        for name in names
    )


def _without_duplicates(
    records: Iterable[RowFacts], problems: Problems
) -> Iterator[RowFacts]:
    """Yield rows that stand once in their table."""
    seen: dict[object, RowFacts] = {}
    for record in records:
        facts = tuple(sorted((n, str(f.value)) for n, f in record.facts.items()))
        sale = record.cells if record.what == "sale" else ()
        first = seen.setdefault((record.what, record.table, facts, sale), record)
        if first is record:
            yield record
        else:
            problems.append(
                Problem(
                    record.place,
                    "",
                    f"says the same as {first.place}",
                    "remove one of them; where both happened, write one row with the "
                    "shares of both",
                    owner=str(record.get("grant") or ""),
                    file=record.file,
                )
            )


def _add_grant(
    record: RowFacts, grants: dict[str, ImportedGrant], problems: Problems
) -> None:
    name = record.get("grant")
    if name is None:
        strike = record.get("strike")
        at = "" if strike is None else f" at {strike:f}"
        name = f"{record.get('granted_on')}{at}"
    grant = grants.setdefault(str(name), ImportedGrant(str(name), record))
    for field in OF_GRANTS:
        add_fact(grant, field, record, problems)


def add_fact(
    grant: ImportedGrant, field: FieldName, record: RowFacts, problems: Problems
) -> None:
    """Add what a row says of a grant; two rows must say the same."""
    value = record.get(field)
    if value is None:
        return
    known = grant.facts.setdefault(field, Known(value, record))
    if known.value != value:
        problems.append(
            record.problem(
                field,
                f"while {known.record.said} says {in_words(known.value)} of grant "
                f"{grant.name!r}",
                "correct the one that is wrong"
                if "grant" in record.facts or record.what != "grant"
                else "correct the one that is wrong; if they are two grants, add a "
                "column with the ID of each",
            )
        )


@dataclass(frozen=True, slots=True)
class _Grants:
    """Grants that rows are tied to, by name and by day of grant."""

    by_name: Mapping[str, ImportedGrant]
    by_day: Mapping[date, Sequence[ImportedGrant]]

    @classmethod
    def of(cls, grants: Mapping[str, ImportedGrant]) -> Self:
        """Return the grants with those of each day together."""
        by_day: dict[date, list[ImportedGrant]] = {}
        for each in grants.values():
            if (day := each.day("granted_on")) is not None:
                by_day.setdefault(day, []).append(each)
        return cls(grants, by_day)

    def on(self, day: object) -> Sequence[ImportedGrant]:
        """Return the grants of a day; none if there is no day."""
        return self.by_day.get(day, ()) if isinstance(day, date) else ()


def _grant_of(
    record: RowFacts, grants: _Grants, problems: Problems
) -> ImportedGrant | None:
    """Return the grant that a row is of: by its ID, else by day of grant and strike."""
    name, strike = record.get("grant"), record.get("strike")
    if (named := grants.by_name.get(str(name))) is not None and name is not None:
        return named
    fitting = [
        each
        for each in grants.on(record.get("granted_on"))
        if strike is None or each.amount("strike") in {None, strike}
    ]
    if len(fitting) == 1:
        return fitting[0]
    problems.append(_untied(record, fitting, grants))
    return None


def _untied(
    record: RowFacts, fitting: Sequence[ImportedGrant], grants: _Grants
) -> Problem:
    """Return why a row belongs to no grant."""
    day = record.get("granted_on")
    field: FieldName = "grant" if "grant" in record.facts else "granted_on"
    if fitting:
        names = listed(repr(each.name) for each in fitting)
        return record.problem(
            field, f"which fits {names}", "add a column with the grant's ID"
        )
    that_day = [
        (each.name, strike)
        for each in grants.on(day)
        if (strike := each.amount("strike")) is not None
    ]
    if that_day and "strike" in record.facts:
        strikes = listed(f"{name!r} at {strike:f}" for name, strike in that_day)
        return record.problem(
            "strike",
            f"which no grant of {day} has: {strikes}",
            "correct the strike, or import the grant that it is of too",
        )
    return record.problem(
        field,
        "of which no file has a grant",
        "import the list of grants in the same command, or write the grant in the "
        "scenario first",
    )


def _add_vesting(
    grant: ImportedGrant, rows: Sequence[RowFacts], problems: Problems
) -> None:
    by_table: dict[str, dict[date, int]] = {}
    for record in rows:
        on, shares = record.get("vests_on"), record.get("vests")
        granted_on = grant.day("granted_on")
        assert isinstance(on, date)
        assert isinstance(shares, int)
        if granted_on is not None and on < granted_on:
            problems.append(
                record.problem(
                    "vests_on",
                    f"before the day of grant, {granted_on}",
                    "correct either",
                )
            )
        days = by_table.setdefault(record.table, {})
        days[on] = days.get(on, 0) + shares
    for table, days in by_table.items():
        if grant.vesting and grant.vesting != days:
            problems.append(
                Problem(
                    "",
                    "",
                    f"says otherwise than another one when grant {grant.name!r} vests",
                    "import one of them",
                    file=table,
                )
            )
        grant.vesting = dict(sorted(days.items()))


def _add_exercises(
    grant: ImportedGrant, rows: Sequence[RowFacts], problems: Problems
) -> None:
    days: dict[date, list[RowFacts]] = {}
    for record in rows:
        for field in ("kind", "granted_on", "strike"):
            add_fact(grant, field, record, problems)
        on = record.get("exercised_on")
        assert isinstance(on, date)
        days.setdefault(on, []).append(record)
        problems.extend(_untimely(grant, record, on))
    for on, of_day in sorted(days.items()):
        exercise = _exercise(grant, on, of_day, problems)
        if exercise is not None:
            grant.exercises.append(exercise)


def _untimely(grant: ImportedGrant, record: RowFacts, on: date) -> Iterator[Problem]:
    """Yield what is wrong with the days of an exercise or a sale."""
    granted_on, expires_on = grant.day("granted_on"), grant.day("expires_on")
    sold_on = record.get("sold_on")
    if granted_on is not None and on < granted_on:
        yield record.problem(
            "exercised_on", f"before the day of grant, {granted_on}", "correct either"
        )
    if expires_on is not None and on > expires_on:
        yield record.problem(
            "exercised_on", f"after the grant expired on {expires_on}", "correct either"
        )
    if isinstance(sold_on, date) and sold_on < on:
        yield record.problem(
            "sold_on", f"before the exercise on {on}", "correct either"
        )


def _exercise(
    grant: ImportedGrant, on: date, rows: Sequence[RowFacts], problems: Problems
) -> Exercise | None:
    """Return what was exercised on a day; None where rows only tell of sales."""
    exercised = _by_table(rows, {"exercise", "same_day_sale"})
    sold = _by_table(rows, {"same_day_sale", "sale"})
    value = _value_on(rows, problems)
    shares = _same_everywhere(grant, on, exercised, "exercised", problems)
    gone = _same_everywhere(grant, on, sold, "sold", problems)
    if not exercised:
        last = rows[-1]
        problems.append(
            last.problem(
                "exercised_on",
                f"on which no file has an exercise of grant {grant.name!r}",
                "import Form 3921, or the exercises, in the same command",
            )
        )
        return None
    if gone > shares:
        problems.append(
            rows[-1].problem(
                "shares",
                f"by which {gone:,} shares were sold of {shares:,} exercised on {on}",
                "correct one of the rows",
            )
        )
    return Exercise(on, shares, gone, value, tuple(rows))


def _by_table(rows: Sequence[RowFacts], what: set[str]) -> dict[str, int]:
    """Return the shares of some kinds of rows, by the table that they stand in."""
    found: dict[str, int] = {}
    for record in rows:
        shares = record.get("shares")
        if record.what in what and isinstance(shares, int):
            found[record.table] = found.get(record.table, 0) + shares
    return found


def _same_everywhere(
    grant: ImportedGrant, on: date, by_table: dict[str, int], word: str,
    problems: Problems,
) -> int:  # fmt: skip
    """Return a number of shares that all tables that tell it must agree on."""
    if len(set(by_table.values())) > 1:
        (first, shares), *others = by_table.items()
        for table, other in others:
            if other != shares:
                problems.append(
                    Problem(
                        "",
                        "",
                        f"has {other:,} shares of grant {grant.name!r}, exercised on "
                        f"{on}, as {word}, while {first} has {shares:,}",
                        "correct the one that is wrong; all rows of a day belong in "
                        "one file, and there on one sheet",
                        file=table,
                    )
                )
    return next(iter(by_table.values()), 0)


def _value_on(rows: Sequence[RowFacts], problems: Problems) -> Decimal | None:
    """Return the value of a share on a day, which all rows must agree on."""
    told = [record for record in rows if "value_at_exercise" in record.facts]
    for record in told[1:]:
        value = told[0].facts["value_at_exercise"].value
        if record.get("value_at_exercise") != value:
            problems.append(
                record.problem(
                    "value_at_exercise",
                    f"while {told[0].said} says {in_words(value)} for the same day",
                    "correct the one that is wrong",
                )
            )
    found = told[0].get("value_at_exercise") if told else None
    return found if isinstance(found, Decimal) else None
