"""How wide the terminal is, and prose that fits it."""

import os
import re
import sys
from contextlib import suppress
from textwrap import wrap
from typing import TextIO

NARROWEST = 60
"""Columns that every table and sentence fits; a narrower terminal breaks lines."""
USUAL = 80
"""Columns in a pipe or a file, unless ``COLUMNS`` says otherwise."""
NAME_AND_AMOUNT = re.compile(r"^(.*\S) {2,}(-?[\d,]+\.\d+)$")
"""A line that ends with an amount in cents, apart from what it is of."""
INDENT = re.compile(r"^ *(?:\S+ {2,})?")
"""What stands before the text of a line: a number or a word that stands apart."""
LONGEST_LINE = 100
"""Columns of prose, however wide the terminal is."""


def terminal_width() -> int:
    """Return the columns to print in: ``COLUMNS``, the terminal's, or the usual."""
    given = os.environ.get("COLUMNS", "")
    width = int(given) if given.isascii() and given.isdigit() else 0
    return max(width or columns_of(sys.stdout) or USUAL, NARROWEST)


def columns_of(stream: TextIO) -> int:
    """Return the columns of a stream; zero where that is no terminal."""
    with suppress(OSError, ValueError, AttributeError):
        if stream.isatty():
            return os.get_terminal_size(stream.fileno()).columns
    return 0


def wrapped(
    text: str,
    width: int,
    *,
    first: str = "",
    later: str = "",
    breaks_words: bool = True,
) -> str:
    """Return prose in lines that fit; dates and amounts are never broken.

    Args:
        text: One line or several, each wrapped on its own.
        width: Columns of the terminal.
        first: Put before the first line.
        later: Put before each further line.
        breaks_words: Whether a word that is longer than a line is broken; an address
            that is to be copied must not be.
    """
    fitting = min(width, LONGEST_LINE)
    lines: list[str] = []
    for line in text.splitlines():
        lines += wrap(
            line,
            fitting,
            initial_indent=later if lines else first,
            subsequent_indent=later,
            break_on_hyphens=False,
            break_long_words=breaks_words,
        ) or [""]
    return "\n".join(lines)


def fitting(text: str, width: int) -> str:
    """Return lines of names and amounts, the longer ones made to fit.

    What stands between a name and the amount at the end of its line is taken away as
    far as needed, so that amounts stay one below the other. Other lines are wrapped
    under the text that follows their first word, where that stands apart.
    """
    return "\n".join(
        line if len(line) <= width else _fitting(line, width)
        for line in text.split("\n")
    )


def _fitting(line: str, width: int) -> str:
    """Return one line in as many as it takes."""
    if (found := NAME_AND_AMOUNT.match(line)) is not None:
        name, amount = found.groups()
        indent = " " * len(INDENT.match(name)[0])  # type: ignore[index]
        lines = wrap(
            name,
            width - len(amount) - 2,
            subsequent_indent=indent,
            drop_whitespace=True,
            break_on_hyphens=False,
        )
        *before, last = lines
        return "\n".join([*before, last + amount.rjust(width - len(last))])
    indent = " " * len(INDENT.match(line)[0])  # type: ignore[index]
    return "\n".join(
        wrap(line, width, subsequent_indent=indent, break_on_hyphens=False)
    )
