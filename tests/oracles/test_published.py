"""Worked examples that others published, each judged in ``published.json``.

There ``exact`` must match; of a ``trap`` the published figure is wrong and the check
value is right; a ``returns`` is arithmetic of the credit alone.
"""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from isoplan.models.law.federal_law import federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.tax.forms.federal_return import (
    Carryovers,
    FederalReturn,
    federal_return,
)
from isoplan.models.tax.forms.form_8801 import ComparedTaxes, Form8801, form_8801
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.models.tax.shares.disposition import bargain_element, iso_sale

FILE = Path(__file__).with_name("published.json")
CASES = {
    case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]
}

Case = dict[str, Any]


@pytest.fixture
def case(request: pytest.FixtureRequest) -> Case:
    """Return the case that the test is named for."""
    found: Case = CASES[request.node.name.removeprefix("test_")]
    return found


def returns(case: Case, **income: float) -> FederalReturn:
    """Work out the case's year with the standard deduction; Medicare wages as wages."""
    status = case["filing_status"].replace("married_joint", "married_jointly")
    law = federal_law(case["tax_year"], FilingStatus(status))
    given = {"medicare_wages": income.get("wages", 0.0), **income}
    gain = given.get("long_term_gain", 0.0)
    return federal_return(
        YearIncome(amt_long_term_gain=gain, **given), Carryovers(), law
    )


def amt(case: Case, **income: float) -> float:
    """Return the AMT alone."""
    return float(returns(case, **income).form_6251.line_11)


def test_every_case_has_its_test() -> None:
    """None is in the file only."""
    assert len(CASES) == 15
    assert {f"test_{name}" for name in CASES} <= globals().keys()


def test_tenforty_f14_single_2024(case: Case) -> None:
    """The standard deduction is added back on line 2a."""
    tax = returns(case, wages=150_000.0, iso_bargain_element=200_000.0)
    claimed = case["claimed"]
    assert tax.form_1040.line_15 == claimed["taxable_income"]
    assert tax.form_6251.line_4 == claimed["amti"]
    assert tax.form_6251.line_6 == claimed["amt_base"]
    assert tax.tentative_minimum_tax == pytest.approx(claimed["tmt"])
    assert tax.regular_tax == pytest.approx(claimed["regular_tax"])
    assert tax.form_6251.line_11 == pytest.approx(claimed["amt"])
    assert tax.form_6251.line_11 != pytest.approx(claimed["wrong_without_addback"])


def test_mathstub_2026_single_150k(case: Case) -> None:
    """A crossing into the 28% band under the figures of 2026."""
    tax = returns(case, wages=250_000.0, iso_bargain_element=150_000.0)
    form, claimed = tax.form_6251, case["claimed"]
    assert (form.line_2a, form.line_4) == (claimed["line2a"], claimed["amti"])
    assert (form.line_5, form.line_6) == (claimed["exemption"], claimed["amt_base"])
    assert form.line_9 == pytest.approx(claimed["tmt"])
    assert form.line_10 == pytest.approx(claimed["regular_tax"])
    assert form.line_11 == pytest.approx(claimed["amt"])


def test_mathstub_2026_recoverable_share(case: Case) -> None:
    """A trap: Form 8801 does not prorate, all of the AMT is credit."""
    tax = returns(case, wages=250_000.0, iso_bargain_element=150_000.0)
    credit, check = tax.credit(0.0), case["check"]
    assert tax.exclusion_items.line_9 == pytest.approx(check["tmt_exclusion_only"])
    assert tax.regular_tax == pytest.approx(check["regular_tax"])
    assert credit.line_15 == check["net_minimum_tax_on_exclusion_items"]
    assert credit.line_18 == pytest.approx(check["credit_generated"])


def test_mathstub_2026_phaseout_600k(case: Case) -> None:
    """Fifty cents a dollar above 500,000."""
    tax = returns(case, wages=600_000.0)
    assert tax.form_6251.line_5 == case["check"]["exemption"]


def test_mathstub_same_year_sale_cap(case: Case) -> None:
    """IRC 422(c)(2): the ordinary income ends at the gain."""
    inputs = case["inputs"]
    for sold, claimed in zip(inputs["cases"], case["claimed"], strict=True):
        sale = iso_sale(
            inputs["strike"],
            inputs["fmv"],
            sold["sale_price"],
            qualifying=False,
            same_year=True,
        )
        assert inputs["shares"] * sale.ordinary_income == claimed["ordinary_income"]
        assert inputs["shares"] * sale.iso_bargain_element == claimed["amt_item"]


