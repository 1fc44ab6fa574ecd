"""Lots of a household on one path: what it exercised, sold and still holds.

Whatever it does is kept as choices in the situation of the start, and can be told as
events of a file. A plan that was made later names options and lots in its own way: what
it divides otherwise is found again by grant, tax treatment and vesting.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from isoplan.models.equity.tranche import Tranche
from isoplan.models.inputs.events import ExerciseEvent, SaleEvent
from isoplan.models.inputs.market import MarketName
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import Choice, ChoiceFlag
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.stress.path_scenario import LEAST_PRICE
from isoplan.optimizer.stress.price_paths import PricePaths

OF_EXERCISE = ChoiceFlag.ELECTED_83B | ChoiceFlag.CASHED_OUT
"""What of the way of a choice belongs to its exercise."""


@dataclass(slots=True)
class Lot:
    """Shares held, or to come.

    Attributes:
        choice: How they came, in the situation of the start; not sold.
        shares: How many are left.
        exercised: How many were exercised since the start; 0 of other shares.
        planned: Name of the options in the plan that exercised them.
    """

    choice: Choice
    shares: int
    exercised: int = 0
    planned: str = ""


@dataclass(slots=True)
class LotsOnPath:
    """What a household has exercised and sold on one path.

    Attributes:
        own: The scenario as it was at the start.
        lots: By name; of an exercise since the start, what its names begin with.
        sold: Sales and gifts, with the name of their lot.
    """

    own: Situation
    lots: dict[str, Lot]
    sold: list[tuple[str, Choice, int]] = field(default_factory=list)

    @classmethod
    def at_start(cls, own: Situation) -> "LotsOnPath":
        """Return the lots of the start, and all shares that are to come."""
        lots = {
            str(tranche.lot): Lot(
                Choice(number, tranche.acquired_on, None), tranche.shares
            )
            for number, tranche in enumerate(own.tranches)
            if tranche.acquired_on is not None
        }
        return cls(own, lots)

    @property
    def done(self) -> Holdings:
        """Return all that is done: what has gone, and what is held or to come."""
        found: Holdings = {}
        for _, choice, shares in self.sold:
            found[choice] = found.get(choice, 0) + shares
        for lot in self.lots.values():
            if lot.shares:
                found[lot.choice] = found.get(lot.choice, 0) + lot.shares
        return found

    def tranche_of(self, lot: Lot) -> Tranche:
        """Return the tranche of the start that a lot comes from."""
        return self.own.tranches[lot.choice.tranche]

    def exercise(self, planned: Tranche, choice: Choice, count: int) -> None:
        """Exercise options into lots.

        Args:
            planned: The options, as the plan has them.
            choice: Day and way of the exercise.
            count: How many.
        """
        sources = list(self._sources(planned, choice.exercised_on))
        for number, free in sources:
            is_last = number == sources[-1][0]
            here = count if is_last else min(count, free)
            if here:
                self._into_lot(number, planned.name, choice, here)
            count -= here

    def sell(self, planned: Tranche, choice: Choice, count: int) -> None:
        """Sell or give shares of the lots that a plan means, as far as they are there.

        Args:
            planned: The options or shares, as the plan has them.
            choice: Days and way.
            count: How many.
        """
        for name, lot in self._meant(planned, choice):
            sold = min(count, lot.shares)
            if sold:
                way = lot.choice.way | choice.way & ChoiceFlag.GIVEN
                gone = replace(lot.choice, sold_on=choice.sold_on, way=way)
                lot.shares -= sold
                self.sold.append((name, gone, sold))
                count -= sold

    def events(
        self, prices: PricePaths, gone: Collection[MarketName]
    ) -> Iterator[ExerciseEvent | SaleEvent]:
        """Yield what was done since the start, as a file has it.

        Args:
            prices: Of the path alone.
            gone: Markets of which nothing is left in the file.
        """
        for name, lot in self.lots.items():
            tranche, day = self.tranche_of(lot), lot.choice.exercised_on
            if lot.exercised and tranche.market not in gone:
                yield ExerciseEvent(
                    on=day,
                    exercise=tranche.name,
                    shares=lot.exercised,
                    value=max(float(prices.price(tranche.market, day)[0]), LEAST_PRICE),
                    name=name,
                    election_83b=ChoiceFlag.ELECTED_83B in lot.choice.way,
                )
        for name, choice, shares in self.sold:
            tranche, given = self.own.tranches[choice.tranche], False
            if choice.sold_on is None or tranche.market in gone:
                continue
            price: float | None = float(
                prices.sale_price(tranche.market, choice.sold_on)[0]
            )
            if ChoiceFlag.GIVEN in choice.way:
                price, given = None, True
            yield SaleEvent(
                on=choice.sold_on,
                sell=self._as_in_a_file(name),
                shares=shares,
                price=None if price is None else max(price, LEAST_PRICE),
                given=given,
            )

    def _into_lot(self, number: int, planned: str, choice: Choice, count: int) -> None:
        """Exercise options of a tranche of the start."""
        tranche, day = self.own.tranches[number], choice.exercised_on
        way = choice.way & OF_EXERCISE
        if tranche.vests_on is None or tranche.vests_on <= day:
            way &= ~ChoiceFlag.ELECTED_83B
        made = Choice(number, day, None, way)
        name = f"exercise {len(self.lots) + 1};"
        for known, lot in self.lots.items():
            if lot.exercised and (lot.choice, lot.planned) == (made, planned):
                name = known
        lot = self.lots.setdefault(name, Lot(made, 0, planned=planned))
        lot.shares += count
        lot.exercised += count

    def _sources(self, planned: Tranche, day: date) -> Iterator[tuple[int, int]]:
        """Yield tranches of the start that a plan's options are, and how many are left.

        The one of its name first, then others of the grant that the law treats alike
        on the day: what had vested by the plan's start is one tranche there.
        """
        gone: dict[int, int] = {}
        for lot in self.lots.values():
            number = lot.choice.tranche
            gone[number] = gone.get(number, 0) + lot.exercised
        found = [
            (tranche.name != planned.name, tranche.vests_on or date.min, number)
            for number, tranche in enumerate(self.own.tranches)
            if tranche.grant == planned.grant
            and not tranche.held
            and tranche.treatment_on(day) == planned.treatment_on(day)
            and (
                tranche.vests_on == planned.vests_on
                or (tranche.vests_on or date.min) <= day
            )
        ]
        for _, _, number in sorted(found):
            left = self.own.tranches[number].available(day) - gone.get(number, 0)
            yield number, max(left, 0)

    def _meant(self, planned: Tranche, choice: Choice) -> Iterator[tuple[str, Lot]]:
        """Yield the lots that a choice of a plan sells."""
        if planned.lot in self.lots:
            yield planned.lot, self.lots[planned.lot]
            return
        for name, lot in self.lots.items():
            if planned.lot is not None:
                is_meant = bool(lot.exercised) and planned.lot.startswith(name)
            else:
                key = (planned.name, choice.exercised_on)
                is_meant = key == (lot.planned, lot.choice.exercised_on)
                unvested = planned.vests_on is not None
                elected = choice.way & OF_EXERCISE == lot.choice.way
                is_meant = is_meant and (elected or not unvested)
            if is_meant:
                yield name, lot

    def _as_in_a_file(self, name: str) -> str:
        """Return what a file calls a lot: its exercise adds what its options have."""
        lot = self.lots[name]
        if not lot.exercised:
            return name
        tranche, day = self.tranche_of(lot), lot.choice.exercised_on
        later = tranche.vests_on is not None and tranche.vests_on > day
        of_grant = tranche.name if later else tranche.part
        return name + of_grant.removeprefix(tranche.grant)


def numbers_by_name(situation: Situation) -> Mapping[str, int]:
    """Return the numbers of tranches by name."""
    return {tranche.name: number for number, tranche in enumerate(situation.tranches)}
