"""Events carried out: what is exercised, held and sold when the plan starts.

A scenario's grants, lots and holdings stay as they were written; its events are walked
over them as a schedule is. Exercises make lots, sales take shares away, and sales of
the plan's first tax year are kept, for their income belongs to that year.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar, Literal

from isoplan.models.base.problems import Problem, shown
from isoplan.models.equity.equity import Equity, PastSale
from isoplan.models.equity.exchange import Exchange
from isoplan.models.equity.schedule_problems import unknown_name
from isoplan.models.equity.schedule_walk import Batch, ScheduleWalk
from isoplan.models.equity.tranche import OF_DAY, Tranche
from isoplan.models.equity.tranches import (
    exercised_before,
    tranche_of_holding,
    tranches,
)
from isoplan.models.inputs.events import Deed, ExerciseEvent, SaleEvent, in_order
from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.holdings import Holding, Lot
from isoplan.models.inputs.market import Market, MarketName, market_path
from isoplan.models.inputs.user_schedule import ExerciseAction, SellAction


@dataclass(frozen=True, slots=True)
class Done:
    """Shares of one event, with the grant or holding that they belong to."""

    on: date
    kind: Literal["exercise", "sell", "give"]
    grant: str
    shares: int


@dataclass(frozen=True, slots=True)
class OpeningPosition:
    """What there is when the plan starts.

    Attributes:
        equity: Grants, lots and the rest, with the events carried out.
        done: What events did, by grant.
    """

    equity: Equity
    done: tuple[Done, ...] = ()


def opening_position(equity: Equity, events: Mapping[int, Deed]) -> OpeningPosition:
    """Return what there is once the events of a checked scenario are carried out."""
    if not events:
        return OpeningPosition(equity)
    history = EventWalk.of(equity, events)
    history.walk(in_order(events), "events")
    return history.result(equity)


@dataclass
class EventWalk(ScheduleWalk):
    """Events in the making: a walk over the days before the plan's start.

    Attributes:
        start: Of the plan; events come no later.
        paying: The markets, which tell prices that are not given; shares may have
            been sold on any day, whatever their windows and offers.
        sales: What was sold or given away.
        done: What was done.
        origins: Lots and holdings of the file, and those of exchanges, by name.
        paid: Dollars paid for one share of lots whose options were paid with shares.
    """

    fewer_exercised: ClassVar[str] = (
        "correct the shares or the day, or the grant's vesting"
    )
    fewer_sold: ClassVar[str] = (
        "correct the shares or the day, or add the exercise that they come from"
    )

    start: date = field(init=False)
    paying: Mapping[MarketName, Market] = field(init=False)
    sales: list[PastSale] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    origins: dict[str, Lot | Holding] = field(default_factory=dict)
    paid: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, equity: Equity, events: Mapping[int, Deed]) -> "EventWalk":
        """Return what the file's grants, lots and holdings are before the events.

        Units that vest are left out: those that have vested are holdings.
        """
        first = min(event.on for event in events.values())
        plan = equity.plan.model_copy(update={"start": min(first, equity.plan.start)})
        before = replace(equity, plan=plan, restricted_units=())
        any_day = {
            name: Market(prices=market.prices, trading_days="any")
            for name, market in equity.markets.items()
        }
        history = cls.from_start(plan, any_day, tranches(before), equity.grants)
        history.start, history.paying = equity.plan.start, equity.markets
        history.origins = {lot.label: lot for lot in equity.lots}
        history.origins |= {holding.name: holding for holding in equity.holdings}
        return history

    def result(self, equity: Equity) -> OpeningPosition:
        """Return what there is after the events.

        Args:
            equity: What there was before.
        """
        held = [batch for batch in self.held if batch.shares]
        left = _alike([self._as_written(batch, batch.shares) for batch in held])
        grants = [self._with_exercised(grant, equity.lots) for grant in equity.grants]
        return OpeningPosition(
            equity=replace(
                equity,
                grants=grants,
                lots=[each for each in left if isinstance(each, Lot)],
                holdings=[each for each in left if isinstance(each, Holding)],
                sold=self.sales,
            ),
            done=tuple(self.done),
        )

    def _with_exercised(self, grant: Grant, lots: Sequence[Lot]) -> Grant:
        """Return a grant with the options exercised by events counted."""
        by_events = sum(
            each.shares
            for each in self.done
            if each.kind == "exercise" and each.grant == grant.name
        )
        exercised = exercised_before(grant, lots) + by_events
        return grant.model_copy(update={"exercised": exercised})

    def _as_written(self, batch: Batch, shares: int) -> Lot | Holding:
        """Return so many shares of a batch as a file would hold them."""
        tranche, event = batch.tranche, batch.exercise
        if not isinstance(event, ExerciseEvent):
            return self.origins[batch.name].model_copy(update={"shares": shares})
        unvested = _vests_later(batch)
        return Lot(
            name=batch.name,
            grant=tranche.grant,
            exercised_on=event.on,
            shares=shares,
            value_at_exercise=event.value or self._price(tranche.market, event.on),
            paid=self.paid.get(batch.name),
            nonqualified=tranche.treatment.nonqualified
            or event.on > tranche.limited_after,
            vests_on=tranche.vests_on if unvested else None,
            election_83b=event.election_83b and unvested,
        )

    def _outside(
        self, action: ExerciseAction | SellAction, where: str
    ) -> list[Problem]:
        if action.on <= self.start:
            return []
        return [
            Problem(
                f"{where}.on",
                shown(action.on),
                f"after the plan's start on {self.start}; an event is what happened "
                "before the plan",
                "move plan.start, or write it as an action of a schedule",
            )
        ]

    def _exercise(self, action: ExerciseAction, where: str) -> Iterator[Problem]:
        """Exercise options as a schedule does, into lots with a name and a value."""
        assert isinstance(action, ExerciseEvent)
        market = self._market_of(action.exercise)
        yield from self._unpriced(market, action.on, action.value, f"{where}.value")
        taken = {
            each for tranche in self.tranches for each in (tranche.grant, tranche.name)
        }
        taken |= {*self.grants, *(batch.name for batch in self.held)}
        before = len(self.held)
        yield from super()._exercise(action, where)
        batches = self.held[before:]
        for batch in batches:
            done = Done(action.on, "exercise", batch.tranche.grant, batch.shares)
            self.done.append(done)
        if action.paid_with is not None and batches:
            yield from self._exchange(action, batches, where)
            batches = self.held[before:]
        if not batches:  # a later sale of them is no mistake of its own
            self.doubtful |= {action.label}
        for name in {batch.name for batch in batches} & taken:
            yield Problem(
                f"{where}.name",
                shown(name),
                "which is already the name of a grant, a lot or a holding",
                "give each exercise a name of its own",
            )
        if action.election_83b and batches and not any(map(_vests_later, batches)):
            yield Problem(
                f"{where}.election_83b",
                "true",
                f"but all options were vested on {action.on}, so there is no election",
                "remove it, or correct the day",
            )

    def _exchange(
        self, action: ExerciseEvent, batches: Sequence[Batch], where: str
    ) -> Iterator[Problem]:
        """Pay an exercise with shares: take them, and divide the new ones."""
        lots = [batch for batch in self.held if batch.name == action.paid_with]
        if not lots or lots[0] in batches:
            names = {batch.name for batch in self.held if batch not in batches}
            if action.paid_with not in self.doubtful:
                yield unknown_name(
                    f"{where}.paid_with", action.paid_with or "", names, "lots"
                )
            self.doubtful |= {action.label, action.exchanged_label}
            return
        (options, *more), given = batches, lots[0]
        market = options.tranche.market
        value = action.value or self._price(market, action.on)

        def price(day: date) -> float:
            return self._price(given.tranche.market, day)

        exchange = Exchange(action, value, options, given, price)
        problems = list(exchange.problems(where))
        if more:
            problems = [
                Problem(
                    f"{where}.paid_with",
                    shown(action.paid_with),
                    f"but options of {len(batches)} kinds are exercised at once",
                    "write an event for each, by the names that plans give them",
                )
            ]
        if problems:
            self.doubtful |= {action.label, action.exchanged_label}
            yield from problems
            return
        shares = exchange.shares_given
        holding = exchange.exchanged()
        self.sales.append(
            PastSale(self._as_written(given, shares), action.on, value, "exchange")
        )
        given.shares -= shares
        self.paid[options.name] = exchange.cash_a_share
        options.shares -= shares
        self.origins[holding.name] = holding
        tranche = tranche_of_holding(holding)
        self.held.append(Batch(holding.name, -1, tranche, holding.acquired_on, shares))

    def _sell(self, action: SellAction, where: str) -> Iterator[Problem]:
        """Sell shares as a schedule does, at a price, or give them away."""
        assert isinstance(action, SaleEvent)
        if not action.given:
            market = self._market_of(action.sell)
            yield from self._unpriced(market, action.on, action.price, f"{where}.price")
        yield from super()._sell(action, where)

    def _lot_name(self, action: ExerciseAction, tranche: Tranche) -> str:
        """Return the event's own name, if it has one and needs only one."""
        assert isinstance(action, ExerciseEvent)
        later = tranche.vests_on is not None and tranche.vests_on > action.on
        if action.name is not None:
            of_grant = tranche.name if later else tranche.part
            return f"{action.name}{of_grant.removeprefix(tranche.grant)}"
        if not later and action.exercise.startswith(f"{tranche.part}{OF_DAY}"):
            return f"{action.exercise} {action.on}"  # as the plan named them
        elected = ", 83(b)" if action.election_83b and later else ""
        return super()._lot_name(action, tranche) + elected

    def _sold(self, batch: Batch, shares: int, action: SellAction) -> None:
        assert isinstance(action, SaleEvent)
        market, left = batch.tranche.market, self._as_written(batch, shares)
        paying = self.paying[market]
        value = paying.price if action.given else paying.sale_price
        price = action.price or value(self._known(market, action.on))
        self.sales.append(PastSale(left, action.on, price, action.taker))
        kind: Literal["sell", "give"] = "give" if action.given else "sell"
        self.done.append(Done(action.on, kind, batch.tranche.grant, shares))
        super()._sold(batch, shares, action)

    def _known(self, market: MarketName, on: date) -> date:
        """Return a day, or the first one on which the market knows a price."""
        return max(on, min(self.paying[market].prices))

    def _price(self, market: MarketName, on: date) -> float:
        """Return what a share was worth on a day, or on the first one known."""
        return self.paying[market].price(self._known(market, on))

    def _unpriced(
        self, market: MarketName, on: date, given: float | None, path: str
    ) -> Iterator[Problem]:
        """Report a price that is neither given nor known from the market."""
        first = min(self.paying[market].prices)
        if given is None and on < first:
            yield Problem(
                path,
                "",
                f"is missing, and {market_path(market)}.prices begin with {first}",
                f"add it, or a price on {on} or before",
            )


def _alike(parts: Sequence[Lot | Holding]) -> list[Lot | Holding]:
    """Return lots with those of one name in one: vested options of one exercise."""
    found: dict[tuple[type, str], Lot | Holding] = {}
    for part in parts:
        key = type(part), part.label if isinstance(part, Lot) else part.name
        before = found[key].shares if key in found else 0
        found[key] = part.model_copy(update={"shares": part.shares + before})
    return list(found.values())


def _vests_later(batch: Batch) -> bool:
    """Return whether shares of a batch had not vested when they were exercised."""
    vests_on = batch.tranche.vests_on
    return vests_on is not None and vests_on > batch.exercised_on
