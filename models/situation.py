"""The situation: a scenario and everything that follows from it before a decision.

The scenario is data, as the file holds it. What is derived from several of its sections
(tranches, limits on sales, the position when the plan starts, the law of each year) is
here, made by :func:`situation_of` and by nothing else. A scenario that has been changed
gets a situation of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from isoplan.models.base.errors import FutureParts
from isoplan.models.branching.outcomes import is_uncertain
from isoplan.models.credit_brought import as_given, worked_out
from isoplan.models.equity.equity import Equity
from isoplan.models.equity.opening_position import OpeningPosition, opening_position
from isoplan.models.equity.sale_limits import SaleLimits, sale_limits
from isoplan.models.equity.schedule_walk import Move, ScheduleWalk
from isoplan.models.equity.splits import splits_by
from isoplan.models.equity.stock_acquisition import acquisitions_for_stock
from isoplan.models.equity.tranche import Tranche
from isoplan.models.equity.tranches import sold_tranches, tranches
from isoplan.models.inputs.employment import Employment
from isoplan.models.inputs.events import Deed, ExerciseEvent, SplitEvent
from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.holdings import RestrictedUnits
from isoplan.models.inputs.household import Household
from isoplan.models.inputs.market import Market, MarketName, all_markets
from isoplan.models.inputs.market_access import StockAcquisition
from isoplan.models.inputs.payments import LastReturns
from isoplan.models.inputs.planning import Planning
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.inputs.user_schedule import UserSchedule
from isoplan.models.law.federal_law import FederalLaw, federal_law
from isoplan.models.law.state_figures import state_law
from isoplan.models.law.state_law import StateLaw
from isoplan.models.restated import with_buyers, without_splits
from isoplan.models.scenario import Scenario
from isoplan.models.tax.forms.form_8801_as_filed import YearBefore
from isoplan.models.tax.forms.schedule_8812 import CreditClaims
from isoplan.models.tax.residence import ResidencyPeriod
from isoplan.models.tax.sourcing import work_share


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Situation:
    """A scenario with what is derived from it.

    Attributes:
        scenario: The file's data, in today's shares: without any split, and with one
            market before and after an acquisition for shares.
        splits: The file's splits up to the plan's start by place among its events, as
            they happened.
        stock_acquisitions: Acquisitions for shares, by the market of the company
            bought.
        opening_position: What is held when the plan starts, the events carried out.
        tranches: Where the shares come from that a plan draws on.
        sold_tranches: What was sold in the plan's first year before its start.
        sale_limits: How many shares may be sold in which windows and tender offers.
        exercise_days: Days of exercise that preferences of the file ask for. They stay
            when a preference is dropped, so that a plan without it has the same days.
        sale_days: The same of days of sale.
    """

    scenario: Scenario
    splits: Mapping[int, SplitEvent]
    stock_acquisitions: Mapping[MarketName, StockAcquisition]
    opening_position: OpeningPosition
    tranches: tuple[Tranche, ...]
    sold_tranches: tuple[Tranche, ...]
    sale_limits: SaleLimits
    exercise_days: frozenset[date] = frozenset()
    sale_days: frozenset[date] = frozenset()

    @property
    def plan(self) -> Planning:
        """Return what the plan covers and assumes."""
        return self.scenario.plan

    @property
    def household(self) -> Household:
        """Return who files, and all other income."""
        return self.scenario.household

    @property
    def employment(self) -> Employment | None:
        """Return when the option holder leaves, if so."""
        return self.scenario.employment

    @property
    def grants(self) -> Sequence[Grant]:
        """Return the grants as the file holds them, in today's shares."""
        return self.scenario.grants

    @property
    def restricted_units(self) -> Sequence[RestrictedUnits]:
        """Return the awards of restricted stock units."""
        return self.scenario.restricted_units

    @property
    def market(self) -> Market:
        """Return what a share of the company is worth and when it can be sold."""
        return self.scenario.market

    @property
    def markets(self) -> dict[MarketName, Market]:
        """Return all markets by name, the main one first."""
        return all_markets(self.scenario.market, self.scenario.markets)

    def market_of(self, tranche: Tranche) -> Market:
        """Return the market on which a tranche's shares are sold."""
        return self.scenario.market_named(tranche.market)

    def market_of_name(self, name: str) -> Market:
        """Return the market of what an action or an event names.

        A grant, award or holding, a tranche of one, or a lot; a lot that a schedule
        exercises is named by its tranche and its day.
        """
        scenario = self.scenario
        exercises = (e for e in scenario.events if isinstance(e, ExerciseEvent))
        owner = {lot.label: lot.grant for lot in scenario.lots}
        for event in exercises:
            owner[event.label] = event.exercise
            if event.paid_with is not None:
                owner[event.exchanged_label] = event.exercise
        owner |= {
            tranche.name: tranche.grant
            for tranche in self.tranches
            if tranche.name not in owner
        }
        of_shares = (scenario.grants, scenario.restricted_units, scenario.holdings)
        market = {each.name: each.market for shares in of_shares for each in shares}
        while name in owner and owner[name] != name:
            name = owner.pop(name)
        if name not in market:
            tranche = name[: -len(" 2026-03-01")]
            name = owner.get(tranche, tranche)
        return self.markets[market.get(name)]

    def pay_settles_on(self, day: date) -> date:
        """Return the day on which what is withheld from pay of a day is handed over.

        The trade of an exercise has settled by then, on whichever market it was.
        """
        return max(market.settles_on(day) for market in self.markets.values())

    def shares_go_on(self, name: MarketName) -> date | None:
        """Return the day in the plan on which a market's shares go: see `Market`."""
        day = self.scenario.market_named(name).shares_go_on
        return day if day is not None and day <= self.plan.horizon else None

    def is_write_off(self, name: MarketName, sold_on: date | None) -> bool:
        """Return whether a market's shares go on a day because they are worthless."""
        fails = self.scenario.market_named(name).acquisition is None
        return fails and sold_on is not None and sold_on == self.shares_go_on(name)

    @property
    def cash_outs(self) -> dict[int, int]:
        """Return the options at hand when a buyer cashes them out, by tranche.

        All that are left are cashed out. Those under water, and those that have expired
        or lapsed, are not.
        """
        found: dict[int, int] = {}
        for number, tranche in enumerate(self.tranches):
            bought = self.market_of(tranche).acquisition
            if (
                bought is not None
                and self.shares_go_on(tranche.market) is not None
                and not tranche.held
                and tranche.last_exercise >= bought.on
                and tranche.paid < bought.price
            ):
                vested = tranche.vested(bought.on)
                found[number] = tranche.shares if bought.accelerates else vested
        return {number: options for number, options in found.items() if options}

    @property
    def preferences(self) -> Preferences:
        """Return the limits that the household sets for itself."""
        return self.scenario.preferences

    @property
    def schedules(self) -> Sequence[UserSchedule]:
        """Return the user's own schedules."""
        return self.scenario.schedules

    @property
    def year_before(self) -> YearBefore | None:
        """Return what the first year's Form 8801 takes up; None if a sum is given."""
        given = self.household.minimum_tax_credit
        if not isinstance(given, LastReturns):
            return None
        if given.last_year is None:
            return as_given(given)
        year = self.plan.start.year - 1
        status = given.last_year.filing_status or self.household.filing_status_in(year)
        law = federal_law(year, status, self.plan.inflation)
        return worked_out(given.line_26, given.last_year, law)

    @property
    def credit_brought(self) -> float:
        """Return the minimum tax credit brought into the first year (dollars)."""
        given = self.household.minimum_tax_credit
        before = self.year_before
        return float(before.line_21) if before else cast("float", given)

    def law(self, year: int) -> FederalLaw:
        """Return the federal figures for the household's status in a year."""
        status = self.household.filing_status_in(year)
        return federal_law(year, status, self.plan.inflation)

    def dependents_in(self, year: int) -> int:
        """Return how many dependents the household has in a year."""
        return self.household.dependents_in(year, self.plan.start.year)

    def credit_claims(self, year: int) -> CreditClaims | None:
        """Return what nonrefundable credits are claimed for in a year; None if none."""
        dependents = self.dependents_in(year)
        children = self.household.children_in(year)
        claims = CreditClaims(
            children=float(children),
            other_dependents=float(dependents - children),
            other_credits=self.household.other_credits.at(year),
        )
        return None if claims == CreditClaims() else claims

    def state_law(self, state: str, year: int) -> StateLaw:
        """Return a state's figures for the household's status in a year."""
        status = self.household.filing_status_in(year)
        return state_law(state, year, status, self.plan.inflation)

    @property
    def work_states(self) -> tuple[str, ...]:
        """Return the states in which options may have been earned, in order."""
        given = {state for grant in self.grants for state in grant.work_states or ()}
        return tuple(sorted({*given, *self.household.state.values()} - {""}))

    def work_share(
        self, state: str, grant: str, granted_on: date | None, measured_on: date
    ) -> float:
        """Return the part of an option's compensation that is earned in a state.

        Args:
            state: Two-letter code.
            grant: Name of the grant, or of the holding.
            granted_on: Day of grant, or first day of an offering; None for others.
            measured_on: Day on which the spread is measured.
        """
        if granted_on is None:
            return 0.0
        named = next((each for each in self.grants if each.name == grant), None)
        if named is not None and named.work_states is not None:
            return named.work_states.get(state, 0.0)
        return work_share(
            state,
            lambda first, last: self.household.part_of_days_in(state, first, last),
            granted_on,
            measured_on,
            () if named is None else named.vest_dates(),
        )

    def residencies_and_claims(self, year: int) -> tuple[ResidencyPeriod, ...]:
        """Return the states that may tax a year: those lived in, then all others.

        A state that is not lived in all year claims what was earned there of the
        exercises and sales of a year that the plan decides, and of shares that vest
        later.
        """
        lived_in = self.household.residency_periods(year)
        known = {each.state for each in lived_in}
        others = (
            state
            for state in self.work_states
            if state not in known
            and (year <= self.plan.last_year or self.may_measure_in(year))
            and self.has_earned_in(state, date(year, 12, 31))
        )
        return (*lived_in, *(ResidencyPeriod(state, ()) for state in others))

    def may_measure_in(self, year: int) -> bool:
        """Return whether the spread of an earlier exercise may be measured in a year.

        That of shares that vest in it, exercised without an election under section
        83(b).
        """
        return any(
            each.vests_on is not None
            and each.vests_on.year == year
            and (not each.elected if each.held else False in each.elections)
            for each in self.tranches
        )

    def has_earned_in(self, state: str, by: date) -> bool:
        """Return whether some option's compensation may be earned in a state by a day.

        Args:
            state: Two-letter code.
            by: Last day on which it is income.
        """
        return any(
            each.granted_on is not None
            and each.granted_on <= by
            and self.work_share(state, each.grant, each.granted_on, by) > 0.0
            for each in (*self.tranches, *self.sold_tranches)
        )

    def with_preferences(self, preferences: Preferences) -> "Situation":
        """Return the situation with other preferences; its days are as they were."""
        changed = self.scenario.model_copy(update={"preferences": preferences})
        return replace(self, scenario=changed)

    def moves(self, schedule: UserSchedule) -> tuple[Move, ...]:
        """Return which shares a schedule sells when, and those it leaves unsold."""
        walk = ScheduleWalk.from_start(
            self.plan, self.markets, self.tranches, self.grants
        )
        walk.run(schedule)
        return tuple(walk.moves)


