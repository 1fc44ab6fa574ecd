"""Household-years as JSON: their inputs beside their outputs."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from pydantic_core import to_json

from isoplan.models.returns.file import Case, Chain
from isoplan.models.returns.inputs import ITEMIZED, STANDARD
from isoplan.models.returns.outputs import (
    CREDIT,
    ELECTION,
    FEDERAL,
    ITEMIZES,
    LOSSES_OUT,
    OTHER_CREDITS,
    SMALL_BUSINESS,
    STATE_SHOWN,
    rows_in_cents,
)
from isoplan.models.returns.table import Column


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
    """Yield an entry for each household-year, its parts where there are any.

    Args:
        cases: What was asked.
        outputs: Their outputs by name, dollars, in their order.
    """
    households = [case.household for case in cases]
    in_states = [bool(each.state) for each in households]
    carried = [each.loss_carryover is not None for each in households]
    tax = _federal(outputs)
    state = rows_in_cents(outputs, STATE_SHOWN, np.array(in_states, dtype=bool))
    losses = rows_in_cents(outputs, LOSSES_OUT, np.array(carried, dtype=bool))
    small = [each.small_business_gain is not None for each in households]
    excluded = rows_in_cents(outputs, SMALL_BUSINESS, np.array(small, dtype=bool))
    claiming = np.array([each.claims_credits for each in households], dtype=bool)
    others = rows_in_cents(outputs, OTHER_CREDITS, claiming)
    rows = zip(cases, tax, in_states, carried, small, strict=True)
    for case, outputs_of_case, in_state, with_losses, with_small in rows:
        if case.household.claims_credits:
            outputs_of_case |= next(others)
        if in_state:
            outputs_of_case |= next(state)
        if with_small:
            outputs_of_case |= next(excluded)
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
    tax = _federal(outputs)
    losses = rows_in_cents(outputs, LOSSES_OUT)
    in_states = [bool(case.household.state) for each in chains for case in each.years]
    state = rows_in_cents(outputs, STATE_SHOWN, np.array(in_states, dtype=bool))
    small = [
        case.household.small_business_gain is not None
        for each in chains
        for case in each.years
    ]
    excluded = rows_in_cents(outputs, SMALL_BUSINESS, np.array(small, dtype=bool))
    claiming = [case.household.claims_credits for each in chains for case in each.years]
    others = rows_in_cents(outputs, OTHER_CREDITS, np.array(claiming, dtype=bool))
    for chain in chains:
        years = [
            {
                "year": case.household.year,
                "inputs": case.given,
                "outputs": next(tax)
                | (next(state) if case.household.state else {})
                | (next(others) if case.household.claims_credits else {})
                | (next(excluded) if case.household.small_business_gain else {}),
                **next(losses),
            }
            for case in chain.years
        ]
        yield {**_label(chain.label), "years": years}


def _federal(outputs: Mapping[str, Column]) -> Iterator[dict[str, Any]]:
    """Yield the federal outputs of each household, and which deduction it took."""
    for row in rows_in_cents(outputs, FEDERAL | CREDIT | ELECTION):
        taken = ITEMIZED if row.pop(ITEMIZES) else STANDARD
        yield {**row, "deduction_taken": taken}


def _label(label: object) -> dict[str, object]:
    return {} if label is None else {"id": label}
