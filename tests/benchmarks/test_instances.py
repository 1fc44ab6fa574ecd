"""The benchmark's households are what their names say."""

import pytest

from benchmarks.instances import by_name, chosen, instances
from benchmarks.kinds import STANDARD
from benchmarks.parts import LEFT_OUT, PARTS, QUICK_PARTS, is_quick
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.columns import possible_columns
from isoplan.optimizer.columns.inventory import inventory


def test_names_are_unique() -> None:
    assert len(by_name()) == len(list(instances()))


def test_a_whole_name_means_one_instance() -> None:
    assert [each.name for each in chosen(["S low 1"])] == ["S low 1"]


def test_the_beginning_of_a_name_means_all_of_them() -> None:
    names = [each.name for each in chosen(["XL high"])]
    assert names == ["XL high 1", "XL high 2", "XL high 1 CA", "XL high 2 CA"]


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no instance begins with 'S m'"):
        chosen(["S m"])


@pytest.mark.parametrize("state", ["CA", "NY", "MA"])
def test_a_state_changes_nothing_else(state: str) -> None:
    alone, there = (by_name()[f"S low 1{each}"].scenario for each in ("", f" {state}"))
    assert there.household.state != alone.household.state
    assert there.grants == alone.grants
    assert there.market == alone.market


def test_caps_limit_every_window() -> None:
    scenario = by_name()["M middle 1 caps"].scenario
    windows = scenario.market.trading_windows
    shares = sum(grant.shares for grant in scenario.grants)
    limits = [window.most_shares for window in windows]
    assert all(limit is not None and limit < shares for limit in limits)
    assert sum(limit or 0 for limit in limits) > shares


def test_tiers_meet_their_cap_with_several_tiers() -> None:
    """There are shares of both laws, and more gain than the cap leaves room for."""
    situation = situation_of(by_name()["S high 1 tiers"].scenario)
    columns = possible_columns(situation)
    assert set(columns.tier.tolist()) == {0, 1, 2, 3, 4}
    used = situation.household.small_business_gain_used
    dearest = max(grant.strike for grant in situation.scenario.grants)
    gain = float(columns.sale_price.max()) - dearest
    shares = sum(block.shares for block in inventory(columns))
    assert used + gain * shares > 15_000_000


def test_elections_lie_near_the_standard_deduction() -> None:
    household = by_name()["S middle 1 elections"].scenario.household
    itemized = household.itemized_deductions
    assert itemized is not None
    total = itemized.state_and_local_taxes.at(2026) + itemized.other.at(2026)
    standard = STANDARD[household.filing_status.at(2026)]
    assert 0 < total - standard < 1_000


def test_a_quick_run_says_what_it_leaves_out() -> None:
    quick = [each.name for each in instances() if is_quick(each)]
    assert not any(name.startswith("XL") for name in quick)
    assert set(QUICK_PARTS) < set(PARTS)
    assert "XL" in LEFT_OUT
    assert "against" in LEFT_OUT
