"""What each further option costs in a year: the pieces of its tax, and their causes.

A cause is read from the lines of the forms on both sides of a bend: the one whose slope
changes there, a dollar of spread at a time. So no figure of the law is looked up.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from isoplan.models.amounts.amounts import Amount
from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.results.room import Stretch
from isoplan.optimizer.explaining.year_on_a_way import ElectedYear, OfYear, YearOnAWay

SAME_SLOPE = 1e-7
"""Dollars a dollar of spread within which two slopes are the same."""
STATE_TAX_DEDUCTED = "the deduction of state tax changes"
"""A bend of regular tax, which no exercise moves by itself."""
SHORTEST = 1e-4
"""Options of a piece that is too short to have a slope."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """A year between bends of any amount, the shortest pieces left out.

    Attributes:
        year: Along a way.
        law: Figures of the year.
        batch: Number of the batch that fills each piece.
        spread: Its spread, dollars an option.
        places: Numbers of the pieces.
    """

    year: YearOnAWay
    law: FederalLaw
    batch: Sequence[int]
    spread: Sequence[float]
    places: Sequence[int]

    def slope(self, amount: OfYear) -> np.ndarray:
        """Return how an amount moves with an option, by piece (dollars)."""
        ends = self.year.ends(amount)[list(self.places)]
        widths = np.diff(self.year.points)[list(self.places)]
        found: np.ndarray = (ends[:, 1] - ends[:, 0]) / widths
        return found

    def by_dollar(self, amount: OfYear) -> np.ndarray:
        """Return how an amount moves with a dollar of spread; zero without any."""
        spread = np.array(self.spread, dtype=float)
        safe = np.where(spread > 0.0, spread, 1.0)
        found: np.ndarray = np.where(spread > 0.0, self.slope(amount) / safe, 0.0)
        return found


def pieces_of(
    year: YearOnAWay,
    law: FederalLaw,
    starts: Sequence[float],
    spreads: Sequence[float],
) -> Pieces:
    """Return the pieces of a year.

    Args:
        year: Along a way.
        law: Figures of the year.
        starts: Options before each batch.
        spreads: Dollars an option of each batch.
    """
    widths = np.diff(year.points)
    places = np.flatnonzero(widths > SHORTEST).tolist()
    middles = year.points[:-1] + widths / 2.0
    batch = np.searchsorted(np.array(starts), middles, side="right") - 1
    return Pieces(
        year=year,
        law=law,
        batch=[int(batch[place]) for place in places],
        spread=[spreads[int(batch[place])] for place in places],
        places=places,
    )


def stretches_of(pieces: Pieces, said: Sequence[str]) -> tuple[Stretch, ...]:
    """Return the pieces that differ in what an option costs, each with its cause.

    Args:
        pieces: Of a year.
        said: What begins with each batch.
    """
    year = pieces.year
    of_tax = pieces.slope(_tax)
    taxes, amts = year.ends(_tax), year.ends(federal_amt)
    state_amts, used = year.ends(state_amt), year.ends(credit_used)
    spreads = _spread_at_ends(pieces)
    begins = _causes(pieces, said)
    firsts = [number for number in range(len(pieces.places)) if begins[number]]
    found = []
    for number, after in zip(firsts, [*firsts[1:], len(pieces.places)], strict=True):
        first, last = pieces.places[number], pieces.places[after - 1]
        found.append(
            Stretch(
                from_options=round(float(year.points[first]), 6),
                to_options=round(float(year.points[last + 1]), 6),
                begins=begins[number],
                per_hundred=round(float(of_tax[number]) * 100.0, 4) + 0.0,
                bargain_element=round(spreads[after - 1], 2),
                tax=_cents(taxes[last, 1] - taxes[0, 0]),
                amt_at_start=_cents(amts[first, 0]),
                amt=_cents(amts[last, 1]),
                state_amt_at_start=_cents(state_amts[first, 0]),
                state_amt=_cents(state_amts[last, 1]),
                credit_used=_cents(used[last, 1]),
            )
        )
    return tuple(found)


def _cents(amount: float) -> float:
    return round(float(amount), 2) + 0.0


def _spread_at_ends(pieces: Pieces) -> list[float]:
    """Return the spread of all options up to the end of each piece (dollars)."""
    widths = np.diff(pieces.year.points)[list(pieces.places)]
    running: list[float] = np.cumsum(widths * np.array(pieces.spread)).tolist()
    return running


def _causes(pieces: Pieces, said: Sequence[str]) -> list[str]:
    """Return what changes where each piece begins; empty where nothing does."""
    watched = [
        pieces.by_dollar(each) for each in (_tax, federal_amt, state_amt, credit_used)
    ]
    lines, regular = list(_lines(pieces)), pieces.by_dollar(regular_tax)
    taken = [pieces.year.taken[place] for place in pieces.places]
    found: list[str] = []
    for number in range(len(pieces.places)):
        batch = pieces.batch[number]
        if number == 0:
            found.append(said[batch])
            continue
        causes = []
        if said[batch] != said[pieces.batch[number - 1]]:
            causes.append(said[batch])
        if taken[number] != taken[number - 1]:
            causes.append(_deduction(pieces.year.years[taken[number]]))
        elif any(_moves(slopes, number) for slopes in watched):
            for slopes, words in lines:
                causes += words(float(slopes[number - 1]), float(slopes[number]))
            if not causes:
                deducted = _moves(regular, number)
                causes.append(STATE_TAX_DEDUCTED if deducted else "a rate changes")
        found.append("; ".join(dict.fromkeys(causes)))
    return found


def _deduction(year: ElectedYear) -> str:
    """Return which deduction is taken from a bend on.

    Nothing else is said of such a bend: the lines on its two sides are those of two
    returns, and where one differs from the other no line of the law need begin.
    """
    kind = "itemized deductions" if year.itemizes else "the standard deduction"
    return f"{kind} from here"


def _moves(slopes: np.ndarray, number: int) -> bool:
    return bool(abs(slopes[number] - slopes[number - 1]) > SAME_SLOPE)


Words = Callable[[float, float], Iterator[str]]
"""From a line's slope before and after a bend to what happens there, if anything."""


