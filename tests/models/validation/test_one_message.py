"""One mistake gives one message: what follows from it is no mistake of its own."""

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.scenario import checked_scenario

SCENARIOS = sorted((Path(__file__).parents[3] / "scenarios").glob("*.toml"))
WRONG = (["zzz"], -7, "no such", True)

SEVERAL = {
    ("grants", "name"): "each lot names the grant, and so does each schedule",
    ("events", "exercise"): "a later sale of the grant's lots lacks what it brought",
    ("lots", "grant"): "a lot's name comes from its grant where it has none",
}
"""Where several tables name what a mistake takes away, each says so."""

Place = tuple[str | int, ...]


def places(part: object, place: Place = ()) -> Iterator[Place]:
    """Yield the place of every table, list and value."""
    items: Any = ()
    if isinstance(part, dict):
        items = part.items()
    elif isinstance(part, list):
        items = enumerate(part)
    if place:
        yield place
    for key, value in items:
        yield from places(value, (*place, key))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_one_wrong_value_gives_one_message(path: Path) -> None:
    """Each value of each shipped scenario, with four wrong ones in its place."""
    fields = tomllib.loads(path.read_text(encoding="utf-8"))
    tried = 0
    for place in places(fields):
        for wrong in WRONG:
            given = deepcopy(fields)
            table: Any = given
            for key in place[:-1]:
                table = table[key]
            table[place[-1]] = wrong
            try:
                checked_scenario(given)
            except ScenarioErrors as error:
                tried += 1
                keys = tuple(key for key in place if isinstance(key, str))
                told = [str(problem) for problem in error.problems]
                assert len(told) == 1 or keys in SEVERAL, told
    assert tried > 50
