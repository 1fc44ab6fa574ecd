"""What is measured of the project's speed, and the page that says so.

``python -m benchmarks measure`` measures parts of the page and keeps them in
``results.json``; ``page`` renders ``RESULTS.md`` of it; ``stale`` says which rows no
longer describe the code; ``against-commit`` measures two commits turn about;
``households`` writes files for a batch.
"""

import sys
from pathlib import Path

import click

from benchmarks.before_after import DEFAULT as COMPARED
from benchmarks.before_after import before_after
from benchmarks.engines import ASKED, asked_engines
from benchmarks.households import USUAL, write_households
from benchmarks.instances import chosen
from benchmarks.parts import LEFT_OUT, PARTS, QUICK_PARTS, Wanted, fingerprint_of
from benchmarks.provenance import provenance
from benchmarks.report import report
from benchmarks.results import RESULTS, Results
from benchmarks.stale import stale as stale_rows
from benchmarks.trees import chosen_trees

PAGE = Path(__file__).with_name("RESULTS.md")

only_option = click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    help="Instances whose names begin so, such as 'S' or 'M high 1 CA'; several times.",
)


@click.group()
def main() -> None:
    """Measure speed, and keep the page of results true."""


@main.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--quick", is_flag=True, help="Ten minutes; says what it leaves out.")
@only_option
@click.option("--engines", default=",".join(ASKED), show_default=True)
def measure(
    *, parts: tuple[str, ...], quick: bool, only: tuple[str, ...], engines: str
) -> None:
    """Measure PARTS, or all; keep each row as it comes, and write the page."""
    _known(only)
    wanted = Wanted(only, quick, asked_engines(engines))
    results, here = Results.read(), provenance()
    for part in parts or (QUICK_PARTS if quick else tuple(PARTS)):
        for name, found in PARTS[part](wanted):
            click.echo(f"{part}: {name}", err=True)
            results.keep(part, name, found, fingerprint_of(part, name, found), here)
            results.write(RESULTS)
    _write_page(results)
    if quick:
        click.echo(LEFT_OUT, err=True)


@main.command()
@click.option("--drop-gone", is_flag=True, help="Drop rows of instances that are gone.")
def page(*, drop_gone: bool) -> None:
    """Write RESULTS.md from what results.json keeps."""
    results = Results.read()
    if drop_gone:
        found = stale_rows(results, law=lambda part, name: False)
        results.drop([(each.part, each.name) for each in found if each.gone])
        results.write(RESULTS)
    _write_page(results)


@main.command()
def stale() -> None:
    """Say which rows no longer describe the code; every program is written (minutes).

    Exit code 1 if there are any.
    """
    found = list(stale_rows(Results.read(), written=lambda part, name: True))
    for each in found:
        click.echo(str(each))
    if not found:
        click.echo("Every row describes the code as it is.")
    sys.exit(1 if found else 0)


@main.command()
@click.argument("revision")
@only_option
@click.option("--turns", default=3, show_default=True, help="Plans of each, in turn.")
@click.option("--solver", default="", help="Engine after; as before if left out.")
def against_commit(
    *, revision: str, only: tuple[str, ...], turns: int, solver: str
) -> None:
    """Plan instances with REVISION and with the files as they are, turn about."""
    _known(only)
    click.echo(before_after(revision, chosen(only or COMPARED), turns, solver))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--count", default=2_000, show_default=True, help="How many.")
@click.option("--seed", default=1, show_default=True, help="Of the random numbers.")
@click.option("--sizes", default=",".join(USUAL), show_default=True)
def households(*, folder: Path, count: int, seed: int, sizes: str) -> None:
    """Write households as files into FOLDER, for isoplan batch."""
    write_households(folder, count, seed, tuple(sizes.split(",")))


def _known(only: tuple[str, ...]) -> None:
    """Refuse names of no instance and no tree."""
    try:
        chosen([each for each in only if not chosen_trees([each])])
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _write_page(results: Results) -> None:
    text = report(results)
    PAGE.write_text(text + "\n", encoding="utf-8")
    click.echo(text)


if __name__ == "__main__":
    main()
