"""What can be wrong with an event, and the line that it prints."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from isoplan.models.scenario import load_scenario
from isoplan.models.situation import situation_of

Fields = dict[str, Any]
Lines = Callable[[Fields], list[str]]

EXERCISE: Fields = {"on": "2026-02-01", "exercise": "G1", "shares": 100}
SALE: Fields = {"on": "2026-02-02", "sell": "L1", "shares": 100}

EVENTS = [
    pytest.param(
        [{**EXERCISE, "on": "2026-03-02"}],
        "events[0].on is 2026-03-02, after the plan's start on 2026-03-01; an "
        "event is what happened before the plan; move plan.start, or write it as an "
        "action of a schedule",
        id="after-the-start",
    ),
    pytest.param(
        [{**EXERCISE, "shares": 1_801}],
        "events[0].shares is 1801, more than the 1,800 options of 'G1' that "
        "are vested on 2026-02-01 and not exercised yet; correct the shares or the "
        "day, or the grant's vesting",
        id="more-than-vested",
    ),
    pytest.param(
        [{**EXERCISE, "shares": 1_000}, {**EXERCISE, "shares": 900, "name": "B"}],
        "events[1].shares is 900, more than the 800 options of 'G1' that are "
        "vested on 2026-02-01 and not exercised yet; correct the shares or the day, or "
        "the grant's vesting",
        id="more-than-vested-in-two-steps",
    ),
    pytest.param(
        [{**EXERCISE, "on": "2024-02-01", "value": 3.0}],
        "events[0].on is 2024-02-01, before 'G1' was granted on 2024-03-01; "
        "give a day from 2025-03-01, when its first options vest",
        id="before-the-grant",
    ),
    pytest.param(
        [{**EXERCISE, "on": "2024-06-01", "value": 3.0}],
        "events[0].on is 2024-06-01, before the first options of 'G1' vest on "
        "2025-03-01; give a day from 2025-03-01, or correct the grant's vesting",
        id="before-vesting",
    ),
    pytest.param(
        [{**EXERCISE, "exercise": "g-1"}],
        "events[0].exercise is 'g-1', which names none of the scenario's "
        "grants; did you mean 'G1'?",
        id="unknown-grant",
    ),
    pytest.param(
        [{**SALE, "sell": "L2"}],
        "events[0].sell is 'L2', which names none of the scenario's grants and "
        "lots; known grants and lots: G1, L1",
        id="unknown-lot",
    ),
    pytest.param(
        [{**SALE, "shares": 501}],
        "events[0].shares is 501, more than the 500 shares of 'L1' held on "
        "2026-02-02; correct the shares or the day, or add the exercise that they come "
        "from",
        id="more-than-held",
    ),
    pytest.param(
        [{**SALE, "shares": 400}, {**SALE, "shares": 200}],
        "events[1].shares is 200, more than the 100 shares of 'L1' held on "
        "2026-02-02; correct the shares or the day, or add the exercise that they come "
        "from",
        id="more-than-held-in-two-steps",
    ),
    pytest.param(
        [{**EXERCISE, "sell": "L1"}],
        "events[0] is a table with on, exercise, shares, sell, which has not exactly "
        "one of 'exercise', 'sell' and 'split'; write { on, exercise, shares }, "
        "{ on, sell, shares } or { on, split }",
        id="both-exercise-and-sell",
    ),
    pytest.param(
        [EXERCISE, EXERCISE],
        "events[1].name is 'G1 2026-02-01', which is already the name of a "
        "grant, a lot or a holding; give each exercise a name of its own",
        id="two-exercises-of-one-name",
    ),
    pytest.param(
        [{**EXERCISE, "name": "L1"}],
        "events[0].name is 'L1', which is already the name of a grant, a lot "
        "or a holding; give each exercise a name of its own",
        id="name-of-a-lot",
    ),
    pytest.param(
        [{**EXERCISE, "election_83b": True}],
        "events[0].election_83b is true, but all options were vested on "
        "2026-02-01, so there is no election; remove it, or correct the day",
        id="election-for-vested-options",
    ),
    pytest.param(
        [{**EXERCISE, "on": "2025-12-01"}],
        "events[0].value is missing, and market.prices begin with 2026-01-01; "
        "add it, or a price on 2025-12-01 or before",
        id="no-value-known",
    ),
    pytest.param(
        [{**SALE, "on": "2025-12-01"}],
        "events[0].price is missing, and market.prices begin with 2026-01-01; "
        "add it, or a price on 2025-12-01 or before",
        id="no-price-known",
    ),
    pytest.param(
        [{**SALE, "on": "2025-05-01", "price": 5.0}],
        "events[0].shares is 100, more than the 0 shares of 'L1' held and "
        "vested on 2025-05-01; correct the shares or the day, or add the exercise that "
        "they come from and vested",
        id="sold-before-exercised",
    ),
    pytest.param(
        [{"on": "2026-05-04", "split": 3}],
        "events[0].on is 2026-05-04, after the plan's start on 2026-03-01; a split to "
        "come changes what a share is, and no value; write everything in today's "
        "shares and leave the split out until the plan starts after it",
        id="split-to-come",
    ),
    pytest.param(
        [{"on": "2026-02-04", "split": 1}],
        "events[0].split is 1, which changes nothing; give the new shares for one old "
        "share, as in 3, or remove the event",
        id="split-of-one-for-one",
    ),
    pytest.param(
        [{"on": "2026-02-04", "split": 0.001}],
        "events[0].split is 0.001, which leaves no whole share of 'L1'; correct it, "
        "or remove what it leaves nothing of",
        id="split-leaves-nothing",
    ),
    pytest.param(
        [{**SALE, "shares": 501}, {"on": "2026-02-04", "split": 3}],
        "events[0].shares is 1503, more than the 1,500 shares of 'L1' held on "
        "2026-02-02 (in shares after the splits); correct the shares or the day, or "
        "add the exercise that they come from",
        id="counted-after-a-split",
    ),
]


@pytest.mark.parametrize(("events", "line"), EVENTS)
def test_one_mistake_in_an_event_is_one_line(
    events: list[Fields], line: str, lines_with: Lines
) -> None:
    """Each names its place in the list, and what it acts on."""
    assert lines_with({"events": events}) == [line]


def test_all_mistakes_come_at_once(lines_with: Lines) -> None:
    """Those of single fields, of events among each other, and of other parts."""
    events = [
        {**EXERCISE, "value": -1.0},
        {**SALE, "shares": 501},
        {**SALE, "sell": "L2"},
    ]
    paths = [line.split(" ")[0] for line in lines_with({"events": events})]
    assert paths == ["events[0].value", "events[1].shares", "events[2].sell"]


def test_a_sale_is_not_wrong_because_its_exercise_is(lines_with: Lines) -> None:
    """Of an unknown grant, or of more options than were vested."""
    sold = {"on": "2026-02-20", "shares": 100}
    events = [
        {**EXERCISE, "exercise": "G9"},
        {**sold, "sell": "G9 2026-02-01"},
        {**EXERCISE, "shares": 9_000},
        {**sold, "sell": "G1 2026-02-01", "shares": 9_000},
    ]
    paths = [line.split(" ")[0] for line in lines_with({"events": events})]
    assert paths == ["events[0].exercise", "events[2].shares"]


def test_a_schedule_begins_where_events_end(lines_with: Lines) -> None:
    """What an event sold cannot be sold again."""
    values = {"events": [SALE], "schedules.0.actions": [{**SALE, "on": "2027-05-03"}]}
    values["schedules.0.actions"][0]["shares"] = 401
    assert lines_with(values) == [
        (
            "schedules[0].actions[0].shares of 'mine' is 401, more than the 400 shares "
            "of 'L1' held on 2027-05-03; sell fewer, or sell after they are exercised"
        )
    ]


def test_a_schedule_is_not_wrong_because_an_event_is(lines_with: Lines) -> None:
    """Shares are not counted where an event is in doubt."""
    values: Fields = {
        "events": [{**SALE, "shares": "many"}],
        "schedules.0.actions": [{**SALE, "on": "2027-05-03", "shares": 501}],
    }
    assert [line.split(" ")[0] for line in lines_with(values)] == ["events[0].shares"]


def test_an_event_on_the_day_of_the_start_is_allowed(
    changed: Callable[[Fields], Fields], tmp_path: Path
) -> None:
    """As a lot is that was exercised on it."""
    file = tmp_path / "same_day.json"
    given = changed({"events": [{**EXERCISE, "on": "2026-03-01"}]})
    file.write_text(json.dumps(given), encoding="utf-8")
    assert len(situation_of(load_scenario(file)).opening_position.equity.lots) == 2
