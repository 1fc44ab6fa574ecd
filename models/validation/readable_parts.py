"""The parts of a scenario that could be read, to look for further problems.

The sections are those of the scenario's model: what is read of each, whole or in part,
is found by its field.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeAlias, get_origin

from pydantic import BaseModel

from isoplan.models.equity.equity import Equity
from isoplan.models.equity.splits import ShareFacts, in_todays_shares
from isoplan.models.equity.stock_acquisition import through_acquisitions
from isoplan.models.inputs.employment import Employment
from isoplan.models.inputs.events import Deed, SplitEvent
from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.holdings import Holding, Lot, RestrictedUnits
from isoplan.models.inputs.household import Household
from isoplan.models.inputs.market import Market, MarketName, all_markets
from isoplan.models.inputs.planning import Planning
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.inputs.user_schedule import UserSchedule

OnMarket: TypeAlias = Grant | RestrictedUnits | Holding | Employment | SplitEvent
"""What names its market."""


@dataclass(frozen=True, slots=True)
class ReadableParts:
    """The parts of a scenario that could be read, each with its place in the file.

    Attributes:
        plan: None if it could not be read; so for household and market.
        markets: Further ones by name; one that could not be read is a stand-in.
        grants: By place in the list; those that could not be read are left out.
        lots: So for lots.
        employment: None if it was not given, or could not be read.
        restricted_units: As grants.
        holdings: As grants.
        events: So for events.
        schedules: So for schedules.
        preferences: None if they could not be read.
        unread: Names of the grants, lots and events that could not be read, and what
            such lots and events belong to; None if one is unknown.
    """

    plan: Planning | None = None
    household: Household | None = None
    market: Market | None = None
    markets: Mapping[str, Market] = field(default_factory=dict)
    grants: Mapping[int, Grant] = field(default_factory=dict)
    lots: Mapping[int, Lot] = field(default_factory=dict)
    employment: Employment | None = None
    restricted_units: Mapping[int, RestrictedUnits] = field(default_factory=dict)
    holdings: Mapping[int, Holding] = field(default_factory=dict)
    events: Mapping[int, Deed | SplitEvent] = field(default_factory=dict)
    schedules: Mapping[int, UserSchedule] = field(default_factory=dict)
    preferences: Preferences | None = None
    unread: frozenset[str] | None = frozenset()

    @property
    def deeds(self) -> dict[int, Deed]:
        """Return the events but splits, by place in the file."""
        return {
            number: event
            for number, event in self.events.items()
            if not isinstance(event, SplitEvent)
        }

    @property
    def share_facts(self) -> ShareFacts:
        """Return what counts in shares, as the file has it."""
        return ShareFacts(
            self.market,
            self.markets,
            self.grants,
            self.lots,
            self.restricted_units,
            self.holdings,
            self.events,
        )

    def in_todays_shares(self) -> "ReadableParts":
        """Return the parts as if the splits so far had always been."""
        if self.plan is None:
            return self
        facts = in_todays_shares(self.share_facts, self.plan.start)
        return replace(
            self,
            market=facts.market,
            markets=facts.markets,
            grants=facts.grants,
            lots=facts.lots,
            restricted_units=facts.restricted_units,
            holdings=facts.holdings,
            events=facts.events,
        )

    def through_acquisitions(self) -> "ReadableParts":
        """Return the parts with markets that go on where a buyer pays in shares."""
        if self.plan is None or self.market is None:
            return self
        market, markets = through_acquisitions(self.market, self.markets, self.plan)
        return replace(self, market=market, markets=markets)

    @property
    def equity(self) -> Equity | None:
        """Return what shares come from; None without the plan's dates or prices.

        So too if something names a market that there is not. Units are left out where
        no price is known for the day on which they vest.
        """
        plan, market = self.plan, self.market
        if plan is None or market is None or any(self.without_market):
            return None
        markets = all_markets(market, self.markets)
        return Equity(
            plan=plan,
            market=market,
            employment=self.employment,
            grants=tuple(self.grants.values()),
            lots=tuple(self.lots.values()),
            restricted_units=tuple(
                award
                for award in self.restricted_units.values()
                if min(markets[award.market].prices) <= plan.start
            ),
            holdings=tuple(self.holdings.values()),
            further_markets=self.markets,
        )

    def market_named(self, name: MarketName) -> Market | None:
        """Return the market of a name; None if there is none, or it was not read."""
        return self.market if name is None else self.markets.get(name)

    @property
    def on_markets(self) -> Iterator[tuple[str, OnMarket]]:
        """Yield all that names its market, with its path in the file."""
        for section, shares in (
            ("grants", self.grants),
            ("restricted_units", self.restricted_units),
            ("holdings", self.holdings),
        ):
            for number, each in shares.items():
                yield f"{section}[{number}]", each
        if self.employment is not None:
            yield "employment", self.employment
        for number, event in self.events.items():
            if isinstance(event, SplitEvent):
                yield f"events[{number}]", event

    @property
    def without_market(self) -> Iterator[tuple[str, OnMarket]]:
        """Yield what names a market that the file has not, with its path."""
        for path, each in self.on_markets:
            if each.market is not None and each.market not in self.markets:
                yield path, each


SECTIONS = tuple(each.name for each in fields(ReadableParts) if each.name != "unread")
"""Sections of a scenario that can be read one by one."""


def is_list(root: type[BaseModel], section: str) -> bool:
    """Return whether a section is a list of tables, by its field in the model."""
    return get_origin(root.model_fields[section].annotation) is tuple


def is_by_name(root: type[BaseModel], section: str) -> bool:
    """Return whether a section holds tables by name, by its field in the model."""
    return get_origin(root.model_fields[section].annotation) is dict


def whole_parts(scenario: BaseModel) -> ReadableParts:
    """Return a scenario, all of which could be read, as its parts."""
    root = type(scenario)
    parts: dict[str, Any] = {}
    for section in SECTIONS:
        value = getattr(scenario, section)
        parts[section] = dict(enumerate(value)) if is_list(root, section) else value
    return ReadableParts(**parts)
