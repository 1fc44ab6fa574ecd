"""What a command imports before its first work: nothing that it has no use for."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from isoplan.cli.main import COMMANDS, main

CALL = """
import sys
sys.argv = ["isoplan", *{words!r}]
from isoplan.cli.main import main
try:
    main()
finally:
    print(*sorted(sys.modules), file=sys.stderr)
"""
SOLVERS = {"pulp", "highspy"}
REPORTS = {"jinja2", "icalendar", "xlsxwriter", "isoplan.cli.report"}
PAGE = {"starlette", "uvicorn", "tomlkit", "asyncio", "isoplan.cli.web"}
PLANNING = (
    SOLVERS
    | REPORTS
    | PAGE
    | {"holidays", "isoplan.optimizer", "isoplan.models.results"}
)
NUMBERS = {"numpy", "pydantic"}
HOUSEHOLD = '{"year": 2026, "filing_status": "single", "wages": 250000}'


def loaded(words: list[str]) -> set[str]:
    """The modules that a command has loaded when it ends."""
    done = subprocess.run(
        [sys.executable, "-c", CALL.format(words=words)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stderr.split("\n")[-2].split())


@pytest.mark.parametrize("words", [["--help"], ["--version"]])
def test_help_and_version_import_no_command(words: list[str]) -> None:
    """Neither NumPy nor pydantic, which take more time than all that is shown."""
    modules = loaded(words)
    assert not modules & (PLANNING | NUMBERS | {"isoplan.models.law"})
    assert "isoplan.cli.main" in modules


def test_import_imports_no_optimizer_and_no_page(root: Path) -> None:
    """Nor what reads workbooks, for a list as text."""
    files = root / "tests" / "cli" / "imports" / "files"
    modules = loaded(["import", str(files / "grant_list.csv")])
    assert not modules & (SOLVERS | REPORTS | PAGE | {"openpyxl"})
    assert "isoplan.cli.imports.importing" in modules


def test_check_imports_no_optimizer(root: Path) -> None:
    """Nor the calendars of the world, for days that the project's own table has."""
    modules = loaded(["check", str(root / "scenarios" / "series_b_engineer.toml")])
    assert not modules & PLANNING
    assert "isoplan.models.situation" in modules


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_tax_imports_neither_optimizer_nor_scenarios(
    options: list[str], tmp_path: Path
) -> None:
    """Forms as text know how results print; JSON needs no line of a form."""
    file = tmp_path / "household.json"
    file.write_text(HOUSEHOLD, encoding="utf-8")
    modules = loaded(["tax", str(file), *options])
    unwanted = PLANNING | {"isoplan.models.scenario", "isoplan.models.situation"}
    if not options:
        unwanted -= {"isoplan.models.results"}
    else:
        unwanted |= {"isoplan.models.filing", "isoplan.cli.filing"}
    assert not modules & unwanted
    assert "isoplan.models.returns.chains" in modules


def test_the_help_of_the_page_imports_no_server() -> None:
    """Nor what is served."""
    assert not loaded(["web", "--help"]) & (PAGE | REPORTS)


@pytest.mark.slow
def test_a_quick_plan_imports_neither_forms_nor_calendars(root: Path) -> None:
    """What shows only with an option is imported with it."""
    sample = str(root / "scenarios" / "series_b_engineer.toml")
    modules = loaded(["plan", sample, "--quick"])
    unwanted = {"holidays", "isoplan.models.filing", "isoplan.optimizer.filing"}
    unwanted |= REPORTS | PAGE | {"isoplan.optimizer.firmness"}
    assert not modules & unwanted
    assert "pulp" in modules


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_each_command_what_it_says_itself(name: str) -> None:
    """The sentences stand in ``main.py`` so that listing them imports nothing."""
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.get_short_help_str(limit=200) == COMMANDS[name]


def test_importing_a_command_leaves_the_collector_as_it_was() -> None:
    """Python looks for garbage again once the command runs."""
    import gc

    assert gc.isenabled()
    CliRunner().invoke(main, ["states", "--help"])
    assert gc.isenabled()


@pytest.mark.parametrize("words", [["--help"], ["mcp", "--help"], ["states"]])
def test_only_a_server_imports_the_protocol(words: list[str]) -> None:
    """Two seconds of imports that nobody else has a use for."""
    modules = loaded(words)
    assert not modules & {"mcp", "mcp_types", "anyio", "isoplan.cli.agents"}
