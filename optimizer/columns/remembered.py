"""What was worked out for a situation before, as long as the situation is in use."""

import weakref
from collections.abc import Callable, Hashable
from functools import wraps
from typing import TypeVar

from isoplan.models.situation import Situation

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")


def remembered(
    work_out: Callable[[Situation, Key], Found],
) -> Callable[[Situation, Key], Found]:
    """Have a function work out each answer once for each situation.

    Situations never change, and are told apart by which one it is, not by what they
    hold. The answer must not be changed by who gets it.
    """
    known: dict[int, dict[Key, Found]] = {}

    @wraps(work_out)
    def look_up(situation: Situation, key: Key) -> Found:
        number = id(situation)
        if number not in known:
            known[number] = {}
            weakref.finalize(situation, known.pop, number, None)
        answers = known[number]
        if key not in answers:
            answers[key] = work_out(situation, key)
        return answers[key]

    return look_up
