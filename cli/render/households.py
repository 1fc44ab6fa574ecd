"""Household-years as JSON: their inputs beside their outputs."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from pydantic_core import to_json

from isoplan.models.household_columns import Column
from isoplan.models.household_file import Case, Chain
from isoplan.models.household_outputs import (
    CREDIT,
    FEDERAL,
    LOSSES_OUT,
    rows_in_cents,
)


def entries_as_json(entries: Iterable[Mapping[str, Any]]) -> str:
    """Return a JSON list in ASCII, each entry on a line of its own."""
    lines = [_ascii(to_json(entry, fallback=str)) for entry in entries]
    return "[\n" + ",\n".join(lines) + "\n]"


def _ascii(line: bytes) -> str:
    """Return JSON as text that any terminal and pipe takes."""
    if line.isascii():
        return line.decode()
    return json.dumps(json.loads(line), separators=(",", ":"))


def case_entries(
    cases: Sequence[Case], outputs: Mapping[str, Column]
) -> Iterator[dict[str, Any]]:
    """Yield an entry for each household-year; credit and losses where it has any.

    Args:
        cases: What was asked.
        outputs: Their outputs by name, dollars, in their order.
    """
    households = [case.household for case in cases]
    credited = [each.minimum_tax_credit is not None for each in households]
    carried = [each.loss_carryover is not None for each in households]
    tax = rows_in_cents(outputs, FEDERAL)
    credit = rows_in_cents(outputs, CREDIT, np.array(credited, dtype=bool))
    losses = rows_in_cents(outputs, LOSSES_OUT, np.array(carried, dtype=bool))
    rows = zip(cases, tax, credited, carried, strict=True)
    for case, outputs_of_case, with_credit, with_losses in rows:
        if with_credit:
            outputs_of_case |= next(credit)
        entry = _label(case.label)
        entry |= {"inputs": case.given, "outputs": outputs_of_case}
        if with_losses:
            entry |= next(losses)
        yield entry


def chain_entries(
    chains: Sequence[Chain], outputs: Mapping[str, Column]
) -> Iterator[dict[str, Any]]:
    """Yield an entry for each chain, its years in a list.

    Args:
        chains: What was asked.
        outputs: Outputs of all their years by name, dollars, chain by chain.
    """
    tax = rows_in_cents(outputs, FEDERAL | CREDIT)
    losses = rows_in_cents(outputs, LOSSES_OUT)
    for chain in chains:
        years = [
            {
                "year": case.household.year,
                "inputs": case.given,
                "outputs": next(tax),
                **next(losses),
            }
            for case in chain.years
        ]
        yield {**_label(chain.label), "years": years}


def _label(label: object) -> dict[str, object]:
    return {} if label is None else {"id": label}
