"""What can be wrong with a lot, and the line that it prints."""

from collections.abc import Callable
from typing import Any

import pytest

Fields = dict[str, Any]
Lines = Callable[[Fields], list[str]]

LOTS = [
    pytest.param(
        {"lots.0.exercised_on": "2024-02-01"},
        "lots[0].exercised_on of 'L1' is 2024-02-01, before 'G1' was granted on "
        "2024-03-01; give a day from 2025-03-01, when its first options vest",
        id="lot-exercised-before-grant",
    ),
    pytest.param(
        {"lots.0.exercised_on": "2024-06-01"},
        "lots[0].exercised_on of 'L1' is 2024-06-01, before the first options of 'G1' "
        "vest on 2025-03-01; give a day from 2025-03-01, or correct the grant's "
        "vesting",
        id="lot-exercised-before-vesting",
    ),
    pytest.param(
        {"lots.0.shares": 1501},
        "lots[0].shares of 'L1' is 1501, so that lots of 'G1' hold 1,501 shares "
        "exercised by 2025-06-01, when 1,500 had vested; correct the shares or the "
        "day, or the grant's vesting",
        id="lot-of-more-than-vested",
    ),
    pytest.param(
        {"lots.0.exercised_on": "2026-03-02"},
        "lots[0].exercised_on of 'L1' is 2026-03-02, after the plan's start on "
        "2026-03-01; a lot holds shares exercised before the plan; move plan.start, or "
        "write it as an action of a schedule",
        id="lot-after-the-start",
    ),
    pytest.param(
        {"lots.0.grant": "G2", "schedules": []},
        "lots[0].grant of 'L1' is 'G2', which names none of the scenario's grants; "
        "known grants: G1",
        id="unknown-grant-in-a-lot",
    ),
    pytest.param(
        {"lots.0.grant": "G1x", "schedules": []},
        "lots[0].grant of 'L1' is 'G1x', which names none of the scenario's grants; "
        "did you mean 'G1'?",
        id="typo-in-the-grant-of-a-lot",
    ),
    pytest.param(
        {"lots.0.name": "G1"},
        "lots[0].name is 'G1', which is also the name of a grant, so that a sale of it "
        "could mean either; give the lot another name",
        id="lot-named-as-a-grant",
    ),
    pytest.param(
        {"lots.1": {"like": 0}},
        "lots[1].name is 'L1', already the name of lots[0]; give each lot a name of "
        "its own",
        id="two-lots-of-one-name",
    ),
]


@pytest.mark.parametrize(("values", "line"), LOTS)
def test_one_mistake_in_a_lot_is_one_line(
    values: Fields, line: str, lines_with: Lines
) -> None:
    """Of two lots the later one is reported."""
    assert lines_with(values) == [line]


def test_two_lots_without_names_of_one_grant_and_day(lines_with: Lines) -> None:
    """Their default names are the same."""
    assert lines_with({"lots.0.name": ..., "lots.1": {"like": 0}}) == [
        (
            "lots[1].name is 'G1 2025-06-01', already the name of lots[0]; give each "
            "lot a name of its own"
        )
    ]
