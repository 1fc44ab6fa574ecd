"""Code that a document shows, run as a reader would."""

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

RunCode = Callable[[str, dict[str, Any]], Any]


@pytest.fixture
def python_blocks(root: Path) -> Callable[[str], list[str]]:
    """Return a function with the Python code blocks of a document."""

    def blocks(name: str) -> list[str]:
        text = (root / name).read_text(encoding="utf-8")
        return re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)

    return blocks


@pytest.fixture
def run_code() -> RunCode:
    """Return a function that runs code and returns its last expression's value.

    It does what a notebook does with a cell; without a last expression it returns None.
    """

    def run(code: str, names: dict[str, Any]) -> Any:
        body = ast.parse(code).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), "<cell>", "exec"), names)
        if last is None:
            return None
        return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)

    return run
