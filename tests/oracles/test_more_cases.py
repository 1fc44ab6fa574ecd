"""776 households of 2025 and 2026: 46 states, and federal corners.

Each value was given by two or more of PolicyEngine US 2.68.0, TAXSIM 2026-08, tenforty,
Tax-Calculator 6.8.5 and a calculation line by line. Within tolerance are 2 dollars on
federal lines and 6 on state tax; no case differs by more.
"""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from isoplan.models.returns.cents import rows_in_cents
from isoplan.models.returns.chains import case_outputs
from isoplan.models.returns.file import load_households
from isoplan.models.returns.outputs import FEDERAL
from isoplan.models.tax.states.state_return import StateReturn

FILE = Path(__file__).with_name("more_cases.json")
CASES = json.loads(FILE.read_text(encoding="utf-8"))["cases"]
OF_STATES = [case for case in CASES if "state" in case["inputs"]]
OF_THE_COUNTRY = [case for case in CASES if "state" not in case["inputs"]]


def named(case: dict[str, Any]) -> str:
    """Return the name of a case."""
    return str(case["id"])


@pytest.fixture(scope="module")
def federal() -> dict[str, dict[str, float]]:
    """Return our federal lines by the case's name, all worked at once."""
    cases = load_households(FILE).cases
    rows = rows_in_cents(case_outputs(cases), FEDERAL)
    return {str(case.label): row for case, row in zip(cases, rows, strict=True)}


@pytest.mark.parametrize("case", OF_THE_COUNTRY, ids=named)
def test_federal_lines(
    case: dict[str, Any], federal: dict[str, dict[str, float]]
) -> None:
    """Every line that the oracles assert."""
    assert len(case["agreed_by"]) >= 2
    outputs = case["outputs"].items()
    expected = {name: amount for name, amount in outputs if amount is not None}
    ours = {name: federal[case["id"]][name] for name in expected}
    assert ours == pytest.approx(expected, abs=2.0)


@pytest.mark.parametrize("case", OF_STATES, ids=named)
def test_state_tax(
    case: dict[str, Any], state_forms: Callable[[dict[str, Any]], StateReturn]
) -> None:
    """Tax after personal credits."""
    assert len(case["agreed_by"]) >= 2
    ours = state_forms(case["inputs"]).regular_tax
    assert ours == pytest.approx(case["outputs"]["state_tax"], abs=6.0)


def test_every_case_is_there_once() -> None:
    """186 of the country, the others of 46 states."""
    assert len({case["id"] for case in CASES}) == len(CASES) == 776
    states = Counter(case["inputs"]["state"] for case in OF_STATES)
    assert len(OF_THE_COUNTRY) == 186
    assert len(states) == 46