def test_rbharvs_2025_single_150k(case: Case) -> None:
    """The crossover: AMT starts exactly there."""
    claimed, wages = case["claimed"], 150_000.0
    before = returns(case, wages=wages)
    assert before.regular_tax == pytest.approx(claimed["regular_tax"])
    assert before.tentative_minimum_tax == pytest.approx(
        claimed["tmt_without_exercise"]
    )
    crossover = claimed["crossover_bargain"]
    assert amt(case, wages=wages, iso_bargain_element=crossover) == pytest.approx(
        0, abs=0.005
    )
    assert amt(case, wages=wages, iso_bargain_element=crossover + 100) == pytest.approx(
        26, abs=0.01
    )
    shares = claimed["crossover_shares"]
    assert amt(case, wages=wages, iso_bargain_element=90.0 * shares) == 0
    assert amt(case, wages=wages, iso_bargain_element=90.0 * (shares + 1)) > 0


def test_freetoolstogo_2025_single_250k(case: Case) -> None:
    """A trap: without line 2a the page clears an exercise that owes AMT."""
    check, wages = case["check"], 250_000.0 + 15_750.0
    tax = returns(case, wages=wages, iso_bargain_element=45_000.0)
    assert tax.regular_tax == pytest.approx(check["regular_tax"])
    assert tax.form_6251.line_4 == check["amti_with_line_2a"]
    assert tax.tentative_minimum_tax == pytest.approx(check["tmt"])
    assert tax.form_6251.line_11 == pytest.approx(check["amt"])
    crossover = check["crossover_bargain"]
    assert amt(case, wages=wages, iso_bargain_element=crossover) == pytest.approx(
        0, abs=0.005
    )
    shares = check["crossover_shares"]
    assert amt(case, wages=wages, iso_bargain_element=45.0 * shares) == 0
    assert amt(case, wages=wages, iso_bargain_element=45.0 * (shares + 1)) > 0


def test_carta_sheet_2023_mfj(case: Case) -> None:
    """No AMT. The check's regular tax, 5,839, is the tax table's: 3 above ours."""
    tax = returns(case, wages=80_000.0, iso_bargain_element=1_000 * (50 - 0.5))
    assert tax.form_6251.line_11 == case["claimed"]["amt"]
    assert tax.regular_tax == pytest.approx(5_839, abs=8)


def test_pe4766_single_2018_part3(case: Case) -> None:
    """Gains keep their rates under the AMT."""
    inputs, claimed = case["inputs"], case["claimed"]
    income = {
        name: float(inputs[name])
        for name in ("wages", "qualified_dividends", "long_term_gain")
    }
    tax = returns(case, **income)
    assert tax.form_1040.line_11 == claimed["agi"]
    assert tax.form_1040.line_15 == claimed["taxable_income"]
    assert tax.form_6251.line_11 == claimed["amt"]
    assert tax.regular_tax + tax.form_8960.line_17 == pytest.approx(
        claimed["income_tax_including_niit"]
    )


def credit_year(
    carried_in: float, *, amt: float = 0.0, capacity: float = 0.0
) -> Form8801:
    """Form 8801 of a year with this AMT, or this much regular tax above TMT."""
    return form_8801(
        carried_in,
        ComparedTaxes(
            regular_tax=50_000.0,
            tentative_minimum_tax=50_000.0 + amt - capacity,
            exclusion_minimum_tax=0.0,
        ),
    )


def test_seed_blog_ledger(case: Case) -> None:
    """6,000 of AMT come back as 4,000 and 2,000."""
    inputs, claimed = case["inputs"], case["claimed"]
    years = [credit_year(0.0, amt=inputs[0]["amt_paid"])]
    for given in inputs[1:]:
        capacity = given["regular_minus_tmt"]
        years.append(credit_year(years[-1].line_26, capacity=capacity))
    for year, expected in zip(years, claimed, strict=True):
        assert year.line_26 == expected["credit_out"]
        assert year.line_25 == expected.get("credit_used", 0)
    assert all(after.line_21 == before.line_26 for before, after in pairwise(years))


