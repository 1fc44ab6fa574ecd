"""Household-years as JSON: their inputs beside their outputs."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from pydantic_core import to_json

from isoplan.models.returns.cents import rows_in_cents
from isoplan.models.returns.file import Case, Chain
from isoplan.models.returns.inputs import ITEMIZED, STANDARD, HouseholdYear
from isoplan.models.returns.outputs import (
    CREDIT,
    ELECTION,
    FEDERAL,
    ITEMIZES,
    LOSSES_OUT,
    OTHER_CREDITS,
    SMALL_BUSINESS,
    STATE_SHOWN,
)
from isoplan.models.returns.table import Column


def entries_as_json(entries: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a JSON list in ASCII, each entry on a line of its own."""
    lines = [to_json(entry, fallback=str) for entry in entries]
    listed = b",\n".join(lines)
    if not listed.isascii():
        listed = b",\n".join(map(_ascii, lines))
    return b"".join((b"[\n", listed, b"\n]"))


def _ascii(line: bytes) -> bytes:
    """Return JSON as text that any terminal and pipe takes."""
    if line.isascii():
        return line
    return json.dumps(json.loads(line), separators=(",", ":")).encode()


def case_entries(
    cases: Sequence[Case], outputs: Mapping[str, Column]
) -> Iterator[dict[str, Any]]:
    """Yield an entry for each household-year, its parts where there are any.

    Args:
        cases: What was asked.
        outputs: Their outputs by name, dollars, in their order.
    """
    kinds = [_kind(case.household) for case in cases]
    in_states, carried, small, claiming = np.array(kinds, bool).reshape(-1, 4).T
    tax = _federal(outputs)
    state = rows_in_cents(outputs, STATE_SHOWN, in_states)
    losses = rows_in_cents(outputs, LOSSES_OUT, carried)
    excluded = rows_in_cents(outputs, SMALL_BUSINESS, small)
    others = rows_in_cents(outputs, OTHER_CREDITS, claiming)
    for case, outputs_of_case, kind in zip(cases, tax, kinds, strict=True):
        in_state, with_losses, with_small, claims = kind
        if claims:
            outputs_of_case |= next(others)
        if in_state:
            outputs_of_case |= next(state)
        if with_small:
            outputs_of_case |= next(excluded)
        entry = {
            **_label(case.label),
            "inputs": case.given,
            "outputs": outputs_of_case,
        }
        if with_losses:
            entry |= next(losses)
        yield entry


def _kind(household: HouseholdYear) -> tuple[bool, bool, bool, bool]:
    """Return which outputs there are beside the federal ones.

    Those of the state, losses carried on, small business stock, other credits.
    """
    return (
        bool(household.state),
        household.loss_carryover is not None,
        household.small_business_gain is not None,
        household.claims_credits,
    )


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
    names = [name for name in (*FEDERAL, *CREDIT, *ELECTION) if name != ITEMIZES]
    itemizes = outputs[ITEMIZES].astype(bool).tolist()
    for row, itemized in zip(rows_in_cents(outputs, names), itemizes, strict=True):
        yield {**row, "deduction_taken": ITEMIZED if itemized else STANDARD}


def _label(label: object) -> dict[str, object]:
    return {} if label is None else {"id": label}
