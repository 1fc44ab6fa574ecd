"""``import isoplan``: its names, how they are imported, and from where it works."""

import ast
import inspect
import pickle
import subprocess
import sys
import tomllib
from importlib.metadata import files
from pathlib import Path

import pytest

import isoplan
from isoplan.cli.commands.shared import DEFAULTS
from isoplan.models.base import errors
from isoplan.models.base.errors import IsoPlanError
from isoplan.models.base.problems import Problem

PUBLIC = [
    "AuditFailure",
    "BatchSummary",
    "Comparison",
    "FiledForms",
    "Frontier",
    "FutureParts",
    "InfeasiblePlan",
    "IsoPlanError",
    "NoPlanInTime",
    "OutcomesPlan",
    "Plan",
    "Room",
    "Scenario",
    "ScenarioErrors",
    "SolverFailure",
    "Stress",
    "TaxReturn",
    "TaxReturns",
    "UnknownLawYear",
    "__version__",
    "batch",
    "compare",
    "examples",
    "forms",
    "frontier",
    "load_scenario",
    "plan",
    "report",
    "room",
    "stress",
    "tax",
]

NO_EDITABLE_INSTALL = """
import sys
sys.meta_path[:] = [
    finder for finder in sys.meta_path
    if not getattr(finder, "__module__", "").startswith("__editable__")
]
"""
"""Makes an editable install invisible: what is left is the folder and site-packages."""

PLANS = """
import isoplan, isoplan.models.scenario
plan = isoplan.plan(isoplan.examples()["amt_credit_timeline"])
print(plan.status, isoplan.__version__, isoplan.models.scenario.__file__)
"""


def run(code: str, folder: Path) -> str:
    """Return what code prints in a Python of its own that starts in a folder."""
    call = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_what_is_tested_is_what_is_installed(root: Path) -> None:
    """With a wheel installed its files, though the tests stand in a checkout."""
    packed = [
        file for file in files("isoplan") or () if str(file) == "isoplan/__init__.py"
    ]
    expected = packed[0].locate() if packed else root / "isoplan" / "__init__.py"
    assert Path(isoplan.__file__).resolve() == Path(str(expected)).resolve()


def test_the_public_names_are_these() -> None:
    """A name more or less is a decision, and this list the place where it shows."""
    assert isoplan.__all__ == PUBLIC


def test_every_name_is_there_and_documented() -> None:
    """Also by ``dir`` and ``from isoplan import *``."""
    names: dict[str, object] = {}
    exec("from isoplan import *", names)
    for name in PUBLIC:
        assert name in dir(isoplan)
        assert names[name] is getattr(isoplan, name)
        assert name == "__version__" or inspect.getdoc(names[name])


def test_all_errors_are_public() -> None:
    """Every error that a user can meet has a public name."""
    defined = {
        name
        for name, found in vars(errors).items()
        if inspect.isclass(found) and issubclass(found, IsoPlanError)
    }
    assert defined == {
        name
        for name in PUBLIC
        if inspect.isclass(found := getattr(isoplan, name))
        and issubclass(found, Exception)
    }


def test_type_checkers_see_what_is_imported(root: Path) -> None:
    """The imports for type checkers are those that ``__getattr__`` makes."""
    source = ast.parse((root / "isoplan" / "__init__.py").read_text(encoding="utf-8"))
    seen = {
        alias.name: node.module
        for block in source.body
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == isoplan._HOMES
    assert sorted([*seen, "__version__"]) == PUBLIC


def test_an_unknown_name() -> None:
    """Python's own error, so that ``hasattr`` and typing mistakes work as usual."""
    assert not hasattr(isoplan, "recommend")
    with pytest.raises(AttributeError, match="no attribute 'plans'"):
        _ = isoplan.plans  # type: ignore[attr-defined]


def test_importing_imports_nothing_heavy(tmp_path: Path) -> None:
    """Neither the law nor the solver, nor what they need; an error's name no solver."""
    code = "import sys, isoplan{}; print(*sorted(sys.modules))"
    heavy = {"pulp", "pydantic", "numpy", "click", "isoplan.models", "isoplan._calls"}
    heavy |= {"isoplan._files", "isoplan._sources"}
    assert not heavy & set(run(code.format(""), tmp_path).split())
    assert not heavy & set(run(code.format("; dir(isoplan)"), tmp_path).split())
    after_an_error = run(code.format("; isoplan.ScenarioErrors"), tmp_path).split()
    assert "isoplan.models" in after_an_error
    assert "pulp" not in after_an_error


def test_the_version_is_the_project_s(root: Path) -> None:
    """As pyproject.toml has it."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    assert isoplan.__version__ == project["project"]["version"]


@pytest.mark.slow
def test_it_works_as_installed(tmp_path: Path) -> None:
    """In a folder that has nothing to do with it."""
    status, version, _ = run(PLANS, tmp_path).split(maxsplit=2)
    assert status != "feasible"
    assert version == isoplan.__version__


@pytest.mark.slow
def test_it_works_in_the_root_of_a_checkout(root: Path) -> None:
    """There ``isoplan/`` is found first, and the packages stand beside it."""
    status, version, file = run(NO_EDITABLE_INSTALL + PLANS, root).split(maxsplit=2)
    assert status != "feasible"
    assert version == isoplan.__version__
    assert root in Path(file).resolve().parents


def test_only_a_checkout_looks_beside_itself(root: Path, tmp_path: Path) -> None:
    """A package that has its parts inside never takes a neighbor's ``models``."""
    package = tmp_path / "isoplan"
    package.mkdir()
    source = (root / "isoplan" / "__init__.py").read_text(encoding="utf-8")
    (package / "__init__.py").write_text(source, encoding="utf-8")
    (tmp_path / "tests").mkdir()
    code = NO_EDITABLE_INSTALL + "import isoplan; print(len(isoplan.__path__))"
    assert run(code, tmp_path) == "2"
    (package / "models").mkdir()
    assert run(code, tmp_path) == "1"


@pytest.mark.parametrize(
    "name", ["plan", "compare", "forms", "frontier", "report", "batch"]
)
def test_defaults_are_those_of_the_command_line(name: str) -> None:
    """One minute, one cent, CBC."""
    parameters = inspect.signature(getattr(isoplan, name)).parameters
    assert parameters["time_limit"].default == DEFAULTS.time_limit_s == 60
    assert parameters["gap"].default == DEFAULTS.gap_dollars == 0.01
    assert parameters["solver"].default == "auto"


@pytest.mark.parametrize(
    "error",
    [
        isoplan.FutureParts("--forms"),
        isoplan.UnknownLawYear(1999),
        isoplan.UnknownLawYear(2040, "no inflation is given"),
        isoplan.ScenarioErrors(
            [Problem("plan.start", "1", "is no day", "write a day")]
        ),
        isoplan.InfeasiblePlan("none"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_comes_back_from_another_process_as_it_was(
    error: isoplan.IsoPlanError,
) -> None:
    """Pickled, as a pool of processes does."""
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert getattr(again, "problems", ()) == getattr(error, "problems", ())
