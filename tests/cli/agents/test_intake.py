"""The prompt asks for what a scenario needs, and says nothing in the user's place."""

import re
from typing import Any

from isoplan.cli.agents.intake import intake
from isoplan.models.returns.schemas import schema_of

ASKED = intake(2026)


def required(name: str, schema: dict[str, Any]) -> list[str]:
    """Return the fields that a table must have."""
    found: list[str] = schema["$defs"][name]["required"]
    return found


def test_it_asks_for_every_field_that_a_file_must_have() -> None:
    """By the name in the file, so that the agent writes it there."""
    schema = schema_of("scenario")
    needed = [*required("Planning", schema), *required("Household", schema)]
    for name in [*needed, *required("Grant", schema)]:
        assert name in ASKED or f"{name}," in ASKED, name
    for section in ("plan", "grants", "market", "household"):
        assert re.search(rf"^\d\. {section}", ASKED, re.MULTILINE)


def test_it_gives_no_date_and_no_amount() -> None:
    """What it does not say cannot be taken over."""
    assert not re.search(r"\d{4}-\d{2}-\d{2}", ASKED)
    assert "$" not in ASKED
    assert [int(each) for each in re.findall(r"\b\d{4}\b", ASKED)] == [
        3921,
        1040,
        6251,
        8801,
        2026,
        8801,
    ]


def test_what_the_user_has_said_is_kept_apart() -> None:
    """At the end, word for word; without it nothing is added."""
    assert intake(2026, " ") == ASKED
    said = intake(2026, "I have {500} options.")
    assert said.startswith(ASKED)
    assert said.endswith("only for what is missing:\nI have {500} options.\n")
