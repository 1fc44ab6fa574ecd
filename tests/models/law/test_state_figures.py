"""The figures of the states: all there, with sources, standing in and projected."""

import tomllib
from importlib.resources import files
from typing import Any

import pytest
from pydantic import ValidationError

from isoplan.models.amounts.allowance import Allowance
from isoplan.models.base.errors import UnknownLawYear
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_figures import STATES, StateFile, state_file, state_law
from isoplan.models.law.state_law import StateKind

FOLDER = files("isoplan.models.law").joinpath("states")
SINGLE = FilingStatus.SINGLE


def table(state: str) -> dict[str, Any]:
    return tomllib.loads(FOLDER.joinpath(f"{state}.toml").read_text(encoding="utf-8"))


def test_there_is_one_file_a_state() -> None:
    """The fifty states and DC, by the codes of the postal service."""
    codes = """
    AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE
    NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY
    """
    assert set(STATES) == set(codes.split())
    assert len(STATES) == 51
    assert [state_file(state).state for state in STATES] == list(STATES)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("year", [2025, 2026, 2031])
def test_every_state_loads(state: str, year: int) -> None:
    """For every filing status; each figure with a source and its confirmations."""
    for status in FilingStatus:
        law = state_law(state, year, status, 0.02)
        assert (law.state, law.year, law.filing_status) == (state, year, status)
        assert law.projected == (year > 2026)
        taxed = law.kind is not StateKind.NONE
        assert taxed == (law.brackets.rates[-1] > 0)
    for figures in state_file(state).figures.values():
        assert all(len(figure.source) > 5 for figure in figures)
        assert all(figure.confirmed_by >= 1 for figure in figures)


def test_kinds() -> None:
    """Who taxes what: no tax at all in eight states, gains alone in Washington."""
    by_kind = {kind: [] for kind in StateKind}
    for state in STATES:
        by_kind[state_file(state).kind].append(state)
    assert by_kind[StateKind.NONE] == ["AK", "FL", "NH", "NV", "SD", "TN", "TX", "WY"]
    assert by_kind[StateKind.GAINS_ONLY] == ["WA"]
    assert by_kind[StateKind.BY_CLASS] == ["MA"]
    assert len(by_kind[StateKind.FLAT]) == 12
    assert len(by_kind[StateKind.GRADUATED]) == 29
    with_amt = [s for s in STATES if state_law(s, 2026, SINGLE).amt is not None]
    assert with_amt == ["CA", "CO", "CT", "MN"]


@pytest.mark.parametrize("lost", ["source", "confirmed_by"])
def test_a_figure_without_a_source_is_refused(lost: str) -> None:
    """Whichever figure it is."""
    for figure in table("CA")["figures"]:
        given = table("CA")
        del given["figures"][figure][0][lost]
        with pytest.raises(ValidationError, match=lost):
            StateFile.model_validate(given)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"toll": [{}]}, "Field required"),
        (
            {"toll": [{"year": 2025, "source": "x", "confirmed_by": 1, "all": 1}]},
            "toll is no figure",
        ),
        (
            {"amt": [{"year": 2025, "source": "x", "confirmed_by": 1, "single": 1}]},
            "each of the filing statuses",
        ),
        (
            {
                "amt": [
                    {
                        "year": 2025,
                        "through": 2024,
                        "source": "x",
                        "confirmed_by": 1,
                        "all": 1,
                    }
                ]
            },
            "before 'year'",
        ),
        ({"amt": []}, "oldest first"),
    ],
    ids=["empty", "unknown", "status-missing", "backwards", "no-entry"],
)
def test_a_wrong_figure_is_refused(change: dict[str, Any], message: str) -> None:
    """A misspelt name, a missing status, a year out of order."""
    given = table("CA")
    given["figures"] |= change
    with pytest.raises(ValidationError, match=message):
        StateFile.model_validate(given)


def test_what_stands_in_is_named() -> None:
    """California's amounts of 2026 were not published: those of 2025 stand in."""
    assert state_law("CA", 2025, SINGLE).standing_in == ()
    law = state_law("CA", 2026, SINGLE)
    assert law.brackets == state_law("CA", 2025, SINGLE).brackets
    assert "brackets" in law.standing_in
    assert "surtax" not in law.standing_in


def test_what_one_source_confirms_is_named() -> None:
    """Pennsylvania's tax at exercise rests on one article."""
    sources = state_law("PA", 2026, SINGLE).one_source
    assert sources == ("low_income", "spread_at_exercise")
    assert state_law("NC", 2026, SINGLE).one_source == ("itemized",)


def test_later_years_are_indexed_where_the_law_indexes() -> None:
    """Two years at 2.5% from 2026; what the law does not index stays."""
    california = state_law("CA", 2028, SINGLE, 0.025)
    assert california.brackets.starts[1] == round(11_079 * 1.025**2)
    assert california.surtax.starts[1] == 1_000_000
    credit = california.personal_credit
    assert credit.amount == round(153 * 1.025**2)
    assert credit.rates == (0.0024,)
    assert state_law("MA", 2028, SINGLE, 0.025).personal_exemption == Allowance(4_400.0)


def test_enacted_figures_of_later_years_hold() -> None:
    """New York's rates of 2027 are enacted (2025 chapter 59); 2026 ones lapse."""
    rates = [
        state_law("NY", year, SINGLE, 0.02).brackets.rates[0] for year in (2026, 2027)
    ]
    assert rates == [0.039, 0.038]


@pytest.mark.parametrize(("state", "first"), [("CA", 2022), ("OH", 2025), ("TX", 2022)])
def test_years_without_figures_are_refused(state: str, first: int) -> None:
    """Before the first year, and after the last one without an assumption."""
    assert state_law(state, first, SINGLE).year == first
    with pytest.raises(UnknownLawYear, match=f"start in {first}"):
        state_law(state, first - 1, SINGLE)
    with pytest.raises(UnknownLawYear):
        state_law(state, 2027, SINGLE)
