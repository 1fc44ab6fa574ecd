"""``isoplan import``: grants and exercises of spreadsheets, put into a scenario."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from isoplan.cli.imports.importing import Imported, imported
from isoplan.cli.imports.mapping import (
    ColumnMapping,
    bundled,
    mapping_in,
    mapping_named,
)
from isoplan.cli.imports.sheets import MOST_BYTES
from isoplan.cli.imports.summary import before_check, summary
from isoplan.cli.layout.width import fitting, terminal_width
from isoplan.cli.process.exit_codes import ExitCode
from isoplan.cli.process.streams import say
from isoplan.cli.process.whole_files import write_anew, write_new
from isoplan.models.base.errors import IsoPlanError, ScenarioErrors
from isoplan.models.base.problems import Problem
from isoplan.models.validation.file_text import STANDARD_INPUT, source_name
from isoplan.models.validation.reading import text_in

HEAD = """\
# Imported by isoplan import; what the files do not say is named below in comments.
# isoplan check FILE says what is missing; isoplan init shows every other section.
"""


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    help="Put it into this scenario file, whose text and comments stay.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write a new scenario file; one that exists is never overwritten.",
)
@click.option(
    "--from",
    "source",
    type=click.Choice(bundled()),
    help="Whose files they are, where headers fit several sources.",
)
@click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    help="A mapping of your own, tried first: which column holds what.",
)
def import_(
    *,
    files: Sequence[Path],
    into: Path | None,
    output: Path | None,
    source: str | None,
    mapping: Path | None,
) -> None:
    """Put the grants and exercises of FILES, .csv or .xlsx, into a scenario.

    Rows of all files are tied together; whatever contradicts is told, and then nothing
    is written. What the files do not say is left out and named. Without --into and -o
    the scenario is printed.

    \N{BACKSPACE}
    For example:
        isoplan import grants.csv form_3921.csv -o my_options.toml
        isoplan import BenefitHistory.xlsx --from etrade --into my_options.toml
    """
    if into and output:
        raise click.UsageError("--into and -o exclude each other; choose one")
    if source and mapping:
        raise click.UsageError("--from and --mapping exclude each other; choose one")
    try:
        found = _imported(files, into, _mapping(source, mapping))
        _write(found, into, output)
    except ScenarioErrors as error:
        say(str(error))
        raise SystemExit(ExitCode.KNOWN_ERROR) from None
    except IsoPlanError as error:
        say(f"Error: {error}")
        raise SystemExit(ExitCode.KNOWN_ERROR) from None
    _tell(found, into or output)


def _tell(found: Imported, file: Path | None) -> None:
    """Say what came in and what is missing; beside a text that was printed, aside."""
    lines = [*summary(found), *before_check(found.text)]
    if file is None:
        say("\n".join(lines))
        return
    lines.insert(0, f"Wrote {file}." if found.changed else f"{file} stays as it is.")
    click.echo(fitting("\n".join(lines), terminal_width()))


def _mapping(source: str | None, mapping: Path | None) -> ColumnMapping | None:
    if mapping is not None:
        return mapping_in(mapping)
    return None if source is None else mapping_named(source)


def _imported(
    files: Sequence[Path], into: Path | None, mapping: ColumnMapping | None
) -> Imported:
    """Read all files, and the scenario that they go into."""
    problems = [
        _problem(each, "is given twice", "name it once") for each in _twice(files)
    ]
    contents: dict[str, bytes] = {}
    for file in dict.fromkeys(files):
        try:
            contents[source_name(file)] = _content(file)
        except OSError as error:
            why = error.strerror or str(error)
            problems.append(_problem(file, f"cannot be read: {why}", "check the path"))
    text, name = HEAD, "the new scenario"
    if into is not None:
        text, name = _text_of(into, problems), str(into)
    if problems:
        raise ScenarioErrors(problems)
    return imported(contents, mapping, text, name)


def _text_of(into: Path, problems: list[Problem]) -> str:
    """Return the text of the scenario that files go into."""
    if into == STANDARD_INPUT or into.suffix.lower() == ".json":
        problems.append(
            _problem(into, "cannot be written into", "name a scenario file of TOML")
        )
        return ""
    try:
        return text_in(into)
    except ScenarioErrors as error:
        problems += error.problems
        return ""


def _content(file: Path) -> bytes:
    """Return a file's bytes, no more than are read anyway and one."""
    if file == STANDARD_INPUT:
        if sys.stdin is None:
            raise OSError("it is closed")
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _twice(files: Sequence[Path]) -> list[Path]:
    return sorted({each for each in files if files.count(each) > 1})


def _problem(file: Path, reason: str, remedy: str) -> Problem:
    return Problem("", "", reason, remedy, file=source_name(file))


def _write_toml(file: Path, text: str) -> None:
    if file.suffix.lower() == ".json":
        raise ValueError("the scenario is TOML, whose comments JSON cannot hold")
    write_new(file, text)


def _write(found: Imported, into: Path | None, output: Path | None) -> None:
    """Write the scenario, whole or not at all; print it if no file is named."""
    file = into or output
    try:
        if into is not None:
            if found.changed:
                write_anew(into, found.text)
        elif output is not None:
            _write_toml(output, found.text)
        else:
            click.echo(found.text, nl=False)
    except FileExistsError:
        reason, remedy = (
            "it exists already, and is not overwritten",
            f"name another file, or put it into that one: --into {file}",
        )
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        reason, remedy = f"it cannot be written: {why}", "name another file"
    else:
        return
    assert file is not None
    raise ScenarioErrors([Problem("", "", reason, remedy, file=f"Error: {file}")])
