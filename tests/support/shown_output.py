"""What a document shows beside what is printed today: how the two differ."""

import re

import pytest

AMOUNT = r"\$\d[\d,]*(?:\.\d+)?|\b\d{1,3}(?:,\d{3})+\b"
"""Dollars, and thousands of anything: a day, a year and a count of actions are none."""
CELL = r"(?<= )-?\d{1,3}(?= |$)"
"""In a table every number but a year is an amount."""
IN_JSON = r"(?<=\": )(?:\d{4,}(?:\.\d+)?|\d+\.\d\d?)\b"
"""In JSON, where thousands have no commas: a rate and a count are none."""
SALE_LOT = re.compile(r"(sell [\d,]+ of .*?) \d{4}-\d\d-\d\d")


def without_lots_of_sales(text: str) -> str:
    """Return actions without the lots that are sold.

    Lots of one grant may tie to the cent: CBC and HiGHS choose different ones.
    """
    return SALE_LOT.sub(r"\1", text)


def differences(shown: str, printed: str, *more_amounts: str) -> list[str]:
    """Return where two texts differ by more than the rounding of another solver.

    Words, names, days, years and counts must be the same, however lines are broken.
    An amount may differ by two, or by one in a thousand: plans that are proven to a
    dollar cost the same wherever they are found, yet another CBC, or HiGHS, may round
    two or three shares of thousands otherwise.

    Args:
        shown: Part of a document.
        printed: The same of today.
        more_amounts: Patterns of amounts beside :data:`AMOUNT`.
    """
    amounts = re.compile("|".join([AMOUNT, *more_amounts]), re.MULTILINE)
    words, numbers = zip(
        *(
            (" ".join(amounts.sub("#", text).split()), amounts.findall(text))
            for text in (shown, printed)
        ),
        strict=True,
    )
    if words[0] != words[1]:
        return [f"{words[0]} is now {words[1]}"]
    return [
        f"{ours} is now {theirs}"
        for ours, theirs in zip(*numbers, strict=True)
        if _value(ours) != pytest.approx(_value(theirs), rel=0.001, abs=2)
    ]


def _value(amount: str) -> float:
    return float(amount.lstrip("$").replace(",", ""))
