"""How many options a year has room for without AMT, and what further ones cost."""

from bisect import bisect_left
from datetime import date

from pydantic import Field

from isoplan.models.base.units import Flag
from isoplan.models.results.base import Result
from isoplan.models.results.display import Displayed, Row, ShownTable
from isoplan.models.results.number_text import dollars, in_a_row

ROOM_VERSION = 1
NEXT_OPTIONS = 100
"""Options beyond the room whose tax the answer tells."""


class RoomOfGrant(Result):
    """The room of one grant's incentive stock options in a year."""

    grant: str
    exercisable: int = Field(
        description="Options in the money that can be exercised in the year."
    )
    alone: int = Field(
        description="The most of them without AMT if no other grant is exercised."
    )
    together: int = Field(
        description="Its part of the most options of all grants without AMT."
    )


class RoomBatch(Result):
    """Options of one grant that are exercised on one day, the day of least spread."""

    grant: str
    options: str = Field(description="Which ones of the grant.")
    on: date = Field(
        description="The first decision day of the year with the least spread."
    )
    exercisable: int = Field(description="Options, without those of cheaper days.")
    strike: float | None = Field(
        description="Dollars an option; none if the file does not say."
    )
    spread: float = Field(description="Value less strike on that day, dollars.")
    without_amt: int = Field(description="Those of them exercised without AMT.")
    election_83b: Flag = Field(
        default=False,
        description="Whether they are exercised before they vest, with an election "
        "under section 83(b).",
    )


class RoomDeduction(Result):
    """The deduction that a room takes where another has less regular tax."""

    itemized: Flag = Field(description="Whether it is to itemize, or the standard one.")
    adds: float = Field(
        description="Federal regular tax beyond that with the other one, dollars."
    )
    otherwise: int = Field(description="Options without AMT with the other one.")

    def sentence(self) -> str:
        """Return what the room takes, what that costs, and the room without it."""
        takes, other = "itemizing", "the standard deduction"
        if not self.itemized:
            takes, other = other, "itemized deductions"
        return (
            f"That takes {takes}, which adds {dollars(self.adds)} to regular tax; with "
            f"{other} it is {self.otherwise:,}."
        )


class RoomSummary(Result):
    """The most incentive stock options to exercise and hold in a year without AMT.

    Lowest spread first, which fits the most options. Beside them nothing is exercised
    or sold from the plan's start to the end of the year.
    """

    year: int
    options: int = Field(description="Without federal AMT and without AMT of a state.")
    federal: int = Field(description="Without federal AMT.")
    states: dict[str, int] = Field(
        description="Without AMT of a state, by state; of those with one."
    )
    exercisable: int = Field(
        description="Options in the money that can be exercised in the year."
    )
    bargain_element: float = Field(
        description="Spread of the options without AMT, dollars (Form 6251 line 2i)."
    )
    strikes: float | None = Field(
        description="What they cost to exercise, dollars; none if no strike is known."
    )
    amt_before: float = Field(
        description="Federal AMT of the year without any of them, dollars."
    )
    state_amt_before: float = Field(
        description="AMT of the states without any of them, dollars."
    )
    deduction: RoomDeduction | None = Field(
        default=None,
        description="The deduction that the options without AMT take, where it costs "
        "more regular tax than the other; else none.",
    )
    by_grant: tuple[RoomOfGrant, ...]
    batches: tuple[RoomBatch, ...] = Field(
        description="In the order in which they are exercised."
    )

    def sentence(self) -> str:
        """Return the answer: how many options, of which grants, at which deduction."""
        said = self._most()
        if self.deduction is not None:
            said += f" {self.deduction.sentence()}"
        return said

    def _most(self) -> str:
        """Return how many options go without AMT, of which grants."""
        year = self.year
        if not self.exercisable:
            return (
                f"No incentive stock option in the money can be exercised in {year}, "
                "so there is no room to count."
            )
        before = self.amt_before + self.state_amt_before
        if before > 0.0 and not self.options:
            return (
                f"{year} has AMT of {dollars(before)} before any exercise: "
                "every option with a spread adds to it."
            )
        parts = [each for each in self.by_grant if each.together]
        of = f" of {parts[0].grant}" if len(parts) == 1 else ""
        split = [f"{each.together:,} of {each.grant}" for each in parts]
        split_said = f": {in_a_row(split)}" if len(parts) > 1 else ""
        if self.options >= self.exercisable:
            return (
                f"You can exercise all {self.options:,} options{of} that can be "
                f"exercised in {year} without AMT{split_said}."
            )
        if not self.options:
            return f"You cannot exercise a single option in {year} without AMT."
        return (
            f"You can exercise {self.options:,} options{of} in {year} without "
            f"AMT{split_said}."
        )


class CreditRoom(Result):
    """The most options that leave the use of an old minimum tax credit as it is."""

    brought: float = Field(description="Credit brought into the year, dollars.")
    used: float = Field(
        description="The most of it that the year can use: without any exercise."
    )
    in_full: Flag = Field(description="Whether that is all of it.")
    options: int = Field(description="The most options with which as much is used.")

    def sentence(self, year: int) -> str:
        """Return how many options leave the use of the credit as it is."""
        brought, used = dollars(self.brought), dollars(self.used)
        if not self.used:
            return f"{year} can use nothing of the old credit of {brought}."
        if self.in_full:
            uses = f"{year} can use the old credit of {brought} in full"
        else:
            uses = f"{year} can use {used} of the old credit of {brought}"
        if not self.options:
            return f"{uses}, and every option with a spread leaves less of that."
        return f"{uses}, and still does with up to {self.options:,} options exercised."


