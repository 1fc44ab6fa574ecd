"""How a state's choice of deduction is tied to the federal one."""

from collections.abc import Callable

import numpy as np
import pytest

from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_figures import STATES, state_file, state_law
from isoplan.models.law.state_law import DeductionElection
from isoplan.models.law.state_rules import Itemizing
from isoplan.models.tax.states.state_return import StateReturn

StateTaxOf = Callable[..., StateReturn]

FREE = {"AL", "AR", "AZ", "CA", "DE", "HI", "ID", "KS", "KY", "MN", "MS", "NC"}
FREE |= {"NY", "OR"}
AS_FEDERAL = {"CO", "DC", "GA", "IA", "MT", "ND", "NM", "OK", "UT", "VA"}
ONLY_IF_FEDERAL = {"MD", "ME", "MO", "NE"}


@pytest.mark.parametrize("state", STATES)
def test_every_state_says_it(state: str) -> None:
    """In its file, with a source; South Carolina ends it with 2025."""
    assert state_file(state).figures["deduction_election"][0].source
    law = state_law(state, 2026, FilingStatus.SINGLE)
    election = DeductionElection.NONE
    for states, kind in (
        (FREE, DeductionElection.FREE),
        (AS_FEDERAL, DeductionElection.AS_FEDERAL),
        (ONLY_IF_FEDERAL, DeductionElection.ITEMIZED_ONLY_IF_FEDERAL),
    ):
        if state in states:
            election = kind
    assert law.deduction_election is election
    assert law.follows_federal_election is (state in AS_FEDERAL | ONLY_IF_FEDERAL)
    own = law.itemized.kind not in {Itemizing.NONE, Itemizing.PROPERTY_TAX_ALONE}
    assert not own or election is not DeductionElection.NONE


def test_south_carolina_ends_it() -> None:
    """2025 starts from federal taxable income, 2026 from adjusted gross income."""
    law = state_law("SC", 2025, FilingStatus.SINGLE)
    assert law.deduction_election is DeductionElection.AS_FEDERAL


@pytest.mark.parametrize("state", ["DC", "GA", "OK", "VA"])
def test_less_is_itemized_where_the_federal_return_itemizes(
    state: str, state_tax_of: StateTaxOf
) -> None:
    """1,000 in place of the standard deduction, and never otherwise."""
    itemized = state_tax_of(state, 2025, itemized=(500.0, 500.0), wages=90_000.0)
    standard = state_tax_of(state, 2025, wages=90_000.0)
    assert itemized.deduction == pytest.approx(1_000)
    assert standard.deduction > 1_000


@pytest.mark.parametrize("state", ["CA", "NY", "MD", "ME", "MO", "NE"])
def test_the_larger_one_is_taken_elsewhere(
    state: str, state_tax_of: StateTaxOf
) -> None:
    """Those who itemize 1,000 take the standard deduction."""
    itemized = state_tax_of(state, 2025, itemized=(500.0, 500.0), wages=10_000.0)
    standard = state_tax_of(state, 2025, wages=10_000.0)
    assert itemized.deduction == standard.deduction


def test_idaho_takes_the_larger_one(state_tax_of: StateTaxOf) -> None:
    """From federal taxable income: 1,000 itemized there, the standard one in Idaho."""
    found = state_tax_of("ID", 2025, itemized=(500.0, 500.0), wages=90_000.0)
    assert found.deduction == 15_750
    assert state_tax_of("MT", 2025, itemized=(500.0, 500.0)).deduction == 1_000


def test_payroll_taxes_are_free_in_alabama_alone(state_tax_of: StateTaxOf) -> None:
    """Alabama itemizes them after a federal standard deduction, Missouri does not."""
    assert state_tax_of("AL", wages=60_000.0).deduction == pytest.approx(4_590)
    assert state_tax_of("MO", wages=260_000.0).deduction == 15_750


HOME = (9_000.0, 60_000.0)
OWN = sorted(FREE - {"ID"})


@pytest.mark.parametrize("state", [*OWN, *sorted(ONLY_IF_FEDERAL), "DC", "GA", "VA"])
def test_a_federal_standard_deduction_binds_some_states(
    state: str, state_tax_of: StateTaxOf
) -> None:
    """The same interest and taxes, once itemized and once not on the federal return."""
    itemized, not_itemized = (
        state_tax_of(state, 2026, itemized=HOME, itemizes=elects, wages=150_000.0)
        for elects in (True, False)
    )
    standard = state_tax_of(state, 2026, wages=150_000.0)
    if state in FREE:
        assert not_itemized.deduction == itemized.deduction > standard.deduction
    else:
        assert not_itemized.deduction == standard.deduction < itemized.deduction


def test_elections_of_many_households(state_tax_of: StateTaxOf) -> None:
    """Each household's own, worked at once."""
    elects = np.array([True, False])
    both = state_tax_of("MD", 2026, itemized=HOME, itemizes=elects, wages=150_000.0)
    assert both.deduction[0] > both.deduction[1]


def test_property_tax_beyond_the_federal_cap(state_tax_of: StateTaxOf) -> None:
    """Minnesota has the federal cap of 40,400 whatever the federal return elects."""
    for elects in (True, False):
        found = state_tax_of(
            "MN", 2026, itemized=(50_000.0, 0.0), itemizes=elects, wages=150_000.0
        )
        assert found.deduction == 40_400
