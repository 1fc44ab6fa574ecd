"""What a scenario is changed to: one fact another, or one limit looser.

Each change is plain data, so that a process of its own can make it again.
"""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.market import Market, MarketName
from isoplan.models.inputs.market_access import PublicOffering, TenderOffer
from isoplan.models.inputs.user_schedule import Action, ExerciseAction, SellAction
from isoplan.models.inputs.vesting import VestingStep
from isoplan.models.results.firmness import FirstStep
from isoplan.models.scenario import Scenario, checked_scenario
from isoplan.models.situation import Situation
from isoplan.optimizer.firmness.market_changes import fallen, moved, scaled
from isoplan.optimizer.preferences.registry import also_decided

WHOLE = 100
"""Percent: as it is."""
POINTS = 100.0 * WHOLE
"""Hundredths of a percent in one."""
WAGES = ("wages", "medicare_wages", "social_security_wages")


class Change(ABC):
    """One thing that is another than in the scenario."""

    @abstractmethod
    def update(self, situation: Situation) -> Mapping[str, Any]:
        """Return the sections of the scenario that change, by name."""

    def made(self, situation: Situation) -> Scenario:
        """Return the scenario with the change, checked anew.

        The user's own schedules, which need not fit, are left out.

        Raises:
            ScenarioErrors: If the scenario cannot be like that.
        """
        return checked_scenario(self.unchecked(situation).to_dict())

    def unchecked(self, situation: Situation) -> Scenario:
        """Return the scenario with the change, and without the user's schedules."""
        return situation.scenario.model_copy(
            update={"schedules": (), **self.update(situation)}
        )


@dataclass(frozen=True, slots=True)
class ExitPrice(Change):
    """The exit price is so many percent of the scenario's."""

    market: MarketName
    percent: int

    def update(self, situation: Situation) -> Mapping[str, Any]:
        """Return the market's section."""
        market = situation.scenario.market_named(self.market)
        changed = scaled(situation, market, self.percent / WHOLE)
        return _with_market(situation, self.market, changed)


@dataclass(frozen=True, slots=True)
class Growth(Change):
    """The price grows by so many hundredths of a percent a year more."""

    market: MarketName
    more: int

    def update(self, situation: Situation) -> Mapping[str, Any]:
        """Return the market's section."""
        market = situation.scenario.market_named(self.market)
        field = "growth" if market.expected_growth is None else "expected_growth"
        grown = round(getattr(market, field) + self.more / POINTS, 6)
        changed = market.model_copy(update={field: grown})
        return _with_market(situation, self.market, changed)


@dataclass(frozen=True, slots=True)
class DiscountRate(Change):
    """The discount rate is so many percent of the scenario's."""

    percent: int

    def update(self, situation: Situation) -> Mapping[str, Any]:
        """Return the plan's section."""
        rate = round(situation.plan.discount_rate * self.percent / WHOLE, 8)
        return {"plan": situation.plan.model_copy(update={"discount_rate": rate})}


@dataclass(frozen=True, slots=True)
class Income(Change):
    """Wages of all years are so many percent of the scenario's; nothing else is."""

    percent: int

    def update(self, situation: Situation) -> Mapping[str, Any]:
        """Return the household's section."""
        home, factor = situation.household, self.percent / WHOLE
        scaled_wages = {}
        for name in WAGES:
            wages = getattr(home, name)
            if wages is not None:
                years = {y: round(d * factor, 2) for y, d in wages.years.items()}
                scaled_wages[name] = wages.model_copy(update={"years": years})
        return {"household": home.model_copy(update=scaled_wages)}


@dataclass(frozen=True, slots=True)
class DateOfSale(Change):
    """The first market day, and all that follows it, comes so many months later."""

    market: MarketName
    months: int

    def update(self, situation: Situation) -> Mapping[str, Any]:
        """Return the market's section."""
        market = situation.scenario.market_named(self.market)
        return _with_market(situation, self.market, moved(market, self.months))


@dataclass(frozen=True, slots=True)
class FallenPrice(Change):
    """A market's share falls on a day and never recovers.

    Attributes:
        market: Name of the market.
        on: First day of the fallen price.
        price: Dollars a share; 0 is worthless.
    """

    market: MarketName
    on: date
    price: float

    def update(self, situation: Situation) -> Mapping[str, Any]:
        """Return the market's section."""
        market = situation.scenario.market_named(self.market)
        changed = fallen(market, self.on, self.price)
        return _with_market(situation, self.market, changed)

    def made(self, situation: Situation) -> Scenario:
        """Return the scenario with the change; of worthless shares not checked anew.

        Its prices, windows and offers of later days stay, which a file may not have of
        a market whose shares are worthless: nothing reads them.
        """
        if self.price > 0.0:
            return super(FallenPrice, self).made(situation)
        return self.unchecked(situation)


