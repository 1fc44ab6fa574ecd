"""The optimizer derives from the law and never restates it.

No rate, no dollar figure of the law and no section of a code stands in ``optimizer/``:
neither in code nor in words. What is found there belongs to a module of ``models/tax``
or to a file of figures in ``models/law``, and the optimizer names the function.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = [
    path.relative_to(ROOT).as_posix()
    for path in sorted((ROOT / "optimizer").rglob("*.py"))
]

SECTIONS = re.compile(
    r"\b(?:IRC|CFR|USC|U\.S\.C\.|Treas\. Reg\.|Rev\. (?:Proc|Rul)\.|Pub(?:lic)?\. ?L\."
    r"|P\.L\.|R&TC|RCW|HRS|ORS|MCA|NYCRR|N\.J\.A\.C\.|P\.S\.|Stat\.|C\.[GR]\.S\."
    r"|Const\. art\.|Code \d|Tax-General \d)"
    r"|§|\b\d{2,4}\([a-z]\)(?:\(\d+\))?"
)
"""Citations: of federal and state codes, regulations and acts, or ``423(c)`` alone."""

DOLLARS = re.compile(r"\$ ?\d")
"""A figure in words, such as ``$1,000``."""

PERCENT = re.compile(r"(?<![.\d])\d+(?:\.\d+)?(?:%| percent)")
"""A rate in words, such as ``110%``; not the format of one, such as ``{rate:.1%}``."""

MONEY = re.compile(r"\d{1,3}(?:_\d{3})+(?:\.\d+)?")
"""A number written like money, such as ``244_500``."""

RATE = re.compile(r"0?\.\d*[1-9]\d*")
"""A fraction below one, such as ``0.238``."""

TECHNICAL = {
    "CASH_SLACK": "dollars, rounding",
    "CAUSES_SLACK": "dollars, rounding",
    "CENT": "dollars, rounding",
    "EARLY_PART": "of the time left: what a plan so far may take",
    "FEW_SHARES": "shares: a trade that is never small",
    "FRACTION_SLACK": "of a share: what counts as whole",
    "GIFT_SLACK": "of a share: what counts as whole",
    "FOR_ALL": "part of a computer's memory",
    "GRACE": "part of the time of a task",
    "GRACE_S": "seconds",
    "HALF_A_CENT": "dollars, rounding",
    "HALF": "of a share: whether there is one",
    "LARGEST_PROOF": "size of a search",
    "LEAST_GAIN": "dollars: what a branch counts at least",
    "LEAST_S": "seconds",
    "MOST_SLACK": "of a search: how near its bounds are",
    "MOST_FORMS": "size of a search",
    "MOST_NODES": "size of a search",
    "MOST_TIES": "size of a program",
    "NEAR": "of a share: whether there is one",
    "NEAREST": "of a share: which way it is rounded",
    "NEGLIGIBLE": "dollars, rounding",
    "NODES": "size of a search",
    "NO_AMT": "dollars, rounding",
    "MANY_COLUMNS": "columns",
    "MANY_ROWS": "rows",
    "MOST_PATHS": "what may be asked for at most",
    "MANY_SLOTS": "action slots",
    "MISSTATED": "dollars, rounding",
    "MOST_KEPT": "columns",
    "PROBED_AFTER": "nodes",
    "QUANTILES": "parts of a probability",
    "SLACK": "part of the gap asked for",
    "TAIL": "of outcomes: the worst where nobody says",
    "TELL_S": "seconds",
    "ONE_SHARE": "of a share: whether there is one",
    "PRINTED": "dollars, rounding",
    "SHORTEST_S": "seconds",
    "SMALL_PART": "of a tranche: what a trade that nobody makes is less than",
    "SMALL_WORTH": "dollars, what a trade that nobody makes is worth less than",
    "STEP": "dollars, for a difference quotient",
    "LATE_S": "seconds",
    "LOOK_S": "seconds",
    "LONGEST_PART": "bytes of a log",
    "NO_VALUE": "dollars below which a difference is rounding",
    "held_back": "part of the time of a solve",
    "TO_SHOW_S": "seconds",
    "PATHS": "of prices, how many are asked for",
    "TOGETHER": "paths worked out at once",
    "TOLERANCE_DOLLARS": "dollars, rounding",
    "TWO_CENTS": "dollars, rounding",
    "WORTH": "of a range: what a cut must take away",
    "FOR_ONE_PATH": "part of the time of a solve",
    "AFTERWARDS": "part of the time of a solve",
    "gap_dollars": "dollars, default of what is proven",
}
"""Constants that hold a number of no law, and what it is."""

NAMES = {"83(b)"}
"""Sections that have become the name of a thing: the election, not a citation."""


def findings(source: str) -> list[tuple[int, str]]:
    """Line and text of each citation, figure and rate in a source."""
    tree = ast.parse(source)
    technical = set(_lines_of_technical_constants(tree))
    found = [*_in_numbers(source, technical), *_in_words(source, tree)]
    return sorted(set(found))


def _lines_of_technical_constants(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign):
            targets = [node.target]
        else:
            continue
        names = {each.id for each in ast.walk(targets[0]) if isinstance(each, ast.Name)}
        if names & TECHNICAL.keys():
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _in_numbers(source: str, technical: set[int]) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        line, text = token.start[0], token.string
        if token.type != tokenize.NUMBER or line in technical:
            continue
        if MONEY.fullmatch(text) or RATE.fullmatch(text):
            yield line, text


def _in_words(source: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Comments from the tokens; docstrings and sentences joined over their lines."""
    texts = [
        (token.start[0], token.string)
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    ]
    texts += [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    for line, text in texts:
        for pattern in (SECTIONS, DOLLARS, PERCENT):
            for match in pattern.finditer(text):
                if match[0] not in NAMES:
                    yield line, match[0]


@pytest.mark.parametrize("file", FILES)
def test_the_optimizer_restates_no_law(file: str) -> None:
    """Words, comments and code; the allow-list is of technical constants alone."""
    source = (ROOT / file).read_text(encoding="utf-8")
    assert findings(source) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('"""Wages in part (IRC 423(c))."""', ["423(c)", "IRC"]),
        ("x = 1  # 26 CFR 1.422-4(b)(5)", ["CFR"]),
        ("x = 1  # Rev. Proc. 2025-32", ["Rev. Proc."]),
        ("x = 1  # P.L. 119-21 sec. 70424", ["P.L."]),
        ("x = 1  # Pub. L. 119-21", ["Pub. L."]),
        ("x = 1  # Minn. Stat. 290.033", ["Stat."]),
        ("x = 1  # R&TC 17062", ["R&TC"]),
        ("x = 1  # Utah Code 59-10-1018", ["Code 5"]),
        ("def f():\n    'Section 170(b)(1) says so.'", ["170(b)(1)"]),
        ("x = f'up to $1,000 of {gifts}'", ["$1"]),
        ("x = 'a tax of ' '3.8% on it'", ["3.8%"]),
        ("CAP = 40_400", ["40_400"]),
        ("x = max(40_400.0, y)", ["40_400.0"]),
        ("x = 0.238 * gain", ["0.238"]),
        ("x = .5 * lost", [".5"]),
        ("NOTE = '110 percent'", ["110 percent"]),
        ("CENT = 0.01", []),
        ("gap_dollars: float = 0.01", []),
        ("CENTS = 0.01", ["0.01"]),
        ("x = f'{rate:.1%} of {1.0 - share}'", []),
        ("x = 1e-9 + 0.0 + 12 + 365.25", []),
        ("x = 'an election under section 83(b)'", []),
        ("x = 'Form 8801 line 25'", []),
        ("#: see :func:`isoplan.models.tax.shares.charity.share_gift_limit`", []),
    ],
)
def test_the_check_sees_what_it_must(source: str, found: list[str]) -> None:
    """One of each, planted; and what only looks like it."""
    assert sorted(text for _, text in findings(source)) == found


def test_every_technical_constant_is_one_of_the_optimizer() -> None:
    """The allow-list shrinks with the code."""
    assigned = {
        name.id
        for file in FILES
        for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8")))
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        for name in ast.walk(node)
        if isinstance(name, ast.Name)
    }
    assert TECHNICAL.keys() <= assigned
