"""Where figures come from: the commit, the day, and the machine."""

import os
import platform
import re
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pulp

ROOT = Path(__file__).resolve().parents[1]
MEASURED = ("isoplan", "models", "optimizer", "cli", "benchmarks", "constraints.txt")
"""What the figures depend on, within the checkout."""
PAGES = ("benchmarks/RESULTS.md", "benchmarks/results.json")
"""What a measurement writes itself."""
PACKAGES = ("numpy", "pulp", "highspy", "pyscipopt", "gurobipy", "scipy", "pydantic")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where and when something was measured.

    Attributes:
        commit: Of the checkout, with a plus where files differed from it.
        day: In UTC.
        machine: Cores, processor, system, and how much else it did at the start.
        versions: Of Python, CBC and the packages that are there.
    """

    commit: str
    day: str
    machine: str
    versions: str

    def as_table(self) -> dict[str, str]:
        """Return the fields, as JSON holds them."""
        return asdict(self)


def provenance() -> Provenance:
    """Return where figures measured now come from."""
    return Provenance(
        commit=commit_of(ROOT),
        day=datetime.now(UTC).date().isoformat(),
        machine=f"{os.cpu_count()} cores of {_processor()}, {platform.system()} "
        f"{platform.machine()}{_load()}",
        versions=", ".join([f"Python {platform.python_version()}", *_versions()]),
    )


def commit_of(checkout: Path) -> str:
    """Return the short commit of a checkout, with a plus where files differ."""
    here = ["git", "-C", str(checkout)]
    try:
        done = subprocess.run(
            [*here, "rev-parse", "--short=9", "HEAD"],
            capture_output=True,
            text=True,
            check=True,
        )
        others = [f":(exclude){page}" for page in PAGES]
        changed = subprocess.run(
            [*here, "status", "--porcelain", "--", *MEASURED, *others],
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip() + ("+" if changed.stdout.strip() else "")


def _load() -> str:
    """Return how many processes wanted a core in the last minute, where it is told."""
    if not hasattr(os, "getloadavg"):
        return ""
    return f", load {os.getloadavg()[0]:.1f} at the start"


def _processor() -> str:
    """Return the name of the processor."""
    listed = Path("/proc/cpuinfo")
    if listed.is_file():
        found = re.search(r"model name\s*:\s*(.+)", listed.read_text(encoding="utf-8"))
        if found:
            return " ".join(found.group(1).split())
    return platform.processor() or "an unnamed processor"


def _versions() -> list[str]:
    found = [f"CBC {_cbc_version()}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return found


def _cbc_version() -> str:
    """Return the version that the solver says when it starts."""
    command = [pulp.PULP_CBC_CMD.pulp_cbc_path, "-quit"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"Version:\s*(\S+)", done.stdout)
    return found.group(1) if found else "unknown"
