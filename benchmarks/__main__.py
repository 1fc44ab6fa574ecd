"""Measures everything, prints the tables, and keeps them in `RESULTS.md`.

``python -m benchmarks`` takes more than an hour. With names of parts (``startup``,
``tax``, ``curves``, ``plans``, ``against``) only these are measured anew; what the
others gave last is kept in ``.benchmarks/``.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from benchmarks import curves, plans, startup, tax_speed
from benchmarks.instances import instances
from benchmarks.measured import read_measured
from benchmarks.report import report

KEPT = Path(".benchmarks")
RESULTS = Path(__file__).with_name("RESULTS.md")
HOUSEHOLDS = 100_000


def _plans() -> list[dict[str, Any]]:
    """Plan every instance."""
    found = []
    for instance in instances():
        click.echo(f"{instance.name} ...", err=True)
        found.append(asdict(plans.planned(instance)))
    return found


def _against() -> list[dict[str, Any]]:
    """Compare every instance, each in a process of its own."""
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
    "plans": _plans,
    "against": _against,
}


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--only-print", is_flag=True, help="Measure nothing; print what is kept.")
def main(*, parts: tuple[str, ...], only_print: bool) -> None:
    """Measure PARTS, or all; print the tables and keep them in RESULTS.md."""
    KEPT.mkdir(parents=True, exist_ok=True)
    wanted: tuple[str, ...] = () if only_print else parts or tuple(PARTS)
    for name in wanted:
        click.echo(f"{name} ...", err=True)
        found = json.dumps(PARTS[name](), indent=1)
        (KEPT / f"{name}.json").write_text(found, encoding="utf-8")
    missing = [name for name in PARTS if not (KEPT / f"{name}.json").is_file()]
    if missing:
        raise click.ClickException(
            f"nothing is kept of {', '.join(missing)}; run python -m benchmarks "
            + " ".join(missing)
        )
    text = report(read_measured(KEPT, tuple(PARTS)))
    click.echo(text)
    RESULTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
