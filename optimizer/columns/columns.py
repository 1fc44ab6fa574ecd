"""Columns: every "exercise then, sell then" worth considering, with its tax per share.

The price path is data, so whatever a share does to a return is data too. A plan is an
amount of shares for each column, and every income line of every year is a linear
function of these amounts: all the difficulty is left to the tax schedules.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from isoplan.models.equity.tranche import Tranche
from isoplan.models.inputs.market import MarketName
from isoplan.models.situation import Situation
from isoplan.models.tax.sourcing import Claim
from isoplan.optimizer.columns.choices import (
    Choice,
    ChoiceFlag,
    Choices,
    Losses,
    by_day,
    by_market,
    market_numbers,
    possible_choices,
)
from isoplan.optimizer.columns.kept_value import kept_value
from isoplan.optimizer.columns.section_1244 import (
    SECTION_1244_LINES,
    section_1244_lines,
)
from isoplan.optimizer.columns.share_tax import ShareValues, share_tax
from isoplan.optimizer.columns.small_business import (
    SMALL_BUSINESS_LINES,
    small_business_lines,
)
from isoplan.optimizer.columns.year_nodes import present_value_factor

WHEN_MEASURED = ("iso_bargain_element", "wages", "medicare_wages", "equity_pay")
"""Income lines of the year in which the spread of an option is measured; the others
belong to the year of the sale."""
INCOME_LINES = (
    *WHEN_MEASURED,
    "iso_ordinary_income",
    "iso_ordinary_income_later",
    "short_term_gain",
    "long_term_gain",
    "amt_short_term_gain",
    "amt_long_term_gain",
    *SMALL_BUSINESS_LINES,
    *SECTION_1244_LINES,
)
"""Fields of ``YearIncome`` that columns move."""


@dataclass(frozen=True)
class Columns:
    """All columns of a scenario; every array has length n columns.

    Where prices differ by path, dollars are arrays of paths x n columns.

    Attributes:
        situation: What they were made for.
        choices: What each column does, with the number of the tranche it draws on.
        market: Number of the market of its shares, in the order of the situation's.
        exercise_cost: Dollars a share paid on exercise within the plan.
        pay: Dollars a share of wages, with payroll tax, when the spread is measured.
        sale_price: Dollars a share received, or of cash saved if given to charity; zero
            if neither sold nor given.
        kept_value: Dollars a share counted at the horizon when kept.
        measured: Day on which the spread is measured, an ordinal: for line 2i, or as
            wages.
        measured_year: Tax year of that day (0: before the plan).
        sale_year: Tax year of the sale or gift (0: neither).
        long_term: Whether the gain is long-term.
        amt_long_term: Whether the gain on the AMT basis is.
        qualifying: Whether the sale is a qualifying disposition.
        tier: What the gain is excluded by, if it is; see `small_business.py`.
        lines: Dollars a share by income line, in the year that the line belongs to.
        earned_in: Part of a share's compensation that is earned in a state, by state.
    """

    situation: Situation
    choices: Choices
    market: np.ndarray
    exercise_cost: np.ndarray
    pay: np.ndarray
    sale_price: np.ndarray
    kept_value: np.ndarray
    measured: np.ndarray
    measured_year: np.ndarray
    sale_year: np.ndarray
    long_term: np.ndarray
    amt_long_term: np.ndarray
    qualifying: np.ndarray
    tier: np.ndarray
    lines: Mapping[str, np.ndarray]
    earned_in: Mapping[str, np.ndarray]

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self.choices)

    def per_share(
        self, line: str, year: int, within: Claim | None = None
    ) -> np.ndarray:
        """Return what one share of each column adds to an income line of a year.

        Args:
            line: One of ``INCOME_LINES``.
            year: Tax year.
            within: What a state taxes of it; None for all.
        """
        measured = line in WHEN_MEASURED
        in_year = (self.measured_year if measured else self.sale_year) == year
        amounts: np.ndarray = np.where(in_year, self.lines[line], 0.0)
        if within is not None:
            days = self.measured if measured else self.choices.sold
            amounts = amounts * within.part(
                line, lambda stay: stay.holds(days), lambda state: self.earned_in[state]
            )
        return amounts

    @cached_property
    def measured_later(self) -> frozenset[int]:
        """Return the years after the plan's last in which a spread is measured."""
        later = self.measured_year[self.measured_year > self.situation.plan.last_year]
        return frozenset(np.unique(later).tolist())

    def moves(self, year: int) -> bool:
        """Return whether any column may move a year's income."""
        return year <= self.situation.plan.last_year or year in self.measured_later

    @property
    def given(self) -> np.ndarray:
        """Return whether the shares are given to charity, not sold."""
        return self.choices.having(ChoiceFlag.GIVEN)

    @property
    def cashed_out(self) -> np.ndarray:
        """Return whether options are cashed out, not exercised."""
        return self.choices.having(ChoiceFlag.CASHED_OUT)

    @property
    def goes(self) -> np.ndarray:
        """Return whether shares go when their company ends, and nobody sells them."""
        days = [self.situation.shares_go_on(name) for name in self.situation.markets]
        last = np.array([-1 if day is None else day.toordinal() for day in days])
        goes: np.ndarray = (self.choices.sold == last[self.market]) & ~self.cashed_out
        return goes

    def given_in(self, year: int) -> np.ndarray:
        """Return the market value of what is given to charity in a year; $ a share."""
        here = self.given & (self.sale_year == year)
        value: np.ndarray = np.where(here, self.sale_price, 0.0)
        return value

    @cached_property
    def present_value(self) -> np.ndarray:
        """Return proceeds less exercise cost before tax, at the start; $ a share."""
        horizon = present_value_factor(self.situation, self.situation.plan.horizon)
        sold = self._factors(self.choices.sold)
        exercised = self._factors(self.choices.exercised)
        value: np.ndarray = (
            self.sale_price * sold
            - self.exercise_cost * exercised
            + self.kept_value * horizon
        )
        return value

    @cached_property
    def present_value_paid(self) -> np.ndarray:
        """Return the exercise cost of a share at the plan's start (dollars)."""
        paid: np.ndarray = self.exercise_cost * self._factors(self.choices.exercised)
        return paid

    @property
    def at_once(self) -> np.ndarray:
        """Return whether options are exercised and sold on one day."""
        same_day: np.ndarray = self.choices.exercised == self.choices.sold
        sold_at_once: np.ndarray = same_day & ~self.given
        return sold_at_once

    @cached_property
    def settled(self) -> np.ndarray:
        """Return the day on which cash of a sale or gift is there; zero for never.

        An ordinal; a gift saves its cash on the day itself.
        """
        markets = self.situation.markets
        settled = by_market(
            self.situation,
            self.market,
            self.choices.sold,
            lambda name, day: float(markets[name].settles_on(day).toordinal()),
        ).astype(int)
        days: np.ndarray = np.where(self.given, self.choices.sold, settled)
        return days

    @cached_property
    def residency(self) -> np.ndarray:
        """Return a number for the state lived in when sold; length n columns."""
        moves = [day.toordinal() for day in self.situation.household.state]
        numbers: np.ndarray = np.searchsorted(moves, self.choices.sold, side="right")
        return numbers

    @cached_property
    def limit(self) -> np.ndarray:
        """Return the number of the limit that each sale counts against.

        Length n columns; counted from one in the order of the scenario's sale limits,
        and zero where any number of shares can be sold, and for gifts.
        """
        limits = self.situation.sale_limits
        numbers = {limit: number for number, limit in enumerate(limits, start=1)}

        def number_on(name: MarketName, day: date) -> int:
            limit = limits.on(name, day)
            return 0 if limit is None else numbers[limit]

        numbered = by_market(self.situation, self.market, self.choices.sold, number_on)
        counted: np.ndarray = np.where(self.given, 0, numbered)
        return counted

    @property
    def paid(self) -> np.ndarray:
        """Return the day on which the exercise is paid, an ordinal; n columns.

        The broker who sells on the day of exercise waits for the strike until then.
        """
        paid: np.ndarray = np.where(self.at_once, self.settled, self.choices.exercised)
        return paid

    @property
    def paying_days(self) -> set[date]:
        """Return the days on which any column takes cash."""
        paid = self.paid
        received = np.where(self.settled == paid, self.sale_price, 0.0)
        takes = np.atleast_2d(received < self.exercise_cost).any(axis=0)
        days = np.unique(paid[takes]).tolist()
        return {date.fromordinal(day) for day in days}

    def in_use(self, shares: np.ndarray) -> tuple["Columns", np.ndarray]:
        """Return the columns that hold shares, and how many shares each.

        Args:
            shares: Of each column; length n columns.
        """
        used = np.flatnonzero(shares)
        return self.at(used), shares[used]

    def at(self, places: np.ndarray) -> "Columns":
        """Return the columns at some places, given as an index of arrays."""
        arrays: dict[str, Any] = {
            field.name: value[..., places]
            for field in fields(self)
            if isinstance(value := getattr(self, field.name), np.ndarray)
        }
        return replace(
            self,
            **arrays,
            choices=self.choices.at(places),
            lines={name: amounts[..., places] for name, amounts in self.lines.items()},
            earned_in={name: part[places] for name, part in self.earned_in.items()},
        )

    def _factors(self, days: np.ndarray) -> np.ndarray:
        """Return present-value factors by day; zero for never."""
        return by_day(days, lambda day: present_value_factor(self.situation, day))


