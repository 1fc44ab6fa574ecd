"""Household-years as JSON: their inputs beside their outputs."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from isoplan.models.household_columns import Column
from isoplan.models.household_file import Case, Chain
from isoplan.models.household_outputs import (
    CREDIT,
    FEDERAL,
    LOSSES_OUT,
    rows_in_cents,
)


def entries_as_json(entries: Iterable[Mapping[str, Any]]) -> str:
    """Return a JSON list, each entry on a line of its own."""
    encode = json.JSONEncoder(default=str).encode
    return "[\n" + ",\n".join(map(encode, entries)) + "\n]"


def case_entries(
    cases: Sequence[Case], outputs: Mapping[str, Column]
) -> Iterator[dict[str, Any]]:
    """Yield an entry for each household-year; credit and losses where it has any.

    Args:
        cases: What was asked.
        outputs: Their outputs by name, dollars, in their order.
    """
    tax = rows_in_cents(outputs, FEDERAL)
    credit = rows_in_cents(outputs, CREDIT)
    losses = rows_in_cents(outputs, LOSSES_OUT)
    for case, taxed, credited, lost in zip(cases, tax, credit, losses, strict=True):
        with_credit = case.household.minimum_tax_credit is not None
        with_losses = case.household.loss_carryover is not None
        yield {
            **_label(case.label),
            "inputs": case.given,
            "outputs": taxed | credited if with_credit else taxed,
            **(lost if with_losses else {}),
        }


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
