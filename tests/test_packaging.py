"""What is in the checkout is also in the wheel, and the build files agree."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

FOLDERS = ("cli", "models", "optimizer")


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def package_folders(root: Path) -> dict[str, Path]:
    """Every package that the folders hold, by its installed name."""
    sources = [path for name in FOLDERS for path in (root / name).rglob("*.py")]
    return {
        ".".join(("isoplan", *folder.relative_to(root).parts)): folder
        for folder in sorted({path.parent for path in sources})
    }


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
    """Each has ``py.typed``, for ``isoplan`` itself has no files to hold it."""
    for name, folder in package_folders.items():
        assert (folder / "py.typed").is_file(), name
        docstring = (folder / "__init__.py").read_text(encoding="utf-8")
        assert docstring.startswith('"""'), name


def test_the_namespace_has_no_file_of_its_own(root: Path) -> None:
    """``isoplan`` is a namespace: a file of its own would hide the rest."""
    assert not (root / "__init__.py").exists()
    assert not (root / "isoplan").exists()


def test_every_data_file_is_package_data(
    project: dict[str, Any], package_folders: dict[str, Path]
) -> None:
    """The law's figures, the starter scenario, ``py.typed``: all reach the wheel."""
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
    documented = re.findall(r"^([a-z]+):.*## ", makefile, flags=re.MULTILINE)
    assert documented == declared[1].split()
