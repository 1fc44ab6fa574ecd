"""What is lost if the share falls after a part of the plan has been carried out."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from isoplan.models.base.cents import in_cents
from isoplan.models.inputs.market import MarketName
from isoplan.models.results.firmness import Fall
from isoplan.models.results.plan_years import PlanYear
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.checking.audit import audit, evidence_of_schedule
from isoplan.optimizer.columns.choices import Choice, ChoiceFlag
from isoplan.optimizer.firmness.changes import FallenPrice
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    baseline_years,
    evaluate_schedule,
)
from isoplan.optimizer.pricing.last_exercises import Holdings, add
from isoplan.optimizer.pricing.sales_within_limits import within_limits
from isoplan.optimizer.pricing.schedule_rules import columns_and_shares

NEGLIGIBLE = 0.005
"""Dollars of tax in a year that count as none."""


@dataclass(frozen=True, slots=True)
class FallenShare:
    """A scenario in which one market's share falls and never recovers.

    Attributes:
        situation: Of that scenario.
        market: Name of the market.
        on: First day of the fallen price.
        price: Dollars a share; 0 is worthless.
    """

    situation: Situation
    market: MarketName
    on: date
    price: float

    @classmethod
    def of(
        cls, situation: Situation, name: MarketName, on: date, price: float
    ) -> "FallenShare":
        """Return a situation after the same law, with a share that falls."""
        changed = FallenPrice(name, on, price).made(situation)
        return cls(situation_of(changed), name, on, price)

    def end(self, number: int, acquired_on: date) -> date | None:
        """Return the day on which shares held at the fall go; None if they are kept."""
        tranche = self.situation.tranches[number]
        if tranche.market != self.market:
            return None
        goes_on = self.situation.shares_go_on(self.market)
        if self.price <= 0.0:
            return goes_on
        ready = tranche.acquisition(acquired_on).sellable_on
        market = self.situation.market_of(tranche)
        day = market.next_sale_date(max(self.on, ready))
        sold = day is not None and day <= self.situation.plan.horizon
        return day if sold else goes_on


def fall(
    situation: Situation,
    plan: EvaluatedSchedule,
    name: MarketName,
    after: date,
    price: float = 0.0,
) -> Fall | None:
    """Return what a fall costs who has carried out the plan up to a day.

    The share falls on the first day of the year after that day, when the tax of the
    exercises can no longer be undone by selling in the same year.

    Args:
        situation: The scenario as it is.
        plan: That is carried out.
        name: Of the market whose share falls.
        after: Last day of the plan that is carried out.
        price: Dollars a share from then on; 0 for worthless shares.

    Returns:
        None if the plan ends, or the market does, before the share can fall.

    Raises:
        AuditFailure: If one of the two schedules does not pass the audit.
    """
    on = date(after.year + 1, 1, 1)
    ends = situation.scenario.market_named(name).ends
    if on > situation.plan.horizon or (ends is not None and ends <= on):
        return None
    share = FallenShare.of(situation, name, on, price)
    carried_out = _carried_out(situation, plan, share, after)
    acted = _evaluated(share, "carried out", carried_out)
    idle = _evaluated(share, "nothing done", _nothing_done(share))
    return _fall(share, acted, idle, after)


def _fall(
    share: FallenShare, acted: EvaluatedSchedule, idle: EvaluatedSchedule, after: date
) -> Fall:
    more = [
        (a.year, round(a.total_tax - b.total_tax, 2), a.amt - b.amt)
        for a, b in zip(acted.years, idle.years, strict=True)
    ]
    returned = {year: -tax for year, tax, _ in more if tax < -NEGLIGIBLE}
    return Fall(
        after=after,
        on=share.on,
        price=share.price,
        loss=in_cents(idle.after_tax_value - acted.after_tax_value),
        paid=in_cents(_paid(acted)),
        proceeds=in_cents(_proceeds(acted) - _proceeds(idle)),
        tax_added=in_cents(sum(tax for _, tax, _ in more if tax > 0)),
        amt_added=in_cents(sum(amt for _, _, amt in more)),
        tax_returned=in_cents(sum(returned.values())),
        returned_by=max(returned, default=None),
        credit_left=in_cents(_credit_left(acted.years) - _credit_left(idle.years)),
        shares=sum(
            shares
            for choice, shares in acted.holdings.items()
            if not share.situation.tranches[choice.tranche].held
            and (choice.sold_on is None or choice.sold_on >= share.on)
        ),
    )


def _carried_out(
    situation: Situation, plan: EvaluatedSchedule, share: FallenShare, after: date
) -> Holdings:
    """Return what is done up to a day, and where the shares that are left go."""
    numbers = {
        (each.name, each.lot): number
        for number, each in enumerate(share.situation.tranches)
    }
    left = {n: t.shares for n, t in enumerate(share.situation.tranches) if t.held}
    done: Holdings = {}
    for choice, shares in plan.holdings.items():
        tranche = situation.tranches[choice.tranche]
        number = numbers.get((tranche.name, tranche.lot))
        if number is None:
            continue
        sold = choice.sold_on is not None and choice.sold_on <= after
        if tranche.held and sold:
            left[number] -= shares
            add(done, replace(choice, tranche=number), shares)
        elif not tranche.held and choice.exercised_on <= after:
            ends = choice.sold_on if sold else share.end(number, choice.exercised_on)
            add(done, replace(choice, tranche=number, sold_on=ends), shares)
    return done | _held_to_the_end(share, left)


def _nothing_done(share: FallenShare) -> Holdings:
    """Return where the shares held go when nothing is done."""
    held = {n: t.shares for n, t in enumerate(share.situation.tranches) if t.held}
    return _held_to_the_end(share, held)


def _held_to_the_end(share: FallenShare, left: dict[int, int]) -> Holdings:
    """Return the shares held without the plan, by where they go."""
    held: Holdings = defaultdict(int)
    for number, shares in left.items():
        acquired = share.situation.tranches[number].acquired_on
        if acquired is not None and shares > 0:
            held[Choice(number, acquired, share.end(number, acquired))] += shares
    return dict(held)


def _evaluated(share: FallenShare, name: str, holdings: Holdings) -> EvaluatedSchedule:
    """Return a schedule in the scenario of the fall, once it has passed the audit."""
    if share.price > 0.0:
        holdings = _with_room(share, holdings)
    columns, shares = columns_and_shares(share.situation, holdings)
    baseline = baseline_years(share.situation)
    evaluated = evaluate_schedule(share.situation, name, columns, shares, baseline)
    audit(evidence_of_schedule(share.situation, evaluated))
    return evaluated


def _with_room(share: FallenShare, holdings: Holdings) -> Holdings:
    """Return holdings within the limits on sales; what finds no room is kept."""
    found = within_limits(share.situation, holdings)
    for way, shares in _by_lot(holdings).items():
        if missing := shares - _by_lot(found).get(way, 0):
            number, acquired_on, flag = way
            add(found, Choice(number, acquired_on, None, flag), missing)
    return found


def _by_lot(holdings: Holdings) -> dict[tuple[int, date, ChoiceFlag], int]:
    """Return the shares of each tranche, day of acquisition and way."""
    shares: dict[tuple[int, date, ChoiceFlag], int] = defaultdict(int)
    for choice, count in holdings.items():
        shares[choice.tranche, choice.exercised_on, choice.way] += count
    return shares


def _paid(evaluated: EvaluatedSchedule) -> float:
    """Return the strikes paid (dollars)."""
    actions = (each for each in evaluated.actions if each.kind == "exercise")
    return sum(each.shares * each.price for each in actions)


def _proceeds(evaluated: EvaluatedSchedule) -> float:
    """Return what sales bring (dollars)."""
    actions = (each for each in evaluated.actions if each.kind in {"sell", "cash_out"})
    return sum(each.shares * each.price for each in actions)


def _credit_left(years: tuple[PlanYear, ...]) -> float:
    """Return the federal credit left at the end (dollars)."""
    return years[-1].credit_carryforward_out
