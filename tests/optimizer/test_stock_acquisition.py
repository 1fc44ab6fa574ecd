"""An acquisition for stock: what is held goes on; by hand, by force, by the audit."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from brute_force import check_optimum, few_columns
from filed import lines_of, year_of
from isoplan.cli.render.actions_table import actions_table
from isoplan.models.base.errors import AuditFailure
from isoplan.models.results.plan import Action
from isoplan.models.situation import Situation
from isoplan.optimizer.checking.audit import audit
from isoplan.optimizer.checking.company_checks import buyers_shares
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import columns_of
from isoplan.optimizer.filing.filed_schedules import forms_of_schedule
from isoplan.optimizer.pricing.buyer_shares import with_buyer_shares
from isoplan.optimizer.recommend import recommend, solve_and_price
from isoplan.optimizer.recount.acts import Act, acts_of_plan
from isoplan.optimizer.recount.evidence import Evidence
from scenario_builder import (
    Fields,
    build_scenario,
    build_situation,
    grant,
    holding,
    lot,
    rsu,
)

CLOSING = date(2027, 2, 1)
MARKET: Fields = {
    "first_sale": "2031-01-02",
    "between_prices": None,
    "acquisition_for_stock": {"on": CLOSING, "buyer": "B", "exchange_ratio": 0.4},
}
BUYER: Fields = {"prices": {"2026-01-01": 100.0}, "trading_days": "any"}
OWN: Fields = {
    "name": "own",
    "actions": [
        {"on": "2026-03-02", "exercise": "G", "shares": 1_000},
        {"on": "2027-04-05", "sell": "G", "shares": 1_000},
    ],
}


def bought(buyer: Fields | None = None, **sections: Any) -> Situation:
    """Return a private company at 30 that is bought for 0.4 shares at 100 each."""
    plan = {"last_year": 2028, "decision_dates": "yearly", "run_off_years": 2}
    given: Fields = {"plan": plan | sections.pop("plan", {})}
    given["market"] = MARKET | sections.pop("market", {})
    return build_situation(
        **given, markets={"B": BUYER | (buyer or {})}, **({"grants": []} | sections)
    )


def test_a_sale_two_months_after_the_closing_is_qualifying_and_long_term() -> None:
    """13 months after the exercise; bases of both systems carry over; by hand.

    1,000 options at 10 exercised at 30: line 2i of 2026 is 1,000 (30 - 10) = 20,000.
    Sold at 0.4 times 100 = 40 a share: a long-term gain of 1,000 (40 - 10) = 30,000,
    and of 1,000 (40 - 30) = 10,000 on the AMT basis: line 2k is 10,000 - 30,000.
    """
    forms = forms_of_schedule(bought(grants=[grant()], schedules=[OWN]), "own")
    exercised, sold = year_of(forms, 2026), year_of(forms, 2027)
    assert lines_of(exercised, "Form 6251, Parts")["2i"] == 20_000.0
    assert lines_of(exercised, "Form 6251, Parts").get("2k", 0.0) == 0.0
    (slip,) = exercised.exercises
    assert (slip.exercised_on, slip.shares) == (date(2026, 3, 2), 1_000)
    assert (slip.exercise_price, slip.value_at_exercise) == (10.0, 30.0)
    (row,) = sold.sales
    assert row.disposition == "qualifying"
    assert (row.acquired_on, row.sold_on) == (date(2026, 3, 2), date(2027, 4, 5))
    assert row.box in "DEF"
    assert (row.proceeds, row.basis, row.gain) == (40_000.0, 10_000.0, 30_000.0)
    assert (row.amt_basis, row.amt_gain) == (30_000.0, 10_000.0)
    assert lines_of(sold, "Form 6251, Parts")["2k"] == -20_000.0
    assert lines_of(sold, "Schedule D, regular")["15"] == 30_000.0
    (told,) = [note for note in forms.notes if note.startswith("Slips for")]
    assert "from 2027-02-01 on" in told
    assert "count shares of B: 0.4 for each share of a row" in told
    # The closing itself is in no row of either year, and in no line.
    assert len(exercised.sales) == 0
    assert lines_of(sold, "Form 6251, Parts").get("2i", 0.0) == 0.0


def test_within_a_year_of_the_exercise_it_is_disqualifying_still() -> None:
    """The closing between begins no period and ends none: 10 months are 10 months."""
    early = {"name": "own", "actions": [*OWN["actions"]]}
    early["actions"][1] = OWN["actions"][1] | {"on": "2027-03-02"}
    forms = forms_of_schedule(bought(grants=[grant()], schedules=[early]), "own")
    (row,) = year_of(forms, 2027).sales
    assert row.disposition == "disqualifying"  # a year to the day is not more than one


def test_options_after_the_closing_keep_spread_and_day_of_grant() -> None:
    """At a strike of 10, worth 40: a spread of 30, as 25 of 100 for 0.4 of a share."""
    late = {
        "name": "own",
        "actions": [
            {"on": "2027-02-01", "exercise": "G", "shares": 1_000},
            {"on": "2028-02-02", "sell": "G", "shares": 1_000},
        ],
    }
    granted = grant(granted_on="2026-02-02", nonqualified_shares=0)
    situation = bought(grants=[granted], plan={"start": "2026-02-03"}, schedules=[late])
    forms = forms_of_schedule(situation, "own")
    assert lines_of(year_of(forms, 2027), "Form 6251, Parts")["2i"] == 30_000.0
    (row,) = year_of(forms, 2028).sales
    assert row.disposition == "disqualifying"  # two years from the old day of grant
    late["actions"][1]["on"] = "2028-02-03"
    situation = bought(grants=[granted], plan={"start": "2026-02-03"}, schedules=[late])
    (row,) = year_of(forms_of_schedule(situation, "own"), 2028).sales
    assert row.disposition == "qualifying"


def test_shares_that_are_not_vested_vest_in_the_buyers() -> None:
    """Without an election the spread of the day of vesting is taxed, at 0.4 of 120."""
    buyer = {"prices": {"2026-01-01": 100.0, "2027-06-01": 120.0}}
    unvested = lot(exercised_on="2025-06-02", vests_on="2027-06-01", election_83b=False)
    options = grant(
        kind="nso",
        early_exercise="without_83b",
        vesting=[{"on": "2027-06-01", "shares": 1_000}],
    )
    situation = bought(buyer, grants=[options], lots=[unvested])
    number, held = next(
        (n, each) for n, each in enumerate(situation.tranches) if each.lot is not None
    )
    assert held.vests_on == date(2027, 6, 1)
    assert held.acquired_on is not None
    kept = Choice(number, held.acquired_on, None)
    columns = columns_of(situation, [kept])
    assert columns.lines["wages"].tolist() == [pytest.approx(48.0 - 10.0)]


def test_units_vest_as_the_buyers() -> None:
    """100 units at 0.4 of 100: wages of 4,000, and a basis of 40 a share."""
    units = rsu(vesting=[{"on": "2027-06-01", "shares": 100}])
    situation = bought(restricted_units=[units])
    (tranche,) = situation.tranches
    assert (tranche.paid, tranche.acquired_on) == (40.0, date(2027, 6, 1))


EVERY_KIND: Fields = {
    "grants": [grant(vesting={}, granted_on="2024-01-02"), grant("N", kind="nso")],
    "lots": [lot("G", shares=50)],
    "restricted_units": [rsu(vesting=[{"on": "2027-06-01", "shares": 100}])],
    "holdings": [holding()],
}


def test_the_plan_is_that_of_the_file_written_in_old_shares() -> None:
    """By hand: one market at 30, and at 40 from the closing on."""
    plan = {"last_year": 2028, "decision_dates": "yearly"}
    by_hand = build_scenario(
        plan=plan,
        market={
            "prices": {"2026-01-01": 30.0, CLOSING: 40.0},
            "first_sale": CLOSING,
            "between_prices": None,
        },
        **EVERY_KIND,
    )
    found = recommend(bought(plan=plan, **EVERY_KIND).scenario)
    same = recommend(by_hand)
    assert found.objective == same.objective
    done = [(a.date, a.kind, a.lot, a.shares, a.price) for a in found.actions]
    assert done == [(a.date, a.kind, a.lot, a.shares, a.price) for a in same.actions]


def test_no_ratio_and_price_change_a_plan_whose_product_is_the_same() -> None:
    """0.4 of 100 is 0.8 of 50, as told for an old share."""
    scenario = bought(**EVERY_KIND)
    deal = MARKET["acquisition_for_stock"] | {"exchange_ratio": 0.8}
    other = bought(
        {"prices": {"2026-01-01": 50.0}},
        market={"acquisition_for_stock": deal},
        **EVERY_KIND,
    )
    values = [solve_and_price(each)[0].objective.value for each in (scenario, other)]
    assert values[0] == values[1]


def test_actions_are_told_in_the_buyers_shares_from_the_closing_on() -> None:
    """Running totals of a lot: 33, 33 and 34 shares are 13, 13 and 14 of them."""
    situation = bought(lots=[lot(name="L")], grants=[grant()])

    def action(day: str, shares: int, kind: Any = "sell") -> Action:
        return Action(
            date=date.fromisoformat(day),
            kind=kind,
            grant="G",
            options="G" * (kind == "exercise"),
            lot="L",
            shares=shares,
            price=1.0,
            disposition=None,
        )

    told = with_buyer_shares(
        situation,
        [
            action("2027-01-31", 7),
            action("2027-02-01", 33),
            action("2027-03-01", 33),
            action("2027-03-01", 9, "exercise"),
            action("2027-04-01", 34),
        ],
    )
    assert [each.buyer_shares for each in told] == [None, 13, 13, 3, 14]
    assert [each.buyer for each in told] == ["", "B", "B", "B", "B"]


def test_the_conversion_is_told_once_and_beside_each_action() -> None:
    """A note, and the buyer's shares in parentheses."""
    plan = solve_and_price(bought(**EVERY_KIND))[0]
    notes = [note for note in plan.notes if note.startswith("From 2027-02-01")]
    assert len(notes) == 1
    assert "one share is 0.4 of B" in notes[0]
    after = [each for each in plan.actions if each.date >= CLOSING]
    assert after
    for each in after:
        assert each.buyer == "B"
        assert f"({each.buyer_shares:,} of B)" in actions_table(plan, 200)


