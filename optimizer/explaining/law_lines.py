"""Lines of the law at which a plan's tax may bend, year by year, with their words.

A line is looked at on three points of a move: some shares less, the plan, some more.
Where its slope differs on the two sides, the plan stands on it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from isoplan.models.amounts.amounts import Amount, RateSchedule
from isoplan.models.results.number_text import dollars
from isoplan.models.results.why import StoppedBy
from isoplan.optimizer.pricing.schedule_rules import NO_AMT
from isoplan.optimizer.program.traced_problem import TracedProblem
from isoplan.optimizer.tracing.bends_along import arguments
from isoplan.optimizer.tracing.expression import Expression, Hinge, Leaf

BENT = 1e-4
"""Dollars a share by which two slopes differ."""
OF_A_YEAR = re.compile(r"(\w+?)_(20\d\d)(?:_\w+)?$")
"""The name of a traced amount, with its tax year."""


@dataclass(frozen=True, slots=True)
class Bend:
    """A line of the law on which a plan stands.

    Attributes:
        stopped_by: Which.
        year: Its tax year.
        words: What begins or ends there.
    """

    stopped_by: StoppedBy
    year: int
    words: str


@dataclass(slots=True)
class ThreePoints:
    """Values of a problem at some shares less, at a plan, and at some more.

    Attributes:
        traced: The problem.
        values: Of every atom, ``atoms x 3``.
        step: Shares between two points.
    """

    traced: TracedProblem
    values: np.ndarray
    step: float

    def at(self, amount: Amount) -> np.ndarray:
        """Return an amount at the three points (dollars)."""
        if isinstance(amount, Expression):
            if max(amount.terms, default=0) >= len(self.values):
                self._look_again()
            amount = amount.value(self.values)
        found: np.ndarray = np.broadcast_to(np.asarray(amount, dtype=float), 3)
        return found

    def _look_again(self) -> None:
        """Work out the atoms that a question about the forms has made just now."""
        graph, known = self.traced.graph, self.values
        leaves = {
            number: known[number]
            for number, atom in enumerate(graph.atoms)
            if isinstance(atom, Leaf)
        }
        self.values = graph.values_from(leaves, 3, known[graph.toggles])

    def slopes(self, amount: Amount) -> tuple[float, float]:
        """Return how an amount moves with a share, before and after (dollars)."""
        before, after = (np.diff(self.at(amount)) / self.step).tolist()
        return before, after

    def bends(self, first_year: int) -> list[Bend]:
        """Return the lines on which the plan stands, those of a year first.

        Of years whose tax rises faster with some shares more, as long as there are any:
        what bends the other way stops nothing, unless it moves the credit.
        """
        numbers = range(len(self.traced.years))
        rising = [n for n in numbers if self._rises(self.traced.years[n].tax)]
        for years in (rising, numbers):
            found = [bend for number in years for bend in self._of_year(number)]
            if found:
                return sorted(found, key=lambda bend: bend.year != first_year)
        return self._of_any_amount(first_year)

    def _of_any_amount(self, first_year: int) -> list[Bend]:
        """Return the traced amounts that bend here, by the names that they have."""
        graph, found = self.traced.graph, []
        for number, argument in arguments(graph, self.values):
            left, _, right = np.broadcast_to(argument, 3).tolist()
            if min(left, right) >= -BENT or max(left, right) <= BENT:
                continue
            is_hinge = isinstance(graph.atoms[number], Hinge)
            bend = graph.bend_of(number) if is_hinge else None
            label, value, _ = bend or (graph.name_of(number), None, 0.0)
            named = OF_A_YEAR.match(label)
            if named is None:
                continue
            words = named[1].replace("_", " ").removeprefix("bend in ")
            year = int(named[2])
            at = " bends here" if value is None else f" is at {dollars(value)} here"
            said = f"{words} of {year}{at}"
            found.append(Bend("rate", year, said))
        return sorted(found, key=lambda bend: bend.year != first_year)

    def _of_year(self, number: int) -> Iterator[Bend]:
        """Yield the lines of one year, in the order of the forms."""
        returns = self.traced.returns[number]
        year, tax = returns.node.year, returns.tax
        law = self.traced.columns.situation.law(year).smoothed()
        form = tax.form_6251
        if self._begins(form.line_11):
            yield Bend("amt_begins", year, f"AMT of {year} {self._way(form.line_11)}")
        if self._moves(form.line_9):
            yield from self._exemption(year, form.line_4, form.line_5)
            rates = self._rates(form.line_17, form.line_18)
            yield from _rate(year, rates, law.amt.rates, "amt_rate", "the AMT rate")
        ordinary = tax.form_1040.line_16 - tax.form_1040.bands.tax(law)
        rates = self._rates(tax.form_1040.ordinary_part, ordinary)
        yield from _rate(year, rates, law.ordinary, "tax_bracket", "the tax rate")
        gains = tax.form_1040.line_15 - tax.form_1040.ordinary_part
        for bands in (tax.form_1040.bands, form.bands):
            if self._bent(bands.tax(law)) and not self._bent(gains):
                rises = sum(self.slopes(bands.tax(law))) > 0.0
                to = "a higher rate" if rises else "a lower rate"
                yield Bend("gain_rate", year, f"gains of {year} come to {to} here")
                break
        line_17, medicare = tax.form_8960.line_17, tax.additional_medicare_tax
        if self._begins(line_17):
            words = f"the net investment income tax of {year} {self._way(line_17)}"
            yield Bend("net_investment_tax", year, words)
        if self._begins(medicare):
            words = f"the additional Medicare tax of {year} {self._way(medicare)}"
            yield Bend("additional_medicare_tax", year, words)
        schedule = tax.form_1040.schedule_a.deduction
        if self._bent(schedule):
            yield Bend("deduction", year, f"the deduction of {year} bends here")
        yield from self._credit(number, year)
        yield from self._states(number, year)

    def _exemption(self, year: int, amti: Amount, exemption: Amount) -> Iterator[Bend]:
        before, after = self._rates(amti, exemption)
        if before is None or after is None or abs(after - before) <= BENT:
            return
        flat_from_here = abs(after) < abs(before)
        there = float(self.at(exemption)[2 if flat_from_here else 0]) > NO_AMT
        words = "is whole again" if there else "is gone"
        if not flat_from_here:
            words = "begins to shrink" if there else "begins to come back"
        yield Bend("exemption", year, f"the AMT exemption of {year} {words} here")

    def _rates(self, base: Amount, tax: Amount) -> list[float | None]:
        """Return how an amount moves with its base, before and after; None if not."""
        pairs = zip(self.slopes(base), self.slopes(tax), strict=True)
        return [
            on_tax / on_base if abs(on_base) > BENT else None
            for on_base, on_tax in pairs
        ]

    def _credit(self, number: int, year: int) -> Iterator[Bend]:
        """Yield where a year can use just what credit there is."""
        credit = self.traced.credits[number]
        taxes = credit.of.compared
        headroom = self.at(taxes.regular_tax - taxes.tentative_minimum_tax)
        over = self.at(credit.before.credit) - headroom
        if headroom.max() > NO_AMT and min(over[0], over[2]) < 0.0 < max(
            over[0], over[2]
        ):
            words = f"the last dollar of AMT credit is used in {year} here"
            yield Bend("credit", year, words)

    def _states(self, number: int, year: int) -> Iterator[Bend]:
        """Yield the lines of the states' forms."""
        for state in self.traced.returns[number].states:
            code = state.law.state
            if state.law.amt is not None and self._begins(state.tax.amt):
                words = f"{code} AMT of {year} {self._way(state.tax.amt)}"
                yield Bend("state_amt", year, words)
            elif self._bent(state.tax.total):
                words = f"{code} tax of {year} comes to another rate here"
                yield Bend("state_tax", year, words)

    def _way(self, amount: Amount) -> str:
        """Return whether an amount begins or ends with some shares more."""
        values = self.at(amount)
        return "begins here" if values[2] > values[0] else "ends here"

    def _rises(self, amount: Amount) -> bool:
        before, after = self.slopes(amount)
        return after - before > BENT

    def _moves(self, amount: Amount) -> bool:
        return any(abs(slope) > BENT for slope in self.slopes(amount))

    def _bent(self, amount: Amount) -> bool:
        before, after = self.slopes(amount)
        return abs(after - before) > BENT

    def _begins(self, amount: Amount) -> bool:
        """Return whether an amount is nothing on one side and some on the other."""
        values = self.at(amount)
        return self._bent(amount) and values.min() <= NO_AMT < values.max()


def _rate(
    year: int,
    rates: Sequence[float | None],
    schedule: RateSchedule,
    by: StoppedBy,
    said: str,
) -> Iterator[Bend]:
    """Yield where the rate of a tax on its base is another one.

    The bend lies within a share or several, on which both rates are mixed; the new rate
    is the schedule's own.
    """
    before, after = rates
    if before is None or after is None or abs(after - before) <= BENT:
        return
    if after > before:
        new = min((r for r in schedule.rates if r >= after - BENT), default=after)
    else:
        new = max((r for r in schedule.rates if r <= after + BENT), default=after)
    moves = "rises" if after > before else "falls"
    yield Bend(by, year, f"{said} of {year} {moves} to {new:.0%} here")
