"""A finished batch read again: its rows, and the file and the plan of one household.

Nothing is written, and nothing is read but in the two folders: that of the results and
that of the scenario files, as the batch recorded it.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from isoplan.cli.batch.households import ENDINGS, BatchRefused, key_of_file
from isoplan.cli.batch.results import (
    OF_RECORDS,
    RECORDS,
    RUN,
    Record,
    Run,
    digest_of,
)
from isoplan.cli.batch.row import BatchRow
from isoplan.cli.batch.summary import NAME
from isoplan.cli.report.rows_file import RISKY
from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.results.plan import Plan
from isoplan.models.validation.reading import read_table, text_in

SUMMARY = f"{NAME}.csv"
AGAIN = "run isoplan batch again"
MOST_BYTES = 900_000
"""Of a scenario file: more cannot be sent back to be checked and planned."""


@dataclass(frozen=True, slots=True)
class OpenedHousehold:
    """A household of a batch.

    Attributes:
        row: Of the summary.
        text: Of its file as it is now.
        changes: What the batch changed in the file's fields, by path.
        plan: Its result; None where it has none, or that cannot be read.
        told: What whoever reads it must know: no plan, or one of other fields.
    """

    row: BatchRow
    text: str
    changes: Mapping[str, Any]
    plan: Plan | OutcomesPlan | None
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FinishedBatch:
    """The results of a batch, looked at anew for each question.

    Attributes:
        results: Folder of the results.
        folder: Of the scenario files, as the batch recorded it.
    """

    results: Path
    folder: Path

    @classmethod
    def in_folder(cls, results: Path) -> "FinishedBatch":
        """Return the batch whose results a folder holds.

        Raises:
            BatchRefused: If there is none in it.
        """
        run = _run_of(results)
        if run is None or not run.folder:
            raise BatchRefused(
                f"{results}: it holds no results of isoplan batch, or those of an "
                f"older one; name the folder that was its --output, or {AGAIN}"
            )
        found = cls(results.resolve(), Path(run.folder).resolve())
        found.rows()
        return found

    def rows(self) -> tuple[BatchRow, ...]:
        """Return the rows of the summary, in its order.

        Raises:
            BatchRefused: If it cannot be read.
        """
        file = self._within(self.results, SUMMARY)
        try:
            return tuple(_rows_in(file.read_text(encoding="utf-8-sig")))
        except (OSError, ValueError, csv.Error, TypeError) as error:
            why = getattr(error, "strerror", None) or "it is no summary of this isoplan"
            raise BatchRefused(f"{file}: it cannot be read: {why}; {AGAIN}") from error

    @property
    def notice(self) -> str:
        """Return what must be known of all of it; empty if there is nothing."""
        run = _run_of(self.results)
        if run is None or run.is_finished:
            return ""
        return (
            "A run of isoplan batch goes on, or was stopped: this is the summary of "
            "the one before."
        )

    def opened(self, name: str) -> OpenedHousehold:
        """Return a household with its file and its plan.

        Args:
            name: As the summary lists it; nothing else is looked for.

        Raises:
            BatchRefused: If none is called so, or its file is not there.
            ScenarioErrors: If its file cannot be read.
        """
        row = next((row for row in self.rows() if row.household == name), None)
        if row is None:
            raise BatchRefused(f"no client is called {name!r}; load the page again")
        file = self._within(self.folder, row.file)
        if not row.file.lower().endswith(ENDINGS) or not file.is_file():
            raise BatchRefused(
                f"{row.file}: it is no longer in {self.folder}, so {name} cannot be "
                f"opened; {AGAIN}"
            )
        if file.stat().st_size > MOST_BYTES:
            raise BatchRefused(f"{row.file}: it is too large for the page")
        record, told = self._record(name), []
        if row.is_failed:
            told.append(f"There is no plan: {row.failure}")
        if record is None:
            told.append(f"It is not known what this was planned from; {AGAIN}.")
        elif record.file_key != _key_now(file):
            told.append(
                f"{row.file} has changed since: it was planned from another version of "
                f"this file. Find the plan here, or {AGAIN}."
            )
        plan = None if row.is_failed else self._plan(name, record, told)
        changes = record.changes if record else {}
        return OpenedHousehold(row, text_in(file), changes, plan, tuple(told))

    def _record(self, name: str) -> Record | None:
        file = self._within(self.results, f"{RECORDS}/{OF_RECORDS}/{name}.json")
        try:
            return Record.model_validate_json(file.read_bytes())
        except (OSError, ValidationError):
            return None

    def _plan(
        self, name: str, record: Record | None, told: list[str]
    ) -> Plan | OutcomesPlan | None:
        """Return the plan of a household; where there is none, tell why."""
        file = self._within(self.results, f"{name}.json")
        try:
            content = file.read_bytes()
        except OSError:
            told.append(f"{name}.json, its result, is not there; {AGAIN}.")
            return None
        if record is not None and record.digest != digest_of(content):
            told.append(f"{name}.json, its result, was changed by hand; {AGAIN}.")
        try:
            fields = json.loads(content)
            kind = OutcomesPlan if "outcomes" in fields else Plan
            return kind.model_validate_json(content)
        except (ValueError, TypeError):
            told.append(f"{name}.json, its result, cannot be read; {AGAIN}.")
            return None

    def _within(self, folder: Path, name: str) -> Path:
        """Return a file of a folder, wherever links lead.

        Raises:
            BatchRefused: If they, or its name, lead out of the folder.
        """
        file = (folder / name).resolve()
        if not file.is_relative_to(folder):
            raise BatchRefused(f"{name}: it leads out of {folder}, and is not opened")
        return file


def _run_of(results: Path) -> Run | None:
    try:
        return Run.model_validate_json((results / RECORDS / RUN).read_bytes())
    except (OSError, ValidationError):
        return None


def _key_now(file: Path) -> str:
    try:
        return key_of_file(read_table(file))
    except ScenarioErrors as error:
        return key_of_file(error)


def _rows_in(text: str) -> Iterator[BatchRow]:
    """Yield rows as they were before they were written as text.

    Raises:
        ValueError: If the text holds others.
    """
    table = csv.DictReader(StringIO(text, newline=""), strict=True)
    if table.fieldnames != list(BatchRow.model_fields):
        raise ValueError(f"it has the columns {table.fieldnames}")
    for cells in table:
        yield BatchRow.model_validate(dict(_fields(cells)))


def _fields(cells: Mapping[str | None, str | None]) -> Iterator[tuple[str, object]]:
    for name, cell in cells.items():
        of = BatchRow.model_fields.get(str(name))
        if cell == "" and of is not None and of.default is None:
            yield str(name), None
        elif cell and cell[0] == "'" and cell[1:].startswith(RISKY):
            yield str(name), cell[1:]
        else:
            yield str(name), cell
