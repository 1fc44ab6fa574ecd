"""What is in the checkout is also in the wheel, and the build files agree."""

import re
import shutil
import subprocess
import tomllib
from importlib import import_module
from importlib.metadata import metadata
from importlib.util import find_spec
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest

from isoplan import cli, models, optimizer

FOLDERS = ("cli", "isoplan", "models", "optimizer", "scenarios")


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def package_folders(root: Path) -> dict[str, Path]:
    """Every package that the folders hold, by its installed name."""
    sources = [path for name in FOLDERS for path in (root / name).rglob("*.py")]
    return {
        installed_name(folder.relative_to(root)): folder
        for folder in sorted({path.parent for path in sources})
    }


def installed_name(folder: Path) -> str:
    """``isoplan.models.law`` of ``models/law``; the face is ``isoplan`` itself."""
    parts = folder.parts[1:] if folder.parts[0] == "isoplan" else folder.parts
    return ".".join(("isoplan", *parts))


def differing(folder: Path, installed: Path) -> list[str]:
    """Return the files of a folder that an installed one lacks, or has otherwise."""
    files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    return [
        str(name)
        for name in sorted(files)
        if name.suffix != ".pyc"
        and not (
            (installed / name).is_file()
            and (installed / name).read_bytes() == (folder / name).read_bytes()
        )
    ]


def requirement_name(requirement: str) -> str:
    """``pulp`` from ``PuLP>=3.3.1,<4``: as package indexes compare names."""
    name = re.match(r"[\w.-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def test_the_packages_listed_are_the_folders(
    project: dict[str, Any], package_folders: dict[str, Path]
) -> None:
    """A package missing from the list works here and is absent from the wheel."""
    listed = project["tool"]["setuptools"]["packages"]
    assert listed == sorted(package_folders)


def test_every_package_is_typed_and_says_what_it_is(
    package_folders: dict[str, Path],
) -> None:
    """Each has ``py.typed``, so that a checker believes its annotations."""
    for name, folder in package_folders.items():
        assert (folder / "py.typed").is_file(), name
        docstring = (folder / "__init__.py").read_text(encoding="utf-8")
        assert docstring.startswith('"""'), name


def test_the_face_hides_no_package(root: Path) -> None:
    """In a checkout ``isoplan/`` holds the face alone, and looks beside itself.

    A ``models`` inside it would hide the one beside it, and so would a module at the
    root called as a public name.
    """
    inside = {path.name for path in (root / "isoplan").iterdir()} - {"__pycache__"}
    files = {"__init__.py", "_calls.py", "_files.py", "_sources.py", "py.typed"}
    assert inside == files
    assert not (root / "__init__.py").exists()


