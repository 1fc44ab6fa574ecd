"""`isoplan batch`: many households, a result a file and a summary of all."""

from importlib.metadata import version
from pathlib import Path

import click

from isoplan.cli.batch.planning import Asked
from isoplan.cli.batch.run import Batch, run_batch
from isoplan.cli.batch.summary import summary_text
from isoplan.cli.commands.shared import QUIET, reported, shown, solver_options
from isoplan.cli.layout.width import terminal_width
from isoplan.cli.process.exit_codes import ExitCode
from isoplan.cli.process.live_line import LiveLine
from isoplan.cli.report.extra import needed
from isoplan.optimizer.solving.solution import Limits, SolverName


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "results",
    required=True,
    type=click.Path(path_type=Path),
    metavar="RESULTS",
    help="Folder of the results; a later run goes on in it.",
)
@click.option(
    "--changes",
    type=click.Path(path_type=Path),
    metavar="CHANGES.csv",
    help="What differs: a file a row, then fields such as household.wages.2026.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes of this machine; as many as it has cores if left out.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Plan on a Dask cluster, such as tcp://host:8786.",
)
@solver_options
def batch(
    *,
    folder: Path,
    results: Path,
    changes: Path | None,
    workers: int | None,
    scheduler: str | None,
    time_limit: float,
    gap: float,
    solver: SolverName,
) -> None:
    """Plan every household of FOLDER, a scenario file each, and summarize them.

    Each result is what isoplan plan --quick --json prints, or says why there is none;
    one failure stops nobody else. The summary, as CSV, workbook and page, names first
    who needs attention. A run that was stopped goes on, and what stands already is
    planned again only where its file, the changes, the limits or isoplan are others.

    \N{BACKSPACE}
    For example:
        isoplan batch clients -o results
    a hundred variants of one file:
        isoplan batch clients -o results --changes variants.csv
    on a cluster:
        isoplan batch clients -o results --scheduler tcp://host:8786

    The time limit and the gap are those of each plan. Exit code 5: some have no plan.
    """
    if workers is not None and scheduler is not None:
        raise click.UsageError(
            "--workers is of this machine and --scheduler of a cluster; give one"
        )
    asked = Asked(Limits(time_limit, gap), solver)
    given = Batch(
        folder, results, changes, asked, scheduler, workers, version("isoplan")
    )
    with reported():
        for ending in (".xlsx", ".html"):
            needed(ending)
        with LiveLine(quiet=click.get_current_context().meta[QUIET]) as line:
            done = run_batch(given, line.tell)
    stood = len(done.rows) - done.planned
    now = f"{done.planned:,} planned now, {stood:,} stood already."
    files = "\n".join(str(file) for file in done.files)
    table = summary_text(done, terminal_width())
    shown(f"{done.answer()} {now}\n\n{table}\n\n{files}")
    if done.failed:
        raise SystemExit(ExitCode.SOME_FAILED)
