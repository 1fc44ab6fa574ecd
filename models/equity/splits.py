"""Stock splits: what a file wrote before one, restated in today's shares.

A split changes what a share is, and nothing else: options and shares are multiplied,
strikes, costs and values a share divided, and no day moves. So everything that the file
dates before a split is restated first, and whatever comes after knows of no split.

Fractions are rounded down, as plans of employers and brokers do: of each grant, award,
lot and exercise as a whole, of listed vesting by running totals. What a broker pays for
a fraction is left out.

Source: IRC 305(a), 307(a), 1223(4) (no income, the basis is spread, the holding period
goes on); 26 CFR 1.307-1(a); IRC 424(h)(3) and 26 CFR 1.424-1(e)(4) (an option adjusted
in proportion is not a new one).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from math import floor
from typing import TypeVar

from isoplan.models.base.problems import Problem, listed, shown
from isoplan.models.inputs.events import Deed, ExerciseEvent, SplitEvent, in_order
from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.holdings import Holding, Lot, RestrictedUnits
from isoplan.models.inputs.market import Market, MarketName
from isoplan.models.inputs.vesting import Vesting, VestingRule, VestingStep, increments

_Item = TypeVar("_Item", Grant, Lot, RestrictedUnits, Holding)


@dataclass(frozen=True, slots=True)
class ShareFacts:
    """What of a file counts in shares or dollars a share, by place in its lists.

    Attributes:
        market: Prices and offers; None if they could not be read.
        markets: Those of further markets, by name.
        grants: Grants of options.
        lots: Shares of grants.
        restricted_units: Awards.
        holdings: Other shares.
        events: What happened.
    """

    market: Market | None
    markets: Mapping[str, Market] = field(default_factory=dict)
    grants: Mapping[int, Grant] = field(default_factory=dict)
    lots: Mapping[int, Lot] = field(default_factory=dict)
    restricted_units: Mapping[int, RestrictedUnits] = field(default_factory=dict)
    holdings: Mapping[int, Holding] = field(default_factory=dict)
    events: Mapping[int, Deed | SplitEvent] = field(default_factory=dict)


def splits_by(
    events: Mapping[int, Deed | SplitEvent], last: date
) -> dict[int, SplitEvent]:
    """Return the splits up to a day by place in the file, as they happened."""
    splits = {
        number: event
        for number, event in events.items()
        if isinstance(event, SplitEvent) and event.on <= last
    }
    return dict(sorted(splits.items(), key=lambda item: item[1].on))


def in_todays_shares(facts: ShareFacts, start: date) -> ShareFacts:
    """Return the facts as if the splits up to the plan's start had always been.

    The splits are no longer among the events; one after the start is no fact yet.
    """
    splits = splits_by(facts.events, start)
    deeds = {
        number: event
        for number, event in facts.events.items()
        if not isinstance(event, SplitEvent)
    }
    found = replace(facts, events=deeds)
    for event in splits.values():
        found = Split(event.on, event.ratio, event.market).restated(found)
    return found


@dataclass(frozen=True, slots=True)
class Split:
    """One split.

    Attributes:
        on: First day on which everything is counted in new shares.
        ratio: New shares for one old share.
        market: Name of the market of the company that splits its shares.
    """

    on: date
    ratio: Fraction
    market: MarketName = None

    def restated(self, facts: ShareFacts) -> ShareFacts:
        """Return facts with all that is dated before the split in new shares.

        Shares of other companies stay as they are.
        """
        market = facts.market
        if market is not None and self.market is None:
            market = self.of_market(market)
        names = _MarketsOfNames(facts)
        return ShareFacts(
            market=market,
            markets={
                name: self.of_market(each) if name == self.market else each
                for name, each in facts.markets.items()
            },
            grants={n: self.of_grant(each) for n, each in facts.grants.items()},
            lots={
                n: self.of_lot(each) if names.of(each.grant) == self.market else each
                for n, each in facts.lots.items()
            },
            restricted_units={
                n: self.of_award(each) for n, each in facts.restricted_units.items()
            },
            holdings={n: self.of_holding(each) for n, each in facts.holdings.items()},
            events=self.of_events(facts),
        )

    def shares(self, old: int) -> int:
        """Return old shares as new ones, fractions left out."""
        return floor(old * self.ratio)

    def dollars(self, old: float | None) -> float | None:
        """Return dollars for an old share as dollars for a new one."""
        return None if old is None else float(old / float(self.ratio))

    def of_grant(self, grant: Grant) -> Grant:
        """Return a grant in new shares, if it is one of before the split."""
        if grant.granted_on >= self.on or grant.market != self.market:
            return grant
        exercised = grant.exercised
        new = grant.model_copy(
            update={
                "shares": self.shares(grant.shares),
                "strike": self.dollars(grant.strike),
                "value_at_grant": self.dollars(grant.value_at_grant),
                "vesting": self._vesting(grant.vesting, grant.granted_on, grant.shares),
                "exercised": None if exercised is None else self.shares(exercised),
            }
        )
        given = grant.nonqualified_shares
        if given is None:
            return new
        if isinstance(given, int):
            return new.model_copy(update={"nonqualified_shares": self.shares(given)})
        before, after = (dict(increments(each.vest_dates())) for each in (grant, new))
        parts = [
            (step.on, after.get(step.on, 0))
            if step.shares == before[step.on]
            else (step.on, min(self.shares(step.shares), after.get(step.on, 0)))
            for step in given
        ]
        return new.model_copy(update={"nonqualified_shares": _steps(parts)})

    def of_award(self, award: RestrictedUnits) -> RestrictedUnits:
        """Return units in new shares, if they were awarded before the split."""
        if award.granted_on >= self.on or award.market != self.market:
            return award
        vesting = self._vesting(award.vesting, award.granted_on, award.shares)
        return award.model_copy(
            update={"shares": self.shares(award.shares), "vesting": vesting}
        )

    def of_lot(self, lot: Lot) -> Lot:
        """Return a lot in new shares, if it was exercised before the split."""
        if lot.exercised_on >= self.on:
            return lot
        names = ("value_at_exercise", "value_when_vested", "paid")
        return self._with_dollars(lot, *names)

    def of_holding(self, holding: Holding) -> Holding:
        """Return a holding in new shares, if it was acquired before the split."""
        if holding.acquired_on >= self.on or holding.market != self.market:
            return holding
        return self._with_dollars(
            holding,
            "basis",
            "amt_basis",
            "paid",
            "value_when_offered",
            "value_when_bought",
        )

    def of_market(self, market: Market) -> Market:
        """Return prices and offers before the split for new shares."""
        prices = {
            day: self.dollars(price) if day < self.on else price
            for day, price in market.prices.items()
        }
        offers = tuple(
            offer.model_copy(
                update={
                    "price": self.dollars(offer.price),
                    "most_shares": None
                    if offer.most_shares is None
                    else self.shares(offer.most_shares),
                }
            )
            if offer.on < self.on
            else offer
            for offer in market.tender_offers
        )
        return market.model_copy(update={"prices": prices, "tender_offers": offers})

    def of_events(self, facts: ShareFacts) -> dict[int, Deed | SplitEvent]:
        """Return the events, those before the split in new shares.

        A sale takes from each lot what the lot has less by it, in new shares: so what
        is left of a lot is what is left of it by the old shares, rounded down.
        """
        events, names = dict(facts.events), _MarketsOfNames(facts)
        held = [
            _Held({lot.label, lot.grant}, lot.exercised_on, lot.shares)
            for lot in facts.lots.values()
            if lot.exercised_on < self.on and names.of(lot.grant) == self.market
        ]
        held += [
            _Held({each.name}, each.acquired_on, each.shares)
            for each in facts.holdings.values()
            if each.acquired_on < self.on and each.market == self.market
        ]
        before = {
            number: event
            for number, event in facts.events.items()
            if not isinstance(event, SplitEvent)
            and event.on < self.on
            and names.of(event.acts_on) == self.market
        }
        for number, event in in_order(before):
            if isinstance(event, ExerciseEvent):
                events[number] = self._exercise(held, event)
                continue
            shares = sum(
                self.shares(old) - self.shares(left)
                for old, left in _taken(
                    held, event.sell, event.exercised_on, event.shares
                )
            )
            update = {"shares": shares, "price": self.dollars(event.price)}
            events[number] = event.model_copy(update=update)
        return events

    def _exercise(self, held: "list[_Held]", event: ExerciseEvent) -> ExerciseEvent:
        """Return an exercise in new shares, and put its shares among those held."""
        update: dict[str, object] = {
            "shares": self.shares(event.shares),
            "value": self.dollars(event.value),
        }
        given = event.shares_given or 0
        if event.paid_with is not None:
            taken = _taken(held, event.paid_with, None, given)
            new = sum(self.shares(old) - self.shares(left) for old, left in taken)
            update["shares_given"] = new
            held.append(_Held({event.exchanged_label}, event.on, given))
        names = {event.label, event.exercise}
        held.append(_Held(names, event.on, event.shares - given))
        return event.model_copy(update=update)

    def _with_dollars(self, item: _Item, *names: str) -> _Item:
        """Return a lot or holding in new shares, with its dollars a share."""
        update: dict[str, object] = {"shares": self.shares(item.shares)}
        update |= {name: self.dollars(getattr(item, name)) for name in names}
        return item.model_copy(update=update)

    def _vesting(self, vesting: Vesting, granted_on: date, shares: int) -> Vesting:
        """Return vesting in new shares: by running totals, each rounded down.

        A rule stays a rule where no fraction can arise.
        """
        if isinstance(vesting, VestingRule):
            if self.ratio.denominator == 1:
                return vesting
            totals = vesting.steps(granted_on, shares)
        else:
            total, totals = 0, []
            for step in sorted(vesting, key=lambda each: each.on):
                total += step.shares
                totals.append((step.on, total))
        new = tuple((day, self.shares(old)) for day, old in totals)
        return _steps(increments(new))


class _MarketsOfNames:
    """The market of what events name: grants and their parts, lots and holdings."""

    def __init__(self, facts: ShareFacts) -> None:
        """Take the names of a file."""
        self.known: dict[str, MarketName] = {}
        for part in (facts.grants, facts.restricted_units, facts.holdings):
            self.known |= {each.name: each.market for each in part.values()}
        self.known |= {lot.label: self.of(lot.grant) for lot in facts.lots.values()}
        for _, event in in_order(
            {n: e for n, e in facts.events.items() if isinstance(e, ExerciseEvent)}
        ):
            if isinstance(event, ExerciseEvent):
                market = self.of(event.exercise)
                self.known |= {event.label: market, event.exchanged_label: market}

    def of(self, name: str) -> MarketName:
        """Return the market of a name; of a part of a grant, that of the grant."""
        if name in self.known:
            return self.known[name]
        begins = (known for known in self.known if name.startswith(known))
        return self.known.get(max(begins, key=len, default=name))


@dataclass(slots=True)
class _Held:
    """Old shares of one lot while events go by.

    Attributes:
        names: What a sale may call them.
        since: Day of exercise or purchase.
        shares: Left.
    """

    names: set[str]
    since: date
    shares: int


def _taken(
    held: Sequence[_Held], name: str, since: date | None, wanted: int
) -> Iterator[tuple[int, int]]:
    """Take shares out of what is held, and yield each lot before and after.

    Those held longest go first. What is sold beyond what is held is yielded too: it is
    a mistake of the file, found elsewhere.
    """
    meant = [
        each for each in held if name in each.names and since in {None, each.since}
    ]
    for each in sorted(meant, key=lambda one: one.since):
        taken = min(wanted, each.shares)
        yield each.shares, each.shares - taken
        each.shares -= taken
        wanted -= taken
    yield wanted, 0


def _steps(parts: Sequence[tuple[date, int]]) -> tuple[VestingStep, ...]:
    """Return days of vesting as a file lists them, those without shares left out."""
    return tuple(
        VestingStep.model_construct(on=day, shares=shares)
        for day, shares in parts
        if shares
    )


def split_problems(facts: ShareFacts, start: date) -> Iterator[Problem]:
    """Yield splits that are no fact yet, and those that leave nothing of something.

    Args:
        facts: As the file holds them.
        start: Of the plan.
    """
    found = facts
    for number, event in sorted(facts.events.items()):
        if isinstance(event, SplitEvent) and event.on > start:
            yield Problem(
                f"events[{number}].on",
                shown(event.on),
                f"after the plan's start on {start}; a split to come changes what a "
                "share is, and no value",
                "write everything in today's shares and leave the split out until the "
                "plan starts after it",
            )
    for number, event in splits_by(facts.events, start).items():
        found = Split(event.on, event.ratio, event.market).restated(found)
        if nothing_left := list(_nothing_left(found)):
            yield Problem(
                f"events[{number}].split",
                shown(event.split),
                f"which leaves no whole share of {listed(map(repr, nothing_left))}",
                "correct it, or remove what it leaves nothing of",
            )
            return


def _nothing_left(facts: ShareFacts) -> Iterator[str]:
    """Yield the names of grants, awards, lots and holdings without any share."""
    for part in (facts.grants, facts.restricted_units, facts.holdings):
        yield from (each.name for each in part.values() if not each.shares)
    yield from (each.label for each in facts.lots.values() if not each.shares)
