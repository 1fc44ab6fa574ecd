"""A user's schedule, walked day by day: which shares it sells, and what cannot be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar, Self

from isoplan.models.base.problems import Problem, shown
from isoplan.models.equity.sale_limits import RemainingCapacity, sale_limits
from isoplan.models.equity.schedule_problems import (
    closing,
    ending,
    exercise_problem,
    lapsing,
    unknown_name,
)
from isoplan.models.equity.tranche import OF_DAY, Tranche
from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.market import Market, MarketName
from isoplan.models.inputs.planning import Planning
from isoplan.models.inputs.user_schedule import ExerciseAction, SellAction, UserSchedule


@dataclass(frozen=True, slots=True)
class Move:
    """Shares of one exercise, and the day on which they are sold.

    Attributes:
        tranche: Number of the tranche that they come from.
        exercised_on: Day of exercise; for shares held, the day they were acquired.
        sold_on: Day of sale; None if the schedule never sells them.
        shares: Number of shares.
    """

    tranche: int
    exercised_on: date
    sold_on: date | None
    shares: int


@dataclass(slots=True)
class Batch:
    """Shares of one exercise still held, or units that are to vest.

    Attributes:
        name: Of the lot.
        number: Number of the tranche that they come from.
        tranche: That tranche.
        exercised_on: Day of exercise; for shares held, the day they were acquired.
        shares: Shares left.
        exercise: What exercised them; None for shares held.
    """

    name: str
    number: int
    tranche: Tranche
    exercised_on: date
    shares: int
    exercise: ExerciseAction | None = None

    def taken(self, shares: int, sold_on: date | None) -> Move:
        """Take shares out, and return them as a move."""
        self.shares -= shares
        return Move(self.number, self.exercised_on, sold_on, shares)

    def is_vested(self, on: date) -> bool:
        """Return whether the shares are there on a day, vested, and may be sold."""
        return on >= self.tranche.acquisition(self.exercised_on).sellable_on


@dataclass(slots=True)
class ScheduleWalk:
    """A schedule in the making: what is exercised and held after each action.

    An action that cannot be is reported and then taken as far as it goes, so that one
    mistake does not turn every later action into another.

    Attributes:
        plan: Its dates.
        markets: When shares can be sold, by name of the market.
        tranches: Where shares come from.
        grants: By name; needed to say why a grant cannot be exercised.
        exercised: Options exercised so far, by number of the tranche.
        held: Shares held now, and units that are to vest.
        capacity: Shares that windows and tender offers still allow to sell.
        moves: Shares sold so far.
        doubtful: Names of grants and lots with mistakes of their own; how many shares
            of them there are is not judged.
    """

    fewer_exercised: ClassVar[str] = "exercise fewer, or later"
    fewer_sold: ClassVar[str] = "sell fewer, or sell after they are exercised"

    plan: Planning
    markets: Mapping[MarketName, Market]
    tranches: Sequence[Tranche]
    grants: dict[str, Grant]
    exercised: list[int]
    held: list[Batch]
    capacity: RemainingCapacity
    moves: list[Move] = field(default_factory=list)
    doubtful: frozenset[str] = frozenset()

    @classmethod
    def from_start(
        cls,
        plan: Planning,
        markets: Mapping[MarketName, Market],
        tranches: Sequence[Tranche],
        grants: Sequence[Grant] = (),
    ) -> Self:
        """Return what is exercised and held when the plan starts."""
        return cls(
            plan=plan,
            markets=markets,
            tranches=tranches,
            grants={grant.name: grant for grant in grants},
            exercised=[0] * len(tranches),
            held=[
                Batch(
                    tranche.name, number, tranche, tranche.acquired_on, tranche.shares
                )
                for number, tranche in enumerate(tranches)
                if tranche.acquired_on is not None
            ],
            capacity=RemainingCapacity(sale_limits(markets, tranches)),
        )

    def run(self, schedule: UserSchedule, path: str = "") -> list[Problem]:
        """Walk the schedule, fill ``moves``, and return what is wrong with it."""
        problems = self.walk(schedule.in_order(), f"{path}.actions")
        self.moves.extend(
            batch.taken(batch.shares, None) for batch in self.held if batch.shares
        )
        return problems

    def walk(
        self, actions: Iterable[tuple[int, ExerciseAction | SellAction]], path: str
    ) -> list[Problem]:
        """Take actions one by one, and return what is wrong with them.

        Args:
            actions: As they happen, each with its place in the list.
            path: Of the list in the file.
        """
        problems: list[Problem] = []
        for number, action in actions:
            where = f"{path}[{number}]"
            outside = self._outside(action, where)
            if isinstance(action, ExerciseAction):
                found = list(self._exercise(action, where))
            else:
                found = list(self._sell(action, where))
            problems += outside or found
        return problems

    def _outside(
        self, action: ExerciseAction | SellAction, where: str
    ) -> list[Problem]:
        plan = self.plan
        if plan.start <= action.on <= plan.horizon:
            return []
        return [
            Problem(
                f"{where}.on",
                shown(action.on),
                f"outside the plan, which runs from {plan.start} to {plan.horizon}",
                "give a day within the plan, or move the plan's start or last_year",
            )
        ]

    def _exercise(self, action: ExerciseAction, where: str) -> Iterator[Problem]:
        """Exercise options: vested ones first, of those incentive stock options first.

        Unvested ones follow in the order in which they vest.
        """
        name = action.exercise
        options = [
            (number, tranche)
            for number, tranche in enumerate(self.tranches)
            if not tranche.held and _is_named(tranche, name, action.on)
        ]
        if not options and name not in self.grants:
            if name not in self.doubtful:
                known = {*self.grants, *(s.name for s in self.tranches if not s.held)}
                yield unknown_name(f"{where}.exercise", name, known, "grants")
            return
        options.sort(key=lambda each: _waits_until(each[1], action.on))
        free = [
            max(tranche.available(action.on) - self.exercised[number], 0)
            for number, tranche in options
        ]
        yield from self._not_exercisable(action, options, sum(free), where)
        left = action.shares
        for (number, tranche), count in zip(options, free, strict=True):
            taken = left if tranche is options[-1][1] else min(left, count)
            if taken:
                self.exercised[number] += taken
                name = self._lot_name(action, tranche)
                batch = Batch(name, number, tranche, action.on, taken, action)
                self.held.append(batch)
                left -= taken

    def _lot_name(self, action: ExerciseAction, tranche: Tranche) -> str:
        """Return what the lot of an exercise is called, as in a plan's actions."""
        return f"{tranche.name} {action.on}"

    def _sold(self, batch: Batch, shares: int, action: SellAction) -> None:
        """Take shares out of a batch that are sold, on the next day of trading.

        Options exercised to be sold at once are exercised on that day too.
        """
        on = self._traded_on(batch.tranche.market, action.on)
        move = batch.taken(shares, on)
        at_once = batch.exercise is not None and batch.exercised_on == action.on
        if at_once and on <= batch.tranche.last_exercise:
            move = replace(move, exercised_on=on)
        self.moves.append(move)

    def _traded_on(self, market: MarketName, on: date) -> date:
        """Return the day on which a sale written for a day takes place."""
        of_shares = self.markets[market]
        return on if of_shares.can_sell(on) else of_shares.trading_day_from(on)

    def _market_of(self, name: str) -> MarketName:
        """Return the market of what a sale names; all of a name are of one market."""
        grants = {batch.name: batch.tranche.grant for batch in self.held}
        grants |= {tranche.name: tranche.grant for tranche in self.tranches}
        owner = grants.get(name, name)
        markets = {each.tranche.grant: each.tranche.market for each in self.held}
        markets |= {tranche.grant: tranche.market for tranche in self.tranches}
        markets |= {grant.name: grant.market for grant in self.grants.values()}
        return markets.get(owner)

    def _not_exercisable(
        self,
        action: ExerciseAction,
        options: Sequence[tuple[int, Tranche]],
        free: int,
        where: str,
    ) -> Iterator[Problem]:
        """Yield why so many options cannot be exercised on the day, if so."""
        name, on = action.exercise, action.on
        grant = self.grants.get(options[0][1].grant if options else name)
        last = max((s.last_exercise for _, s in options), default=date.max)
        if grant and (outside := exercise_problem(grant, on, f"{where}.on", last)):
            market = self._market_of(name)
            yield lapsing(outside, market, self.markets[market], on)
        elif action.shares > free and self.doubtful.isdisjoint(
            {name, *(tranche.grant for _, tranche in options)}
        ):
            early = grant is not None and grant.early_exercise != "never"
            state = "can be exercised" if early else "are vested"
            yield Problem(
                f"{where}.shares",
                shown(action.shares),
                f"more than the {free:,} options of {name!r} that {state} on {on} and "
                "not exercised yet",
                self.fewer_exercised,
            )

    def _sell(self, action: SellAction, where: str) -> Iterator[Problem]:
        named = {name for each in self.tranches for name in (each.grant, each.name)}
        named |= {batch.name for batch in self.held}
        known = {*self.grants, *named, *self.doubtful}
        if action.sell not in known:
            yield unknown_name(f"{where}.sell", action.sell, known, "grants and lots")
            return
        market = self._market_of(action.sell)
        on = self._traded_on(market, action.on)
        if not self.markets[market].can_sell(on) or on > self.plan.horizon:
            yield self._closed(market, action.on, f"{where}.on")
        meant = [batch for batch in self.held if _meant(batch, action)]
        batches = sorted(
            (batch for batch in meant if batch.is_vested(on)),
            key=lambda batch: batch.exercised_on,
        )
        held = sum(batch.shares for batch in batches)
        if action.shares > held and not self._is_doubtful(action.sell):
            of_day = f" exercised on {action.exercised_on}" * bool(action.exercised_on)
            waits = max(
                (each.tranche.sell_from or date.min for each in meant),
                default=date.min,
            )
            late = waits > action.on
            vested = " and vested" if len(batches) < len(meant) and not late else ""
            remedy = self.fewer_sold + " and vested" * bool(vested)
            if late:
                remedy = (
                    f"sell these from {waits} on; the law takes a sale before for one "
                    "of the other shares of their exercise (26 CFR 1.422-5(b)(2))"
                )
            yield Problem(
                f"{where}.shares",
                shown(action.shares),
                f"more than the {held:,} shares of {action.sell!r}{of_day} held"
                f"{vested} on {action.on}",
                remedy,
            )
        yield from self._above_limit(market, action, where)
        left = action.shares
        for batch in batches:
            if taken := min(left, batch.shares):
                self._sold(batch, taken, action)
                left -= taken

    def _above_limit(
        self, market: MarketName, action: SellAction, where: str
    ) -> Iterator[Problem]:
        """Sell the shares as far as windows and offers allow; yield if that is less.

        With grants in doubt, so is a part of what has vested.
        """
        on = self._traded_on(market, action.on)
        limit = self.capacity.limits.on(market, on)
        sold = self.capacity.sell(market, on, action.shares)
        if sold < action.shares and not self.doubtful:
            yield Problem(
                f"{where}.shares",
                shown(action.shares),
                f"more than the {sold:,} shares that {limit} still allows to sell on "
                f"{action.on}",
                "sell fewer, or some of them later",
            )

    def _is_doubtful(self, name: str) -> bool:
        grants = {each.tranche.grant for each in self.held if each.name == name}
        return not self.doubtful.isdisjoint({name, *grants})

    def _closed(self, name: MarketName, on: date, path: str) -> Problem:
        market = self.markets[name]
        opens, ends = market.next_sale_date(on), market.ends
        if ends is not None and on >= ends:
            return Problem(
                path,
                shown(on),
                f"after shares are traded no longer, from {ends} on "
                f"({ending(name, market)})",
                f"sell before {ends}, or remove it: what is left goes by itself",
            )
        remedy = f"sell on {opens} or later" if opens else "add a trading window"
        if opens is not None and opens > self.plan.horizon >= on:
            remedy = f"sell on {market.trading_day_until(on)} or before"
        return Problem(
            path,
            shown(on),
            f"a day on which shares cannot be sold ({closing(name, market)})",
            remedy,
        )


def _is_named(tranche: Tranche, name: str, on: date) -> bool:
    """Return whether an exercise of a name on a day may take options of a tranche.

    By its grant, by its own name, or by its part of the grant. Once options have vested
    their day of vesting no longer tells them from others of the part.
    """
    if name in {tranche.grant, tranche.name}:
        return True
    part, _, day = name.rpartition(OF_DAY)
    of_part = tranche.part in {part, name} and _waits_until(tranche, on) == date.min
    return of_part and (not part or day <= f"{on})")


def _waits_until(tranche: Tranche, on: date) -> date:
    """Return the day on which options vest, the first of all days if they have."""
    day = tranche.vests_on
    return date.min if day is None or day <= on else day


def _meant(batch: Batch, action: SellAction) -> bool:
    """Return whether a sale may draw on a batch."""
    named = action.sell in {batch.name, batch.tranche.name, batch.tranche.grant}
    return named and action.exercised_on in {None, batch.exercised_on}