def test_fairmark_8801_negative_line18(case: Case) -> None:
    """Line 18 below zero lowers the carryforward beyond the credit used."""
    inputs, carried_in = case["inputs"], 100_000.0
    year = form_8801(
        carried_in,
        ComparedTaxes(
            regular_tax=90_000.0,
            tentative_minimum_tax=90_000.0 - inputs["credit_claimed_in_sale_year"],
            exclusion_minimum_tax=90_000.0 + inputs["amt_without_the_sale"],
        ),
    )
    assert year.line_25 == inputs["credit_claimed_in_sale_year"]
    assert year.line_18 == -inputs["amt_without_the_sale"]
    assert carried_in - year.line_26 == case["claimed"]["carryforward_reduction"]


def test_irs_i6251_2011_iso_item(case: Case) -> None:
    """Form 3921 boxes 3 to 5 make the item."""
    boxes = case["inputs"]["form_3921"]
    spread = bargain_element(float(boxes["box3_exercise_price"]), boxes["box4_fmv"])
    assert spread * boxes["box5_shares"] == case["claimed"]["amt_item"]


def test_merlo_126tc10(case: Case) -> None:
    """Worthless shares: the AMT loss is capital, limited, and carried on."""
    shares, check = case["inputs"]["shares"], case["check"]
    strike, value = check["strike_per_share"], check["fmv_per_share"]
    sale = iso_sale(strike, value, 0.0, qualifying=False, same_year=False)
    claimed = case["claimed"]
    assert shares * sale.iso_bargain_element == pytest.approx(
        claimed["amt_item_2000"], abs=1
    )
    amt_loss = -shares * sale.amt_capital_gain
    assert amt_loss == pytest.approx(claimed["amt_capital_loss_2001"], abs=1)
    assert sale.ordinary_income == 0
    law = federal_law(2018, FilingStatus.SINGLE)
    loss = YearIncome(
        wages=200_000.0,
        long_term_gain=shares * sale.capital_gain,
        amt_long_term_gain=shares * sale.amt_capital_gain,
    )
    tax = federal_return(loss, Carryovers(), law)
    assert tax.amt_schedule_d.income == -3_000
    assert tax.carryovers.amt.long_term == pytest.approx(amt_loss - 3_000)


def test_mikegray_jack_2000(case: Case) -> None:
    """A later disqualifying sale; the loss limit of 2001 is that of 2018."""
    inputs, claimed, check = case["inputs"], case["claimed"], case["check"]
    shares = inputs["shares"]
    price = inputs["sale_proceeds"] / shares
    sale = iso_sale(
        float(inputs["strike"]),
        inputs["fmv_exercise"],
        price,
        qualifying=False,
        same_year=False,
    )
    assert shares * sale.iso_bargain_element == claimed["amt_item_2000"]
    assert shares * sale.ordinary_income == claimed["ordinary_income_2001"]
    assert shares * (price - sale.amt_capital_gain) == claimed["amt_basis"]
    assert shares * sale.amt_capital_gain == claimed["amt_capital_loss"]
    assert -shares * sale.ordinary_income_later == claimed["amt_adjustment_comp"]
    income = YearIncome(
        wages=100_000.0,
        iso_ordinary_income=shares * sale.ordinary_income,
        iso_ordinary_income_later=shares * sale.ordinary_income_later,
        short_term_gain=shares * sale.capital_gain,
        amt_short_term_gain=shares * sale.amt_capital_gain,
    )
    tax = federal_return(income, Carryovers(), federal_law(2018, FilingStatus.SINGLE))
    assert tax.amt_schedule_d.income == claimed["amt_adjustment_loss"]
    assert tax.form_6251.line_2k == check["total_amt_adjustment_2001"]
    assert tax.carryovers.amt.short_term == check["amt_loss_carryover"]


def test_smallbusinessminder_20k(case: Case) -> None:
    """Cost, value and spread; the 100,000 limit itself is not modeled here."""
    inputs, claimed = case["inputs"], case["claimed"]
    shares, strike = inputs["shares"], float(inputs["strike"])
    assert shares * strike == claimed["cost"]
    assert shares * inputs["fmv_exercise"] == claimed["value"]
    spread = bargain_element(strike, inputs["fmv_exercise"])
    assert shares * spread == claimed["bargain"]
