"""Low incomes, property tax and full losses, each by a household of another program.

Taxes are those of PolicyEngine US 2.68.0 before refundable credits, within 6 dollars
(tables and rounding); what came out before these rules were built is beside them.
"""

from dataclasses import replace

import numpy as np
import pytest

from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_figures import state_law
from isoplan.models.law.state_rules import LowIncomeLaw
from isoplan.models.tax.states.low_income import low_income_tax
from tests.models.tax.states.conftest import StateTaxOf

JOINT, HEAD = "married_jointly", "head_of_household"
SEPARATE = "married_separately"


@pytest.mark.parametrize(
    ("state", "status", "dependents", "income", "tax"),
    [
        ("AR", "single", 0, {"wages": 15_994}, 28.0),  # 152.72
        ("AR", JOINT, 0, {"wages": 26_145}, 55.0),  # 374.97
        ("AR", JOINT, 0, {"wages": 31_336}, 430.0),  # 551.46
        ("AR", HEAD, 1, {"wages": 18_860, "short_term_gain": 4_256}, 136.0),
        ("AR", JOINT, 0, {"wages": 3_026, "long_term_gain": 36_215}, 0.0),
        ("KY", JOINT, 0, {"wages": 13_973, "qualified_dividends": 2_329}, 0.0),
        ("KY", HEAD, 2, {"wages": 12_160, "long_term_gain": -3_159}, 0.0),
        ("WV", "single", 0, {"wages": 16_022}, 68.21),  # 341.05
        ("WV", JOINT, 0, {"wages": 12_717, "long_term_gain": 3_066}, 0.0),
        ("PA", "single", 0, {"wages": 6_496, "qualified_dividends": 768}, 89.2),
        ("PA", SEPARATE, 0, {"wages": 10_214}, 0.0),  # 313.57
        ("NJ", JOINT, 0, {"wages": 18_099}, 0.0),  # 225.39
        ("NJ", HEAD, 1, {"wages": 16_401}, 0.0),  # 194.61
        ("MA", HEAD, 1, {"wages": 20_956, "interest": 324}, 588.0),
        ("MA", "single", 0, {"wages": 6_184}, 0.0),  # 65.55
        ("NY", HEAD, 1, {"wages": 8_481, "interest": 15_725}, 420.24),  # 480.24
        ("NY", "single", 0, {"wages": 12_360, "long_term_gain": 8_193}, 488.78),
        ("NM", JOINT, 3, {"wages": 37_714, "interest": 15_021}, 251.28),  # 543.52
        ("NM", "single", 0, {"wages": 19_540}, 19.35),  # 56.85
        ("NM", HEAD, 3, {"wages": 1_653_404}, 91_723.96),  # 92,195.96
    ],
)
def test_low_incomes(
    state: str,
    status: str,
    dependents: int,
    income: dict[str, float],
    tax: float,
    state_tax_of: StateTaxOf,
) -> None:
    """Shares of the tax, tables, exemptions and credits, in 2025."""
    found = state_tax_of(state, 2025, status, dependents, **income)
    assert found.total == pytest.approx(tax, abs=6)


def test_kentuckys_family_size_credit(state_tax_of: StateTaxOf) -> None:
    """All of it: PolicyEngine and TAXSIM agree on nothing due (law-b2-ky-2026-5)."""
    tax = state_tax_of("KY", 2026, HEAD, 1, wages=5_404, short_term_gain=4_115)
    assert tax.total == 0
    assert tax.credits == pytest.approx(215.57, abs=0.01)


def test_shares_go_by_the_size_of_the_family(state_tax_of: StateTaxOf) -> None:
    """Kentucky: at 108% of the guideline of 15,650 a share of 20%, then of 30%.

    Two dependents more make it 26,650; from the fourth person on nothing is added.
    """
    taxes = [
        state_tax_of("KY", wages=income, dependents=more).regular_tax
        for income, more in [
            (16_902.0, 0), (16_903.0, 0), (26_650.0, 2), (32_150.0, 3), (32_151.0, 9)
        ]
    ]  # fmt: skip
    full = [0.04 * (income - 3_270) for income in (16_902, 16_903, 0, 0, 32_151)]
    shares = [0.2, 0.3, 0.0, 0.0, 0.1]
    assert taxes == pytest.approx([s * f for s, f in zip(shares, full, strict=True)])


