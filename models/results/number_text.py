"""Amounts as people read them."""

import math


def whole(amount: float) -> str:
    """Return an amount in whole units with thousands marked."""
    return f"{round(amount) + 0:,}"


def dollars(amount: float) -> str:
    """Return whole dollars with their sign in front: ``$1,234``, ``-$1,234``."""
    text = f"${abs(round(amount)):,}"
    return f"-{text}" if round(amount) < 0 else text


def in_a_row(parts: list[str]) -> str:
    """Return parts as a sentence lists them: ``a, b and c``."""
    if len(parts) == 1:
        return parts[0]
    return ", ".join(parts[:-1]) + " and " + parts[-1]


def part_in_percent(part: float) -> str:
    """Return a part of a whole as a percentage with one digit that counts."""
    percent = abs(part) * 100.0
    if percent < 1e-4:
        return "less than 0.0001%"
    digits = max(1, -math.floor(math.log10(percent)))
    return f"{percent:.{digits}f}%"
