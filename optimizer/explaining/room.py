"""How many options a year has room for without AMT: read from the traced law.

The year's forms are traced over the options that it can exercise, lowest spread first.
Along that way every line is made of straight pieces, and the room is where AMT leaves
zero: exact, without a search.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from isoplan.models.base.errors import FutureParts
from isoplan.models.branching.outcomes import (
    branches_of,
    is_uncertain,
    without_branches,
)
from isoplan.models.results.room import (
    CreditRoom,
    Room,
    RoomBatch,
    RoomDeduction,
    RoomOfGrant,
    RoomSummary,
)
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.columns.columns import columns_of
from isoplan.optimizer.columns.year_nodes import year_tree
from isoplan.optimizer.explaining.batches import Batch, batches_of, elects
from isoplan.optimizer.explaining.stretches import (
    amt_of,
    credit_used,
    federal_amt,
    pieces_of,
    regular_tax,
    state_amt,
    stretches_of,
)
from isoplan.optimizer.explaining.year_on_a_way import (
    Before,
    ElectedYear,
    YearOnAWay,
    before_year,
    traced_year,
    year_on_a_way,
)
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears
from isoplan.optimizer.pricing.schedule_rules import NO_AMT
from isoplan.optimizer.tracing.bends_along import Way
from isoplan.optimizer.tracing.graph import Graph

DAY_AND_ORDER = (
    "Each option is exercised on the decision day of the year with the least spread "
    "and held past the year's end; lowest spread first."
)
NOTHING_ELSE = (
    "Nothing else is exercised or sold before or in the year, apart from the file's "
    "events."
)


def situation_in(scenario: Scenario, year: int | None) -> Situation:
    """Return what holds in a year of a scenario, whatever becomes known after it.

    Args:
        scenario: Checked; its future may part.
        year: Calendar year; the plan's first one if None.

    Raises:
        FutureParts: If the future parts in the year or before it.
    """
    if is_uncertain(scenario):
        asked = scenario.plan.start.year if year is None else year
        parts = min(each.begins for each in branches_of(scenario))
        if asked >= parts.year:
            instead = "ask for the room of a year before it"
            if parts.year <= scenario.plan.start.year:
                instead = "ask for the room without a file"
            raise FutureParts(
                f"the room of {asked}", f"the future parts on {parts}: {instead}"
            )
    return situation_of(without_branches(scenario))


@dataclass(frozen=True, slots=True)
class TracedRoom:
    """A year's options and its forms over them.

    Attributes:
        situation: Household, law and grants.
        year: Calendar year.
        before: What is carried into it.
        batches: Options, lowest spread first.
        graph: Of the traced amounts.
        forms: The year under each deduction in reach.
    """

    situation: Situation
    year: int
    before: Before
    batches: tuple[Batch, ...]
    graph: Graph
    forms: tuple[ElectedYear, ...]

    def way(self, grant: str | None = None) -> Way:
        """Return the way through all options, or through those of one grant."""
        return Way.in_order(
            [
                float(batch.shares) if grant in (None, self.grant_of(batch)) else 0.0
                for batch in self.batches
            ]
        )

    def along(self, grant: str | None = None) -> YearOnAWay:
        """Return the year along all options, or along those of one grant."""
        return year_on_a_way(self.graph, self.forms, self.way(grant))

    def grant_of(self, batch: Batch) -> str:
        """Return the grant of a batch."""
        return self.situation.tranches[batch.choice.tranche].grant

    @property
    def states(self) -> list[str]:
        """Return the states with an AMT that tax the year."""
        return sorted(self.forms[0].state_amt)


def checked_year(situation: Situation, year: int | None) -> int:
    """Return a year of the plan: the first one if none is given.

    Raises:
        ValueError: If the plan does not cover it.
    """
    first, last = situation.plan.start.year, situation.plan.last_year
    if year is None:
        return first
    if not first <= year <= last:
        covers = f"{first} to {last}" if first < last else f"{first} alone"
        raise ValueError(
            f"year is {year}, but the plan covers {covers}; give a year of the plan"
        )
    return year


def traced_room(
    situation: Situation, year: int, idle: EvaluatedYears | None = None
) -> TracedRoom:
    """Return the options of a year and its forms over them.

    Args:
        situation: Household, law and grants.
        year: A year of the plan.
        idle: The years without any exercise or sale, if worked out before.
    """
    idle = idle or baseline_years(situation)
    node = year_tree(situation)[year - situation.plan.start.year]
    before = before_year(situation, idle, node)
    batches = tuple(batches_of(situation, year))
    columns = columns_of(situation, [batch.choice for batch in batches])
    sizes = [batch.shares for batch in batches]
    graph, forms = traced_year(situation, node, before, columns, sizes)
    return TracedRoom(situation, year, before, batches, graph, forms)


def room_of(
    situation: Situation, year: int, idle: EvaluatedYears | None = None
) -> RoomSummary:
    """Return how many options a year has room for without AMT.

    Args:
        situation: Household, law and grants.
        year: A year of the plan.
        idle: The years without any exercise or sale, if worked out before.
    """
    traced = traced_room(situation, year, idle)
    return _room(traced, traced.along())


def room_in_full(situation: Situation, year: int | None = None) -> Room:
    """Return the room of a year, with what every further option costs.

    Args:
        situation: Household, law and grants.
        year: A year of the plan; its first one if left out.

    Raises:
        ValueError: If the plan does not cover the year.
    """
    year = checked_year(situation, year)
    traced = traced_room(situation, year)
    along = traced.along()
    pieces = pieces_of(
        along,
        situation.law(year).smoothed(),
        traced.way().starts.tolist(),
        [batch.spread for batch in traced.batches],
    )
    room = _room(traced, along)
    return Room(
        **dict(room),
        scenario=situation.scenario.name,
        credit=_credit_room(traced, along),
        stretches=stretches_of(pieces, _said(traced)) if traced.batches else (),
        notes=_notes(situation, year),
    )


def _room(traced: TracedRoom, along: YearOnAWay) -> RoomSummary:
    """Return the room of a traced year."""
    taken_there = _deduction_without_amt(traced, along)
    federal, states = _most_without_amt(traced, along, taken_there)
    options = min(federal, *states.values()) if states else federal
    taken, left = [], options
    for batch in traced.batches:
        taken.append(min(left, batch.shares))
        left -= taken[-1]
    pairs = list(zip(traced.batches, taken, strict=True))
    return RoomSummary(
        year=traced.year,
        options=options,
        federal=federal,
        states=states,
        exercisable=sum(batch.shares for batch in traced.batches),
        bargain_element=round(sum(b.spread * shares for b, shares in pairs), 2),
        strikes=round(sum(_strike(traced, b) * shares for b, shares in pairs), 2),
        amt_before=round(along.at_start(federal_amt), 2) + 0.0,
        state_amt_before=round(along.at_start(state_amt), 2) + 0.0,
        deduction=_room_deduction(traced, along, taken_there, options),
        by_grant=_by_grant(traced, pairs, options),
        batches=tuple(
            RoomBatch(
                grant=traced.grant_of(batch),
                options=traced.situation.tranches[batch.choice.tranche].name,
                on=batch.on,
                exercisable=batch.shares,
                strike=_strike(traced, batch),
                spread=round(batch.spread, 6),
                without_amt=shares,
                election_83b=elects(batch),
            )
            for batch, shares in pairs
        ),
    )


def _deduction_without_amt(traced: TracedRoom, along: YearOnAWay) -> int:
    """Return the number of the deduction with which most options go without AMT.

    Of those that are at some number of options the one with the least tax: the last one
    taken where no AMT is due. AMT may come and go on the way there, while the deduction
    taken is another one; with this one there is none up to the room.
    """
    amounts = [federal_amt, *map(amt_of, traced.states)]
    starts = np.array([along.ends(amount)[:, 0] for amount in amounts])
    free = np.flatnonzero((starts <= NO_AMT).all(axis=0))
    return along.taken[free[-1] if len(free) else 0] if along.taken else 0


def _most_without_amt(
    traced: TracedRoom, along: YearOnAWay, number: int
) -> tuple[int, dict[str, int]]:
    """Return the most options without federal AMT, and without that of each state.

    Args:
        traced: Options and forms.
        along: The forms along the options, or along those of one grant.
        number: Of the deduction that is taken.
    """
    if not traced.batches:
        return 0, dict.fromkeys(traced.states, 0)
    year = along.with_deduction(number)
    federal = year.most_within(federal_amt, NO_AMT)
    return federal, {
        state: year.most_within(amt_of(state), NO_AMT) for state in traced.states
    }


def _room_deduction(
    traced: TracedRoom, along: YearOnAWay, number: int, options: int
) -> RoomDeduction | None:
    """Return the deduction that the room takes, where it costs more regular tax."""
    others = [other for other in range(len(along.years)) if other != number]
    if not others or not traced.batches:
        return None

    def regular(each: int) -> float:
        return along.value_at(regular_tax, each, options)

    other = min(others, key=regular)
    federal, states = _most_without_amt(traced, along, other)
    adds, otherwise = regular(number) - regular(other), min([federal, *states.values()])
    if adds < NO_AMT or otherwise >= options:
        return None
    return RoomDeduction(
        itemized=along.years[number].itemizes,
        adds=round(adds, 2),
        otherwise=otherwise,
    )


def _by_grant(
    traced: TracedRoom, pairs: list[tuple[Batch, int]], together: int
) -> tuple[RoomOfGrant, ...]:
    """Return the room of each grant, alone and as a part of all."""
    there, taken = Counter[str](), Counter[str]()
    for batch, shares in pairs:
        there[traced.grant_of(batch)] += batch.shares
        taken[traced.grant_of(batch)] += shares
    found = []
    for grant, exercisable in there.items():
        alone = together
        if len(there) > 1:
            by_itself = traced.along(grant)
            number = _deduction_without_amt(traced, by_itself)
            federal, states = _most_without_amt(traced, by_itself, number)
            alone = min(federal, *states.values()) if states else federal
        found.append(
            RoomOfGrant(
                grant=grant,
                exercisable=exercisable,
                alone=alone,
                together=taken[grant],
            )
        )
    return tuple(found)


def _strike(traced: TracedRoom, batch: Batch) -> float:
    return traced.situation.tranches[batch.choice.tranche].paid


def _credit_room(traced: TracedRoom, along: YearOnAWay) -> CreditRoom | None:
    """Return the most options with which an old credit is used as without any."""
    brought = traced.before.credit
    if brought < NO_AMT:
        return None
    used = along.at_start(credit_used)
    most = along.most_within(lambda year: used - credit_used(year), NO_AMT)
    return CreditRoom(
        brought=round(brought, 2),
        used=round(used, 2) + 0.0,
        in_full=used >= brought - NO_AMT,
        options=most if traced.batches else 0,
    )


def _said(traced: TracedRoom) -> list[str]:
    """Return what begins with each batch: its options and their spread."""
    return [
        f"{traced.situation.tranches[batch.choice.tranche].name}, spread "
        f"{batch.spread:,.2f}"
        for batch in traced.batches
    ]


def _notes(situation: Situation, year: int) -> tuple[str, ...]:
    """Return what the room takes for granted."""
    projected = f"The law's figures of {year} are projected by your inflation."
    return (DAY_AND_ORDER, NOTHING_ELSE, *[projected] * situation.law(year).projected)
