"""Where a field stands in the text of a scenario: the line of ``grants[0].shares``."""

import re
from collections import Counter
from collections.abc import Iterator

_NAME = r"(?:[\w-]+|\"[^\"]*\"|'[^']*')"
_NAMES = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_NAMES})\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(rf"\s*({_NAMES})\s*=")
_TOKEN = re.compile(
    r"\"\"\"|'''|\"(?:\\.|[^\"\\])*\"|'[^']*'|#.*|[\[\]{}]"
)  # what opens, closes or hides brackets
_OF_SYNTAX = re.compile(r"line (\d+)")
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")


def line_of(path: str, text: str) -> int | None:
    """Return the line, from 1, on which a field stands, or what it belongs to.

    Args:
        path: As in a message: ``grants[0].shares``, or ``line 3``.
        text: TOML; of JSON no line is known.
    """
    if said := _OF_SYNTAX.fullmatch(path):
        return int(said[1])
    lines: dict[tuple[str, ...], int] = {}
    for number, place in places(text):
        lines.setdefault(place, number)
    asked = tuple(name or place for name, place in _STEP.findall(path))
    while asked:
        if asked in lines:
            return lines[asked]
        asked = asked[:-1]
    return None


def places(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield each line that names a table or a field, with its path.

    What stands within a value of several lines or in a table on one line belongs to
    the field that it is the value of; a list of tables counts from zero.
    """
    for first, _, path in spans(text):
        yield first, path


def spans(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield each table's header and each field: its first line, its last, its path.

    The header of a list's table goes by the path of the list; see :func:`places`.
    """
    table: tuple[str, ...] = ()
    tables: Counter[tuple[str, ...]] = Counter()
    numbers: dict[tuple[str, ...], int] = {}
    depth, quote = 0, ""
    field: tuple[int, tuple[str, ...]] | None = None
    number = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not depth and not quote:
            if header := _HEADER.fullmatch(line.rstrip()):
                names = _with_numbers(_split(header[2]), numbers)
                if header[1] == "[[":
                    numbers[names] = tables[names]
                    tables[names] += 1
                    yield number, number, names
                    names = (*names, str(numbers[names]))
                table = names
                yield number, number, table
                continue
            if key := _KEY.match(line):
                field = number, (*table, *_split(key[1]))
        depth, quote = _open_after(line, depth, quote)
        if field and not depth and not quote:
            yield field[0], number, field[1]
            field = None
    if field:
        yield field[0], number, field[1]


def _split(names: str) -> tuple[str, ...]:
    return tuple(each.strip("\"'") for each in re.findall(_NAME, names))


def _with_numbers(
    names: tuple[str, ...], numbers: dict[tuple[str, ...], int]
) -> tuple[str, ...]:
    """Return the path of a header: within a list, of the list's last table."""
    path: tuple[str, ...] = ()
    for at, name in enumerate(names):
        path = (*path, name)
        if path in numbers and at < len(names) - 1:
            path = (*path, str(numbers[path]))
    return path


def _open_after(line: str, depth: int, quote: str) -> tuple[int, str]:
    """Return how many brackets, and which long quote, are open after a line."""
    at = 0
    while at < len(line):
        if quote:
            end = line.find(quote, at)
            if end < 0:
                return depth, quote
            at, quote = end + len(quote), ""
            continue
        token = _TOKEN.search(line, at)
        if token is None:
            break
        at = token.end()
        if token[0] in {'"""', "'''"}:
            quote = token[0]
        elif token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth = max(depth - 1, 0)
    return depth, quote
