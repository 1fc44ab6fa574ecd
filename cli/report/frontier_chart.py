"""The frontier as a drawing, by itself or on a page: the tail across, the mean up."""

from collections.abc import Sequence
from html import escape

from isoplan.cli.outcomes.frontier_report import frontier_report
from isoplan.cli.report.svg import STEPS, Scale, drawing, element, short, words
from isoplan.models.outcomes.frontier import Frontier

WIDTH, PLOT, LEFT, BELOW, ROW = 640.0, 320.0, 64.0, 44.0, 18.0
"""Units of the drawing: its width, the height of its field, room for the labels of the
axes, and the height of a line of the list below."""
RADIUS = 5.0
TABLE = 90
"""Letters of a line of the page's table."""
LETTERS = "abcdefghij"
STYLE = """
svg{background:#fff;color:#111;font:13px sans-serif}
text{fill:#111}.tick{fill:#444;font-size:12px}.number{font-weight:bold}
.rule{stroke:#ccc;fill:none}.zero{stroke:#555;fill:none}
.frontier{stroke:#0b5d8a;stroke-width:2;fill:none}
.plan{fill:#0b5d8a}.beside{fill:#fff;stroke:#8a4b00;stroke-width:2}
"""
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body{{font-family:sans-serif;margin:2rem auto;max-width:48rem;padding:0 1rem}}
svg{{width:100%;height:auto}}pre{{overflow-x:auto}}</style></head>
<body><h1>{title}</h1><p>{answer}</p>{drawing}<pre>{table}</pre></body></html>
"""


def frontier_file(found: Frontier, ending: str) -> bytes:
    """Return the file of an ending: ``.svg``, ``.html`` or ``.json``."""
    match ending:
        case ".svg":
            text = frontier_svg(found)
        case ".html":
            text = PAGE.format(
                title=escape(found.scenario),
                answer=escape(found.answer()),
                drawing=frontier_svg(found),
                table=escape(frontier_report(found, TABLE)),
            )
        case _:
            text = found.model_dump_json(indent=2) + "\n"
    return text.encode()


def frontier_svg(found: Frontier) -> str:
    """Return the whole drawing: plans by number on a line, habits by letter."""
    plans = [(each.tail, each.expected) for each in found.points]
    others = [(each.tail, each.expected) for each in found.beside]
    across = _marks([x for x, _ in plans + others])
    upward = _marks([y for _, y in plans + others])
    right = Scale(across[0], across[-1], LEFT, WIDTH - 24.0)
    up = Scale(upward[0], upward[-1], PLOT, 24.0)
    names = [
        f"1 to {len(plans)}  the plans, from the best mean to the safest",
        *(f"{c}  {e.name}" for c, e in zip(LETTERS, found.beside, strict=False)),
    ]
    parts = [
        element("style", STYLE),
        *_axes(across, upward, right, up, found.tail_in_words),
        _line([(right(x), up(y)) for x, y in plans]),
        *_points(plans, right, up),
        *_squares(others, right, up),
        *_list(names),
    ]
    height = PLOT + BELOW + ROW * (len(names) + 1)
    title = f"{found.scenario}: the mean against {found.tail_in_words}"
    told = found.answer()
    made = drawing("".join(parts), WIDTH, height, "chart", title, told)
    return made.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)


def _marks(amounts: Sequence[float]) -> list[float]:
    """Return round amounts around others; zero only where they lie about it."""
    low, high = min(amounts), max(amounts)
    rough = max(high - low, 1.0) / 5.0
    power = 10.0 ** (len(f"{int(rough)}") - 1)
    step = next(each for each in STEPS if each * power >= rough * 0.999) * power
    first, last = int(low // step), int(-(-high // step))
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def _axes(
    across: Sequence[float], upward: Sequence[float], right: Scale, up: Scale, tail: str
) -> list[str]:
    """Return the rules with their labels, and what the axes are."""
    parts = []
    for mark in upward:
        kind, y = "zero" if mark == 0 else "rule", up(mark)
        parts.append(
            element("path", class_=kind, d=f"M{LEFT:g},{y:.1f}H{WIDTH - 24:g}")
        )
        place = {"text_anchor": "end", "class_": "tick"}
        parts.append(words(short(mark, "$"), LEFT - 6, round(y + 4, 1), **place))
    for mark in across:
        kind, x = "zero" if mark == 0 else "rule", right(mark)
        parts.append(element("path", class_=kind, d=f"M{x:.1f},24V{PLOT:g}"))
        place = {"text_anchor": "middle", "class_": "tick"}
        parts.append(words(short(mark, "$"), round(x, 1), PLOT + 16, **place))
    parts.append(words("worth on average", 0.0, 14.0))
    middle = (LEFT + WIDTH) / 2.0
    said = f"worth in {tail}, on average"
    parts.append(words(said, middle, PLOT + 36, text_anchor="middle"))
    return parts


def _line(places: Sequence[tuple[float, float]]) -> str:
    """Return the line through the plans."""
    path = "L".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return element("path", class_="frontier", d=f"M{path}")


def _points(plans: Sequence[tuple[float, float]], right: Scale, up: Scale) -> list[str]:
    """Return a dot for each plan, its number above it."""
    parts = []
    for number, (tail, mean) in enumerate(plans, start=1):
        x, y = round(right(tail), 1), round(up(mean), 1)
        parts.append(element("circle", class_="plan", cx=x, cy=y, r=RADIUS))
        place = {"text_anchor": "middle", "class_": "number"}
        parts.append(words(str(number), x, y - 9, **place))
    return parts


def _squares(
    others: Sequence[tuple[float, float]], right: Scale, up: Scale
) -> list[str]:
    """Return a square for each other way of deciding, its letter below it."""
    parts = []
    for letter, (tail, mean) in zip(LETTERS, others, strict=False):
        x, y = round(right(tail), 1), round(up(mean), 1)
        size = {"width": 2 * RADIUS, "height": 2 * RADIUS}
        parts.append(
            element("rect", class_="beside", x=x - RADIUS, y=y - RADIUS, **size)
        )
        parts.append(words(letter, x + 9, y + 12))
    return parts


def _list(names: Sequence[str]) -> list[str]:
    """Return what each number and letter is, a line each."""
    first = PLOT + BELOW + ROW
    return [words(name, LEFT, first + ROW * place) for place, name in enumerate(names)]
