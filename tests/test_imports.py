"""Imports point one way: ``models`` <- ``optimizer`` <- ``cli`` <- ``isoplan``."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# pydantic_core is pydantic's own second half; nobody chooses it apart.
_MODELS = {"numpy", "pydantic", "pydantic_core", "isoplan.models"}
_OPTIMIZER = _MODELS | {"pulp", "isoplan.optimizer"}
_CLI = _OPTIMIZER | {"click", "isoplan.cli", "isoplan.scenarios"}
_FACE = _CLI - {"click", "pulp", "pydantic"} | {"isoplan._calls"}
ALLOWED = {
    "models": _MODELS,
    "optimizer": _OPTIMIZER,
    "cli": _CLI,
    "isoplan": _FACE,
    "scenarios": set[str](),
}

# What only one file may know.
ALSO_ALLOWED = {"optimizer/solving/highs.py": {"highspy"}}

FILES = [
    path.relative_to(ROOT).as_posix()
    for folder in ALLOWED
    for path in sorted((ROOT / folder).rglob("*.py"))
]


def imported(source: str) -> list[str]:
    """Every module a source imports anywhere, a relative one with its dots."""
    modules = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            modules.append("." * node.level + (node.module or ""))
        elif isinstance(node, ast.ImportFrom) and node.module == "isoplan":
            modules += [f"isoplan.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules.append(str(node.module))
    return modules


def forbidden(file: str, source: str) -> list[str]:
    """The imports of a source that a file at that place may not have."""
    allowed = ALLOWED[file.split("/")[0]] | ALSO_ALLOWED.get(file, set())

    def is_allowed(module: str) -> bool:
        parts = module.split(".")
        package = ".".join(parts[:2]) if parts[0] == "isoplan" else parts[0]
        return package in allowed or package in sys.stdlib_module_names

    return [module for module in imported(source) if not is_allowed(module)]


@pytest.mark.parametrize("file", FILES)
def test_a_file_imports_only_what_its_layer_may(file: str) -> None:
    """House style, section 1."""
    source = (ROOT / file).read_text(encoding="utf-8")
    assert forbidden(file, source) == []


@pytest.mark.parametrize(
    ("file", "line", "refused"),
    [
        ("models/results/plan.py", "import numpy as np", []),
        (
            "models/results/plan.py",
            "from isoplan.models.law.tables import federal_law",
            [],
        ),
        ("models/results/plan.py", "import pulp", ["pulp"]),
        ("models/results/plan.py", "import isoplan", ["isoplan"]),
        ("models/results/plan.py", "from isoplan import cli", ["isoplan.cli"]),
        ("models/results/plan.py", "from .units import Dollars", [".units"]),
        ("models/results/plan.py", "from . import units", ["."]),
        (
            "models/results/plan.py",
            "def late():\n    import isoplan.optimizer.checking.audit",
            ["isoplan.optimizer.checking.audit"],
        ),
        ("models/results/plan.py", "import models.units", ["models.units"]),
        ("optimizer/checking/audit.py", "import click", ["click"]),
        ("optimizer/checking/audit.py", "import highspy", ["highspy"]),
        ("optimizer/solving/highs.py", "import highspy", []),
        (
            "optimizer/checking/audit.py",
            "from isoplan.cli import main",
            ["isoplan.cli"],
        ),
        ("cli/main.py", "from isoplan.optimizer.checking.audit import audited", []),
        ("cli/main.py", "import pandas", ["pandas"]),
        ("cli/main.py", "from isoplan import plan", ["isoplan.plan"]),
        ("cli/main.py", "from isoplan._calls import plan", ["isoplan._calls"]),
        ("isoplan/_calls.py", "from isoplan.cli.render import table", []),
        ("isoplan/_calls.py", "import click", ["click"]),
        ("scenarios/__init__.py", "import isoplan.models", ["isoplan.models"]),
    ],
)
def test_the_check_sees_what_it_must(file: str, line: str, refused: list[str]) -> None:
    """A check that refuses nothing would pass every file."""
    assert forbidden(file, line) == refused
