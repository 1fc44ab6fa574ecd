"""Tests stand where what they test stands, and no file of them grows too long."""

import ast
from pathlib import Path

FOLDERS = ("cli", "isoplan", "models", "optimizer")
LINES_OF_A_FILE, LINES_OF_A_FUNCTION = 400, 60


def test_each_folder_of_tests_mirrors_a_package(root: Path) -> None:
    """A package that moves takes its tests along."""
    tested = {
        file.parent.relative_to(root / "tests")
        for folder in FOLDERS
        for file in (root / "tests" / folder).rglob("test_*.py")
    }
    assert len(tested) > len(FOLDERS)
    assert [
        str(f) for f in sorted(tested) if not (root / f / "__init__.py").exists()
    ] == []


def test_no_file_or_function_of_the_tests_is_too_long(root: Path) -> None:
    """At 400 lines a file is two files."""
    too_long = []
    for file in (root / "tests").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if len(text.splitlines()) > LINES_OF_A_FILE:
            too_long.append(file.name)
        too_long += [
            f"{file.name}: {node.name}"
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef)
            and (node.end_lineno or 0) - node.lineno >= LINES_OF_A_FUNCTION
        ]
    assert too_long == []
