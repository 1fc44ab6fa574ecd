"""Writes `docs/states.md` from the figures of the states and the oracle households.

``python -m tools.states_page`` fills ``tools/states_page.md``, where the page's text
stands, and a test fails where the page is not what this would write.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from isoplan.models.law.federal_figures import LAST_PUBLISHED_YEAR
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_figures import STATES, state_file, state_law
from isoplan.models.law.state_law import DeductionElection, StateKind
from isoplan.models.law.state_summary import StateSummary, state_summary
from isoplan.models.tax.states.state_return import StateReturn

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "tools" / "states_page.md"
PAGE = ROOT / "docs" / "states.md"
ORACLES = ROOT / "tests" / "oracles"
FILES = ("california_cases.json", "states_cases.json", "more_cases.json")
TOLERANCE = 6.0
"""Dollars within which the oracle files hold two taxes to be the same."""

ELECTIONS = {
    DeductionElection.FREE: "the larger one, whatever the federal return takes",
    DeductionElection.AS_FEDERAL: "the one that the federal return takes",
    DeductionElection.ITEMIZED_ONLY_IF_FEDERAL: (
        "itemized only where the federal return itemizes"
    ),
    DeductionElection.NONE: "no choice",
}


@dataclass(frozen=True, slots=True)
class OracleResult:
    """One oracle household and what the rules here give for it.

    Attributes:
        state: Two-letter code.
        year: Tax year.
        apart: By how much the tax differs, the AMT too where it is given (dollars).
    """

    state: str
    year: int
    apart: float


def oracle_results() -> Iterator[OracleResult]:
    """Yield every household of the oracle files that has a state."""
    sys.path.append(str(ROOT / "tests" / "support"))
    from oracle_filers import forms_of

    for name in FILES:
        cases = json.loads((ORACLES / name).read_text(encoding="utf-8"))["cases"]
        for case in cases:
            if "state" in case["inputs"]:
                yield _result(case, forms_of(case["inputs"]))


def _result(case: dict[str, Any], forms: StateReturn) -> OracleResult:
    outputs, inputs = case["outputs"], case["inputs"]
    asked = {
        "state_tax": forms.regular_tax,
        "regular_tax": forms.regular_tax,
        "state_amt": forms.amt,
        "amt": forms.amt,
    }
    apart = [abs(asked[name] - outputs[name]) for name in asked if name in outputs]
    return OracleResult(inputs["state"], inputs["year"], max(map(float, apart)))


def _years(years: Iterable[int]) -> str:
    first, last = min(given := list(years)), max(given)
    return f"{first} to {last}" if last > first else str(first)


def _agreement(results: list[OracleResult]) -> str:
    """Return how many households agree, in words."""
    within = sum(each.apart <= TOLERANCE for each in results)
    count = f"{len(results)} households" if len(results) > 1 else "1 household"
    agree = "all" if within == len(results) else f"{within}"
    return (
        f"{count} of {_years(each.year for each in results)}: {agree} within "
        f"{TOLERANCE:g} dollars"
    )


def _row(each: StateSummary) -> str:
    """Return a state's row of the table."""
    words = [each.standing_in, each.one_source]
    named = [", ".join(f"`{name}`" for name in names) or "-" for names in words]
    cells = [each.state, each.name, each.income, each.gains, each.spread, *named]
    return f"| {' | '.join(cells)} |"


def _notes(each: StateSummary, results: list[OracleResult]) -> str:
    """Return a state's notes, a line each."""
    law = state_law(each.state, each.year, FilingStatus.SINGLE)
    taxed = law.kind not in {StateKind.NONE, StateKind.GAINS_ONLY}
    parts = {
        "Figures": [f"{state_file(each.state).first_year} on"],
        "Deduction": [ELECTIONS[law.deduction_election]] if taxed else [],
        "Oracles": [_agreement(results)] if results else [],
        "Checked": each.checked,
        "Simplified": each.simplified,
        "Doubt": each.doubts,
        "Later": each.later_law,
    }
    lines = [f"- {word}: {text}." for word, texts in parts.items() for text in texts]
    return "\n".join([f"### {each.name}", "", *lines])


def _first_years() -> str:
    """Return the states by the first year of their figures."""
    by_year = sorted(STATES, key=lambda state: (state_file(state).first_year, state))
    lines = []
    for year, states in groupby(by_year, lambda state: state_file(state).first_year):
        names = [state_file(state).name for state in states]
        who = ", ".join(names) if len(names) < len(STATES) // 2 else "all others"
        lines.append(f"- from {year}: {who}")
    return "\n".join(lines)


def states_page() -> str:
    """Return the page's text."""
    year = LAST_PUBLISHED_YEAR
    summaries = [state_summary(state, year) for state in STATES]
    results = list(oracle_results())
    notes = [
        _notes(each, [result for result in results if result.state == each.state])
        for each in summaries
    ]
    parts = {
        "year": str(year),
        "first years": _first_years(),
        "every state": "\n".join(map(_row, summaries)),
        "oracle households": _agreement(results),
        "notes": "\n\n".join(notes),
    }
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"{{{{ {name} }}}}", part)
    return text


if __name__ == "__main__":
    PAGE.write_text(states_page(), encoding="utf-8")
