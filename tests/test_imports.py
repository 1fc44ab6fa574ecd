"""Imports point one way: packages form floors; a file imports from its own or lower.

The order is the architecture: what is true (``models``), how to choose (``optimizer``),
how to say it (``cli``), and within each the packages from the bottom up.
"""

import ast
import re
import sys
from pathlib import Path

import pytest

from isoplan.cli.main import COMMANDS
from isoplan.models.inputs.preferences import Preferences

ROOT = Path(__file__).resolve().parents[1]

# pydantic_core is pydantic's own second half; nobody chooses it apart.
_MODELS = {"numpy", "pydantic", "pydantic_core", "isoplan.models"}
_OPTIMIZER = _MODELS | {"pulp", "isoplan.optimizer"}
_CLI = _OPTIMIZER | {"click", "isoplan.cli", "isoplan.scenarios"}
_FACE = _CLI - {"click", "pulp", "pydantic"}
_FACE |= {"isoplan._calls", "isoplan._files", "isoplan._sources"}
ALLOWED = {
    "models": _MODELS,
    "optimizer": _OPTIMIZER,
    "cli": _CLI,
    "isoplan": _FACE,
    "scenarios": set[str](),
}

# What only one file may know.
ALSO_ALLOWED = {
    "models/base/business_days.py": {"holidays"},
    "optimizer/processes/cluster.py": {"distributed"},
    "cli/agents/server.py": {"anyio", "mcp"},
    "optimizer/solving/highs.py": {"highspy"},
    "optimizer/solving/master.py": {"highspy"},
    "cli/web/app.py": {"starlette"},
    "cli/imports/sheets.py": {"openpyxl"},
    "cli/scenario_text/editing.py": {"tomlkit"},
    "cli/web/safety.py": {"starlette"},
    "cli/web/serving.py": {"uvicorn"},
}

FLOORS = (
    "models/base",
    "models/amounts",
    "models/law",
    "models/tax/shares",
    "models/tax/payments",
    "models/tax/forms",
    "models/tax/states",
    "models/tax",
    "models/inputs",
    "models/equity/kinds",
    "models/equity",
    "models/branching",
    "models/validation",
    "models",
    "models/warnings",
    "models/results",
    "models/outcomes",
    "models/returns",
    "models/filing",
    "optimizer/tracing",
    "optimizer/columns",
    "optimizer/pricing",
    "optimizer/recount",
    "optimizer/preferences",
    "optimizer/program",
    "optimizer/solving",
    "optimizer/whole_shares",
    "optimizer/processes",
    "optimizer/checking",
    "optimizer/explaining",
    "optimizer/filing",
    "optimizer/reporting",
    "optimizer",
    "optimizer/trees",
    "optimizer/outcomes",
    "optimizer/firmness",
    "optimizer/frontier",
    "optimizer/stress",
    "cli/layout",
    "cli/process",
    "cli/render",
    "cli/outcomes",
    "cli/filing",
    "cli/report",
    "cli/tree_report",
    "cli/stress",
    "cli/batch",
    "cli/scenario_text",
    "cli/imports",
    "scenarios",
    "cli/web",
    "cli/agents",
    "cli/commands",
    "cli",
    "isoplan",
)
"""Every package, lowest first; a folder's own files come after its packages."""

MOST_MODULES = 15
"""In one package: more are hard to keep in mind."""
ALL_ALIKE = {
    *(f"optimizer/preferences/{name}.py" for name in Preferences.model_fields),
    *(f"cli/commands/{name}.py" for name in COMMANDS),
    "cli/commands/import_.py",  # import is a word of Python
}
"""Files that do not count: each preference and each command has its own."""

FILES = [
    path.relative_to(ROOT).as_posix()
    for folder in ALLOWED
    for path in sorted((ROOT / folder).rglob("*.py"))
]
MODULES = {
    "isoplan."
    + file.removesuffix(".py").removeprefix("isoplan/").replace("/", "."): file
    for file in FILES
}


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


def package(file: str) -> str:
    """The folder of a file."""
    return file.rsplit("/", 1)[0]


def own_imports(source: str) -> list[str]:
    """The project's files that a source imports, those for type checkers included."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return [MODULES[name] for name in found if name in MODULES]


def upward(file: str, source: str) -> list[str]:
    """The imports of a source that point to a higher floor than its own."""
    floor = FLOORS.index(package(file))
    return [each for each in own_imports(source) if FLOORS.index(package(each)) > floor]


def circles(imports: dict[str, set[str]]) -> list[list[str]]:
    """The circles of files: each reaches the others by imports, and itself again."""
    reached = {file: set(direct) for file, direct in imports.items()}
    growing = True
    while growing:
        growing = False
        for file, known in reached.items():
            more = set().union(*(reached.get(each, set()) for each in known))
            if not more <= known:
                reached[file] = known | more
                growing = True
    found = {
        tuple(sorted(other for other in known if file in reached.get(other, set())))
        for file, known in reached.items()
        if file in known
    }
    return sorted(list(circle) for circle in found)


def test_every_package_has_its_floor() -> None:
    """A new package says where it stands, and no package grows without end."""
    folders = {package(file) for file in FILES}
    assert folders == set(FLOORS)
    for folder in folders:
        own = [f for f in FILES if package(f) == folder and "__init__" not in f]
        modules = [file for file in own if file not in ALL_ALIKE]
        assert len(modules) <= MOST_MODULES, folder


@pytest.mark.parametrize("folder", FLOORS)
def test_a_package_says_what_it_knows_and_must_not_know(folder: str) -> None:
    """Two lines: the second begins with what it does not know or do."""
    tree = ast.parse((ROOT / folder / "__init__.py").read_text(encoding="utf-8"))
    first, blank, second = (ast.get_docstring(tree) or "").split("\n")[:3]
    assert first.endswith(".")
    assert not blank
    assert re.search(r"\b(no|nothing|never)\b", second.lower()), second


@pytest.mark.parametrize("file", FILES)
def test_no_import_points_upward(file: str) -> None:
    """A lower floor knows nothing of a higher one, not even for type checkers."""
    source = (ROOT / file).read_text(encoding="utf-8")
    assert upward(file, source) == []


def test_no_circle_of_files() -> None:
    """Every file can be read after those that it imports."""
    imports = {
        file: set(own_imports((ROOT / file).read_text(encoding="utf-8")))
        for file in FILES
    }
    assert circles(imports) == []


def test_upward_imports_and_circles_are_seen() -> None:
    """Checks that find nothing would pass every tree."""
    line = "from isoplan.optimizer.compare import compare"
    assert upward("models/scenario.py", line) == ["optimizer/compare.py"]
    late = f"def late():\n    {line}"
    assert upward("optimizer/tracing/graph.py", late) == ["optimizer/compare.py"]
    assert upward("cli/main.py", line) == []
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [
        ["a", "b", "c"]
    ]
    assert circles({"a": {"b"}, "b": set()}) == []
    assert circles({"a": {"a"}}) == [["a"]]


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
            "from isoplan.models.law.federal_law import federal_law",
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