@pytest.mark.parametrize(
    ("state", "status", "itemized", "wages", "dividends", "tax"),
    [
        ("CT", JOINT, (4_452.0, 14_553.0), 54_792, 4_933, 1_182.86),  # 1,482.86
        ("CT", HEAD, (2_674.0, 10_091.0), 37_293, 0, 59.71),  # 359.71
        ("IL", JOINT, (2_703.0, 8_335.0), 91_474, 9_648, 4_588.24),  # 4,723.39
        ("IN", JOINT, (8_179.0, 57_427.0), 122_498, 0, 3_539.94),  # 3,614.94
        ("ID", "single", (4_800.0, 47_533.0), 105_969, 0, 2_597.73),  # 2,587.72
    ],
)
def test_property_tax_and_filing_tax(
    state: str,
    status: str,
    itemized: tuple[float, float],
    wages: float,
    dividends: float,
    tax: float,
    state_tax_of: StateTaxOf,
) -> None:
    """Credits in Connecticut and Illinois, a deduction in Indiana, 10 more in Idaho."""
    found = state_tax_of(
        state, 2025, status, int(status == HEAD), itemized,
        wages=wages, qualified_dividends=dividends,
    )  # fmt: skip
    assert found.total == pytest.approx(tax, abs=1)


def test_property_tax_credit_falls_in_steps(state_tax_of: StateTaxOf) -> None:
    """Connecticut, separate filer: 15% less for each 5,000 above 35,250; 75 left."""
    tax = [
        state_tax_of("CT", 2025, SEPARATE, itemized=(taxes, 12_919.0), wages=59_537)
        for taxes in (0.0, 3_647.0)
    ]
    assert tax[0].total - tax[1].total == pytest.approx(75)
    assert tax[1].total == pytest.approx(2_549.53, abs=1)


def test_illinois_credit_ends_at_its_limit(state_tax_of: StateTaxOf) -> None:
    """None above 250,000."""
    credits_used = [
        state_tax_of("IL", itemized=(6_000.0, 9_000.0), wages=wages).credits
        for wages in (250_000.0, 250_001.0)
    ]
    assert credits_used == [300, 0]


@pytest.mark.parametrize(("wages", "tax"), [(15_750.0, 0), (15_751.0, 10)])
def test_who_must_file_pays(wages: float, tax: float, state_tax_of: StateTaxOf) -> None:
    """Idaho's building fund tax, above the standard deduction."""
    assert state_tax_of("ID", wages=wages).surtax == tax


def test_alabama_deducts_all_of_a_loss(state_tax_of: StateTaxOf) -> None:
    """PolicyEngine: 12,047.80; with a loss of 3,000 alone it was 18,523.90."""
    tax = state_tax_of("AL", wages=555_277.0, long_term_gain=-132_522.0)
    assert tax.agi == 555_277 - 132_522
    assert tax.total == pytest.approx(12_047.80, abs=6)
    assert state_tax_of("AL", wages=9_000.0, long_term_gain=-132_522.0).total == 0


def test_smoothed_low_incomes_owe_a_line(state_tax_of: StateTaxOf) -> None:
    """From the limit on, up to the tax; nothing below it and nothing off above."""
    for state, below, above in [
        ("AR", 14_000, 60_000), ("KY", 15_650, 22_000), ("NJ", 10_000, 11_000)
    ]:  # fmt: skip
        assert state_tax_of(state, smooth=True, wages=below).regular_tax == 0
        exact, smooth = [
            state_tax_of(state, smooth=each, wages=above).regular_tax
            for each in (False, True)
        ]
        assert smooth == pytest.approx(exact, abs=10)
    table_of_two = state_tax_of("AR", 2025, JOINT, 2, smooth=True, wages=32_722.0)
    assert table_of_two.tax_before_credits == pytest.approx(0.124 * 3_000)


def test_a_cap_for_each_dollar_above_the_limit() -> None:
    """Without steps the tax is at most so much for each dollar, dependents counted."""

    class Filer:
        dependents = np.array([0, 3])

    law = replace(
        state_law("MA", 2025, FilingStatus.SINGLE),
        low_income=LowIncomeLaw(8_000, 0.1, per_dependent=500, most_dependents=2),
    )
    due = low_income_tax(np.array([400.0, 400.0]), 10_000.0, Filer(), law)  # type: ignore[arg-type]
    assert list(due) == [200, 100]
