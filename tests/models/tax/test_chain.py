"""What goes on from year to year: one walk, and two forms of one credit."""

from typing import Any

import numpy as np
import pytest

from isoplan.models.law.federal_law import federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_figures import state_law
from isoplan.models.law.state_law import StateLaw
from isoplan.models.tax.chain import (
    Link,
    StateCredits,
    along,
    federal_credits,
    state_credits,
)
from isoplan.models.tax.forms.federal_return import (
    Carryovers,
    FederalReturn,
    federal_return,
)
from isoplan.models.tax.forms.minimum_tax_credit import (
    by_year,
    in_totals,
    totals_at_start,
)
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.state_return import StateReturn, state_return

CENT = 0.005
BROUGHT = 5_000.0
"""Dollars of federal credit, and of that of the first state."""
SPREADS = (300_000.0, 0.0, 80_000.0, 0.0, 0.0)
MOVES = {
    "CA": ("CA",) * 5,
    "CA-TX-CA": ("CA", "TX", "TX", "CA", "CA"),
    "CA-MN-CA": ("CA", "MN", "MN", "CA", "CA"),
    "CT-CO-CT": ("CT", "CO", "CO", "CT", "CT"),
}


class Lived:
    """One state's forms of a year."""

    def __init__(self, law: StateLaw, tax: StateReturn) -> None:
        """Keep both."""
        self.law, self.tax = law, tax


def years(
    states: tuple[str, ...], more: Any = 0.0
) -> tuple[list[Link], list[FederalReturn], list[list[Lived]]]:
    """Five years with exercises in two of them, and the state lived in."""
    law = federal_law(2025, FilingStatus.SINGLE)
    taxes, lived = [], []
    for spread, state in zip(SPREADS, states, strict=True):
        income = YearIncome(wages=180_000.0, iso_bargain_element=spread + more)
        federal = federal_return(income, Carryovers(), law)
        figures = state_law(state, 2025, FilingStatus.SINGLE).smoothed()
        taxes.append(federal)
        filer = StateFiler(income, federal)
        lived.append([Lived(figures, state_return(filer, figures))])
    return [Link(n) for n in range(len(states))], taxes, lived


def both_forms(
    states: tuple[str, ...], more: Any = 0.0
) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    """Federal and state tax after credit, by the forms and in running totals."""
    found: list[Any] = []
    steps: Any = ((by_year, lambda credit: credit), (in_totals, totals_at_start))
    nodes, taxes, lived = years(states, more)
    for step, started in steps:
        federal = federal_credits(nodes, taxes, started(BROUGHT), step)
        brought = StateCredits(
            lambda code, started=started: started(BROUGHT * (code == states[0]))
        )
        owed = state_credits(nodes, lived, brought, federal, step)
        found += [federal, owed]
    return tuple(found)  # type: ignore[return-value]


@pytest.mark.parametrize("states", MOVES.values(), ids=MOVES)
def test_both_forms_are_one_law(states: tuple[str, ...]) -> None:
    """Tax after credit, credit used and carried: as the form says, and in totals."""
    federal, owed, federal_totals, owed_totals = both_forms(states)
    for one, other in zip(federal, federal_totals, strict=True):
        assert other.tax == pytest.approx(one.tax, abs=CENT)
        assert other.used == pytest.approx(one.used, abs=CENT)
        assert other.carried.credit == pytest.approx(one.carried, abs=CENT)
    for (one,), (other,) in zip(owed, owed_totals, strict=True):
        assert other.tax == pytest.approx(one.tax, abs=CENT)
        assert other.share_of_federal == pytest.approx(one.share_of_federal, abs=CENT)
        assert (other.credit is None) == (one.credit is None)
        if one.credit is not None:
            assert other.credit.used == pytest.approx(one.credit.used, abs=CENT)


def test_unrecoverable_tax_never_falls_below_its_floor() -> None:
    """That before and the year's regular tax: no credit ever gives that back."""
    _, _, federal, owed = both_forms(MOVES["CA-MN-CA"])
    credits_of = [*federal, *(state.credit for (state,) in owed)]
    for credit in credits_of:
        assert credit.carried.unrecoverable >= credit.least_unrecoverable - CENT


def test_a_credit_waits_while_the_household_lives_elsewhere() -> None:
    """Texas takes nothing of it; back in California it goes on where it was."""
    _, owed, _, _ = both_forms(MOVES["CA-TX-CA"])
    before, after = owed[0][0].credit, owed[3][0].credit
    assert before.carried > BROUGHT
    assert after.form.line_21 == before.carried
    assert owed[1][0].credit is None


def test_another_state_starts_without_a_credit() -> None:
    """What is brought along is of the first state."""
    _, owed, _, _ = both_forms(MOVES["CA-MN-CA"])
    assert owed[0][0].credit.form.line_21 == BROUGHT
    assert owed[1][0].credit.form.line_21 == 0.0


def test_colorado_gives_a_share_of_the_federal_credit() -> None:
    """12% of line 25 in the years lived there; nothing is carried."""
    federal, owed, _, _ = both_forms(MOVES["CT-CO-CT"])
    assert federal[1].used > 0.0
    assert owed[1][0].share_of_federal == pytest.approx(0.12 * federal[1].used)


def test_arrays_walk_like_floats() -> None:
    """Many households at once: each is the one worked alone."""
    more = np.array([0.0, 10_000.0, 250_000.0])
    _, together, _, totals = both_forms(MOVES["CA-MN-CA"], more)
    for place, each in enumerate(more):
        _, alone, _, _ = both_forms(MOVES["CA-MN-CA"], float(each))
        for (many,), (one,), (also,) in zip(together, alone, totals, strict=True):
            assert many.tax[place] == pytest.approx(one.tax, abs=CENT)
            assert also.tax[place] == pytest.approx(one.tax, abs=CENT)


class Node:
    """A year of a tree."""

    def __init__(self, index: int, parent: int | None) -> None:
        """Keep both."""
        self.index, self.parent = index, parent


def test_each_branch_goes_on_from_its_parent() -> None:
    """Two outcomes share a first year and part after it."""
    tree = [Node(0, None), Node(1, 0), Node(2, 0), Node(3, 1), Node(4, 2)]
    grown = [1, 10, 20, 100, 200]
    totals = along(tree, 5, lambda node, before: before + grown[node.index], int)
    assert totals == [6, 16, 26, 116, 226]


def test_a_credit_of_earlier_years_is_all_there_is_at_the_start() -> None:
    """Nothing paid yet, and so much of the tax paid before recoverable."""
    start = totals_at_start(700.0)
    assert (start.paid, start.credit) == (0.0, 700.0)


def test_a_state_without_a_minimum_tax_compares_nothing() -> None:
    """Asking for its credit is a mistake."""
    _, _, lived = years(("TX",) * 5)
    with pytest.raises(ValueError, match="gives no credit"):
        _ = lived[0][0].tax.compared


def test_a_states_credit_waits_while_the_household_lives_elsewhere() -> None:
    """Two years in Minnesota take nothing of what California owes."""
    owed = StateCredits(lambda state: {"CA": 5.0}.get(state, 0.0))
    later = owed.after("CA", 4.0).after("MN", 7.0).after("MN", 6.0)
    assert [later.of(state) for state in ("CA", "MN", "NY")] == [4.0, 6.0, 0.0]
