"""Drawing: scales, ticks and elements of a chart as SVG text.

Knows no plan. Colors are classes that the page's style gives, so that one drawing
serves light, dark and paper; what a color says, a pattern or a label says as well.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
"""Of an axis, times a power of ten."""
LEGEND_ROW = 18.0
"""Height of a row of a legend."""
THOUSAND, MILLION = 1_000, 1_000_000
PATTERNS = (
    "<g/>",
    '<path class="hatch" d="M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4"/>',
    '<path class="hatch" d="M0,2 h8 M0,6 h8"/>',
    '<g class="dots"><circle cx="2" cy="2" r="1"/><circle cx="6" cy="6" r="1"/></g>',
    '<path class="hatch" d="M2,0 v8 M6,0 v8"/>',
    '<path class="hatch" d="M10,2 l-4,-4 M8,8 l-8,-8 M2,10 l-4,-4"/>',
    '<path class="hatch" d="M0,4 h8 M4,0 v8"/>',
)
"""Of each series, the first one first: plain, hatched, lined, dotted, barred, hatched
the other way, checked."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from amounts to places on the drawing.

    Attributes:
        low: Amount at ``start``.
        high: Amount at ``end``.
        start: Place, in units of the drawing.
        end: The same.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, amount: float) -> float:
        """Return the place of an amount."""
        part = (amount - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Return round amounts that span two others, ``most`` steps or fewer between."""
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = 1.0
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(each for each in STEPS if each * power >= rough * 0.999) * power
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [number * step for number in range(first, last + 1)]


def short(amount: float, unit: str = "") -> str:
    """Return an amount as an axis shows it: ``$20k``, ``-$1.5M``, ``500``."""
    sign, size = "-" if amount < 0 else "", abs(amount)
    if size >= MILLION:
        return f"{sign}{unit}{size / MILLION:g}M"
    if size >= THOUSAND:
        return f"{sign}{unit}{size / THOUSAND:g}k"
    return f"{sign}{unit}{size:g}"


def element(tag: str, *inside: str, **attributes: object) -> str:
    """Return an element; an attribute's ``_`` stands for ``-``, and ends ``class_``."""
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(_text(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{given}>{''.join(inside)}</{tag}>" if inside else f"<{tag}{given}/>"


def words(text: str, x: float, y: float, **attributes: object) -> str:
    """Return text at a place."""
    return element("text", escape(text), x=x, y=y, **attributes)


def bar(x: float, y: float, width: float, height: float, series: int, key: str) -> str:
    """Return a bar in the color of its series, its pattern over it."""
    size: dict[str, object] = {"x": x, "y": y, "width": width, "height": height}
    plain = element("rect", class_=f"s{series}", **size)
    return plain + element("rect", fill=f"url(#{key}-{series})", **size)


def patterns(key: str, count: int) -> str:
    """Return the patterns of the first series of a drawing, by its key.

    Args:
        key: Of the drawing.
        count: Of its series, as many as there are `PATTERNS` at most.
    """
    made = (
        element(
            "pattern", PATTERNS[series - 1], id=f"{key}-{series}", width=8, height=8,
            patternUnits="userSpaceOnUse",
        )
        for series in range(1, count + 1)
    )  # fmt: skip
    return element("defs", *made)


def legend(names: Sequence[str], width: float, key: str, lines: Sequence[int]) -> str:
    """Return the names of series in rows from the top, each with its color.

    Args:
        names: Of the series, the first one first.
        width: Of the drawing.
        key: Of its patterns.
        lines: Numbers of the series that are drawn as a line.
    """
    parts = []
    for series, (name, (x, y)) in enumerate(_places(names, width), 1):
        if series in lines:
            parts.append(element("path", class_=f"l{series}", d=f"M{x:g},{y + 7:g}h18"))
        else:
            parts.append(bar(x, y, 16, 12, series, key))
        parts.append(words(name, x + 22, y + 11))
    return "".join(parts)


def legend_height(names: Sequence[str], width: float) -> float:
    """Return how much room a legend of at least one name takes."""
    *_, (_, (_, y)) = _places(names, width)
    return y + LEGEND_ROW + 10.0


def _places(
    names: Sequence[str], width: float
) -> Iterator[tuple[str, tuple[float, float]]]:
    """Yield each name of a legend with its place, right and down of the first."""
    x, y = 0.0, 0.0
    for name in names:
        takes = 24.0 + 7.0 * len(name) + 14.0
        if x and x + takes > width:
            x, y = 0.0, y + LEGEND_ROW
        yield name, (x, y)
        x += takes


def rules(
    marks: Sequence[float], scale: Scale, left: float, right: float, unit: str
) -> Iterator[str]:
    """Yield a horizontal rule and its label at each mark; that of zero is heavier."""
    for mark in marks:
        y = scale(mark)
        kind = "zero" if mark == 0 else "rule"
        yield element("path", class_=kind, d=f"M{left:g},{y:.1f}H{right:g}")
        yield words(
            short(mark, unit), left - 6, round(y + 4, 1), text_anchor="end",
            class_="tick",
        )  # fmt: skip


def drawing(
    inside: str, width: float, height: float, key: str, title: str, told: str
) -> str:
    """Return a whole drawing with its name and what it shows, for those who listen."""
    return element(
        "svg",
        element("title", escape(title)),
        element("desc", escape(told), id=f"{key}-d"),
        inside,
        role="img",
        aria_label=title,
        aria_describedby=f"{key}-d",
        viewBox=f"0 0 {width:g} {height:g}",
        class_=key.split("-")[-1],
    )


def _text(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
