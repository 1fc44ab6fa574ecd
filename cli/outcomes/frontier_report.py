"""The frontier as text: the answer, a row a plan, and what each does first."""

from collections.abc import Iterator

from isoplan.cli.layout.width import USUAL, wrapped
from isoplan.cli.render.first_screen import done_in_words
from isoplan.cli.render.table import table
from isoplan.models.outcomes.frontier import Frontier, FrontierPoint
from isoplan.models.results.number_text import dollars, whole

PARTS = {
    0.5: "half",
    0.25: "quarter",
    0.2: "fifth",
    0.1: "tenth",
    0.05: "twentieth",
}
"""Parts of the outcomes that have a word."""
NOTHING = 0.5
"""Dollars that count as none."""
NEAR = 5.0
"""Dollars that whole shares alone may cost."""


def tail_in_words(part: float) -> str:
    """Return the tail in words: ``the worst fifth of the outcomes``."""
    return f"the worst {PARTS.get(part, f'{part:.4g}')} of the outcomes"


def answer(found: Frontier) -> str:
    """Return in a sentence what the safest plan costs, and what it brings."""
    first, last = found.best_mean, found.safest
    tail = tail_in_words(found.part)
    if len(found.points) == 1:
        worth = f"{tail} is worth {dollars(first.tail)}"
        if found.safest_bound is None or found.safest_bound > first.tail + NEAR:
            return f"No safer plan was found than that of the best mean: {worth}."
        return (
            f"The plan of the best mean is the safest too: {worth}, and no plan makes "
            "that more."
        )
    less = "nothing" if last.costs < NOTHING else dollars(last.costs)
    return (
        f"For {less} less on average {tail} is worth "
        f"{dollars(last.tail - first.tail)} more."
    )


def frontier_report(found: Frontier, width: int = USUAL) -> str:
    """Return the report of a frontier.

    Args:
        found: As it is shown.
        width: Columns of the terminal.
    """
    parts = [
        wrapped(
            f"{found.scenario}: {len(found.outcomes)} outcomes. {answer(found)}", width
        ),
        _table(found, width),
        "\n".join(_first_steps(found, width)),
        "\n".join(_notes(found, width)),
    ]
    return "\n\n".join(part for part in parts if part)


def _point_names(found: Frontier) -> list[str]:
    """Return the name of each plan: its number, and what the two ends are."""
    names = [f"plan {number}" for number in range(1, len(found.points) + 1)]
    names[0] += ", best mean"
    if len(names) > 1:
        names[-1] += ", safest"
    return names


def _table(found: Frontier, width: int) -> str:
    """Return the plans, and beside them what people do."""
    word = PARTS.get(found.part, f"{found.part:.4g}")
    heads = [
        "",
        "on average $",
        f"worst {word} $",
        "at worst $",
        "costs $",
        "proven to $",
    ]
    rows = [
        [
            name,
            whole(each.expected),
            whole(each.tail),
            whole(each.worst),
            whole(each.costs),
            f"{each.gap:,.2f}",
        ]
        for name, each in zip(_point_names(found), found.points, strict=True)
    ]
    rows += [
        [each.name, whole(each.expected), whole(each.tail), whole(each.worst), "", ""]
        for each in found.beside
    ]
    return table(heads, rows, left=1, width=width)


def _first_steps(found: Frontier, width: int) -> Iterator[str]:
    """Yield what each plan does before the future parts, equal ones together."""
    yield f"FIRST STEPS, before {found.parts_on}"
    names = [f"plan {number}" for number in range(1, len(found.points) + 1)]
    for name, point in zip(names, found.points, strict=True):
        yield wrapped(f"{name}: {_step(point)}", width, first="  ", later="    ")


def _step(point: FrontierPoint) -> str:
    """Return the actions of a first step in words."""
    acts = [f"{each.date} {done_in_words(each)}" for each in point.first_step]
    return "; ".join(acts) or "nothing"


def _notes(found: Frontier, width: int) -> Iterator[str]:
    """Yield what a reader must know."""
    most = found.safest_bound
    if most is not None and most > found.safest.tail + NEAR:
        yield wrapped(
            f"No plan makes {tail_in_words(found.part)} worth more than "
            f"{dollars(most)}.",
            width,
        )
    cut = [
        n for n, each in enumerate(found.points, start=1) if each.status == "feasible"
    ]
    if cut:
        yield wrapped(
            f"Time cut off {'plan' if len(cut) == 1 else 'plans'} "
            f"{', '.join(map(str, cut))}: a better one may exist, within what it is "
            "proven to; allow more with --time-limit.",
            width,
        )
    for note in found.notes:
        yield wrapped(note, width)
