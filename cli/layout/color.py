"""Color, put on text that is ready: it adds no column and says nothing by itself."""

import os
import re

import click

LABELS = re.compile(r"^(NOW|NEXT|WORTH|CASH|AMT|RISK)(?=  )")
"""Words that begin a line of the first screen."""
RULE = re.compile(r"^ +-[- ]*$")
PROVEN = re.compile(r"\b[Pp]roven (?:optimal|best|within)\b")
UNPROVEN = re.compile(r"a better one may exist|at most \$[\d,]+ from the best")


def colors_wanted() -> bool | None:
    """Return False where the user wants no colors; None leaves it to the stream.

    ``NO_COLOR`` that is not empty, and a terminal that is dumb (https://no-color.org).
    """
    no_color = bool(os.environ.get("NO_COLOR"))
    return False if no_color or os.environ.get("TERM") == "dumb" else None


def painted(text: str) -> str:
    """Return text with its labels, rules and verdicts in color."""
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    if RULE.match(line):
        return click.style(line, dim=True)
    line = LABELS.sub(lambda found: click.style(found[0], fg="cyan", bold=True), line)
    line = PROVEN.sub(lambda found: click.style(found[0], fg="green"), line)
    return UNPROVEN.sub(lambda found: click.style(found[0], fg="yellow"), line)
