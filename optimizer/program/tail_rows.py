"""The rows of a tail: exact without a binary, where no plan wants it larger."""

from typing import Protocol

import pulp

from isoplan.optimizer.program.program import THOUSAND
from isoplan.optimizer.tracing.expression import Range, Tail, Terms
from isoplan.optimizer.tracing.piecewise_linear import is_largest

Sum = dict[pulp.LpVariable, float]
"""Coefficient by variable; thousands of dollars."""


class Writing(Protocol):
    """What is asked of the writer of a program."""

    def add_amount(self, name: str, found: Range) -> pulp.LpVariable:
        """Add a variable for an amount (dollars)."""
        ...

    def sum_of(self, terms: Terms) -> Sum:
        """Return a combination of atoms as one of variables."""
        ...

    def add_row(self, name: str, terms: Sum, sense: str, constant: float) -> None:
        """Add ``terms (sense) constant``; thousands."""
        ...


def add_tail(writing: Writing, name: str, tail: Tail) -> pulp.LpVariable:
    """Add the mean of the largest part of some amounts, and return its variable.

    ``mean >= amount`` for each, where it is the largest one. Otherwise, with the amount
    ``t`` from which the part starts and what each amount has ``beyond`` it,
    ``beyond >= amount - t`` and ``mean >= t + sum of weight x beyond / part``. The
    smallest mean that these rows allow is the true one, and then ``t`` is one of the
    amounts: so it lies between the least and the greatest that any of them can be.
    """
    mean = writing.add_amount(name, tail.range)
    each = zip(tail.amounts, tail.weights, tail.ranges, strict=True)
    if is_largest(tail.weights, tail.part):
        for number, (amount, _, _) in enumerate(each):
            terms = _less({mean: 1.0}, writing.sum_of(amount.terms))
            limit = amount.constant / THOUSAND
            writing.add_row(f"{name}_above_{number}", terms, ">=", limit)
        return mean
    ends = Range(min(r.low for r in tail.ranges), max(r.high for r in tail.ranges))
    starts = writing.add_amount(f"{name}_starts", ends)
    whole: Sum = {mean: 1.0, starts: -1.0}
    for number, (amount, weight, found) in enumerate(each):
        most = Range(0.0, max(found.high - ends.low, 0.0))
        beyond = writing.add_amount(f"{name}_beyond_{number}", most)
        terms = _less({beyond: 1.0, starts: 1.0}, writing.sum_of(amount.terms))
        limit = amount.constant / THOUSAND
        writing.add_row(f"{name}_above_{number}", terms, ">=", limit)
        whole[beyond] = -weight / tail.part
    writing.add_row(f"{name}_mean", whole, ">=", 0.0)
    return mean


def _less(terms: Sum, other: Sum) -> Sum:
    """Return a sum less another one."""
    for variable, coefficient in other.items():
        terms[variable] = terms.get(variable, 0.0) - coefficient
    return terms