def _lines(pieces: Pieces) -> Iterator[tuple[np.ndarray, Words]]:
    """Yield slopes of lines that may bend, in the order of the forms, with words."""
    by_dollar = pieces.by_dollar
    yield (
        by_dollar(_exemption),
        _starts_or_ends("the exemption shrinks", "the exemption is gone"),
    )
    base, at_rates = by_dollar(_base), by_dollar(_at_two_rates)
    some = np.abs(base) > SAME_SLOPE
    yield np.where(some, at_rates / np.where(some, base, 1.0), 0.0), _rate
    yield (
        by_dollar(lambda each: each.returns.tax.form_6251.bands.tax(pieces.law)),
        _changes("more of the gains meets a higher rate"),
    )
    yield by_dollar(federal_amt), _starts_or_ends("AMT begins", "AMT rises no more")
    yield (
        by_dollar(credit_used),
        _starts_or_ends("less old credit is used", "no old credit is used any more"),
    )
    for state in sorted(pieces.year.years[0].state_amt):
        yield by_dollar(amt_of(state)), _of_state(state)


def _starts_or_ends(starts: str, ends: str) -> Words:
    def words(before: float, after: float) -> Iterator[str]:
        still, moves = abs(before) <= SAME_SLOPE, abs(after) > SAME_SLOPE
        if still and moves:
            yield starts
        elif not still and not moves:
            yield ends

    return words


def _changes(said: str) -> Words:
    def words(before: float, after: float) -> Iterator[str]:
        if abs(after - before) > SAME_SLOPE:
            yield said

    return words


def _rate(before: float, after: float) -> Iterator[str]:
    """Yield the rate of the AMT where it is another one."""
    if before > SAME_SLOPE and abs(after - before) > SAME_SLOPE:
        yield f"the AMT rate is {after:.0%}"


def _of_state(state: str) -> Words:
    def words(before: float, after: float) -> Iterator[str]:
        if abs(before) <= SAME_SLOPE < abs(after):
            yield f"{state} AMT begins"
        elif abs(after - before) > SAME_SLOPE:
            yield f"{state} AMT: its next line"

    return words


def _tax(year: ElectedYear) -> Amount:
    return year.tax


def federal_amt(year: ElectedYear) -> Amount:
    """Return the federal AMT of a year (dollars)."""
    return year.returns.tax.form_6251.line_11


def regular_tax(year: ElectedYear) -> Amount:
    """Return the regular tax of a year that the AMT is compared with (dollars)."""
    return year.returns.tax.form_6251.line_10


def _exemption(year: ElectedYear) -> Amount:
    return year.returns.tax.form_6251.line_5


def _base(year: ElectedYear) -> Amount:
    return year.returns.tax.form_6251.line_17


def _at_two_rates(year: ElectedYear) -> Amount:
    return year.returns.tax.form_6251.line_18


def credit_used(year: ElectedYear) -> Amount:
    """Return the old credit that a year uses (dollars)."""
    return year.credit.used


def state_amt(year: ElectedYear) -> Amount:
    """Return the AMT of all states of a year (dollars)."""
    return sum(year.state_amt.values(), start=0.0)


def amt_of(state: str) -> OfYear:
    """Return the AMT of a state as an amount of a year (dollars)."""
    return lambda year: year.state_amt.get(state, 0.0)