@dataclass(frozen=True, slots=True)
class MoreCash(Change):
    """The household has so many dollars more at the start."""

    dollars: float

    def update(self, situation: Situation) -> Mapping[str, Any]:
        """Return the household's section."""
        home = situation.household
        cash = (home.cash or 0.0) + self.dollars
        return {"household": home.model_copy(update={"cash": cash})}


@dataclass(frozen=True, slots=True)
class MoreSales(Change):
    """A window or an offer takes so many shares more.

    Attributes:
        market: Name of the market.
        field: ``trading_windows`` or ``tender_offers``.
        place: In that list.
        most_shares: The new limit.
    """

    market: MarketName
    field: str
    place: int
    most_shares: int

    def update(self, situation: Situation) -> Mapping[str, Any]:
        """Return the market's section."""
        market = situation.scenario.market_named(self.market)
        items = list(getattr(market, self.field))
        limit: dict[str, int | None] = {"most_shares": self.most_shares}
        if isinstance(items[self.place], TenderOffer):
            limit["most_of_vested"] = None
        items[self.place] = items[self.place].model_copy(update=limit)
        changed = market.model_copy(update={self.field: tuple(items)})
        return _with_market(situation, self.market, changed)


@dataclass(frozen=True, slots=True)
class NoClosedDays(Change):
    """A market without its windows, its blackouts or its lock-up."""

    market: MarketName
    field: str

    def update(self, situation: Situation) -> Mapping[str, Any]:
        """Return the market's section."""
        market: Market = situation.scenario.market_named(self.market)
        freed: object = ()
        if self.field == "ipo" and isinstance(market.ipo, PublicOffering):
            freed = market.ipo.model_copy(update={"lock_up_days": 0})
        changed = market.model_copy(update={self.field: freed})
        return _with_market(situation, self.market, changed)


@dataclass(frozen=True, slots=True)
class VestedAtOnce(Change):
    """All options of a grant that are not vested at the plan's start vest on it."""

    grant: str

    def update(self, situation: Situation) -> Mapping[str, Any]:
        """Return the grants' section."""
        grants = tuple(
            _vested_by(grant, situation.plan.start)
            if grant.name == self.grant
            else grant
            for grant in situation.grants
        )
        return {"grants": grants}


@dataclass(frozen=True, slots=True)
class OtherSections(Change):
    """Whole sections of the file are others, as where its future parts.

    Attributes:
        sections: By name, as the file has them: before any split.
    """

    sections: Mapping[str, Any]

    def update(self, situation: Situation) -> Mapping[str, Any]:
        """Return the sections."""
        return self.sections


@dataclass(frozen=True, slots=True)
class StepKept(Change):
    """The plan's first step is decided already, beside another change."""

    step: FirstStep
    beside: Change

    def update(self, situation: Situation) -> Mapping[str, Any]:
        """Return the sections of the other change, and the preferences."""
        sections = self.beside.update(situation)
        decided = also_decided(situation.preferences, _actions(self.step))
        return {**sections, "preferences": decided}


def can_be_kept(step: FirstStep) -> bool:
    """Return whether a step can be given as decided already: gifts cannot.

    Options are given by their name. Where it is that of a grant in several parts, the
    plan may choose between these, so keeping the step may seem to lose too little.
    """
    return bool(step.actions) and all(each.kind != "give" for each in step.actions)


def _actions(step: FirstStep) -> list[Action]:
    """Return a first step as actions of the household's own."""
    found: list[Action] = []
    for each in step.actions:
        if step.on is not None and each.kind == "exercise":
            fields = {"on": step.on, "exercise": each.of, "shares": each.shares}
            found.append(ExerciseAction.model_validate(fields))
        elif step.on is not None:
            fields = {"on": step.on, "sell": each.of, "shares": each.shares}
            found.append(SellAction.model_validate(fields))
    return found


def _with_market(
    situation: Situation, name: MarketName, market: Market
) -> Mapping[str, Any]:
    """Return the section that holds a market, with another in its place."""
    if name is None:
        return {"market": market}
    return {"markets": {**situation.scenario.markets, name: market}}


def _vested_by(grant: Grant, start: date) -> Grant:
    """Return a grant whose steps of vesting after a day all come on that day."""
    vested: dict[date, int] = defaultdict(int)
    before = 0
    for day, total in grant.vest_dates():
        vested[min(day, max(start, grant.granted_on))] += total - before
        before = total
    steps = tuple(VestingStep(on=on, shares=n) for on, n in vested.items())
    return grant.model_copy(update={"vesting": steps, "acceleration": None})
