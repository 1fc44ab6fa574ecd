"""The frontier as text: the answer, a row a plan, and what each does first."""

from collections.abc import Iterator

from isoplan.cli.layout.width import USUAL, wrapped
from isoplan.cli.render.first_screen import done_in_words
from isoplan.cli.render.table import as_text
from isoplan.models.outcomes.frontier import NEAR, Frontier, FrontierPoint
from isoplan.models.results.number_text import dollars


def frontier_report(found: Frontier, width: int = USUAL) -> str:
    """Return the report of a frontier.

    Args:
        found: As it is shown.
        width: Columns of the terminal.
    """
    parts = [
        wrapped(
            f"{found.scenario}: {len(found.outcomes)} outcomes. {found.answer()}", width
        ),
        as_text(found.table(), width),
        "\n".join(_first_steps(found, width)),
        "\n".join(_notes(found, width)),
    ]
    return "\n\n".join(part for part in parts if part)


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
            f"No plan makes {found.tail_in_words} worth more than {dollars(most)}.",
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