def tiny(seed: int) -> Situation:
    """Return two grants of two dear shares and a lot, a closing within three years."""
    pick = np.random.default_rng(seed)
    price = float(pick.choice([20_000, 60_000]))
    grants = [
        grant(
            f"G{number}",
            kind=str(pick.choice(["iso", "nso"])),
            granted_on=date(2024, 2, 1),
            shares=2 + number,
            strike=price * float(pick.choice([0.05, 0.5])),
            exercised=number,
        )
        for number in range(2)
    ]
    return bought(
        {"prices": {"2025-12-31": price * float(pick.choice([1.0, 4.0]))}},
        plan={"start": date(2026, 1, 1)},
        household={
            "wages": float(pick.choice([60_000, 200_000, 420_000])),
            "minimum_tax_credit": float(pick.choice([0, 25_000])),
        },
        grants=grants,
        lots=[lot("G1", shares=1, value_at_exercise=price * 1.5)],
        market={"prices": {date(2025, 12, 31): price}},
    )


@pytest.mark.parametrize("seed", range(5))
def test_tiny_cases_by_brute_force(seed: int) -> None:
    """The program's best of every schedule there is."""
    check_optimum(few_columns(tiny(seed), np.random.default_rng(seed), 4))


@pytest.fixture(scope="module")
def planned() -> tuple[Situation, tuple[Act, ...]]:
    """A plan through the closing, and its acts."""
    situation = bought(**EVERY_KIND)
    return situation, acts_of_plan(solve_and_price(situation)[0].actions)


