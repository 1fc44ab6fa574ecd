"""Problems of an input: where, which value, why, and the remedy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

LONGEST_VALUE = 60
"""Characters of a value shown in a message."""

MOST_PROBLEMS = 100
"""Problems of a file that are told one by one; of the rest, how many there are."""

SHORTEST_BEGINNING = 3
"""Characters that are enough to complete a name."""


class WrongValue(ValueError):
    """A value that a validator refuses.

    Attributes:
        reason: What is wrong and why, continuing "<field> is <value>, ...".
        remedy: What would be right.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        """Keep both halves of the message apart."""
        super().__init__(f"{reason}; {remedy}")
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input file; prints as one line.

    Attributes:
        path: Field, as in ``grants[0].expires_on``; empty for the file as a whole.
        value: The value as shown; empty where there is none.
        reason: What is wrong and why.
        remedy: What would be right.
        owner: Name of the grant, lot or schedule that the field belongs to, if any.
        file: The file.
        stands_for: Number of problems that it stands for.
    """

    path: str
    value: str
    reason: str
    remedy: str
    owner: str = ""
    file: str = ""
    stands_for: int = 1

    def __str__(self) -> str:
        """Return file, field, value, reason and remedy in one line."""
        of_owner = f" of {self.owner!r}" if self.owner else ""
        subject = f"{self.path}{of_owner} " if self.path else ""
        is_value = f"is {self.value}, " if self.value else ""
        file = f"{self.file}: " if self.file else ""
        return f"{file}{subject}{is_value}{self.reason}; {self.remedy}"


def first_problems(problems: Iterable[Problem], more: int = 0) -> list[Problem]:
    """Return the first problems, and how many there are beyond.

    Args:
        problems: In order.
        more: Number of those that were counted and not put into words.
    """
    found = list(problems)
    beyond = sum(each.stands_for for each in found[MOST_PROBLEMS:]) + more
    if not beyond:
        return found
    reason = f"has {beyond:,} more problem{'s' * (beyond > 1)}"
    remedy, file = "correct these first", found[0].file
    rest = Problem("", "", reason, remedy, file=file, stands_for=beyond)
    return [*found[:MOST_PROBLEMS], rest]


class WrongValues(ValueError):
    """Several problems between fields that are each right alone."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems apart."""
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def shown(value: object) -> str:
    """Return a value of a file as a short, single-line text."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
        case dict():
            names = listed((plain(str(name)) for name in value), most=5)
            return f"a table with {names}" if names else "an empty table"
        case list() | tuple():
            return f"a list of {len(value)}" if value else "an empty list"
    try:
        text = repr(value)
    except ValueError:  # more digits than Python prints
        return "a number of thousands of digits"
    return shortened(text)


def plain(text: str) -> str:
    """Return the name of a field as it is, or escaped if it would break the line."""
    return shortened(text if text.isprintable() else repr(text)[1:-1])


def shortened(text: str) -> str:
    """Return a text, or its beginning if it is long."""
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}..."


def listed(names: Iterable[str], most: int = 12) -> str:
    """Return names as one text, the first ``most`` of them."""
    all_names = list(names)
    more = ", ..." if len(all_names) > most else ""
    return ", ".join(all_names[:most]) + more


def near_match(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that ``name`` was probably meant to be, if any."""
    by_lower_case = {each.lower(): each for each in known}
    begun = [each for each in by_lower_case if each.startswith(name.lower())]
    if len(begun) == 1 and len(name) >= SHORTEST_BEGINNING:
        return by_lower_case[begun[0]]
    found = get_close_matches(name.lower(), by_lower_case, n=1, cutoff=0.6)
    return by_lower_case[found[0]] if found else None


def named_remedy(name: str, known: Iterable[str], what: str) -> str:
    """Return the remedy for an unknown name: the near match, or all known names."""
    names = sorted(known)
    if (meant := near_match(name, names)) is not None:
        return f"did you mean {meant!r}?"
    if not names:
        return f"there are no {what}"
    return f"known {what}: {listed(names)}"
