"""A stress for people: the answer, what schedules are worth and risk, a histogram."""

from isoplan.cli.layout.columns import best_columns
from isoplan.cli.layout.width import USUAL, wrapped
from isoplan.cli.render.table import as_text
from isoplan.models.outcomes.stress import Stress, StressedSchedule, percent
from isoplan.models.results.display import ShownTable
from isoplan.models.results.number_text import dollars, whole

VALUES = (
    *("mean $", "5% $", "median $", "plan is worth less", "95% $"),
    *("mean of worst 5% $", "worst $", "beats a fifth a year", "25% $", "75% $"),
)
"""Headings of what schedules are worth, the most important first."""
NAMES = 24
"""Columns left to the schedules' names."""
LONGEST_BAR = 40
"""Characters of the highest bar of the histogram, where there is room."""
BAR = "#"


def stress_report(
    stress: Stress, width: int = USUAL, *, every_column: bool = False
) -> str:
    """Return the report of a stress.

    Args:
        stress: As it is shown.
        width: Columns of the terminal.
        every_column: Whether all columns are shown.
    """
    values = stress.table()
    if not every_column:
        values = best_columns(values, VALUES, width, NAMES)
    notes = [wrapped(each, width, later="  ") for each in stress.assumptions]
    notes += [
        wrapped(f"{each.name}: {each.note}.", width, later="  ")
        for each in stress.schedules
        if each.note
    ]
    notes.append(wrapped(_error(stress), width, later="  "))
    if not every_column:
        notes.append("More columns: --wide.")
    parts = [
        wrapped(stress.answer(), width),
        as_text(values, width),
        as_text(stress.risks(), width),
        as_text(_prices(stress), width),
        histogram(stress, width),
        "\n".join(notes),
    ]
    return "\n\n".join(part for part in parts if part)


def histogram(stress: Stress, width: int = USUAL) -> str:
    """Return how the values of the plan, and of selling at exercise, are spread."""
    chosen = [stress.schedules[0], stress.schedule(stress.selling_at_exercise)]
    heads = [_from(edge) for edge in stress.edges[:-1]]
    heads[0] = f"below {dollars(stress.edges[1])}"
    heads[-1] = f"{heads[-1]} on"
    label = max(map(len, heads))
    longest = max(min(LONGEST_BAR, (width - label - 18) // 2), 5)
    title = wrapped(
        f"Values of the plan ({BAR}) and of selling at exercise (o), percent of paths:",
        width,
    )
    most = max(max(each.counts) for each in chosen)
    lines = [
        "  ".join(
            [
                head.rjust(label),
                *(
                    _bar(each, place, most, longest, mark)
                    for each, mark in zip(chosen, (BAR, "o"), strict=True)
                ),
            ]
        ).rstrip()
        for place, head in enumerate(heads)
    ]
    return "\n".join([title, *lines])


def _from(edge: float) -> str:
    return f"from {dollars(edge)}"


def _bar(
    schedule: StressedSchedule, place: int, most: int, longest: int, mark: str
) -> str:
    count, paths = schedule.counts[place], sum(schedule.counts)
    bar = mark * round(longest * count / most)
    part = percent(count / paths) if count else ""
    return f"{part:>4} {bar:<{longest}}"


def _prices(stress: Stress) -> ShownTable:
    """Return what was assumed of each market, and its prices at the end."""
    rows = tuple(
        (
            each.market or "the share",
            f"{each.volatility:.0%}",
            f"{each.failure:.1%}",
            percent(each.failed),
            *(
                f"{price:,.2f}"
                for price in (
                    each.price_at_end,
                    each.mean_at_end,
                    each.price_at_end_5,
                    each.price_at_end_median,
                    each.price_at_end_95,
                )
            ),
        )
        for each in stress.markets
    )
    heads = (
        *("price at the end", "volatility", "fails a year", "failed"),
        *("own path $", "mean $", "5% $", "median $", "95% $"),
    )
    return ShownTable(heads, rows, left=1)


def _error(stress: Stress) -> str:
    """Return how far chance alone moves the mean."""
    plan = stress.schedules[0]
    return (
        f"Another seed moves the plan's mean by about {dollars(plan.mean_error)} "
        f"(seed {stress.seed}, {whole(stress.paths)} paths). Present values in "
        "dollars; the plan is worth less: on so many paths the schedule of the row is "
        "worth more than the plan."
    )
