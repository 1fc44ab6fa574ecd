"""A user's schedule, walked day by day: which shares it sells, and what cannot be."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from isoplan.models.equity import Grant, Lot
from isoplan.models.market import Market
from isoplan.models.planning import Planning
from isoplan.models.problems import Problem, named_remedy, shown
from isoplan.models.schedule import ExerciseAction, SellAction, UserSchedule


@dataclass(frozen=True, slots=True)
class Move:
    """Shares of one exercise, and the day on which they are sold.

    Attributes:
        grant: Name of the grant.
        lot: Label of the lot held before the plan; None if exercised within it.
        exercised_on: Day of exercise.
        sold_on: Day of sale; None if the schedule never sells them.
        shares: Number of shares.
    """

    grant: str
    lot: str | None
    exercised_on: date
    sold_on: date | None
    shares: int


@dataclass(slots=True)
class _Batch:
    """Shares of one exercise still held."""

    grant: str
    lot: str | None
    exercised_on: date
    shares: int

    def taken(self, shares: int, sold_on: date | None) -> Move:
        """Take shares out, and return them as a move."""
        self.shares -= shares
        return Move(self.grant, self.lot, self.exercised_on, sold_on, shares)


@dataclass(slots=True)
class Replay:
    """A schedule in the making: what is exercised and held after each action.

    An action that cannot be is reported and then taken as far as it goes, so that one
    mistake does not turn every later action into another.

    Attributes:
        plan: Its dates.
        market: When shares can be sold.
        grants: By name.
        exercised: Options exercised so far, by grant.
        held: Shares held now.
        moves: Shares sold so far.
        doubtful: Names of grants and lots with mistakes of their own; how many shares
            of them there are is not judged.
    """

    plan: Planning
    market: Market
    grants: dict[str, Grant]
    exercised: dict[str, int]
    held: list[_Batch]
    moves: list[Move] = field(default_factory=list)
    doubtful: frozenset[str] = frozenset()

    @classmethod
    def at_start(
        cls,
        plan: Planning,
        market: Market,
        grants: Sequence[Grant],
        lots: Sequence[Lot],
    ) -> "Replay":
        """Return what is exercised and held when the plan starts."""
        return cls(
            plan=plan,
            market=market,
            grants={grant.name: grant for grant in grants},
            exercised={grant.name: exercised_before(grant, lots) for grant in grants},
            held=[
                _Batch(lot.grant, lot.label, lot.exercised_on, lot.shares)
                for lot in lots
            ],
        )

    def run(self, schedule: UserSchedule, path: str = "") -> list[Problem]:
        """Walk the schedule, fill ``moves``, and return what is wrong with it."""
        problems: list[Problem] = []
        for number, action in schedule.in_order():
            where = f"{path}.actions[{number}]"
            outside = self._outside(action, where)
            if isinstance(action, ExerciseAction):
                found = list(self._exercise(action, where))
            else:
                found = list(self._sell(action, where))
            problems += outside or found
        self.moves.extend(
            batch.taken(batch.shares, None) for batch in self.held if batch.shares
        )
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
        grant = self.grants.get(action.exercise)
        if grant is None:
            if action.exercise not in self.doubtful:
                where = f"{where}.exercise"
                yield _unknown(where, action.exercise, self.grants, "grants")
            return
        if too_early_or_late := exercise_problem(grant, action.on, f"{where}.on"):
            yield too_early_or_late
        else:
            left = grant.vested(action.on) - self.exercised[grant.name]
            if action.shares > left and grant.name not in self.doubtful:
                yield Problem(
                    f"{where}.shares",
                    shown(action.shares),
                    f"more than the {max(left, 0):,} options of {grant.name!r} that "
                    f"are vested on {action.on} and not exercised yet",
                    "exercise fewer, or later",
                )
        self.exercised[grant.name] += action.shares
        self.held.append(_Batch(grant.name, None, action.on, action.shares))

    def _sell(self, action: SellAction, where: str) -> Iterator[Problem]:
        lots = {batch.lot for batch in self.held if batch.lot is not None}
        known = {*self.grants, *lots, *self.doubtful}
        if action.sell not in known:
            yield _unknown(f"{where}.sell", action.sell, known, "grants and lots")
            return
        if not self.market.can_sell(action.on):
            yield self._closed(action.on, f"{where}.on")
        batches = sorted(
            (batch for batch in self.held if _meant(batch, action)),
            key=lambda batch: batch.exercised_on,
        )
        held = sum(batch.shares for batch in batches)
        if action.shares > held and not self._is_doubtful(action.sell):
            of_day = f" exercised on {action.exercised_on}" * bool(action.exercised_on)
            yield Problem(
                f"{where}.shares",
                shown(action.shares),
                f"more than the {held:,} shares of {action.sell!r}{of_day} held on "
                f"{action.on}",
                "sell fewer, or sell after they are exercised",
            )
        left = action.shares
        for batch in batches:
            if taken := min(left, batch.shares):
                self.moves.append(batch.taken(taken, action.on))
                left -= taken

    def _is_doubtful(self, name: str) -> bool:
        grants = {batch.grant for batch in self.held if batch.lot == name}
        return not self.doubtful.isdisjoint({name, *grants})

    def _closed(self, on: date, path: str) -> Problem:
        opens = self.market.next_sale_date(on)
        remedy = f"sell on {opens} or later" if opens else "add a trading window"
        return Problem(
            path,
            shown(on),
            "a day on which shares cannot be sold (market.first_sale and "
            "market.trading_windows)",
            remedy,
        )


def _meant(batch: _Batch, action: SellAction) -> bool:
    """Return whether a sale may draw on a batch."""
    named = action.sell in {batch.lot, batch.grant}
    return named and action.exercised_on in {None, batch.exercised_on}


def _unknown(path: str, name: str, known: Collection[str], what: str) -> Problem:
    return Problem(
        path,
        shown(name),
        f"which names none of the scenario's {what}",
        named_remedy(name, known, what),
    )


def exercised_before(grant: Grant, lots: Sequence[Lot]) -> int:
    """Return the options of a grant that were exercised before the plan starts."""
    if grant.exercised is not None:
        return grant.exercised
    return sum(lot.shares for lot in lots if lot.grant == grant.name)


def exercise_problem(grant: Grant, on: date, path: str) -> Problem | None:
    """Return why a grant cannot be exercised on a day at all, if so."""
    first = grant.vest_dates()[0][0]
    reason, remedy = "", ""
    if on < grant.granted_on:
        reason = f"before {grant.name!r} was granted on {grant.granted_on}"
        remedy = f"give a day from {first}, when its first options vest"
    elif on < first:
        reason = f"before the first options of {grant.name!r} vest on {first}"
        remedy = f"give a day from {first}, or correct the grant's vesting"
    elif on > grant.expires_on:
        reason = f"after {grant.name!r} expires on {grant.expires_on}"
        remedy = f"give a day from {first} to {grant.expires_on}"
    return Problem(path, shown(on), reason, remedy) if reason else None