class Stretch(Result):
    """Options between two bends of the year's tax: each costs the same; dollars.

    The bends are exact: where a line of the law starts, not where a table has a row.
    """

    from_options: float = Field(description="Options before it; zero for the first.")
    to_options: float = Field(description="Options with it.")
    begins: str = Field(description="What changes where it begins.")
    per_hundred: float = Field(
        description="Tax of the year for each further hundred options, federal and "
        "state, old credit that is no longer used included."
    )
    bargain_element: float = Field(description="Spread of all options up to its end.")
    tax: float = Field(description="Tax of the year that all options cost at its end.")
    amt_at_start: float = Field(
        description="Federal AMT of the year where it begins: that at the end of the "
        "one before, unless another deduction is taken from here."
    )
    amt: float = Field(description="Federal AMT of the year at its end.")
    state_amt_at_start: float = Field(description="AMT of the states where it begins.")
    state_amt: float = Field(description="AMT of the states at its end.")
    credit_used: float = Field(description="Old credit used at its end.")


class Room(Displayed, RoomSummary):
    """The room of a year, with what every further option costs in that year."""

    version: int = ROOM_VERSION
    scenario: str
    credit: CreditRoom | None = Field(
        default=None, description="Of an old credit; none without one."
    )
    stretches: tuple[Stretch, ...]
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        """Return the room, short."""
        return f"<Room {self.scenario!r}: {self.options:,} options in {self.year}>"

    def __str__(self) -> str:
        """Return the answer."""
        return self.answer()

    def answer(self, *, limited: bool = True) -> str:
        """Return the room, the old credit, and what the next options cost.

        Args:
            limited: Whether there are only so many options, rather than so many that
                were looked at.
        """
        said = [self.sentence()]
        if not limited and self.options >= self.exercisable:
            looked_at = f"the {self.exercisable:,} options looked at"
            said = [f"No AMT begins in {self.year} within {looked_at}."]
        if self.states and self.exercisable:
            of_states = [f"{code} AMT after {n:,}" for code, n in self.states.items()]
            either = in_a_row(
                [f"Federal AMT begins after {self.federal:,}", *of_states]
            )
            said.append(f"{either}.")
        if self.credit is not None:
            said.append(self.credit.sentence(self.year))
        if more := min(NEXT_OPTIONS, self.exercisable - self.options):
            cost = self.tax_at(self.options + more) - self.tax_at(self.options)
            what = f"next {more:,} options cost" if more > 1 else "next option costs"
            said.append(f"The {what} {dollars(cost)} of tax.")
        return " ".join(said)

    def tax_at(self, options: float) -> float:
        """Return the tax of the year that so many options cost (dollars).

        Raises:
            ValueError: If there are not so many, or none at all.
        """
        number, part = self._place(options)
        start = self.stretches[number - 1].tax if number else 0.0
        return start + part * (self.stretches[number].tax - start)

    def amt_at(self, options: float) -> float:
        """Return the AMT of a year with so many options, federal and state (dollars).

        Raises:
            ValueError: If there are not so many, or none at all.
        """
        number, part = self._place(options)
        stretch = self.stretches[number]
        start = stretch.amt_at_start + stretch.state_amt_at_start
        return start + part * (stretch.amt + stretch.state_amt - start)

    def _place(self, options: float) -> tuple[int, float]:
        """Return in which stretch so many options end, and which part of it they take.

        A bend belongs to the stretch before it.
        """
        if not (self.stretches and 0 <= options <= self.exercisable):
            raise ValueError(
                f"options is {options:,}, but {self.exercisable:,} can be exercised in "
                f"{self.year}; give no more than that"
            )
        ends = [each.to_options for each in self.stretches[:-1]]
        number = bisect_left(ends, options)
        stretch = self.stretches[number]
        width = stretch.to_options - stretch.from_options
        return number, max(options - stretch.from_options, 0.0) / width

    def to_rows(self) -> list[Row]:
        """Return one plain row a stretch, for a data frame."""
        return [stretch.model_dump() for stretch in self.stretches]

    def table(self) -> ShownTable:
        """Return one row a stretch."""
        states = any(stretch.state_amt for stretch in self.stretches)
        amounts = ("per 100 $", "tax $", "AMT $", *["state AMT $"] * states)
        heads = ("from", "to", *amounts, "what begins")
        rows = tuple(
            (
                f"{stretch.from_options:,.2f}",
                f"{stretch.to_options:,.2f}",
                f"{stretch.per_hundred + 0.0:,.2f}",
                f"{stretch.tax:,.2f}",
                f"{stretch.amt:,.2f}",
                *([f"{stretch.state_amt:,.2f}"] if states else []),
                stretch.begins,
            )
            for stretch in self.stretches
        )
        return ShownTable(headings=heads, rows=rows)
