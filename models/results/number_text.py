"""Amounts as people read them."""


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