def columns_of(
    situation: Situation,
    choices: Iterable[Choice],
    tranches: Sequence[Tranche] | None = None,
    values: ShareValues | None = None,
) -> Columns:
    """Work out cash and tax per share for each of ``choices``.

    Args:
        situation: Market, dates and assumptions.
        choices: What is done.
        tranches: What choices draw on; the scenario's if left out.
        values: What shares are worth on their days; by the market if left out.
    """
    chosen = choices if isinstance(choices, Choices) else Choices.of(choices)
    sources = situation.tranches if tranches is None else tranches
    held = np.array([s.held for s in sources], dtype=bool)[chosen.tranche]
    taxed = share_tax(situation, chosen, sources, values)
    sale, paid = taxed.sale, taxed.values.paid
    short_term, amt_short_term = ~taxed.long_term, ~taxed.amt_long_term
    measured_year = _years(taxed.measured)
    sale_year = _years(chosen.sold)
    return Columns(
        situation=situation,
        choices=chosen,
        market=market_numbers(situation, chosen, sources),
        exercise_cost=np.where(held | chosen.having(ChoiceFlag.CASHED_OUT), 0.0, paid),
        pay=taxed.pay,
        sale_price=taxed.sale_price,
        kept_value=kept_value(situation, chosen, sources, taxed),
        measured=taxed.measured,
        measured_year=np.where(
            measured_year >= situation.plan.start.year, measured_year, 0
        ),
        sale_year=sale_year,
        long_term=taxed.long_term,
        amt_long_term=taxed.amt_long_term,
        qualifying=taxed.qualifying,
        tier=taxed.tier,
        lines={
            "iso_bargain_element": sale.iso_bargain_element,
            "wages": taxed.pay,
            "medicare_wages": taxed.pay,
            "equity_pay": taxed.pay,
            "iso_ordinary_income": sale.ordinary_income,
            "iso_ordinary_income_later": sale.ordinary_income_later,
            "short_term_gain": np.where(short_term, sale.capital_gain, 0.0),
            "long_term_gain": np.where(short_term, 0.0, sale.capital_gain),
            "amt_short_term_gain": np.where(amt_short_term, sale.amt_capital_gain, 0.0),
            "amt_long_term_gain": np.where(amt_short_term, 0.0, sale.amt_capital_gain),
            **small_business_lines(taxed.tier, taxed.sale_price, sale),
            **section_1244_lines(
                chosen, sources, sale, taxed.long_term, taxed.amt_long_term
            ),
        },
        earned_in=_earned_in(situation, chosen, sources, taxed.measured),
    )


