"""Itemizing on a state's return alone, where its election is free.

The cases are those of the other files that give deductions: each program was asked for
them, and the state's tax in them depends on its own choice. With the federal standard
deduction forced, a state whose election is free still reaches that tax; of a state that
follows the federal return it is another.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_figures import state_law
from isoplan.models.law.state_law import DeductionElection, StateLaw
from isoplan.models.returns.chains import case_outputs
from isoplan.models.returns.file import checked_households

FILES = ("more_cases", "states_cases", "california_cases")
HERE = Path(__file__).parent


def cases() -> list[dict[str, Any]]:
    """Return the cases of states with deductions and a state tax."""
    return [
        case
        for name in FILES
        for case in json.loads((HERE / f"{name}.json").read_text("utf-8"))["cases"]
        if case["inputs"].get("state")
        and case["inputs"].get("itemized_deductions")
        and case["outputs"].get("state_tax") is not None
    ]


def law_of(case: dict[str, Any]) -> StateLaw:
    """Return the state's law of a case."""
    inputs = case["inputs"]
    status = FilingStatus(inputs["filing_status"])
    return state_law(inputs["state"], inputs["year"], status)


def state_taxes(asked: list[dict[str, Any]], deduction: str) -> list[float]:
    """Return the state taxes of ``isoplan tax`` with a federal deduction forced."""
    data = [{"inputs": {**case["inputs"], "deduction": deduction}} for case in asked]
    outputs = case_outputs(checked_households(data, "cases").cases)
    wanted = deduction == "itemized"
    assert all(bool(itemizes) is wanted for itemizes in outputs["itemizes"])
    return [float(tax) for tax in outputs["state_tax"]]


def expected(asked: list[dict[str, Any]]) -> list[float]:
    """Return the state taxes that the programs agree on."""
    return [case["outputs"]["state_tax"] for case in asked]


def is_free(case: dict[str, Any]) -> bool:
    """Return whether the state's choice, and its tax, leave the federal return alone.

    Not where federal tax is deducted, which the federal deduction changes.
    """
    law = law_of(case)
    free = law.deduction_election is DeductionElection.FREE
    return free and law.federal_tax_deduction is None


FREE = [case for case in cases() if is_free(case)]
TIED = [case for case in cases() if law_of(case).follows_federal_election]


def test_a_free_state_itemizes_beside_the_federal_standard_deduction() -> None:
    """Within the six dollars of the other tests of states."""
    assert len(FREE) >= 20
    assert len({case["inputs"]["state"] for case in FREE}) >= 5
    assert state_taxes(FREE, "standard") == pytest.approx(expected(FREE), abs=6.0)
    assert state_taxes(FREE, "itemized") == pytest.approx(expected(FREE), abs=6.0)


def test_a_state_that_follows_the_federal_return_does_not() -> None:
    """Most of these cases itemize on both returns, or their tax would not differ."""
    ours = state_taxes(TIED, "standard")
    more = [tax - told for tax, told in zip(ours, expected(TIED), strict=True)]
    assert state_taxes(TIED, "itemized") == pytest.approx(expected(TIED), abs=6.0)
    assert min(more) > -6.0
    assert sum(each > 100.0 for each in more) >= 5