def equity_as_written(scenario: Scenario) -> Equity:
    """Return what the file holds of options and shares, events not carried out."""
    return Equity(
        plan=scenario.plan,
        market=scenario.market,
        employment=scenario.employment,
        grants=scenario.grants,
        lots=scenario.lots,
        restricted_units=scenario.restricted_units,
        holdings=scenario.holdings,
        further_markets=scenario.markets,
    )


def events_of(scenario: Scenario) -> dict[int, Deed]:
    """Return what the household did before the plan, by place, splits left out."""
    return {
        number: event
        for number, event in enumerate(scenario.events)
        if not isinstance(event, SplitEvent)
    }


def situation_of(scenario: Scenario) -> Situation:
    """Derive what follows from a checked scenario: the one place where that is done.

    Raises:
        FutureParts: If it has branches: each outcome has a situation of its own.
    """
    if is_uncertain(scenario):
        raise FutureParts
    splits = splits_by(dict(enumerate(scenario.events)), scenario.plan.start)
    scenario = without_splits(scenario)
    acquired = acquisitions_for_stock(scenario.market, scenario.markets)
    scenario = with_buyers(scenario)
    position = opening_position(equity_as_written(scenario), events_of(scenario))
    of_plan = tranches(position.equity)
    return Situation(
        scenario=scenario,
        splits=splits,
        stock_acquisitions=acquired,
        opening_position=position,
        tranches=of_plan,
        sold_tranches=sold_tranches(position.equity),
        sale_limits=sale_limits(position.equity.markets, of_plan),
        exercise_days=scenario.preferences.exercise_days(
            all_markets(scenario.market, scenario.markets).values()
        ),
        sale_days=scenario.preferences.sale_days,
    )
