"""A rule that cannot be traced: the error says what, where, why, and what instead."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from isoplan.models.amounts.amounts import excess
from isoplan.models.amounts.steps import rounded_up, share_above
from isoplan.optimizer.tracing.errors import NotTraceable
from isoplan.optimizer.tracing.expression import Expression
from isoplan.optimizer.tracing.graph import Graph
from isoplan.optimizer.tracing.inventory_bounds import Block, ColumnBounds

Rule = Callable[[Expression, Expression], object]

COMPARED = "use greater_of, lesser_of or excess"
WORDS = "use +, -, a known factor"


@pytest.fixture
def amounts() -> tuple[Expression, Expression]:
    """Two amounts that depend on decisions."""
    graph = Graph(ColumnBounds(2, [Block(n, n, 1_000.0, False) for n in range(2)]))
    x = graph.leaf("x", np.array([1.0, 0.0]))
    y = graph.leaf("y", np.array([0.0, 1.0]))
    return graph.as_expression(x), graph.as_expression(y)


RULES: dict[str, tuple[Rule, str, str]] = {
    "greater than": (lambda x, _: x > 5.0, ">", COMPARED),
    "not above": (lambda x, y: x <= y, "<=", COMPARED),
    "less than": (lambda x, _: x < 5.0, "<", COMPARED),
    "at least": (lambda x, _: x >= 5.0, ">=", COMPARED),
    "equal": (lambda x, _: x == 0.0, "==", COMPARED),
    "not equal": (lambda x, _: x != 0.0, "!=", COMPARED),
    "if": (lambda x, _: 1.0 if x else 0.0, "bool() or `if`", COMPARED),
    "and": (lambda x, y: x and y, "bool() or `if`", COMPARED),
    "max of Python": (lambda x, y: max(x, y), ">", COMPARED),
    "sorted": (lambda x, y: sorted([x, y]), "<", COMPARED),
    "in a list": (lambda x, y: x in [y], "==", COMPARED),
    "abs": (lambda x, _: abs(x), "abs()", COMPARED),
    "float": (lambda x, _: float(x), "float()", "has no value yet"),
    "int": (lambda x, _: int(x), "int()", "has no value yet"),
    "array of floats": (
        lambda x, _: np.asarray([x], dtype=float),
        "float()",
        "has no value yet",
    ),
    "round": (lambda x, _: round(x, 2), "round()", WORDS),
    "floor": (lambda x, _: math.floor(x), "math.floor()", WORDS),
    "ceil": (lambda x, _: math.ceil(x), "math.ceil()", WORDS),
    "trunc": (lambda x, _: math.trunc(x), "math.trunc()", WORDS),
    "whole parts": (lambda x, _: x // 1_000.0, "//", WORDS),
    "remainder": (lambda x, _: x % 1_000.0, "%", WORDS),
    "np.ceil": (lambda x, _: np.ceil(x), "np.ceil", WORDS),
    "np.sqrt": (lambda x, _: np.sqrt(x), "np.sqrt", WORDS),
    "np.greater": (lambda x, _: np.greater(x, 5.0), "np.greater", WORDS),
    "np.where": (lambda x, y: np.where(x, y, 0.0), "np.where", WORDS),
    "np.add.reduce": (lambda x, _: np.add.reduce(x), "np.add.reduce", WORDS),
    "product": (lambda x, y: x * y, "* of two amounts", "multiply by a known factor"),
    "np.multiply": (
        lambda x, y: np.multiply(x, y),
        "* of two amounts",
        "multiply by a known factor",
    ),
    "square": (lambda x, _: x**2, "**", "multiply by a known factor"),
    "power": (lambda x, _: 2.0**x, "**", "multiply by a known factor"),
    "quotient": (lambda x, y: x / y, "/ by an amount", "divide by a known number"),
    "share": (lambda x, _: 1.0 / x, "/ by an amount", "divide by a known number"),
    "np.divide": (
        lambda x, y: np.divide(x, y),
        "/ by an amount",
        "divide by a known number",
    ),
}


@pytest.mark.parametrize(("rule", "operation", "remedy"), RULES.values(), ids=RULES)
def test_the_error_names_operation_rule_and_remedy(
    rule: Rule,
    operation: str,
    remedy: str,
    amounts: tuple[Expression, Expression],
) -> None:
    """The rule is this module's, not one of tracing or NumPy."""
    with pytest.raises(NotTraceable) as caught:
        rule(*amounts)
    assert caught.value.operation == operation
    assert str(caught.value).startswith(f"{operation} cannot be traced in <lambda> ")
    assert f"(module {__name__}, line " in caught.value.rule
    assert remedy in str(caught.value)


def test_the_rule_is_the_innermost_function(
    amounts: tuple[Expression, Expression],
) -> None:
    """A rule deep in others is named itself, with its line; it is a TypeError too."""

    def phase_out(amount: Expression) -> object:
        return np.ceil(excess(amount, 400.0))

    with pytest.raises(TypeError) as caught:
        phase_out(amounts[0])
    line = phase_out.__code__.co_firstlineno + 1
    assert isinstance(caught.value, NotTraceable)
    assert caught.value.rule == (
        f"{phase_out.__qualname__} (module {__name__}, line {line})"
    )


def test_a_rule_of_law_is_named_with_its_module(
    amounts: tuple[Expression, Expression],
) -> None:
    """Rounding up in steps is law somewhere, and no graph of kinks can hold it."""
    with pytest.raises(NotTraceable, match=r"^np.ceil cannot be traced") as caught:
        rounded_up(amounts[0], 100.0, smooth=False)
    assert caught.value.rule.startswith(f"rounded_up (module {rounded_up.__module__},")
    with pytest.raises(NotTraceable, match=r"^> cannot be traced") as caught:
        share_above(amounts[0], 100.0, smooth=False)
    assert caught.value.rule.startswith("share_above (module ")


def test_keyword_arguments_are_named(amounts: tuple[Expression, Expression]) -> None:
    """What a ufunc can do besides is none of the vocabulary."""
    x, y = amounts
    with pytest.raises(NotTraceable, match=r"np.maximum with where cannot"):
        np.maximum(x, y, where=np.array(True))  # type: ignore[call-overload]


def test_a_number_divides(amounts: tuple[Expression, Expression]) -> None:
    """By a float, by NumPy's, by an expression that is known: all are a factor."""
    x, _ = amounts
    graph = x.graph
    halves = (x / 2.0, x / np.float64(2.0), np.divide(x, 2), x / graph.constant(2.0))
    for half in halves:
        assert half.key() == (0.5 * x).key()
    assert (6.0 / graph.constant(3.0)).key() == graph.constant(2.0).key()


def test_what_is_known_may_be_a_factor(amounts: tuple[Expression, Expression]) -> None:
    """The product with an expression without decisions is a multiple."""
    x, _ = amounts
    three = x.graph.constant(3.0)
    assert (x * three).key() == (three * x).key() == (3.0 * x).key()


def test_expressions_have_their_own_place_in_a_set(
    amounts: tuple[Expression, Expression],
) -> None:
    """Hashed by identity: comparing them is an error, keeping them is not."""
    x, y = amounts
    assert len({x, y}) == 2
