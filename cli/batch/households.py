"""The households of a batch: a file each, or a file with the changes of a row."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from isoplan.cli.batch.changes_file import ChangedHousehold
from isoplan.models.base.errors import IsoPlanError, ScenarioErrors
from isoplan.models.validation.reading import read_table
from isoplan.optimizer.processes.kept_files import key_of

ENDINGS = (".toml", ".json")
"""How the names of scenario files end."""
HIDDEN = "."
"""With it the names of files and folders begin that are left alone."""


class BatchRefused(IsoPlanError):
    """A batch cannot begin: its folder, its changes or its results."""


@dataclass(frozen=True, slots=True)
class Household:
    """One household of a batch.

    Attributes:
        name: Of its result, without ending: the file's path within the folder, or the
            name that a row of the changes gives.
        file: Path of its file within the folder, with ``/``.
        source: The same as messages name it.
        fields: As planned, the changes among them; None where there is an error.
        places: Where changes were given, in words, by the path of the field.
        changes: Values that were changed, by the path of the field.
        file_key: Key of the file's own fields; empty where it cannot be read.
        error: Why it cannot be planned, known already.
    """

    name: str
    file: str
    source: str
    fields: Mapping[str, Any] | None
    places: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, object] = field(default_factory=dict)
    file_key: str = ""
    error: IsoPlanError | None = None


def files_in(folder: Path, results: Path) -> list[str]:
    """Return the scenario files of a folder and the folders in it, in order.

    Hidden ones are left alone, and the folder of the results.

    Returns:
        Their paths within the folder, with ``/``.

    Raises:
        BatchRefused: If the folder cannot be read, or there are none.
    """
    if not folder.is_dir():
        why = "is a file, not a folder" if folder.exists() else "is not there"
        raise BatchRefused(f"{folder}: {why}; name a folder of scenario files")
    if results.resolve() == folder.resolve():
        raise BatchRefused(
            f"{results}: results would stand among the scenario files; name another "
            "folder for them"
        )
    found = sorted(_walked(folder, results.resolve()))
    if not found:
        raise BatchRefused(
            f"{folder}: there is no scenario file in it; their names end with .toml or "
            ".json"
        )
    return found


def _walked(folder: Path, results: Path) -> Iterator[str]:
    def refuse(error: OSError) -> None:
        raise BatchRefused(
            f"{error.filename}: cannot be read: {error.strerror}; check its permissions"
        ) from error

    for place, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = [
            each
            for each in folders
            if not each.startswith(HIDDEN) and (Path(place) / each).resolve() != results
        ]
        for each in files:
            if each.lower().endswith(ENDINGS) and not each.startswith(HIDDEN):
                yield (Path(place) / each).relative_to(folder).as_posix()


def households_of(
    folder: Path, files: Sequence[str], changed: Sequence[ChangedHousehold]
) -> list[Household]:
    """Return the households in the order of their names.

    A file that changes name is planned once for each of their rows, and not as it
    stands.

    Args:
        folder: Of the files.
        files: Their paths within it.
        changed: Rows of the changes; each names one of the files.

    Raises:
        BatchRefused: If two would have the same result.
    """
    of_rows = {each.file for each in changed}
    given = [ChangedHousehold(file) for file in files if file not in of_rows]
    given = sorted([*given, *changed], key=lambda each: (each.name, each.file))
    _refuse_same_results(given)
    read = cache(partial(_read, folder))
    return [_household(each, folder / each.file, *read(each.file)) for each in given]


def key_of_file(read: Mapping[str, Any] | ScenarioErrors) -> str:
    """Return a key of a file's fields; of one that cannot be read an empty one."""
    return "" if isinstance(read, ScenarioErrors) else key_of(read)


def _read(folder: Path, file: str) -> tuple[dict[str, Any] | ScenarioErrors, str]:
    """Return the fields of a file, or what is wrong with it; and their key."""
    try:
        read: dict[str, Any] | ScenarioErrors = read_table(folder / file)
    except ScenarioErrors as error:
        read = error
    return read, key_of_file(read)


def _refuse_same_results(given: Sequence[ChangedHousehold]) -> None:
    """Refuse households whose results would have the same file, on any system.

    Raises:
        BatchRefused: With each of them.
    """
    taken: dict[str, ChangedHousehold] = {}
    problems = []
    for each in given:
        for file in (each.name, f"{each.name}.error"):
            other = taken.setdefault(file.casefold(), each)
            if other is not each:
                problems.append(
                    f"{each.in_words} and {other.in_words} would both have the result "
                    f"{file}.json; rename one of them"
                )
    if problems:
        raise BatchRefused("\n".join(problems))


def _household(
    given: ChangedHousehold,
    path: Path,
    read: dict[str, Any] | ScenarioErrors,
    file_key: str,
) -> Household:
    """Return a household with its fields, or with why it has none."""
    source = str(path)
    changes = {each.path: each.value for each in given.changes}
    places = {each.path: each.place for each in given.changes}
    fields: dict[str, Any] | None = None
    error: ScenarioErrors | None = None
    try:
        if isinstance(read, ScenarioErrors):
            raise read
        fields = given.applied(read, source)
    except ScenarioErrors as wrong:
        error = wrong
    return Household(
        given.name, given.file, source, fields, places, changes, file_key, error
    )
