"""Measures everything, prints the tables, and keeps them in `RESULTS.md`.

``python -m benchmarks`` takes about an hour. With names of parts (``instances``,
``curves``, ``startup``, ``tax``) only these are measured anew; what the others gave
last is taken from ``build/benchmarks/``.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from benchmarks import curves, startup, tax_speed
from benchmarks.instances import instances
from benchmarks.report import Measured, report

KEPT = Path("build", "benchmarks")
RESULTS = Path(__file__).with_name("RESULTS.md")
HOUSEHOLDS = 100_000


def _instances() -> list[dict[str, Any]]:
    """Compare every instance, each in a process of its own for the sake of memory."""
    found = []
    for instance in instances():
        click.echo(f"{instance.name} ...", err=True)
        command = [sys.executable, "-m", "benchmarks.against", *instance.name.split()]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        found.append(json.loads(done.stdout.splitlines()[-1]))
    return found


def _curves() -> list[dict[str, Any]]:
    """Measure every place of the curves."""
    found = []
    for curve, at, size in curves.sizes():
        click.echo(f"{curve} {at} ...", err=True)
        found.append(asdict(curves.point(curve, at, size)))
    return found


def _startup() -> dict[str, Any]:
    """Measure imports, commands, and plans cut short."""
    return {
        "imports": [asdict(each) for each in startup.imports()],
        "commands": [asdict(each) for each in startup.commands()],
        "cut_short": [asdict(each) for each in startup.cut_short()],
    }


def _tax() -> dict[str, Any]:
    """Measure `isoplan tax`."""
    return asdict(tax_speed.measure(HOUSEHOLDS))


PARTS: dict[str, Callable[[], Any]] = {
    "startup": _startup,
    "tax": _tax,
    "curves": _curves,
    "instances": _instances,
}


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--only-print", is_flag=True, help="Measure nothing; print what is kept.")
def main(*, parts: tuple[str, ...], only_print: bool) -> None:
    """Measure PARTS, or all; print the tables and keep them."""
    KEPT.mkdir(parents=True, exist_ok=True)
    wanted: tuple[str, ...] = () if only_print else parts or tuple(PARTS)
    for name in wanted:
        found = json.dumps(PARTS[name](), indent=1)
        (KEPT / f"{name}.json").write_text(found, encoding="utf-8")
    missing = [name for name in PARTS if not (KEPT / f"{name}.json").is_file()]
    if missing:
        raise click.ClickException(
            f"nothing is kept of {', '.join(missing)}; run python -m benchmarks "
            + " ".join(missing)
        )
    kept = {name: json.loads((KEPT / f"{name}.json").read_text()) for name in PARTS}
    text = report(Measured(**kept))
    click.echo(text)
    RESULTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
