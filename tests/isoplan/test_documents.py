"""The code that README, docs/api.md and the notebook show runs."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import isoplan
from isoplan.cli.commands.init import starter

Blocks = Callable[[str], list[str]]
RunCode = Callable[[str, dict[str, Any]], Any]


@pytest.fixture
def notebook(root: Path) -> dict[str, Any]:
    """The notebook, as it is stored."""
    text = (root / "docs" / "notebook.ipynb").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("name", "least"), [("README.md", 1), ("docs/api.md", 6)])
def test_the_code_blocks_run(
    name: str,
    least: int,
    python_blocks: Blocks,
    run_code: RunCode,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In their order, in a folder that holds the starter scenario."""
    (tmp_path / "my_options.toml").write_text(starter(), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    blocks = python_blocks(name)
    assert len(blocks) >= least
    names: dict[str, Any] = {}
    for block in blocks:
        run_code(block, names)


def test_the_page_names_all_that_is_public(root: Path) -> None:
    """docs/api.md says of each name what it is."""
    page = (root / "docs" / "api.md").read_text(encoding="utf-8")
    for name in isoplan.__all__:
        assert f"`{name}" in page or f"### {name}\n" in page or f".{name}`" in page


def test_the_page_names_every_field_of_a_plan(root: Path) -> None:
    """And no other."""
    page = (root / "docs" / "api.md").read_text(encoding="utf-8")
    listed = page.split("### Plan\n")[1].split("Dates are")[0]
    assert {each for each in listed.split("`") if each.isidentifier()} == {
        name for name in isoplan.Plan.model_fields if name != "version"
    }


def test_the_notebook_is_stored_without_results(notebook: dict[str, Any]) -> None:
    """Format 4.5, each cell with its id; what it prints is never out of date."""
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    cells = notebook["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells)
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert len(code) >= 10
    assert all(not cell["outputs"] for cell in code)
    assert all(cell["execution_count"] is None for cell in code)


@pytest.mark.slow
def test_the_notebook_runs(
    notebook: dict[str, Any],
    run_code: RunCode,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Cell by cell; plans, comparisons and returns show as HTML, errors as lines."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    shown = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            value = run_code("".join(cell["source"]), names)
            as_html = getattr(value, "_repr_html_", None)
            shown.append(as_html() if as_html else repr(value))
    assert sum("<table>" in each for each in shown) == 6
    kept = names["in_california"].totals.after_tax_value
    assert kept < names["plan"].totals.after_tax_value
    errors = capsys.readouterr().out.splitlines()[-2:]
    assert all(line.startswith("the scenario: ") for line in errors)
    assert "did you mean 'wages'?" in errors[-1] + errors[-2]


@pytest.mark.slow
def test_the_notebook_runs_in_a_kernel(root: Path, tmp_path: Path) -> None:
    """Where Jupyter's own kernel is installed (the extra ``notebook``)."""
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    notebook = nbformat.read(root / "docs" / "notebook.ipynb", as_version=4)
    nbformat.validate(notebook)
    resources = {"metadata": {"path": str(tmp_path)}}
    nbclient.NotebookClient(notebook, timeout=120, resources=resources).execute()
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    pages = [
        out.data["text/html"] for out in outputs if "text/html" in out.get("data", {})
    ]
    assert len(pages) == 6
