"""The tree of a plan over outcomes as a picture: boxes by date, from left to right.

On a desk each piece of future is a box, a column a parting; on a phone they stand one
below the other, each moved to the right of the one that it parts from.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from isoplan.cli.report import cells
from isoplan.cli.report.cells import Cell, Table
from isoplan.cli.report.charts import LETTER, NARROW, Chart, cut_name
from isoplan.cli.report.svg import drawing, element, words
from isoplan.models.outcomes.outcomes_plan import (
    OutcomeOfPlan,
    OutcomesPlan,
    PieceOfPlan,
)
from isoplan.models.results.number_text import dollars, in_a_row, whole

DESK = 1088.0
"""Width of the picture on a desk, all of the page's."""
WIDEST_BOX, EDGE = 300.0, 76.0
"""Width of a box, at most, and of what is between two columns."""
LINE, PAD, BETWEEN = 18.0, 9.0, 12.0
"""Height of a line of text, what is around it, and what is between two boxes."""
INDENT = 18.0
"""By which a box on a phone is moved to the right."""
MOST_IN_FULL = 16
"""Outcomes from which on a box says its name and its value alone."""
DONE = {
    "exercise": ("exercise", "option"),
    "sell": ("sell", "share"),
    "give": ("give", "share"),
    "cash_out": ("cashed out:", "option"),
    "write_off": ("worthless:", "share"),
}
"""What is done, and of what."""


@dataclass(frozen=True, slots=True)
class _Box:
    """A piece of future as it is drawn.

    Attributes:
        piece: Which.
        lines: Of text under its name, each with its class.
        chance: Probability given the piece before it, in percent; empty for the first.
        is_worst: Whether the outcome that ends in it is the worst one.
    """

    piece: PieceOfPlan
    lines: tuple[tuple[str, str], ...]
    chance: str
    is_worst: bool

    @property
    def name(self) -> str:
        """Return its name."""
        return self.piece.name or "Now, whatever comes"

    @property
    def height(self) -> float:
        """Return its height."""
        return (len(self.lines) + 1) * LINE + 2.0 * PAD - 4.0


def tree_chart(plan: OutcomesPlan) -> Chart:
    """Return the tree: what is done where, and what each outcome comes to."""
    worst = plan.worst
    title = "The futures, and what is done in each"
    told = (
        f"{len(plan.outcomes)} outcomes, which part on "
        f"{cells.day(plan.parts_on, '').text} first. The worst one, {worst.name}, "
        f"comes to {dollars(worst.value)}."
    )
    boxes = [_box(plan, piece) for piece in plan.pieces]
    drawn = []
    for size, width, draw in (("wide", DESK, _wide), ("narrow", NARROW, _narrow)):
        inside, height = draw(boxes)
        drawn.append(drawing(inside, width, height, f"tree-{size}", title, told))
    return Chart("tree", title, told, drawn[0], drawn[1], _table(plan))


def done_in(piece: PieceOfPlan) -> list[str]:
    """Return how many options and shares go where in a piece, a phrase a kind."""
    counts: Counter[str] = Counter()
    for action in piece.actions:
        counts[action.kind] += action.shares
    return [
        f"{DONE[kind][0]} {whole(count)} {DONE[kind][1]}{'s' * (count != 1)}"
        for kind, count in counts.items()
    ]


def _box(plan: OutcomesPlan, piece: PieceOfPlan) -> _Box:
    ending = next((e for e in plan.outcomes if e.pieces[-1] == piece.number), None)
    is_worst = ending is not None and ending is plan.worst
    lines: list[tuple[str, str]] = []
    if len(plan.outcomes) <= MOST_IN_FULL:
        until = cells.day(piece.until, "").text
        lines.append((f"until {until}", "tick"))
        lines += [(each, "done") for each in done_in(piece) or ["do nothing"]]
    if ending is not None:
        worst = ", the worst" if is_worst else ""
        lines.append((f"{dollars(ending.value)} after tax{worst}", "label"))
    chance = ""
    if piece.parent is not None:
        given = piece.probability / plan.pieces[piece.parent].probability
        chance = f"{100.0 * given:.3g}%"
    return _Box(piece, tuple(lines), chance, is_worst)


def _children(boxes: Sequence[_Box], box: _Box) -> list[_Box]:
    return [each for each in boxes if each.piece.parent == box.piece.number]


def _depth(boxes: Sequence[_Box], box: _Box) -> int:
    depth, parent = 0, box.piece.parent
    while parent is not None:
        depth, parent = depth + 1, boxes[parent].piece.parent
    return depth


