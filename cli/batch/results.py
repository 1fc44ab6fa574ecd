"""The results of a batch as files, and what is known of each of them.

Beside the results, in a hidden folder, stands a record of each: what it was made from,
its row of the summary, and a digest of its file. A record is written after its result,
so that a run that is killed between the two makes the result again.
"""

import hashlib
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from pydantic import Field, ValidationError

from isoplan.cli.batch.households import BatchRefused, Household
from isoplan.cli.batch.planning import Asked, Planned
from isoplan.cli.batch.row import CHANGES, BatchRow, with_changes
from isoplan.models.results.base import Result
from isoplan.optimizer.processes.installed import installed
from isoplan.optimizer.processes.kept_files import (
    FolderRefused,
    key_of,
    made_folder,
    write_whole,
)

RECORDS = ".batch"
"""Folder of the records, hidden."""
LOCK, RUN, DRAFT = "lock", "run.json", "draft"
"""Files in it beside the records, whose names are longer."""
OF_RECORDS = "households"
"""Folder of the records in it."""
GOES_ON = "; make room or name another folder: what is done is kept"


class Run(Result):
    """The latest run into a folder."""

    number: int = 0
    is_finished: bool = True
    folder: str = Field(default="", description="Of the scenario files.")


class Record(Result):
    """What is known of a result."""

    run: int = Field(description="Number of the run that made it.")
    key: str = Field(description="Of all that it was made from.")
    digest: str = Field(description="Of its file.")
    file_key: str = Field(default="", description="Of its scenario file's own fields.")
    changes: dict[str, Any] = Field(
        default_factory=dict, description="What was changed in them, by path."
    )
    row: BatchRow
    plan: BatchRow | None = Field(description="The last row with a plan.")


class Results:
    """The results in a folder, held by one run at a time, in a ``with`` block.

    Attributes:
        folder: Of the results.
        run: Number of this run: that of the one before if it was not finished.
    """

    def __init__(
        self, folder: Path, asked: Asked, version: str, scenarios: Path
    ) -> None:
        """Keep what is needed; nothing is looked at yet.

        Args:
            folder: Of the results; made if it is not there.
            asked: Of every household.
            version: Of isoplan.
            scenarios: Folder of the scenario files.
        """
        self.folder, self.records = folder, folder / RECORDS
        self.scenarios = scenarios
        self.run = 0
        self._lock: TextIO | None = None
        limits = asked.limits
        self._told = {
            "version": version,
            "source": installed().digest,
            "solver": asked.solver,
            "gap": limits.gap_dollars,
            "seconds": limits.time_limit_s,
        }

    def __enter__(self) -> Self:
        """Take the folder.

        Raises:
            FolderRefused: If nothing can be written in it.
            BatchRefused: If another run has it.
        """
        made_folder(self.folder, "results")
        made_folder(self.records, "results")
        try:
            self._take()
            before = self._run_before()
            self.run = before.number + before.is_finished
            self._write_run(is_finished=False)
        except BaseException:
            self._let_go()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the folder go; the system does it where the process is killed."""
        self._let_go()

    def finish(self) -> None:
        """Say that this run has come to its end: the next one is another."""
        self._write_run(is_finished=True)

    def key(self, household: Household) -> str:
        """Return a key of all that the result of a household depends on."""
        return key_of(
            {**self._told, "file": household.file, "fields": household.fields}
        )

    def known(self, household: Household) -> BatchRow | None:
        """Return the row of a result that stands; None if it is to be made.

        It is made again where anything that it depends on has changed, or its file,
        and where there was no plan, so that there is no file: the reason may be gone.
        """
        record = self._record(household)
        if record is None or household.fields is None:
            return None
        if record.key != self.key(household):
            return None
        try:
            content = self._file(household, "").read_bytes()
        except OSError:
            return None
        if digest_of(content) != record.digest:
            return None
        if record.run == self.run:  # made by this run, before it was stopped
            return record.row
        return record.row.model_copy(update=CHANGES)

    def keep(self, household: Household, found: Planned) -> BatchRow:
        """Write a result, whole or not at all, and then its record.

        Returns:
            Its row, with what has changed since the run before.

        Raises:
            FolderRefused: If it cannot be written.
        """
        record = self._record(household)
        before = record.row if record else None
        plan_before = record.plan if record else None
        row = with_changes(found.row, before, plan_before)
        content = f"{found.text}\n".encode(errors="replace")
        ending, other = (".error", "") if row.is_failed else ("", ".error")
        self._write(self._file(household, ending), content)
        with suppress(FileNotFoundError):
            self._file(household, other).unlink()
        made = Record(
            run=self.run,
            key=self.key(household),
            digest=digest_of(content),
            file_key=household.file_key,
            changes=dict(household.changes),
            row=row,
            plan=plan_before if row.is_failed else row,
        )
        text = made.model_dump_json(indent=1)
        self._write(self._record_file(household), text.encode("utf-8"))
        return row

    def _take(self) -> None:
        """Take the folder, for this run alone.

        Raises:
            FolderRefused: If nothing can be written in it.
            BatchRefused: If another run has it.
        """
        try:
            self._lock = (self.records / LOCK).open("a", encoding="utf-8")
            _take(self._lock)
        except BlockingIOError:
            raise BatchRefused(
                f"{self.folder}: another run of isoplan batch writes into it; wait for "
                "its end, or name another folder"
            ) from None
        except OSError as error:
            raise FolderRefused(
                f"{self.folder}: no results can be kept in it: {error.strerror}; name "
                "another folder"
            ) from error

    def _let_go(self) -> None:
        if self._lock is not None:
            self._lock.close()

    def _file(self, household: Household, ending: str) -> Path:
        return self.folder / f"{household.name}{ending}.json"

    def _record_file(self, household: Household) -> Path:
        return self.records / OF_RECORDS / f"{household.name}.json"

    def _record(self, household: Household) -> Record | None:
        """Return what is known of a result; None where nothing can be read."""
        try:
            text = self._record_file(household).read_bytes()
            return Record.model_validate_json(text)
        except (OSError, ValidationError):
            return None

    def _run_before(self) -> Run:
        try:
            return Run.model_validate_json((self.records / RUN).read_bytes())
        except (OSError, ValidationError):
            return Run()

    def _write_run(self, *, is_finished: bool) -> None:
        folder = str(self.scenarios.resolve())
        told = Run(number=self.run, is_finished=is_finished, folder=folder)
        self._write(self.records / RUN, told.model_dump_json().encode("utf-8"))

    def _write(self, file: Path, content: bytes) -> None:
        """Write a file whole or not at all; nobody else writes here meanwhile.

        Raises:
            FolderRefused: If it cannot be written.
        """
        made_folder(file.parent, "results")
        try:
            write_whole(file, content, self.records / DRAFT)
        except FolderRefused as error:
            raise FolderRefused(f"{error}{GOES_ON}") from error


def digest_of(content: bytes) -> str:
    """Return a digest of a file."""
    return hashlib.sha256(content).hexdigest()


if sys.platform == "win32":
    import msvcrt

    def _take(lock: TextIO) -> None:
        """Lock a file until it is closed, or the process ends.

        Raises:
            BlockingIOError: If another process has it.
        """
        try:
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error
else:
    import fcntl

    def _take(lock: TextIO) -> None:
        """Lock a file until it is closed, or the process ends.

        Raises:
            BlockingIOError: If another process has it.
        """
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
