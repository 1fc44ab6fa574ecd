"""Tracing knows no tax: neither its words nor its modules, and no circle of its own."""

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

FILES = sorted((ROOT / "optimizer" / "tracing").glob("*.py"))

MAY_IMPORT = {"isoplan.models.amounts.amounts", "isoplan.models.amounts"}
"""Of the project, besides its own modules: the vocabulary of amounts alone."""

TAX_WORDS = re.findall(
    r"\w+",
    """
    agi amt amti bargain bracket capital carryover carryforward credit deduction
    election espp exemption federal filer filing fmv gain grant harbor household income
    installment irc irs iso itemized law lot medicare niit nso payroll refund
    rsu scenario schedule spouse state statute strike surtax tax taxable taxes tmt vest
    vesting wage withholding
    """,
)


def tax_words(source: str) -> list[str]:
    """Words of tax in a source: in names, comments and docstrings alike.

    Whole words, singular or plural; an identifier's words are those between its
    underscores and capitals. The vocabulary's own ``RateSchedule`` is no such word.
    """
    for own in ("RateSchedule", *sorted(MAY_IMPORT)):
        source = source.replace(own, "")
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", source)
    words = re.findall(r"[a-z]+", apart.lower())
    known = {form for word in TAX_WORDS for form in (word, f"{word}s")}
    return sorted(known.intersection(words))


def imports(source: str) -> set[str]:
    """Modules of the project that a source imports, for types alone too."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module))
    return {module for module in found if module.split(".")[0] == "isoplan"}


def module_of(file: Path) -> str:
    """The installed name of a file's module."""
    return ".".join(("isoplan", *file.relative_to(ROOT).with_suffix("").parts))


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Modules that import each other in a circle, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_word_of_tax(file: Path) -> None:
    """A rule of law that is known here would be a second copy of it."""
    assert tax_words(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_import_beyond_amounts(file: Path) -> None:
    """Tracing imports its own modules and the vocabulary of amounts."""
    own = {module_of(each) for each in FILES}
    assert imports(file.read_text(encoding="utf-8")) <= own | MAY_IMPORT


def test_imports_point_one_way() -> None:
    """No circle among the modules of tracing, imports for types included."""
    assert len(FILES) > 10
    graph = {
        module_of(file): imports(file.read_text(encoding="utf-8")) for file in FILES
    }
    assert circle(graph) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('"""Keeps the credit."""', ["credit"]),
        ("amt_2027 = 0.0", ["amt"]),
        ("class StateTaxes: ...", ["state", "taxes"]),
        ("# IRC 53(b)", ["irc"]),
        ("blocks = shares  # Attributes, linear forms", []),
        ("from isoplan.models.amounts.amounts import RateSchedule", []),
        ("from isoplan.models.tax.forms.form_8801 import Form8801", ["tax"]),
    ],
)
def test_a_planted_word_is_found(line: str, found: list[str]) -> None:
    """A check that finds nothing would pass every file."""
    assert tax_words(line) == found


def test_a_planted_import_is_found() -> None:
    """For types alone, late in a function, of a package: all count."""
    source = (
        "if TYPE_CHECKING:\n    from isoplan.models.scenario import Scenario\n"
        "def late():\n    import isoplan.optimizer.program.traced_problem\n"
    )
    assert imports(source) == {
        "isoplan.models.scenario",
        "isoplan.optimizer.program.traced_problem",
    }
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) != []
