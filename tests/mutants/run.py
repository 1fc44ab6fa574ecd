"""Plant faults one by one, and see whether the suite catches each: ``make mutants``.

``faults.toml`` lists them: a text of one source file, what stands there instead, and
the part of the ordinary suite that should fail. Every fault is planted in a copy of the
checkout; the checkout itself is never touched.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

import click

ROOT = Path(__file__).resolve().parents[2]
FAULTS = Path(__file__).with_name("faults.toml")
COPIED = ("models", "optimizer", "cli", "isoplan", "tests", "scenarios", "docs",
          "benchmarks", "pyproject.toml", "setup.py", "MANIFEST.in", "README.md",
          "CHANGELOG.md", "LICENSE", "Makefile", "constraints.txt")  # fmt: skip
LONGEST_S = 900
"""Seconds after which a suite that hangs counts as one that fails."""

PASSED, FAILED = 0, 1  # pytest's exit codes


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Attributes:
        name: What goes wrong, in words.
        file: The source file, from the root.
        old: Text that stands in it exactly once.
        new: What stands there instead.
        tests: Paths of the suite that should fail, from the root.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def planted(self, source: str) -> str:
        """Return the source with the fault in it.

        Raises:
            ValueError: If its text does not stand there exactly once.
        """
        if (count := source.count(self.old)) != 1:
            raise ValueError(
                f"{self.name}: its text stands {count} times in {self.file}"
            )
        return source.replace(self.old, self.new)


def faults(path: Path = FAULTS) -> list[Fault]:
    """Return the faults of a list, in its order."""
    given = tomllib.loads(path.read_text(encoding="utf-8"))["faults"]
    return [Fault(**{**each, "tests": tuple(each["tests"])}) for each in given]


def survives(fault: Fault, copy: Path) -> bool:
    """Return whether the tests pass with a fault planted in a copy of the checkout.

    Raises:
        RuntimeError: If the tests did not run.
    """
    path = copy / fault.file
    source = path.read_text(encoding="utf-8")
    path.write_text(fault.planted(source), encoding="utf-8")
    try:
        return passes(fault.tests, copy)
    finally:
        path.write_text(source, encoding="utf-8")


def passes(tests: tuple[str, ...], copy: Path) -> bool:
    """Return whether tests pass in a copy of the checkout; a hang is a failure.

    Raises:
        RuntimeError: If they did not run.
    """
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    command += ["-m", "not slow", *tests]
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command,
            cwd=copy,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_S,
        )
    except subprocess.TimeoutExpired:
        return False
    if done.returncode not in {PASSED, FAILED, 2}:  # 2: a module that cannot be read
        raise RuntimeError(f"pytest did not run {tests}: {done.stdout[-500:]}")
    return done.returncode == PASSED


def copies(count: int, folder: Path) -> Iterator[Path]:
    """Yield copies of what the tests need."""
    for number in range(count):
        copy = folder / str(number)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(source, copy / name, ignore=ignored)
            else:
                copy.mkdir(exist_ok=True)
                shutil.copy2(source, copy / name)
        yield copy


@click.command()
@click.argument("words", nargs=-1)
@click.option("--jobs", default=os.cpu_count() or 1, show_default=True, type=int)
@click.option(
    "--faults", "path", default=FAULTS, type=click.Path(path_type=Path), help="A list."
)
def main(*, words: tuple[str, ...], jobs: int, path: Path) -> None:
    """Plant every fault, or those whose name holds one of WORDS."""
    chosen = [f for f in faults(path) if not words or any(w in f.name for w in words)]
    free: Queue[Path] = Queue()
    survivors = []
    with tempfile.TemporaryDirectory(prefix="isoplan_mutants_") as folder:
        for copy in copies(jobs, Path(folder)):
            free.put(copy)

        def sound(tests: tuple[str, ...]) -> bool:
            copy = free.get()
            try:
                return passes(tests, copy)
            finally:
                free.put(copy)

        def tried(fault: Fault) -> bool:
            copy = free.get()
            try:
                return survives(fault, copy)
            finally:
                free.put(copy)

        with ThreadPoolExecutor(jobs) as pool:
            suites = list(dict.fromkeys(fault.tests for fault in chosen))
            if not all(pool.map(sound, suites)):
                raise click.ClickException("the tests fail without any fault")
            for fault, alive in zip(chosen, pool.map(tried, chosen), strict=True):
                click.echo(f"{'SURVIVES' if alive else 'caught  '}  {fault.name}")
                survivors += [fault.name] * alive
    click.echo(f"{len(chosen) - len(survivors)} of {len(chosen)} faults caught.")
    if survivors:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