def _wide(boxes: Sequence[_Box]) -> tuple[str, float]:
    """Return the picture for a desk: its elements and its height."""
    columns = max(_depth(boxes, each) for each in boxes) + 1
    wide = min((DESK - EDGE * (columns - 1)) / columns, WIDEST_BOX)
    middles: dict[int, float] = {}
    height = _placed(boxes, boxes[0], middles, 0.0)
    parts: list[str] = []
    for box in boxes:
        x = _depth(boxes, box) * (wide + EDGE)
        y = middles[box.piece.number]
        for child in _children(boxes, box):
            parts += _edge(x + wide, y, middles[child.piece.number], child)
        parts += _drawn(box, x, y - box.height / 2.0, wide)
    return "".join(parts), height


def _placed(
    boxes: Sequence[_Box], box: _Box, middles: dict[int, float], top: float
) -> float:
    """Give a box and all after it their middles; return where they end.

    Args:
        boxes: All.
        box: Which.
        middles: By number of the piece; filled in.
        top: From where on there is room.
    """
    children, below = _children(boxes, box), top
    for child in children:
        below = _placed(boxes, child, middles, below)
    first, last = top, below - BETWEEN
    if children:
        first = middles[children[0].piece.number]
        last = middles[children[-1].piece.number]
    middle = (first + last) / 2.0 if children else top + box.height / 2.0
    middle = max(middle, top + box.height / 2.0)
    middles[box.piece.number] = middle
    return max(below, middle + box.height / 2.0 + BETWEEN)


def _edge(x: float, y: float, to: float, child: _Box) -> Iterator[str]:
    """Yield the line from a box to one that parts from it, and its probability."""
    bend = x + 18.0
    yield element(
        "path", class_="edge", d=f"M{x:.1f},{y:.1f}H{bend:.1f}V{to:.1f}H{x + EDGE:.1f}"
    )
    yield words(child.chance, x + EDGE - 6.0, to - 5.0, text_anchor="end")


def _drawn(box: _Box, x: float, y: float, wide: float) -> Iterator[str]:
    """Yield a box with its text."""
    kind = "box worst" if box.is_worst else "box"
    yield element(
        "rect", class_=kind, x=round(x + 1.0, 1), y=round(y + 1.0, 1), rx=6,
        width=round(wide - 2.0, 1), height=round(box.height - 2.0, 1),
    )  # fmt: skip
    most = int((wide - 2.0 * PAD) / LETTER)
    at = y + PAD + 12.0
    yield words(cut_name(box.name, most), x + PAD, round(at, 1), class_="name")
    for text, kind in box.lines:
        at += LINE
        yield words(cut_name(text, most), x + PAD, round(at, 1), class_=kind)


def _narrow(boxes: Sequence[_Box]) -> tuple[str, float]:
    """Return the picture for a phone: boxes one below the other."""
    parts: list[str] = []
    middles: dict[int, float] = {}
    top = 1.0
    for box in _in_order(boxes, boxes[0]):
        x = _depth(boxes, box) * INDENT
        middles[box.piece.number] = top + box.height / 2.0
        parent = box.piece.parent
        if parent is not None:
            start = middles[parent] + boxes[parent].height / 2.0
            line, middle = x - INDENT / 2.0, middles[box.piece.number]
            path = f"M{line:.1f},{start:.1f}V{middle:.1f}H{x:.1f}"
            parts.append(element("path", class_="edge", d=path))
        wide = NARROW - x
        parts += _drawn(box, x, top, wide)
        if box.chance:
            y = top + PAD + 12.0
            parts.append(words(box.chance, NARROW - PAD, y, text_anchor="end"))
        top += box.height + BETWEEN
    return "".join(parts), top


def _in_order(boxes: Sequence[_Box], box: _Box) -> Iterator[_Box]:
    """Yield a box, then all after its first child, and so on."""
    yield box
    for child in _children(boxes, box):
        yield from _in_order(boxes, child)


def _table(plan: OutcomesPlan) -> Table:
    """Return all data of the picture, a row a piece."""
    rows = []
    for at, piece in enumerate(plan.pieces):
        of = f"plan.pieces[{at}]"
        after = "" if piece.parent is None else plan.pieces[piece.parent].name or "now"
        ends = next(
            (n for n, e in enumerate(plan.outcomes) if e.pieces[-1] == piece.number),
            None,
        )
        rows.append(
            (
                cells.words(piece.name or "now"),
                cells.words(after),
                cells.day(piece.begins, f"{of}.begins"),
                cells.words(in_a_row(done_in(piece) or ["nothing"])),
                Cell(
                    f"{piece.probability:.4g}", piece.probability, f"{of}.probability"
                ),
                cells.words("") if ends is None else _value(plan.outcomes[ends], ends),
            )
        )
    heads = ("piece", "after", "from", "what is done", "probability", "value")
    return Table(heads, tuple(rows), left=4)


def _value(outcome: OutcomeOfPlan, at: int) -> Cell:
    return cells.money(outcome.value, f"plan.outcomes[{at}].value")
