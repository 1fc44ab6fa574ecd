"""The public functions that write files: a report, and a batch of households.

As those of :mod:`isoplan._calls` they decide nothing.
"""

from importlib.metadata import version
from pathlib import Path
from typing import get_args

from isoplan._sources import (
    DEFAULTS,
    FilePath,
    Progress,
    ScenarioSource,
    limits_of,
    load_scenario,
)
from isoplan.cli.batch.planning import Asked
from isoplan.cli.batch.run import Batch, run_batch
from isoplan.cli.batch.summary import BatchSummary
from isoplan.cli.report.extra import needed
from isoplan.cli.report.letterhead import letterhead_of
from isoplan.cli.report.outputs import checked_outputs, write_all
from isoplan.cli.tree_report.any_report import Part, made_report, solved_report
from isoplan.models.base.problems import listed
from isoplan.optimizer.solving.solution import SolverName


def report(
    source: ScenarioSource,
    *files: FilePath,
    part: Part = "all",
    name: str = "",
    logo: FilePath | None = None,
    disclaimer: str = "",
    open_forms: bool = False,
    force: bool = False,
    time_limit: float = DEFAULTS.time_limit_s,
    gap: float = DEFAULTS.gap_dollars,
    solver: SolverName = "auto",
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write the plan of a scenario as a page, a workbook, a calendar or rows.

    Args:
        source: Path, dict or scenario; see :func:`isoplan.load_scenario`.
        files: What to write, by its ending: .html, .xlsx, .ics, .csv or .json.
        part: ``all``: the plan with the schedules people follow; ``plan`` alone; or
            ``comparison`` alone.
        name: A planner's or firm's, on top.
        logo: A PNG or JPEG file beside it, at most 100 KB.
        disclaimer: Closes the report.
        open_forms: Whether all years of forms are open on the page.
        force: Whether files that exist are overwritten.
        time_limit: As for :func:`isoplan.plan`.
        gap: As for :func:`isoplan.plan`.
        solver: As for :func:`isoplan.plan`.
        progress: As for :func:`isoplan.plan`; told what the report goes without too.

    Returns:
        The files, all written whole.

    Raises:
        ValueError: If no file is named, or an argument is none of those known.
        IsoPlanError: As for :func:`isoplan.plan`; where a file cannot be written, or a
            package of the extra ``report`` is missing, as well.
    """
    limits = limits_of(time_limit, gap, solver).started()
    if part not in get_args(Part):
        raise ValueError(f"part is {part!r}; known words: {listed(get_args(Part))}")
    outputs = tuple(Path(file) for file in files)
    if not outputs:
        raise ValueError("no file is named; name one, such as plan.html")
    checked_outputs(outputs, force=force, days=part != "comparison")
    letterhead = letterhead_of(name, None if logo is None else Path(logo), disclaimer)
    tell = progress or (lambda _: None)
    scenario = load_scenario(source)
    solved = solved_report(scenario, part, limits, solver, tell, tell)
    made = made_report(solved, letterhead, tell, open_forms=open_forms)
    contents = {file: made.content(file.suffix.lower()) for file in outputs}
    write_all(contents, force=force)
    return outputs


def batch(
    folder: FilePath,
    results: FilePath,
    *,
    changes: FilePath | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    time_limit: float = DEFAULTS.time_limit_s,
    gap: float = DEFAULTS.gap_dollars,
    solver: SolverName = "auto",
    progress: Progress | None = None,
) -> BatchSummary:
    """Plan every household of a folder, a scenario file each, and summarize them.

    A household without a plan raises nothing: its row says why. A call that was stopped
    goes on, and what stands already is not planned again.

    Args:
        folder: Of the scenario files.
        results: Folder of the results and the summary; made if it is not there.
        changes: A CSV file of what differs: a file a row, then fields.
        workers: Processes; as many as there are cores if left out.
        scheduler: Address of a Dask scheduler that plans in their place.
        time_limit: As for :func:`isoplan.plan`; that of each plan.
        gap: As for :func:`isoplan.plan`; that of each plan.
        solver: As for :func:`isoplan.plan`.
        progress: As for :func:`isoplan.plan`; told how many are done.

    Raises:
        ValueError: If an argument is out of its range.
        ScenarioErrors: If the file of changes is wrong.
        IsoPlanError: If the batch cannot begin, or its results cannot be written; where
            a package of the extra ``report`` is missing as well.
    """
    asked = Asked(limits_of(time_limit, gap, solver), solver)
    if workers is not None and scheduler is not None:
        raise ValueError(
            "workers is of this machine and scheduler of a cluster; give one"
        )
    if workers is not None and workers < 1:
        raise ValueError(f"workers is {workers!r}; give a number, 1 or more")
    for ending in (".xlsx", ".html"):
        needed(ending)
    given = Batch(
        Path(folder),
        Path(results),
        None if changes is None else Path(changes),
        asked,
        scheduler,
        workers,
        version("isoplan"),
    )
    return run_batch(given, progress or (lambda _: None))
