"""What a company's end does to its holders, claimed wrongly: the audit's findings."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from audited_household import ACTS, house, sold
from isoplan.models.situation import Situation
from isoplan.optimizer.checking.audit import audit
from isoplan.optimizer.checking.company_checks import cash_outs, company_end
from isoplan.optimizer.recount.acts import Act
from isoplan.optimizer.recount.evidence import Evidence

CLOSING, LAST_DAY = date(2028, 6, 15), date(2028, 12, 31)
PAID_OUT = Act(CLOSING, "cash_out", "G", "G", "", 1_000, 18.0)
LOST = Act(LAST_DAY, "write_off", "E", "", ACTS[-1].lot, 1_000, 0.0, "qualifying")


def bought(**terms: object) -> Situation:
    """Return the household whose company is bought for 20 dollars a share."""
    closing = {"on": CLOSING, "price": 20.0, **terms}
    return house(market={"acquisition": closing})


def failed() -> Situation:
    """Return the household whose company fails in November 2028."""
    return house(market={"worthless_on": "2028-11-30"})


def test_what_becomes_of_it_passes() -> None:
    """What is left is cashed out, sold into the closing, or written off."""
    audit(Evidence(bought(), (*ACTS, PAID_OUT)))
    into = replace(ACTS[-1], date=CLOSING, price=20.0)
    audit(Evidence(bought(), (*ACTS[:-1], into, PAID_OUT)))
    audit(Evidence(failed(), (*ACTS[:-1], LOST)))


@pytest.mark.parametrize(
    "acts",
    [
        pytest.param((*ACTS, replace(PAID_OUT, shares=999)), id="one-left"),
        pytest.param((*ACTS, replace(PAID_OUT, shares=1_001)), id="one-too-many"),
        pytest.param((*ACTS, replace(PAID_OUT, price=20.0)), id="strike-not-taken-off"),
        pytest.param(
            (*ACTS, replace(PAID_OUT, date=date(2028, 6, 14))), id="before-the-closing"
        ),
        pytest.param(
            (*ACTS, PAID_OUT, replace(PAID_OUT, grant="H", options="H", shares=1)),
            id="none-of-the-kind",
        ),
        pytest.param(ACTS, id="none-cashed-out"),
    ],
)
def test_a_wrong_cash_out_is_found(acts: Sequence[Act]) -> None:
    """Day, number and price of what a buyer pays out."""
    assert list(cash_outs(Evidence(bought(), acts)))


def test_options_under_water_lapse() -> None:
    """At a strike of 2, a buyer who pays 2 pays nothing for an option."""
    assert not list(cash_outs(Evidence(bought(price=2.0), ACTS)))
    zero = replace(PAID_OUT, price=0.0)
    assert list(cash_outs(Evidence(bought(price=2.0), (*ACTS, zero))))


def test_a_cash_out_without_a_buyer_is_found() -> None:
    """Nobody pays an option out by itself."""
    assert list(cash_outs(Evidence(house(), (*ACTS, PAID_OUT))))


@pytest.mark.parametrize(
    "acts",
    [
        pytest.param(ACTS[:-1], id="kept"),
        pytest.param((*ACTS[:-1], replace(LOST, shares=999)), id="one-kept"),
        pytest.param((*ACTS[:-1], replace(LOST, price=0.01)), id="at-a-price"),
        pytest.param(
            (*ACTS[:-1], replace(LOST, date=date(2028, 12, 30))), id="a-day-early"
        ),
        pytest.param(
            (*ACTS[:-1], replace(ACTS[-1], date=date(2029, 1, 2))), id="a-year-late"
        ),
    ],
)
def test_a_wrong_write_off_is_found(acts: Sequence[Act]) -> None:
    """Day and price of worthless shares, and shares that are still held."""
    assert list(company_end(Evidence(failed(), acts)))


def test_a_write_off_without_a_failure_is_found() -> None:
    """Shares that have a price are not written off."""
    assert list(company_end(Evidence(house(), (*ACTS[:-1], LOST))))
    assert list(company_end(Evidence(bought(), (*ACTS[:-1], LOST, PAID_OUT))))


def test_worthless_shares_are_not_sold() -> None:
    """From the day of the failure on the market is closed."""
    late = sold(ACTS[-1].lot, "E", "2028-12-01", 1_000, disposition="qualifying")
    with pytest.raises(Exception, match="worthless from 2028-11-30"):
        audit(Evidence(failed(), (*ACTS[:-1], replace(late, price=0.0))))
