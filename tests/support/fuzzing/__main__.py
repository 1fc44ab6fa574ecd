"""``make fuzz``: many random scenarios, counted by verdict; failing ones are kept."""

import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path
from typing import get_args

import click

from fuzzing.checks import BY_MORE_SOLVES, CHECKS, KNOWN, broken
from fuzzing.facts import Fields
from fuzzing.files import read, toml_text
from fuzzing.scenarios import numbered_file
from fuzzing.shrink import shrunk
from fuzzing.trial import Trial
from isoplan.optimizer.solving.solution import SolverName

EVERY = 25
"""Scenarios from one line of progress to the next."""
CRASHED = "the_check_itself"


@click.command()
@click.option("--count", default=1_000, show_default=True, help="Scenarios.")
@click.option("--first", default=0, show_default=True, help="Number of the first one.")
@click.option("--seed", default=1, show_default=True, help="Of all of them.")
@click.option("--solver", type=click.Choice(get_args(SolverName)), default="cbc")
@click.option("--time-limit", default=10.0, show_default=True, help="Of a solve, s.")
@click.option("--minutes", default=0.0, help="Stop after so long; 0 for never.")
@click.option("--check", "names", multiple=True, help="Make these checks alone.")
@click.option("--quick", is_flag=True, help="Solve each file once, and compare.")
@click.option("--keep", default="build/fuzz", type=click.Path(path_type=Path),
              show_default=True, help="Folder of the files that fail.")  # fmt: skip
@click.option("--shrink", is_flag=True, help="Make each file that fails smaller.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
def fuzz(
    *,
    count: int,
    first: int,
    seed: int,
    solver: SolverName,
    time_limit: float,
    minutes: float,
    names: tuple[str, ...],
    quick: bool,
    keep: Path,
    shrink: bool,
    files: tuple[Path, ...],
) -> None:
    """Check the answers to random scenarios, or to FILES kept before.

    Exit code 1 if any check fails that is not known to fail.
    """
    warnings.simplefilter("ignore")
    began = time.monotonic()
    chosen = frozenset(names or CHECKS)
    if quick:
        chosen -= {check.__name__ for check in BY_MORE_SOLVES}
    run = Run(solver, time_limit, chosen, keep, shrink)
    numbers = range(first, first + count) if not files else ()
    try:
        for file in files:
            run.one(file.stem, read(file))
        for number in numbers:
            if minutes and time.monotonic() - began > 60 * minutes:
                break
            run.one(f"seed{seed}_{number}", numbered_file(seed, number))
            if run.done % EVERY == 0:
                spent = f"{time.monotonic() - began:6.0f} s"
                click.echo(f"{spent}  {run.counted()}", err=True)
    except KeyboardInterrupt:
        click.echo("stopped; what was done so far:", err=True)
    run.report(time.monotonic() - began)
    raise SystemExit(1 if run.failed else 0)


class Run:
    """The scenarios so far, by verdict and by check that failed."""

    def __init__(
        self,
        solver: SolverName,
        time_limit: float,
        names: frozenset[str],
        keep: Path,
        shrink: bool,
    ) -> None:
        """Begin with none."""
        self.solver, self.time_limit = solver, time_limit
        self.names, self.keep, self.shrink = names, keep, shrink
        self.verdicts, self.failed, self.known = Counter(), Counter(), Counter()
        self.done = 0

    def one(self, name: str, fields: Fields) -> None:
        """Put one scenario through its checks; keep its file if one fails."""
        verdict, found = self.tried(fields, self.names)
        self.done += 1
        self.verdicts[verdict] += 1
        for check, wrong in found.items():
            (self.known if check in KNOWN else self.failed)[check] += 1
            self._kept(name, fields, check, wrong)

    def tried(
        self, fields: Fields, names: frozenset[str]
    ) -> tuple[str, dict[str, list[str]]]:
        """What came back of one scenario, and what is wrong with it."""
        with tempfile.TemporaryDirectory() as folder:
            trial = Trial(fields, Path(folder), self.time_limit, self.solver)
            try:
                found = broken(trial, names)
            except Exception:
                found = {CRASHED: [traceback.format_exc()]}
            return trial.verdict, found

    def _kept(self, name: str, fields: Fields, check: str, wrong: list[str]) -> None:
        """Write the file, with what is wrong with it above."""

        def fails(smaller: Fields) -> bool:
            return check in self.tried(smaller, frozenset({check}))[1]

        if self.shrink and check in CHECKS:
            fields = shrunk(fields, fails)
            wrong = self.tried(fields, frozenset({check}))[1][check]
        self.keep.mkdir(parents=True, exist_ok=True)
        file = self.keep / f"{check}_{name}.toml"
        lines = [f"# {line}" for text in wrong for line in text.splitlines()]
        text = "\n".join([f"# {check}:", *lines, "", toml_text(fields)])
        file.write_text(text, encoding="utf-8")
        known = " (known)" if check in KNOWN else ""
        click.echo(f"FAILED{known} {check}: {file}\n  {lines[-1]}", err=True)

    def counted(self) -> str:
        """The counts so far in a line."""
        verdicts = ", ".join(f"{n} {verdict}" for verdict, n in self.verdicts.items())
        return f"{self.done:5} done: {verdicts}; {self.failed.total()} checks failed"

    def report(self, seconds: float) -> None:
        """Print a table of counts."""
        click.echo(f"\n{self.done} scenarios in {seconds:,.0f} s, {self.solver}")
        for verdict, count in self.verdicts.most_common():
            click.echo(f"  {verdict:24}{count:7}")
        for title, counts in (("failed", self.failed), ("known to fail", self.known)):
            click.echo(f"{title}: {counts.total()}")
            for check, count in counts.most_common():
                click.echo(f"  {check:32}{count:7}")


if __name__ == "__main__":
    sys.exit(fuzz())