def test_every_data_file_is_package_data(
    project: dict[str, Any], package_folders: dict[str, Path]
) -> None:
    """The law's figures, the scenarios, ``py.typed``: all reach the wheel."""
    patterns = project["tool"]["setuptools"]["package-data"]
    shipped = {
        path
        for name, folder in package_folders.items()
        for pattern in patterns.get(name, [])
        for path in folder.glob(pattern)
    }
    present = {
        path
        for folder in package_folders.values()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    assert present <= shipped
    assert any(path.suffix == ".toml" and "law" in path.parts for path in shipped)
    assert any(path.suffix == ".json" and "earlier" in path.parts for path in shipped)


@pytest.mark.parametrize("name", FOLDERS)
def test_what_is_imported_holds_every_file_of_the_folder(name: str, root: Path) -> None:
    """Byte for byte: of the wheel under `make wheel`, in a checkout its own folder."""
    package = find_spec(installed_name(Path(name)))
    assert package is not None
    assert package.origin is not None
    assert differing(root / name, Path(package.origin).parent) == []


def test_a_file_that_is_not_installed_is_named(tmp_path: Path) -> None:
    """One that lacks, one of another content; bytecode is nobody's."""
    folder, installed = tmp_path / "folder", tmp_path / "installed"
    for place, names in ((folder, "abc"), (installed, "ab")):
        (place / "law").mkdir(parents=True)
        for name in names:
            (place / "law" / f"{name}.toml").write_text("x = 1\n", encoding="utf-8")
    (installed / "law" / "b.toml").write_text("x = 2\n", encoding="utf-8")
    (folder / "law" / "d.pyc").touch()
    assert differing(folder, installed) == ["law/b.toml", "law/c.toml"]


def test_every_module_is_imported_with_what_the_package_asks_for() -> None:
    """Under `make wheel` no developer's tool is there that a module could lean on."""
    found = [
        module.name
        for folder in (cli, models, optimizer)
        for module in walk_packages(folder.__path__, f"{folder.__name__}.")
    ]
    assert "isoplan.cli.report.page" in found
    for name in found:
        import_module(name)


def test_constraints_are_names_and_versions_only(root: Path) -> None:
    """No address of a package index, no hash, no marker."""
    for line in (root / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"#.*|[\w.-]+==[\w.]+", line), line


def test_every_dependency_has_a_tested_version(
    root: Path, project: dict[str, Any]
) -> None:
    """What pyproject.toml asks for, constraints.txt fixes."""
    text = (root / "constraints.txt").read_text(encoding="utf-8")
    fixed = {requirement_name(line) for line in text.splitlines() if line[:1] != "#"}
    asked = project["project"]["dependencies"][:]
    for extra in project["project"]["optional-dependencies"].values():
        asked += extra
    assert {requirement_name(each) for each in asked} - {"isoplan"} <= fixed


def test_the_changelog_names_the_version(root: Path, project: dict[str, Any]) -> None:
    """Keep a Changelog: a heading for each version, and *Law* for moved plans."""
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    version = re.escape(project["project"]["version"])
    assert re.search(rf"^## \[{version}\]", changelog, flags=re.MULTILINE)
    assert re.search(r"^### Law$", changelog, flags=re.MULTILINE)


def test_make_help_names_every_target(root: Path) -> None:
    """The Makefile documents itself; an undocumented target is not listed."""
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    declared = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    assert declared
    documented = re.findall(r"^([a-z-]+):.*## ", makefile, flags=re.MULTILINE)
    assert documented == declared[1].split()


LINK = re.compile(r"\]\(([^)\s]+)\)")


def test_every_link_of_the_readme_leads_somewhere(root: Path) -> None:
    """In a checkout: to a file or folder, and there to a heading."""
    links = LINK.findall((root / "README.md").read_text(encoding="utf-8"))
    assert len(links) > 10
    for link in links:
        if not link.startswith("https://"):
            name, _, anchor = link.partition("#")
            assert (root / name).exists(), link
            if anchor:
                text = (root / name).read_text(encoding="utf-8").lower()
                assert f"# {anchor.replace('-', ' ')}" in text, link


def test_the_package_page_has_no_link_that_leads_nowhere(root: Path) -> None:
    """The page of a package index has no files beside it; setup.py names them."""
    page = metadata("isoplan")["Description"]
    assert all(link.startswith(("https://", "#")) for link in LINK.findall(page))
    assert "(`docs/design.md`)" in page
    shipped = (root / "MANIFEST.in").read_text(encoding="utf-8")
    for named in re.findall(r"\(`([\w./]+)`\)", page):
        assert (root / named).exists()
        packed = f"graft {named.split('/')[0]}" in shipped or named in shipped
        assert packed or named.startswith(("scenarios", "LICENSE")), named


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
@pytest.mark.parametrize(
    ("target", "with_tools"), [("plan", False), ("test", True), ("lint", True)]
)
def test_planning_installs_no_tools(
    target: str, with_tools: bool, root: Path, tmp_path: Path
) -> None:
    """From an empty clone `make plan` installs the package alone."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(root / name, tmp_path)
    call = ["make", "--dry-run", "--no-print-directory", target]
    done = subprocess.run(
        call, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "-m venv .venv" in done.stdout
    assert ("'.[dev]'" in done.stdout) == with_tools
    assert done.stdout.count("pip install") == 1
