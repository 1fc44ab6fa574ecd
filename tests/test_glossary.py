"""The glossary is true, and the words that it replaces are gone."""

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from isoplan.models.outcomes.stress import Stress
from isoplan.models.results.comparison import Comparison
from isoplan.models.results.plan import Plan
from isoplan.models.returns.inputs import HouseholdYear
from isoplan.models.returns.outputs import OF_STATES, OUTPUTS
from isoplan.models.scenario import Scenario

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = [name for name in ("models", "optimizer", "cli") if (ROOT / name).is_dir()]
FORM_LINE = re.compile(r"(Form|Schedule) (\w+) line (\w+)")

BANNED = {
    "British spelling": re.compile(
        r"\b\w*(harbour|instalment|colour|behaviour|licence|neighbour|favour|honour"
        r"|modell(ed|ing)|labell(ed|ing)|cancell(ed|ing)|centre[sd]?\b|cheque|judgement"
        r"|(optim|minim|maxim|item|recogn|real|normal|summar|capital)is(e|ed|es|ing|ation)"
        r"\b|analyse[ds]?\b|towards\b|whilst\b|grey\b)",
        re.IGNORECASE,
    ),
    "tranche": re.compile(r"(?<![a-z])suppl(y|ies)(?![a-z])", re.IGNORECASE),
    "tax treatment": re.compile(r"(?<![a-z])natures?(?![a-z])", re.IGNORECASE),
    "preference": re.compile(r"(?<![a-z])wish(es|ed|ing)?(?![a-z])", re.IGNORECASE),
    "partial reading, schedule walk": re.compile(
        r"\b(salvage|replay)\w*", re.IGNORECASE
    ),
    "evaluated years": re.compile(
        r"(?<![a-z])ledgers?(?![a-z])|\bWorked[A-Z]", re.IGNORECASE
    ),
    "drop dominated": re.compile(r"(?<![a-z])undominated(?![a-z])", re.IGNORECASE),
    "common schedule": re.compile(r"(?<![a-z])naive(?![a-z])", re.IGNORECASE),
    "plain prose": re.compile(
        r"\b(is|are|be) said to\b|\bnothing but\b|\bbut for\b", re.IGNORECASE
    ),
}
"""What to write instead, and what not to write."""

MAY_NAME_OLD_WORDS = (
    "CHANGELOG.md",
    "LICENSE",
    "cli/imports/mappings/",  # headers of other programs
    "models/law/",  # titles of sources
    "models/validation/renamed_keys.py",
    "tests/models/results/test_earlier_plan.py",
    "tests/models/validation/test_renamed_keys.py",
    "tests/oracles/",  # texts of other programs
    "tests/test_glossary.py",
)


@dataclass(frozen=True)
class Row:
    """One term, as in the table."""

    term: str
    meaning: str
    form_line: str
    names: tuple[str, ...]
    keys: tuple[str, ...]


@cache
def rows() -> tuple[Row, ...]:
    """Return the table of docs/glossary.md without its head."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    return tuple(
        Row(term, meaning, line, _quoted(names), _quoted(keys))
        for term, meaning, line, names, keys in cells
    )


def _quoted(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


@cache
def names_in_code() -> frozenset[str]:
    """Return modules, and every class, function and attribute of a class by name."""
    found: set[str] = set()
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            module = path.relative_to(ROOT).with_suffix("")
            found.add(".".join(module.parts).removesuffix(".__init__"))
            found.update(_defined(ast.parse(path.read_text(encoding="utf-8"))))
    return frozenset(found)


def _defined(module: ast.Module) -> Iterator[str]:
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        if not isinstance(node, ast.ClassDef):
            continue
        for each in node.body:
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                yield f"{node.name}.{each.target.id}"
            elif isinstance(each, ast.FunctionDef):
                yield f"{node.name}.{each.name}"


@cache
def keys() -> frozenset[str]:
    """Return every key of input files and JSON results."""
    found = {*OUTPUTS, *OF_STATES}
    for root in (Scenario, HouseholdYear, Plan, Comparison, Stress):
        for model in _models(root):
            found.update(model.model_fields)
    return frozenset(found)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """Yield all models that a type names, and those that their fields name."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from _models(field.annotation)
    for each in get_args(annotation):
        yield from _models(each)


def test_each_term_stands_once_in_order() -> None:
    """Sorted without regard to case; each with a meaning."""
    terms = [row.term.lower() for row in rows()]
    assert len(terms) > 60
    assert terms == sorted(set(terms))
    assert all(row.meaning.endswith(".") for row in rows())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.term)
def test_a_row_is_true(row: Row) -> None:
    """Its names are in the code, its keys in a file or result, its lines on a form."""
    assert set(row.names) <= names_in_code()
    assert set(row.keys) <= keys()
    for kind, number, line in FORM_LINE.findall(row.form_line):
        assert f"{kind}{number}.line_{line}" in names_in_code()


def test_every_line_is_cited_in_one_form() -> None:
    """A line that the pattern does not read would not be looked up."""
    for row in rows():
        assert bool(FORM_LINE.search(row.form_line)) == ("line" in row.form_line)


@cache
def project_lines() -> tuple[tuple[str, str], ...]:
    """Return place and text of every line, without files that may name old words.

    A file's name stands before its first line.
    """
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    files = listed.stdout.splitlines() or [
        path.relative_to(ROOT).as_posix()
        for folder in (*FOLDERS, "docs", "scenarios", "tests")
        for path in (ROOT / folder).rglob("*")
    ]
    endings = (".py", ".md", ".toml", ".json", ".ipynb", ".lp", "Makefile")
    return tuple(
        (f"{file}:{number}", line)
        for file in files
        if file.endswith(endings)
        and not file.startswith(MAY_NAME_OLD_WORDS)
        and (ROOT / file).is_file()
        for number, line in enumerate(
            [file, *(ROOT / file).read_text(encoding="utf-8").splitlines()]
        )
    )


@pytest.mark.parametrize("instead", BANNED)
def test_words_of_yesterday_are_gone(instead: str) -> None:
    """In code, messages, scenarios and documents, file names included."""
    found = [
        f"{place}: {line.strip()}"
        for place, line in project_lines()
        if BANNED[instead].search(line)
    ]
    assert found == []
    assert len(project_lines()) > 10_000


@pytest.mark.parametrize(
    ("instead", "text"),
    [
        ("British spelling", "the safe_harbour of instalments"),
        ("British spelling", "to minimise"),
        ("tranche", "def _of_supplies("),
        ("preference", "test_without_wishes_nothing"),
        ("evaluated years", "class WorkedYear:"),
        ("plain prose", "all but for one"),
    ],
)
def test_the_patterns_find_words(instead: str, text: str) -> None:
    """A pattern that finds nothing would let everything pass."""
    assert BANNED[instead].search(text)
