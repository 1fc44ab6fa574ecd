"""What holds for each kind of equity, whatever its rule."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import get_args

import numpy as np
import pytest

from isoplan.models.equity.kinds.base import Acquisition, SoldShare, TaxTreatment
from isoplan.models.equity.kinds.iso import IncentiveStockOption
from isoplan.models.equity.kinds.nso import NonqualifiedOption
from isoplan.models.equity.kinds.purchase_plan import PurchasePlanShare
from isoplan.models.equity.kinds.registry import KINDS
from isoplan.models.equity.kinds.restricted_units import RestrictedStockUnit
from isoplan.models.equity.kinds.shares import OrdinaryShare
from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.holdings import OWN_FIELDS, Holding

EXAMPLES: list[TaxTreatment] = [
    IncentiveStockOption(),
    NonqualifiedOption(),
    RestrictedStockUnit(),
    PurchasePlanShare(value_when_offered=20.0, offering_price=17.0),
    OrdinaryShare(amt_basis=10.0),
]
each_kind = pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: kind.name)


def many_shares() -> SoldShare:
    """Return 500 shares sold above and below every value of theirs; seed 7."""
    pick = np.random.default_rng(7)
    values = {
        name: pick.uniform(1.0, 60.0, 500)
        for name in ("value_when_measured", "value_when_vested", "sale_price")
    }
    flags = {name: pick.random(500) < 0.5 for name in ("qualifying", "same_year")}
    return SoldShare(paid=np.full(500, 10.0), sale_cost=0.5, **values, **flags)


def test_there_is_an_example_of_each_kind() -> None:
    """A kind in the registry that no test here knows would be tested by none."""
    assert [type(kind) for kind in EXAMPLES] == list(KINDS.values())
    assert [kind.name for kind in EXAMPLES] == list(KINDS)


def test_every_kind_of_a_scenario_file_is_registered() -> None:
    """What `kind` of a grant or holding may say, and the fields of such a holding."""
    of_grants = get_args(Grant.model_fields["kind"].annotation)
    of_holdings = get_args(Holding.model_fields["kind"].annotation)
    assert {*of_grants, *of_holdings} <= set(KINDS)
    assert set(of_holdings) == set(OWN_FIELDS)
    assert all(KINDS[name].options_are_called for name in of_grants)


@each_kind
def test_arrays_give_what_single_shares_give(kind: TaxTreatment) -> None:
    """To the last bit: columns are worked out thousands at a time."""
    shares = many_shares()
    names = [field.name for field in fields(SoldShare) if field.name != "sale_cost"]
    together = kind.sale(shares)
    wages = np.broadcast_to(kind.wages(shares.paid, shares.value_when_measured), 500)
    for place in range(500):
        values = {name: getattr(shares, name)[place] for name in names}
        alone = SoldShare(sale_cost=0.5, **values)
        sale = kind.sale(alone)
        assert wages[place] == kind.wages(alone.paid, alone.value_when_measured)
        for field in fields(sale):
            of_all = np.broadcast_to(getattr(together, field.name), 500)
            assert of_all[place] == getattr(sale, field.name), field.name


@each_kind
def test_income_is_what_was_gained(kind: TaxTreatment) -> None:
    """Price less cost is taxed once, and the AMT sees as much, on lines 2i and 2k."""
    share = many_shares()
    sale, gained = kind.sale(share), share.sale_price - share.paid
    wages = kind.wages(share.paid, share.value_when_measured)
    assert wages + sale.ordinary_income + sale.capital_gain == pytest.approx(gained)
    kept = sale.ordinary_income - sale.ordinary_income_later
    for_amt = wages + kept + sale.iso_bargain_element + sale.amt_capital_gain
    assert for_amt == pytest.approx(gained)


@each_kind
def test_the_days_that_matter_are_days_of_sale(
    kind: TaxTreatment, acquired: Callable[..., Acquisition]
) -> None:
    """A plan would miss the first day of a better sale otherwise."""
    for small_business_until in (None, date.max):
        shares = acquired(small_business_until=small_business_until)
        days = kind.sale_days(shares)
        assert shares.vested_on in days
        assert kind.long_term_from(shares) in days
        assert kind.long_term_if_disqualified_from(shares) in days
        assert kind.amt_long_term_if_disqualified_from(shares) in days
        assert kind.best_sale_from(shares) in days
        assert kind.qualifying_from(shares) in {None, *days}


@each_kind
def test_small_business_stock_is_best_after_five_years(
    kind: TaxTreatment, acquired: Callable[..., Acquisition]
) -> None:
    """IRC 1202(a)(5), and not if the company had become too large by the purchase."""
    issued = acquired(small_business_until=date(2026, 1, 2))
    assert kind.best_sale_from(issued) == date(2031, 1, 2)
    too_late = acquired(small_business_until=date(2026, 1, 1))
    assert kind.best_sale_from(too_late) < date(2028, 1, 1)
    assert {date(2029, 1, 2), date(2030, 1, 2)} <= kind.sale_days(issued)


@each_kind
def test_nothing_is_sold_before_it_vests(
    kind: TaxTreatment, acquired: Callable[..., Acquisition]
) -> None:
    """The best sale of shares that vest after their year is on the day of vesting."""
    shares = acquired(granted_on=date(2020, 1, 2), vests_on=date(2030, 1, 1))
    assert kind.best_sale_from(shares) >= date(2030, 1, 1)


@each_kind
def test_equal_terms_are_one_treatment(kind: TaxTreatment) -> None:
    """Shares of equal treatments are worked out together."""
    values = {field.name: getattr(kind, field.name) for field in fields(kind)}  # type: ignore[arg-type]
    twin = type(kind)(**values)
    assert twin == kind
    assert hash(twin) == hash(kind)
