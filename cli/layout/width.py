"""How wide the terminal is, and prose that fits it."""

import os
import sys
from textwrap import wrap

NARROWEST = 60
"""Columns that every table and sentence fits; a narrower terminal breaks lines."""
USUAL = 80
"""Columns in a pipe or a file, unless ``COLUMNS`` says otherwise."""
LONGEST_LINE = 100
"""Columns of prose, however wide the terminal is."""


def terminal_width() -> int:
    """Return the columns to print in: ``COLUMNS``, the terminal's, or the usual."""
    given = os.environ.get("COLUMNS", "")
    width = int(given) if given.isascii() and given.isdigit() else 0
    return max(width or _of_the_terminal() or USUAL, NARROWEST)


def _of_the_terminal() -> int:
    """Return the columns of standard output; zero where that is no terminal."""
    try:
        if sys.stdout.isatty():
            return os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError, AttributeError):
        pass
    return 0


def wrapped(text: str, width: int, *, first: str = "", later: str = "") -> str:
    """Return prose in lines that fit; dates and amounts are never broken.

    Args:
        text: One line or several, each wrapped on its own.
        width: Columns of the terminal.
        first: Put before the first line.
        later: Put before each further line.
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
        ) or [""]
    return "\n".join(lines)
