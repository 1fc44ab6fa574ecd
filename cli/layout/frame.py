"""The frame of a report: parts one below the other, sentences that fit the width."""

from collections.abc import Collection, Iterable

from isoplan.cli.layout.width import wrapped


def framed(parts: Iterable[str]) -> str:
    """Return the parts of a report that are not empty, a blank line between them."""
    return "\n\n".join(part for part in parts if part)


def sentences(lines: Iterable[str], width: int) -> str:
    """Return sentences one below the other, each wrapped."""
    return "\n".join(wrapped(line, width, later="  ") for line in lines)


def more_line(options: Iterable[str], shown: Collection[str], also: str) -> str:
    """Return which options show more; nothing where all of a report is shown.

    Args:
        options: Names of all that show a part.
        shown: Names of those that were given.
        also: Others, to be named after them.
    """
    left = [f"--{name}" for name in options if name not in shown]
    return f"More: {', '.join([*left, also])}." if left else ""
