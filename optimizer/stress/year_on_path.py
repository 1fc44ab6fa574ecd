"""A household on one path: what it has done so far, and its file each January.

What is done becomes events of the file, as `docs/replanning.md` has it: lots follow
from them; credit, losses and cash from the forms of the years that have passed. Of a
company that is gone, failed or bought, nothing is left in the file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from isoplan.models.base.business_days import ONE_DAY
from isoplan.models.base.cents import in_cents
from isoplan.models.equity.tranches import rsu_vestings
from isoplan.models.inputs.events import SplitEvent
from isoplan.models.inputs.holdings import Holding
from isoplan.models.inputs.household import Household, LossCarryovers
from isoplan.models.inputs.market import Market, MarketName
from isoplan.models.inputs.payments import PriorYear
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.scenario import Scenario, checked_scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.models.tax.payments.due_dates import income_tax_due_on
from isoplan.optimizer.columns.by_day import cash_by_day
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.preferences.base import LaterFile
from isoplan.optimizer.preferences.registry import left_in
from isoplan.optimizer.pricing.cash import DAYS_A_YEAR, CashDay, other_cash_until
from isoplan.optimizer.pricing.credited_years import EvaluatedYear
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    evaluate_schedule,
)
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.pricing.schedule_rules import columns_and_shares
from isoplan.optimizer.pricing.tax_payments import caused_payments
from isoplan.optimizer.stress.following import STAYS, days_of, is_had
from isoplan.optimizer.stress.lots_on_path import LotsOnPath, numbers_by_name
from isoplan.optimizer.stress.path_scenario import LEAST_PRICE, market_seen_on
from isoplan.optimizer.stress.price_paths import NEVER_FAILS, PricePaths


@dataclass(slots=True)
class YearsOnPath:
    """What a household has done on one path.

    Attributes:
        own: The scenario as it was at the start, at the market's own prices.
        prices: Of the path alone.
        lots: What it has exercised, sold and still holds.
    """

    own: Situation
    prices: PricePaths
    lots: LotsOnPath

    @classmethod
    def at_start(cls, own: Situation, prices: PricePaths) -> "YearsOnPath":
        """Return the household at the start, with all shares that it holds or gets."""
        return cls(own, prices, LotsOnPath.at_start(own))

    @property
    def done(self) -> Holdings:
        """Return all that is done: what has gone, and what is held or to come."""
        return self.lots.done

    def evaluated_on(self, day: date, believed: Scenario) -> EvaluatedSchedule:
        """Return what follows from all that is done, if nothing more is; with floats.

        Args:
            day: From which prices go on as believed, at the path's level.
            believed: The scenario, to its end.
        """
        markets = {name: self._course(name, day, believed) for name in self.own.markets}
        main = markets.pop(None)
        seen = situation_of(
            believed.model_copy(update={"market": main, "markets": markets})
        )
        numbers, done = numbers_by_name(seen), Holdings()
        for choice, shares in self.done.items():
            tranche = self.own.tranches[choice.tranche]
            if tranche.name not in numbers:  # units that vest no more
                continue
            way, sold_on = choice.way, choice.sold_on
            fails_on = int(self.prices.fails_on[tranche.market][0])
            sold = NEVER_FAILS if sold_on is None else sold_on.toordinal()
            if fails_on < day.toordinal() and sold >= fails_on:
                last = int(self.prices.written_off_on(tranche.market)[0])
                way, sold_on = way & STAYS, date.fromordinal(last)
            made = Choice(numbers[tranche.name], choice.exercised_on, sold_on, way)
            done[made] = done.get(made, 0) + shares
        columns, counts = columns_and_shares(seen, done)
        return evaluate_schedule(seen, "done", columns, counts)

    def do(
        self, planned: Situation, holdings: Holdings, since: date, until: date
    ) -> None:
        """Do what a plan says from a day to the one before another, at path's prices.

        By the rule of following blindly: see `following.py`.

        Args:
            planned: What the plan was made for.
            holdings: The plan.
            since: First day; what the plan did before is done.
            until: The day on which it is made anew.
        """
        for choice, count in holdings.items():
            tranche, day = planned.tranches[choice.tranche], choice.sold_on
            if (
                not tranche.held
                and since <= choice.exercised_on < until
                and is_had(planned, choice, self.prices)[0]
            ):
                self.lots.exercise(tranche, choice, count)
            fails_on = self.prices.fails_on[tranche.market][0]
            if day is not None and since <= day < until and day.toordinal() < fails_on:
                self.lots.sell(tranche, choice, count)

    def is_gone(self, name: MarketName, day: date) -> bool:
        """Return whether a market's company has failed or been bought before a year.

        Args:
            name: Of the market.
            day: The year's first day.
        """
        goes_on = self.own.markets[name].shares_go_on
        failed = self.prices.written_off_on(name)[0] < day.toordinal()
        return bool(failed) or (goes_on is not None and goes_on < day)

    def file_on(
        self, day: date, believed: Scenario, *, helped: bool = False
    ) -> Scenario:
        """Return the file on January 1, all that was done carried into it.

        Prices go on from the path's of that day as the scenario believed has them.

        Args:
            day: January 1 of a year.
            believed: The scenario as it looks on that day; its own if nothing parts.
            helped: Whether what is still due, as tax of last year, is paid now, and as
                far as that leaves less than the floor from elsewhere. What the path
                came to in the end knows of no such help.

        Raises:
            ScenarioErrors: If the file cannot be like that.
        """
        scenario, markets = believed, believed.markets
        gone = [name for name in self.own.markets if self.is_gone(name, day)]
        of_gone = [self.own.markets[name] for name in gone]
        grants = {each.name: each for each in scenario.grants}
        units, bought = scenario.restricted_units, scenario.holdings
        before = (
            each
            for each in scenario.events
            if isinstance(each, SplitEvent)
            or self.own.market_of_name(each.acts_on) not in of_gone
        )
        evaluated = self.evaluated_on(day, believed)
        home = self._carried(day, evaluated, believed.household, helped=helped)
        changed = scenario.model_copy(
            update={
                "plan": scenario.plan.model_copy(update={"start": day}),
                "household": home,
                "market": self._market_on(None, day, believed),
                "markets": {
                    name: self._market_on(name, day, believed) for name in markets
                },
                "grants": tuple(e for e in grants.values() if e.market not in gone),
                "lots": tuple(
                    lot for lot in scenario.lots if grants[lot.grant].market not in gone
                ),
                "restricted_units": tuple(e for e in units if e.market not in gone),
                "holdings": tuple(
                    each
                    for each in (*bought, *self._arrived_before(day))
                    if each.market not in gone
                ),
                "events": (*before, *self.lots.events(self.prices, gone)),
                "preferences": self._preferences_on(day, evaluated),
                "schedules": (),
            }
        )
        return checked_scenario(changed.to_dict())

    def _market_on(self, name: MarketName, day: date, believed: Scenario) -> Market:
        """Return a market of the file; of a company that is gone any price serves."""
        if self.is_gone(name, day):
            return Market(prices={day: LEAST_PRICE})
        return self._course(name, day, believed)

    def _course(self, name: MarketName, day: date, believed: Scenario) -> Market:
        """Return a market as it is seen on a day; see :func:`market_seen_on`."""
        days = self._days_that_count()
        course = believed.market_named(name)
        return market_seen_on(self.own, self.prices, name, day, days, course)

    def _days_that_count(self) -> set[date]:
        """Return the days on whose prices the tax of what is done rests."""
        return days_of(self.own, self.done) | {
            day
            for award in self.own.restricted_units
            for day, _ in rsu_vestings(award, self.own.opening_position.equity)
        }

    def _arrived_before(self, day: date) -> Iterator[Holding]:
        """Yield the restricted units that have vested since the start, as shares."""
        awards = {award.name for award in self.own.restricted_units}
        for tranche in self.own.tranches:
            acquired_on = tranche.acquired_on
            if tranche.grant in awards and acquired_on and acquired_on < day:
                value = float(self.prices.price(tranche.market, acquired_on)[0])
                yield Holding(
                    name=tranche.name,
                    acquired_on=acquired_on,
                    shares=tranche.shares,
                    basis=value,
                    market=tranche.market,
                )

    def _carried(
        self,
        day: date,
        evaluated: EvaluatedSchedule,
        home: Household,
        *,
        helped: bool,
    ) -> Household:
        """Return the household with what its returns and its bank account leave it."""
        years = [
            year
            for year in evaluated.evaluated_years.years
            if year.node.year < day.year
        ]
        found = _from_return(years[-1], home.state_on(day))
        if home.cash is None:
            return home.model_copy(update=found)
        free, due = self._free_on(day, evaluated), self._due_from(day, evaluated)
        if helped:
            later = {on: due[on] for on in due if on.year > day.year}
            free, due = free - sum(due.values()) + sum(later.values()), later
        if helped or home.loan is None:
            free = max(free, 0.0)
        if free + home.cash_floor < 0.0:  # owed, more than the floor covers
            due[day] = due.get(day, 0.0) - free - home.cash_floor
        return home.model_copy(
            update=found
            | {
                "cash": in_cents(max(free + home.cash_floor, 0.0)),
                "payments_due": {on: in_cents(due[on]) for on in sorted(due)},
            }
        )

    def _free_on(self, day: date, evaluated: EvaluatedSchedule) -> float:
        """Return the cash above the floor on a day before anything moves it (dollars).

        Less than nothing is what is owed.
        """
        before = [each for each in evaluated.cash if each.day < day]
        saved = other_cash_until(self.own, day)
        home = self.own.household
        saved += home.due_until(day) - home.due_until(day - ONE_DAY)
        if not before:
            return float(home.cash or 0.0) - home.cash_floor + saved
        last = before[-1]
        return float(last.free) + saved - other_cash_until(self.own, last.day)

    def _due_from(self, day: date, evaluated: EvaluatedSchedule) -> dict[date, float]:
        """Return what is still to be paid for what was done before a day, by day.

        Tax of past years, and of later ones if nothing more were done, such as of
        shares that vest and of credit that comes back; interest on the loan so far;
        less proceeds that have not settled. Also what the file has of payments due.
        """
        home = self.own.household
        due = {on: amount for on, amount in home.payments_due.items() if on >= day}
        moved = cash_by_day(evaluated.columns).moved_by(evaluated.shares)
        for on, amount in moved.items():
            if on >= day and amount:
                due[on] = due.get(on, 0.0) - amount
        years = evaluated.evaluated_years.taxed_years
        for each in caused_payments(
            evaluated.columns.situation, years, evaluated.baseline.taxed_years
        ):
            if each.day >= day:
                due[each.day] = due.get(each.day, 0.0) + float(each.amount)
        paid_on = income_tax_due_on(day.year - 1)
        if interest := self._interest_until(day, evaluated.cash):
            due[paid_on] = due.get(paid_on, 0.0) + interest
        return due

    def _interest_until(self, day: date, cash: tuple[CashDay, ...]) -> float:
        """Return the interest on the loan that is not paid by a day (dollars)."""
        home, before = self.own.household, self.own.plan.start
        if home.loan is None:
            return 0.0
        a_day = home.loan.rate / DAYS_A_YEAR
        owed, unpaid = max(home.cash_floor - (home.cash or 0.0), 0.0), 0.0
        for each in cash:
            if each.day < day:
                unpaid += owed * a_day * (each.day - before).days
                unpaid -= float(each.interest)
                owed, before = float(each.owed), each.day
        return unpaid + owed * a_day * (day - before).days

    def _preferences_on(self, day: date, evaluated: EvaluatedSchedule) -> Preferences:
        """Return what is left of the preferences in a file that begins on a day."""
        moved = cash_by_day(evaluated.columns).moved_by(evaluated.shares)
        years = zip(
            evaluated.evaluated_years.years, evaluated.baseline.years, strict=True
        )
        tax = sum(
            year.tax - idle.tax for year, idle in years if year.node.year < day.year
        )
        brought = float(sum(moved.values()) - tax)
        later = LaterFile(day, self.own.plan.last_year, brought)
        return left_in(self.own.preferences, later)


def _from_return(year: EvaluatedYear, home: str) -> dict[str, Any]:
    """Return what the next year takes from a year's returns.

    Args:
        year: The year before.
        home: State lived in when the next year begins; the credit of another one does
            not come along.
    """
    carried, tax = year.returns.tax.carryovers, year.returns.tax
    losses = {
        "short_term": carried.regular.short_term,
        "long_term": carried.regular.long_term,
        "amt_short_term": carried.amt.short_term,
        "amt_long_term": carried.amt.long_term,
    }
    states = [
        state.credit.carried_out
        for state in year.states
        if state.returns.residency.state == home
    ]
    income, owed = float(tax.form_1040.line_11), max(year.income_tax, 0.0)
    return {
        "minimum_tax_credit": in_cents(year.credit.line_26),
        "state_minimum_tax_credit": in_cents(sum(map(float, states))),
        "small_business_gain_used": in_cents(carried.small_business_used),
        "loss_carryover": LossCarryovers(
            **{name: in_cents(float(loss)) for name, loss in losses.items()}
        ),
        "prior_year": PriorYear(
            tax=in_cents(min(owed, max(income, 0.0))),
            adjusted_gross_income=in_cents(max(income, 0.0)),
        ),
    }
