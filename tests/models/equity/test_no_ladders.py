"""Nobody outside `models/equity/kinds` asks which kind of equity a share is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from isoplan.models.equity.kinds.registry import KINDS

ROOT = Path(__file__).resolve().parents[3]
KINDS_FOLDER = ROOT / "models" / "equity" / "kinds"
CLASSES = {kind.__name__ for kind in KINDS.values()}

# The input model refuses terms that no incentive stock option has (IRC 422(b)).
ALLOWED = {"models/inputs/grants.py"}

FILES = [
    path.relative_to(ROOT).as_posix()
    for folder in ("models", "optimizer", "cli")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if KINDS_FOLDER not in path.parents
]


def names_a_kind(node: ast.expr) -> bool:
    """Whether an operand is a kind's class, an instance made there, or its name."""
    if isinstance(node, ast.Call):
        return names_a_kind(node.func)
    if isinstance(node, ast.Tuple | ast.Set | ast.List):
        return any(names_a_kind(each) for each in node.elts)
    if isinstance(node, ast.Constant):
        return node.value in KINDS
    named = getattr(node, "attr", getattr(node, "id", None))
    return named in CLASSES


def is_of_kinds(node: ast.expr) -> bool:
    """Whether an operand is called kind, treatment or treatment, or a part of one."""
    words = set(re.findall(r"[a-z]+", ast.unparse(node)))
    return bool({"kind", "treatment"} & words) or names_a_kind(node)


def comparisons(source: str) -> Iterator[str]:
    """Yield each question after a particular kind in a source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(map(names_a_kind, sides)) and all(map(is_of_kinds, sides)):
                yield ast.unparse(node)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "isinstance":
            if names_a_kind(node.args[1]):
                yield ast.unparse(node)
        elif isinstance(node, ast.MatchClass) and names_a_kind(node.cls):
            yield ast.unparse(node.cls)
        elif isinstance(node, ast.MatchValue) and names_a_kind(node.value):
            yield ast.unparse(node.value)


@pytest.mark.parametrize("file", FILES)
def test_a_file_asks_the_kind_itself(file: str) -> None:
    """A ladder of kinds would have to be found and extended for each new one."""
    asked = list(comparisons((ROOT / file).read_text(encoding="utf-8")))
    assert bool(asked) == (file in ALLOWED), asked


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("tranche.treatment == other.treatment", False),
        ("field in ('strike', 'shares')", False),
        ("KINDS[grant.kind].has_value_limit", False),
        ("treatment = NonqualifiedOption()", False),
        ("tranche.treatment == IncentiveStockOption()", True),
        ("tranche.treatment in {NonqualifiedOption(), OrdinaryShare(1.0)}", True),
        ("type(tranche.treatment) is iso.IncentiveStockOption", True),
        ("isinstance(each, PurchasePlanShare)", True),
        ("isinstance(each, (OrdinaryShare, RestrictedStockUnit))", True),
        ("grant.kind == 'nso'", True),
        ("tranche.treatment.name != 'espp'", True),
        ("grant.kind in ('iso', 'rsu')", True),
        ("info.data.get('kind') != 'nso'", True),
        ("match each:\n    case OrdinaryShare():\n        pass", True),
        ("match holding.kind:\n    case 'espp':\n        pass", True),
    ],
)
def test_the_check_sees_what_it_must(line: str, refused: bool) -> None:
    """A check that refuses nothing would pass every file."""
    assert bool(list(comparisons(line))) == refused
