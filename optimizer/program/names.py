"""What columns, inventory and kinks are called: by tranche, day, form and line."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from isoplan.optimizer.columns.choices import NEVER, ChoiceFlag
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.tracing.expression import Expression, Max
from isoplan.optimizer.tracing.graph import Graph
from isoplan.optimizer.tracing.inventory_bounds import Block, with_ends
from isoplan.optimizer.tracing.labels import unique
from isoplan.optimizer.tracing.printing import slug_of

LONGEST = 40
"""Characters that a tranche's name takes of a variable's."""
MINUS = "minus_"
"""Begins the name of a max that is a smaller of two, with its sign changed."""


def slug(text: str) -> str:
    """Return a text in ``[a-z0-9_]`` that no reader of files takes for a number."""
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:LONGEST]
    if not plain:
        return "tranche"
    return f"of_{plain}" if re.match(r"e?\d", plain) else plain


def tranche_slugs(columns: Columns) -> list[str]:
    """Return a name for each tranche of a scenario, no two the same."""
    taken: set[str] = set()
    return [unique(slug(each.name), taken) for each in columns.situation.tranches]


@cache
def day_slug(day: int) -> str:
    """Return a day, an ordinal, as ``2026_03_01``."""
    return f"{date.fromordinal(day):%Y_%m_%d}"


def column_names(columns: Columns) -> list[str]:
    """Return what each column does: ``a_exercised_2026_03_01_sold_2027_03_02``.

    Shares held begin with their tranche alone; what is neither sold nor given within
    the plan is retained.
    """
    choices = columns.choices
    held = [tranche.held for tranche in columns.situation.tranches]
    slugs = tranche_slugs(columns)
    sold = {day: f"_sold_{day_slug(day)}" for day in _days(choices.sold)}
    given = {day: f"_given_{day_slug(day)}" for day in _days(choices.sold)}
    exercised = {day: f"_exercised_{day_slug(day)}" for day in _days(choices.exercised)}
    names = []
    for tranche, acquired, disposed, way in zip(
        choices.tranche.tolist(),
        choices.exercised.tolist(),
        choices.sold.tolist(),
        choices.way.tolist(),
        strict=True,
    ):
        cashed_out = way & ChoiceFlag.CASHED_OUT
        start = "" if held[tranche] or cashed_out else exercised[acquired]
        elected = "_elected" if way & ChoiceFlag.ELECTED_83B else ""
        if disposed == NEVER:
            end = "_retained"
        else:
            end = given[disposed] if way & ChoiceFlag.GIVEN else sold[disposed]
            end = f"_cashed_out_{day_slug(disposed)}" if cashed_out else end
        names.append(slugs[tranche] + start + elected + end)
    return names


def _days(ordinals: np.ndarray) -> list[int]:
    days: list[int] = np.unique(ordinals[ordinals != NEVER]).tolist()
    return days


def exercise_name(columns: Columns, place: int) -> str:
    """Return what is exercised when in a column: ``a_exercised_2026_03_01``."""
    choice = columns.choices[place]
    elected = "_elected" if choice.way & ChoiceFlag.ELECTED_83B else ""
    day = day_slug(choice.exercised_on.toordinal())
    return f"{tranche_slugs(columns)[choice.tranche]}_exercised_{day}{elected}"


def inventory_names(columns: Columns, blocks: list[Block]) -> list[tuple[str, str]]:
    """Return names of each block's running total and of the row that adds it up.

    A block holds the columns from a day of vesting until the next.
    """
    slugs, exercised = tranche_slugs(columns), columns.choices.exercised
    names = []
    for block, end in with_ends(blocks, len(columns)):
        tranche, source = (
            slugs[block.tranche],
            columns.situation.tranches[block.tranche],
        )
        first, last = int(exercised[block.first]), int(exercised[end - 1])
        if source.held:
            names.append((f"{tranche}_disposed_of", f"{tranche}_held"))
        elif columns.cashed_out[block.first]:
            names.append((f"{tranche}_gone", f"{tranche}_there_at_the_closing"))
        else:
            names.append(
                (
                    f"{tranche}_exercised_through_{day_slug(last)}",
                    f"{tranche}_vested_by_{day_slug(first)}",
                )
            )
    return names


@dataclass(frozen=True, slots=True)
class MaxNames:
    """Names of one ``g = max(a, b)``.

    Attributes:
        variable: Of ``g``.
        floors: Of the rows ``g >= a`` and ``g >= b``.
        equals: Of the rows that make ``g`` one of them.
        takes_b: Of the binary that chooses ``b``.
    """

    variable: str
    floors: tuple[str, str]
    equals: tuple[str, str]
    takes_b: str


def max_names(graph: Graph, number: int, atom: Max) -> MaxNames:
    """Return the names of a max, in the words of its sides where these have a name.

    The smaller of two is traced as ``-max(-a, -b)``; its rows are named the way round
    in which the form has it.
    """
    name = graph.name_of(number)
    smaller = name.startswith(MINUS)
    sides = ("a", "b")
    words = [
        graph.label_of(-side if smaller else side) or letter
        for side, letter in zip((atom.a, atom.b), sides, strict=True)
    ]
    if words[0] == words[1]:
        words = list(sides)
    line = name.removeprefix(MINUS)
    compares = "at_most" if smaller else "at_least"
    a, b = words
    return MaxNames(
        variable=name,
        floors=(f"{line}_{compares}_{a}", f"{line}_{compares}_{b}"),
        equals=(f"{line}_is_{a}", f"{line}_is_{b}"),
        takes_b=f"{line}_takes_{b if len(b) <= LONGEST else 'b'}",
    )


@dataclass(frozen=True, slots=True)
class BandNames:
    """Names of the bands into which the breakpoints of one amount divide it.

    Attributes:
        bands: Of each band's variable, from below; one more than there are hinges.
        row: Of the row that adds the bands up.
        reached: Of the binary at each breakpoint.
    """

    bands: tuple[str, ...]
    row: str
    reached: tuple[str, ...]


def band_names(graph: Graph, hinges: list[int]) -> BandNames:
    """Return the names of an amount's bands: ``<line>_from_50400_to_105700``.

    Args:
        graph: Holds the hinges.
        hinges: Atoms of one linear form, by rising breakpoint.
    """
    bends = [graph.bend_of(hinge) for hinge in hinges]
    names = [graph.name_of(hinge) for hinge in hinges]
    first = bends[0]
    if first is None or first[2] < 0:
        line, bands = names[0], [f"before_{names[0]}"]
    else:
        line, bands = first[0], [f"{first[0]}_up_to_{slug_of(first[1])}"]
    reached = []
    for place, (name, bend) in enumerate(zip(names, bends, strict=True)):
        if bend is None or bend[2] < 0:
            bands.append(f"after_{name}")
            reached.append(f"{name}_passed")
            continue
        label, value, _ = bend
        after = bends[place + 1] if place + 1 < len(bends) else None
        upper = "" if after is None or after[0] != label else f"_to_{slug_of(after[1])}"
        bands.append(f"{label}_from_{slug_of(value)}{upper}")
        reached.append(f"{label}_is_over_{slug_of(value)}")
    return BandNames(tuple(bands), f"{line}_in_bands", tuple(reached))


def name_fields(graph: Graph, forms: object, label: str, when: object) -> None:
    """Name every amount of a form, numbered lines first: ``<form>_<line>_<year>``.

    Args:
        graph: Of the traced amounts.
        forms: A dataclass of amounts, and of more such.
        label: What the form is called, or nothing.
        when: A year, or another word for when, behind each name.
    """
    fields = getattr(forms, "__dataclass_fields__", ())
    for field in sorted(fields, key=lambda name: not name.startswith("line_")):
        value = getattr(forms, field)
        name = f"{label}_{field}" if label else field
        if isinstance(value, Expression):
            graph.name(value, f"{name}_{when}")
        elif hasattr(value, "__dataclass_fields__"):
            name_fields(graph, value, name, when)