def last_sale(acts: tuple[Act, ...], **terms: Any) -> tuple[Act, ...]:
    """Return acts with the last sale changed."""
    place = max(at for at, act in enumerate(acts) if act.kind == "sell")
    return (*acts[:place], replace(acts[place], **terms), *acts[place + 1 :])


def test_the_audit_counts_the_buyers_shares(
    planned: tuple[Situation, tuple[Act, ...]],
) -> None:
    """A plan as made passes; too many, none, another buyer's are found."""
    situation, acts = planned
    audit(Evidence(situation, acts))
    right = next(act for act in acts[::-1] if act.kind == "sell").buyer_shares
    assert right is not None
    for terms in (
        {"buyer_shares": right + 1},
        {"buyer_shares": None},
        {"buyer": "C"},
    ):
        with pytest.raises(AuditFailure, match=r"\(buyer's shares\)"):
            audit(Evidence(situation, last_sale(acts, **terms)))


def test_the_audit_asks_the_buyers_own_market(
    planned: tuple[Situation, tuple[Act, ...]],
) -> None:
    """Restated wrongly, at another price or without its blackout, it finds out."""
    situation, acts = planned
    buyer = situation.scenario.markets["B"]

    def with_buyer(**update: Any) -> Situation:
        markets = {"B": buyer.model_copy(update=update)}
        return replace(
            situation,
            scenario=situation.scenario.model_copy(update={"markets": markets}),
        )

    assert not list(buyers_shares(Evidence(situation, acts)))
    dearer = with_buyer(prices={date(2026, 1, 1): 101.0})
    assert "those of the buyer bring 40.4" in next(
        buyers_shares(Evidence(dearer, acts))
    )
    closed = with_buyer(first_sale=date(2030, 1, 2))
    found = list(buyers_shares(Evidence(closed, acts)))
    assert any("no sale before 2030-01-02" in each for each in found)


def test_no_buyers_shares_before_the_closing(
    planned: tuple[Situation, tuple[Act, ...]],
) -> None:
    """Nor where there is no acquisition."""
    situation, acts = planned
    without = replace(situation, stock_acquisitions={})
    assert "told as shares of 'B'" in next(buyers_shares(Evidence(without, acts)))


def test_a_file_of_after_the_closing_has_a_split_in_its_place() -> None:
    """As the message of a closing before the plan says: 100 at 12 are 40 at 30."""
    situation = build_situation(
        plan={"start": "2027-03-01", "last_year": 2028},
        market={"prices": {"2026-01-01": 30.0, CLOSING: 100.0}},
        grants=[grant()],
        lots=[lot()],
        holdings=[holding()],
        events=[{"on": CLOSING, "split": 0.4}],
    )
    options, exercised, held = situation.tranches
    assert (options.shares, options.paid) == (360, 25.0)
    assert (exercised.shares, exercised.paid) == (40, 25.0)
    assert exercised.value_at_acquisition == pytest.approx(50.0)
    assert (held.shares, held.paid) == (40, 30.0)
    assert exercised.acquired_on == date(2025, 6, 2)
    through = bought(grants=[grant()], lots=[lot()], holdings=[holding()])
    for before, after in zip(through.tranches, situation.tranches, strict=True):
        assert before.shares * before.paid == pytest.approx(after.shares * after.paid)
        assert before.acquired_on == after.acquired_on
    assert through.market.price(CLOSING) * 2.5 == pytest.approx(100.0)
