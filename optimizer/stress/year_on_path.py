"""A household on one path: what it has done so far, and its file each January.

What is done becomes events of the file, as `docs/replanning.md` has it: lots follow
from them; credit, losses and cash from the forms of the years that have passed.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from isoplan.models.base.cents import in_cents
from isoplan.models.inputs.events import ExerciseEvent, SaleEvent
from isoplan.models.inputs.holdings import Holding
from isoplan.models.inputs.household import LossCarryovers
from isoplan.models.inputs.payments import PriorYear
from isoplan.models.scenario import Scenario, checked_scenario
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import Choice, ChoiceFlag
from isoplan.optimizer.pricing.cash import savings_until
from isoplan.optimizer.pricing.credited_years import EvaluatedYear
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    evaluate_schedule,
)
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.pricing.schedule_rules import columns_and_shares
from isoplan.optimizer.stress.following import is_had
from isoplan.optimizer.stress.price_paths import PricePaths

LEAST_PRICE = 1e-6
"""Dollars a share: no price of a file is lower."""


@dataclass(slots=True)
class Lot:
    """Shares held, or to come.

    Attributes:
        choice: How they came, in the situation of the start; not sold.
        shares: How many are left.
        exercised: How many were exercised since the start; 0 of other shares.
    """

    choice: Choice
    shares: int
    exercised: int = 0


@dataclass(slots=True)
class YearsOnPath:
    """What a household has done on one path.

    Attributes:
        own: The scenario as it was at the start, at the market's own prices.
        living: The same at the prices of the path, as if no company failed.
        prices: Of the path alone.
        lots: By name.
        sold: Sales and gifts, with the name of their lot.
    """

    own: Situation
    living: Situation
    prices: PricePaths
    lots: dict[str, Lot]
    sold: list[tuple[str, Choice, int]] = field(default_factory=list)

    @classmethod
    def at_start(
        cls, own: Situation, living: Situation, prices: PricePaths
    ) -> "YearsOnPath":
        """Return the household at the start, with all shares that it holds or gets."""
        lots = {
            str(tranche.lot): Lot(
                Choice(number, tranche.acquired_on, None), tranche.shares
            )
            for number, tranche in enumerate(own.tranches)
            if tranche.acquired_on is not None
        }
        return cls(own, living, prices, lots)

    @property
    def done(self) -> Holdings:
        """Return all that is done: what has gone, and what is held or to come."""
        found: Holdings = {}
        for _, choice, shares in self.sold:
            found[choice] = found.get(choice, 0) + shares
        for lot in self.lots.values():
            if lot.shares:
                found[lot.choice] = lot.shares
        return found

    def evaluated(self) -> EvaluatedSchedule:
        """Return what follows from all that is done, with floats."""
        columns, shares = columns_and_shares(self.living, self.done)
        return evaluate_schedule(self.living, "done", columns, shares)

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
            tranche = planned.tranches[choice.tranche]
            lot = str(tranche.lot)
            if not tranche.held:
                lot = f"{tranche.name} {choice.exercised_on}"
                if (
                    since <= choice.exercised_on < until
                    and (is_had(planned, choice, self.prices)[0])
                ):
                    self._exercise(lot, tranche.name, choice.exercised_on, count)
                if lot not in self.lots:
                    continue
            day, fails_on = choice.sold_on, self.prices.fails_on[tranche.market][0]
            if day is not None and since <= day < until and day.toordinal() < fails_on:
                self._sell(lot, replace(choice, sold_on=day), count)

    def file_on(self, day: date) -> Scenario:
        """Return the file on January 1, all that was done carried into it.

        Prices go on from the path's of that day as the file has them. Cash is less the
        tax still due in April; where that leaves less than the floor, the rest of it is
        taken to come from elsewhere until April, or no plan would be found. What the
        path came to in the end knows of no such help.

        Raises:
            ScenarioErrors: If the file cannot be like that.
        """
        scenario = self.own.scenario
        factor = float(self.prices.factor(None, day)[0])
        offers = [
            offer.model_copy(
                update={"price": None if offer.price is None else offer.price * factor}
            )
            for offer in scenario.market.tender_offers
        ]
        prices = {
            on: max(price * factor, LEAST_PRICE)
            for on, price in scenario.market.prices.items()
        }
        market = {"prices": prices, "tender_offers": tuple(offers)}
        changed = scenario.model_copy(
            update={
                "plan": scenario.plan.model_copy(update={"start": day}),
                "household": scenario.household.model_copy(update=self._carried(day)),
                "market": scenario.market.model_copy(update=market),
                "holdings": (*scenario.holdings, *self._arrived_before(day)),
                "events": (*scenario.events, *self._events()),
                "schedules": (),
            }
        )
        return checked_scenario(changed.to_dict())

    def _exercise(self, name: str, options: str, day: date, count: int) -> None:
        """Exercise options of a tranche into a lot of a name."""
        if name not in self.lots:
            number = [each.name for each in self.own.tranches].index(options)
            self.lots[name] = Lot(Choice(number, day, None), 0)
        self.lots[name].shares += count
        self.lots[name].exercised += count

    def _sell(self, name: str, planned: Choice, count: int) -> None:
        """Sell or give shares of a lot."""
        lot = self.lots[name]
        sold = min(count, lot.shares)
        if sold:
            gone = replace(
                lot.choice,
                sold_on=planned.sold_on,
                way=planned.way & ChoiceFlag.GIVEN,
            )
            lot.shares -= sold
            self.sold.append((name, gone, sold))

    def _events(self) -> list[ExerciseEvent | SaleEvent]:
        """Return what was done since the start, as the file has it."""
        events: list[ExerciseEvent | SaleEvent] = []
        for name, lot in self.lots.items():
            if lot.exercised:
                day = lot.choice.exercised_on
                market = self.own.tranches[lot.choice.tranche].market
                events.append(
                    ExerciseEvent(
                        on=day,
                        exercise=self.own.tranches[lot.choice.tranche].name,
                        shares=lot.exercised,
                        value=float(self.prices.price(market, day)[0]),
                        name=name,
                    )
                )
        return events + [
            self._sale(name, choice, choice.sold_on, shares)
            for name, choice, shares in self.sold
            if choice.sold_on is not None
        ]

    def _sale(self, name: str, choice: Choice, day: date, shares: int) -> SaleEvent:
        """Return a sale or a gift as the file has it."""
        market = self.own.tranches[choice.tranche].market
        given = ChoiceFlag.GIVEN in choice.way
        brought = float(self.prices.sale_price(market, day)[0])
        price = None if given else max(brought, LEAST_PRICE)
        return SaleEvent(on=day, sell=name, shares=shares, price=price, given=given)

    def _arrived_before(self, day: date) -> list[Holding]:
        """Return the restricted units that have vested since the start, as shares."""
        awards = {award.name for award in self.own.restricted_units}
        return [
            Holding(
                name=tranche.name,
                acquired_on=tranche.acquired_on,
                shares=tranche.shares,
                basis=float(self.prices.price(tranche.market, tranche.acquired_on)[0]),
                market=tranche.market,
            )
            for tranche in self.own.tranches
            if tranche.grant in awards
            and tranche.acquired_on is not None
            and tranche.acquired_on < day
        ]

    def _carried(self, day: date) -> dict[str, Any]:
        """Return what the household takes from its returns and its bank account."""
        evaluated = self.evaluated()
        years = [
            year
            for year in evaluated.evaluated_years.years
            if year.node.year < day.year
        ]
        found, home = _from_return(years[-1]), self.own.household
        if home.cash is None:
            return found
        moved = sum(evaluated.columns.cash_by_day(evaluated.shares).values())
        caused = sum(
            year.tax - base.tax
            for year, base in zip(years, evaluated.baseline.years, strict=False)
        )
        cash = in_cents(home.cash + savings_until(self.own, day) + moved - caused)
        return found | {"cash": max(cash, home.cash_floor)}


def _from_return(year: EvaluatedYear) -> dict[str, Any]:
    """Return what the next year takes from a year's returns."""
    carried, tax = year.returns.tax.carryovers, year.returns.tax
    losses = {
        "short_term": carried.regular.short_term,
        "long_term": carried.regular.long_term,
        "amt_short_term": carried.amt.short_term,
        "amt_long_term": carried.amt.long_term,
    }
    states = [state.credit.carried_out for state in year.states]
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
