"""A batch from its folder to its summary: the table of contents of this package."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from isoplan.cli.batch.changes_file import changed_households
from isoplan.cli.batch.households import Household, files_in, households_of
from isoplan.cli.batch.planning import Asked, Planned, lost, planned
from isoplan.cli.batch.results import Results
from isoplan.cli.batch.row import by_attention
from isoplan.cli.batch.summary import BatchSummary, summary_files
from isoplan.cli.process.stopping import Stopped
from isoplan.cli.report.outputs import write_all
from isoplan.optimizer.processes.jobs import LOST, Job, cores
from isoplan.optimizer.processes.memory import share
from isoplan.optimizer.processes.spread import spread

KNOWN_FROM = 3
"""Households planned from which the time that the others take is estimated."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch is made from.

    Attributes:
        folder: Of the scenario files.
        results: Folder of the results.
        changes: File of changes, if there is one.
        asked: Of every household.
        scheduler: Address of a Dask scheduler; processes of this machine without one.
        workers: Processes; as many as there are cores if left out.
        version: Of isoplan.
    """

    folder: Path
    results: Path
    changes: Path | None
    asked: Asked
    scheduler: str | None = None
    workers: int | None = None
    version: str = ""


def run_batch(batch: Batch, tell: Callable[[str], None]) -> BatchSummary:
    """Plan each household of a folder, and write its result; then the summary.

    Args:
        batch: What it is made from.
        tell: Told how far it is, when it will be done, and, as a warning, of a worker
            whose answers are not taken.

    Raises:
        BatchRefused: If it cannot begin.
        ScenarioErrors: If the file of changes is wrong.
        FolderRefused: If results cannot be written.
        ClusterRefused: If the cluster cannot be used.
        ReportRefused: If the summary cannot be made or written.
    """
    tell("reading the files ...")
    files = files_in(batch.folder, batch.results)
    changed = changed_households(batch.changes, files) if batch.changes else ()
    households = households_of(batch.folder, files, changed)
    with Results(batch.results, batch.asked, batch.version, batch.folder) as results:
        known = [results.known(each) for each in households]
        rows = {n: row for n, row in enumerate(known) if row is not None}
        left = {n: each for n, each in enumerate(households) if n not in rows}
        progress = Progress(len(households), len(rows), len(left))
        try:
            tell(progress.in_words)
            for number, found in _planned_each(batch, left, tell):
                rows[number] = results.keep(households[number], found)
                progress.add(failed=rows[number].is_failed)
                tell(progress.in_words)
        except Stopped as stopped:
            stopped.said = (
                f"Stopped; {len(rows)} of {len(households)} results are kept, and the "
                "same command goes on."
            )
            raise
        in_order = by_attention(list(rows.values()))
        contents = summary_files(batch.results, in_order, batch.version)
        write_all(contents, force=True)
        results.finish()
    return BatchSummary(tuple(in_order), len(left), tuple(contents))


def _planned_each(
    batch: Batch, left: Mapping[int, Household], tell: Callable[[str], None]
) -> Iterator[tuple[int, Planned]]:
    """Yield what came of each household, whichever is ready first."""
    job: Job[Asked, Household, Planned | str]
    workers = cores() if batch.workers is None else batch.workers
    memory = share(min(workers, len(left)))
    job = Job(planned, batch.asked, late=LOST, lost=str, memory=memory)
    for number, found in spread(
        job,
        left,
        _in_words,
        scheduler=batch.scheduler,
        workers=workers,
        tell=tell,
    ):
        if isinstance(found, str):
            found = lost(left[number], found)
        yield number, found


def _in_words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


class Progress:
    """How far a batch is."""

    def __init__(self, households: int, known: int, left: int) -> None:
        """Begin.

        Args:
            households: Of the batch.
            known: Whose results stand already.
            left: To be planned.
        """
        self.households, self.known, self.left = households, known, left
        self.done, self.failed, self._begun = 0, 0, time.monotonic()

    def add(self, *, failed: bool) -> None:
        """Count one household more."""
        self.done += 1
        self.failed += failed

    @property
    def in_words(self) -> str:
        """Return how many are done, how many failed, and when all will be."""
        told = [f"{self.known + self.done:,} of {self.households:,} households"]
        if self.failed:
            told.append(f"{self.failed:,} without a plan")
        if KNOWN_FROM <= self.done < self.left:
            seconds = time.monotonic() - self._begun
            seconds *= (self.left - self.done) / self.done
            ends = datetime.now().astimezone() + timedelta(seconds=seconds)
            told.append(f"done in about {_duration(seconds)}, at {ends:%H:%M}")
        return ", ".join(told)


def _duration(seconds: float) -> str:
    """Return a time in words."""
    if seconds < 90.0:
        return f"{seconds:.0f} s"
    minutes = seconds / 60.0
    return f"{minutes:.0f} min" if minutes < 90.0 else f"{minutes / 60.0:.1f} h"
