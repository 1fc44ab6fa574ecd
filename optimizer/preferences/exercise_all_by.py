"""Every option that is vested and in the money by a day is exercised by it.

A day on which nothing is exercised stands for the last one before it. Options that
lapse before the day count on their last one. Those that vest later, or are
under water on the day, are left to the plan.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from isoplan.models.inputs.preferences import Preferences
from isoplan.models.situation import Situation
from isoplan.optimizer.preferences.base import LaterFile, Preference, TracedPlan
from isoplan.optimizer.recount.evidence import Evidence
from isoplan.optimizer.recount.option_count import market_in_file
from isoplan.optimizer.tracing.expression import Expression


@dataclass(frozen=True, slots=True)
class ExerciseAllBy(Preference):
    """By a day no vested option in the money is left.

    Attributes:
        day: That day.
    """

    name: ClassVar[str] = "exercise_all_by"
    day: date

    @classmethod
    def of(cls, preferences: Preferences) -> Self | None:
        """Return the preference as a file expresses it; None if it does not."""
        day = preferences.exercise_all_by
        return None if day is None else cls(day)

    @classmethod
    def left_in(cls, preferences: Preferences, later: LaterFile) -> object:
        """Return the day, until it is over."""
        day = preferences.exercise_all_by
        return None if day is None or day < later.day else day

    @property
    def in_words(self) -> str:
        """Return what it asks for."""
        return f"exercising all that is in the money by {self.day}"

    @property
    def as_written(self) -> str:
        """Return it as its file writes it."""
        return f"preferences.exercise_all_by = {self.day}"

    def rows(self, plan: TracedPlan) -> Iterator[tuple[str, Expression]]:
        """Yield the options exercised of each tranche less those that must be."""
        columns, graph = plan.columns, plan.graph
        for number, day, vested in self._asked(columns.situation):
            choices = columns.choices
            by = (choices.tranche == number) & (choices.exercised <= day.toordinal())
            name = f"exercised_of_{number}_by_{day:%Y_%m_%d}"
            exercised = graph.constant(0.0) + plan.leaf(name, by.astype(float))
            yield f"{self.name}_{number}", exercised - float(vested)

    def broken(self, evidence: Evidence) -> Iterator[str]:
        """Compare the options exercised by the day with those vested by then."""
        start = evidence.situation.plan.start
        for name, count in evidence.walk.options.items():
            market = market_in_file(evidence.situation, count.grant)
            day = market.exercise_day_until(min(self.day, count.last))
            if day < start or not market.price(day) > count.grant.strike:
                continue
            vested, made = count.vested(day), evidence.walk.exercised(name, day)
            if not made >= vested - evidence.slack:
                yield (
                    f"{made:,.6g} of {vested:,} options of {name!r} are exercised by "
                    f"{day}, preferences.exercise_all_by is {self.day}"
                )

    def why_blocked(self, situation: Situation) -> str:
        """Return what the exercise costs, where cash is limited."""
        if situation.household.cash is None:
            return ""
        asked = self._asked(situation)
        cost = sum(situation.tranches[n].paid * shares for n, _, shares in asked)
        options = sum(shares for *_, shares in asked)
        return f"the strikes of {options:,} options alone are ${cost:,.0f}"

    def _asked(self, situation: Situation) -> list[tuple[int, date, int]]:
        """Return number of tranche, day, and options that must be exercised by it."""
        start, found = situation.plan.start, []
        for number, tranche in enumerate(situation.tranches):
            market = situation.market_of(tranche)
            day = market.exercise_day_until(min(self.day, tranche.last_exercise))
            if tranche.held or day < start or market.price(day) <= tranche.paid:
                continue
            if vested := tranche.vested(day):
                found.append((number, day, vested))
        return found