def _earned_in(
    situation: Situation,
    choices: Choices,
    tranches: Sequence[Tranche],
    measured: np.ndarray,
) -> dict[str, np.ndarray]:
    """Return the part of compensation earned in each state; length n columns."""
    pairs, number = np.unique(
        np.stack([choices.tranche, measured]), axis=1, return_inverse=True
    )
    sources = [
        (tranches[tranche], date.fromordinal(day)) for tranche, day in pairs.T.tolist()
    ]
    return {
        state: np.array(
            [
                situation.work_share(state, each.grant, each.granted_on, day)
                for each, day in sources
            ]
        )[number.reshape(-1)]
        for state in situation.work_states
    }


def _years(days: np.ndarray) -> np.ndarray:
    """Return the calendar year of each day; zero for never."""
    return by_day(days, lambda day: day.year).astype(int)


def possible_columns(
    situation: Situation,
    also: Iterable[Choice] = (),
    *,
    losses: Losses = Losses.NONE,
) -> Columns:
    """Return a column for each of the scenario's possible choices, and for ``also``.

    Gifts to charity are left out that would be a disqualifying disposition or that come
    before long-term gain: see `gift_of_share`.
    """
    columns = columns_of(situation, possible_choices(situation, also, losses))
    held_long_enough = columns.qualifying & columns.long_term
    return columns.at(~columns.given | held_long_enough)
