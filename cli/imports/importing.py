"""Files of grants and exercises into the text of a scenario: the table of contents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from isoplan.cli.imports.mapping import ColumnMapping, bundled, mapping_named
from isoplan.cli.imports.merging import Merged, grants_there, merged
from isoplan.cli.imports.row_facts import Headers, Reading, RowFacts, headers_in
from isoplan.cli.imports.sheets import Sheet, readings
from isoplan.cli.imports.sums import sum_problems
from isoplan.cli.imports.tying import tied
from isoplan.cli.scenario_text.adding import with_added
from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.base.problems import Problem, first_problems, listed
from isoplan.models.validation.reading import table_of_text

MOST_HEADERS = 8
"""Of a sheet that are told where no table is found in it."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A scenario's text with what was imported, and what to say of it.

    Attributes:
        text: TOML.
        read: What was read: each file, its source and its table.
        came: What came in.
        there: What was there already, with the same facts.
        missing: What the files do not say, with what to write.
        unread: Sheets that were left out.
        changed: Whether the text is another than before.
    """

    text: str
    read: tuple[str, ...]
    came: tuple[str, ...]
    there: tuple[str, ...]
    missing: tuple[str, ...]
    unread: tuple[str, ...]
    changed: bool


@dataclass(slots=True)
class _Gathered:
    """Rows of all files, and what is wrong with them."""

    records: list[RowFacts] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def imported(
    contents: Mapping[str, bytes],
    mapping: ColumnMapping | None,
    text: str,
    name: str,
) -> Imported:
    """Return a scenario's text with what files hold of grants, lots and vesting.

    Args:
        contents: Each file by its name.
        mapping: Of the files' source, for all whose headers it fits; else, and of the
            others, it is found by the headers.
        text: TOML of the scenario that it goes into; may be empty.
        name: Of the scenario, for messages.

    Raises:
        ScenarioErrors: With everything that contradicts, or cannot be read.
        NotAdded: If the text has to be changed by hand.
        NoWorkbooks: If a file is a workbook and what reads one is missing.
    """
    given = table_of_text(text, name) if text.strip() else {}
    gathered = _Gathered()
    for file, content in contents.items():
        _gather(file, content, mapping, gathered)
    problems = gathered.problems
    grants = tied(gathered.records, grants_there(given, name), problems)
    for grant in grants:
        problems.extend(sum_problems(grant))
    result = merged(given, grants, name)
    problems.extend(result.problems)
    if problems:
        raise ScenarioErrors(first_problems(dict.fromkeys(problems)))
    return _written(text, gathered, result)


def _written(text: str, gathered: _Gathered, result: Merged) -> Imported:
    return Imported(
        with_added(text, result.blocks, result.additions),
        tuple(gathered.read),
        tuple(result.came),
        tuple(result.there),
        tuple(str(each) for each in result.missing),
        tuple(gathered.unread),
        bool(result.blocks or result.additions),
    )


def _gather(
    file: str, content: bytes, mapping: ColumnMapping | None, gathered: _Gathered
) -> None:
    """Read one file's rows."""
    try:
        ways, broken = readings(file, content)
    except ScenarioErrors as error:
        gathered.problems.extend(error.problems)
        return
    found: list[tuple[Sheet, ColumnMapping, Headers]] = []
    for sheets in ways:
        for sheet in sheets:
            fitting = _fitting(sheet, mapping)
            if len(fitting) > 1:
                names = listed(each.title for each, _ in fitting)
                gathered.problems.append(
                    Problem(
                        "",
                        "",
                        f"has headers of {names}",
                        "say whose it is: --from NAME, or --mapping FILE",
                        file=file,
                    )
                )
                return
            found += [(sheet, each, headers) for each, headers in fitting]
        if found:
            read = {id(sheet) for sheet, _, _ in found}
            gathered.unread += [
                f"{file}, sheet {sheet.name!r}"
                for sheet in sheets
                if id(sheet) not in read and sheet.rows
            ]
            break
    if not found:
        gathered.problems += broken or [_unknown(file, ways)]
    for sheet, source, headers in found:
        reading = Reading(sheet, source, headers)
        reading.read()
        gathered.records += reading.records
        gathered.problems += reading.problems
        of_sheet = f", sheet {sheet.name!r}" if sheet.name else ""
        count = len(reading.records)
        gathered.read.append(
            f"{file}{of_sheet}: {count} row{'s' * (count != 1)}, as {source.title}: "
            f"{headers.table.name}"
        )


def _fitting(
    sheet: Sheet, mapping: ColumnMapping | None
) -> list[tuple[ColumnMapping, Headers]]:
    """Return the mappings that a sheet's headers fit: the one that was named first."""
    if mapping is not None and (headers := headers_in(sheet, mapping)) is not None:
        return [(mapping, headers)]
    tried = [mapping_named(name) for name in bundled()]
    found = [
        (each, headers)
        for each in tried
        if (headers := headers_in(sheet, each)) is not None
    ]
    own = [each for each in found if not each[0].last_resort]
    return own or found


def _unknown(file: str, ways: Sequence[tuple[Sheet, ...]]) -> Problem:
    """Return that a file holds no table that is known, with the headers it has."""
    rows = [
        [str(cell) for cell in row.cells if cell not in {None, ""}]
        for sheets in ways
        for sheet in sheets
        for row in sheet.rows[:5]
    ]
    headers = max(rows, key=len, default=[])
    headers_shown = listed((repr(each) for each in headers), most=MOST_HEADERS)
    return Problem(
        "",
        "",
        "has no table that isoplan knows; its headers seem to be "
        + (headers_shown or "none"),
        "name the columns as docs/importing.md has them, or write a mapping for them: "
        "--mapping FILE",
        file=file,
    )
