"""What an event may hold, and what is wrong with one by itself."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from isoplan.models.inputs.events import Event, ExerciseEvent, SaleEvent, in_order

EVENT: TypeAdapter[ExerciseEvent | SaleEvent] = TypeAdapter(Event)


def test_an_exercise_is_named_by_grant_and_day() -> None:
    """As lots are, unless it has a name of its own."""
    given = {"on": "2026-02-10", "exercise": "G1", "shares": 100}
    event = EVENT.validate_python(given)
    assert isinstance(event, ExerciseEvent)
    assert event.label == "G1 2026-02-10"
    named = EVENT.validate_python({**given, "name": "February", "value": 6.5})
    assert isinstance(named, ExerciseEvent)
    assert (named.label, named.value) == ("February", 6.5)


def test_a_sale_has_a_price() -> None:
    """Of a lot, a grant or a holding, one exercise of it if said so."""
    event = EVENT.validate_python(
        {
            "on": "2026-02-10",
            "sell": "G1",
            "exercised_on": "2025-06-01",
            "shares": 100,
            "price": 24.5,
        }
    )
    assert isinstance(event, SaleEvent)
    assert (event.exercised_on, event.price) == (date(2025, 6, 1), 24.5)


@pytest.mark.parametrize(
    "given",
    [
        {"on": "2026-02-10", "shares": 1},
        {"on": "2026-02-10", "exercise": "G1", "sell": "G1", "shares": 1},
        {"on": "2026-02-10", "sell": "G1", "shares": 1, "split": 2},
        "exercise",
    ],
)
def test_an_event_is_one_thing(given: object) -> None:
    """Neither nothing nor both."""
    with pytest.raises(
        ValidationError, match="not exactly one of 'exercise', 'sell' and 'split'"
    ):
        EVENT.validate_python(given)


def test_a_gift_has_no_price() -> None:
    """What brought a price was sold."""
    gift = {"on": "2026-02-10", "sell": "G1", "shares": 1, "given": True}
    event = EVENT.validate_python(gift)
    assert isinstance(event, SaleEvent)
    assert event.given
    with pytest.raises(ValidationError, match="price was received, so they were sold"):
        EVENT.validate_python({**gift, "price": 3.0})


def test_a_gift_has_a_taker() -> None:
    """Charity, unless a person is named; a sale has none."""
    sale = {"on": "2026-02-10", "sell": "G1", "shares": 1}
    for given, taker in (
        ({}, None),
        ({"given": True}, "charity"),
        ({"given": True, "given_to": "person"}, "person"),
    ):
        event = EVENT.validate_python(sale | given)
        assert isinstance(event, SaleEvent)
        assert event.taker == taker
    with pytest.raises(ValidationError, match="but nothing was given"):
        EVENT.validate_python({**sale, "given_to": "person"})


def test_events_happen_in_order() -> None:
    """By day, exercises first, each with its place in the file."""
    day = date(2026, 2, 10)
    sale = SaleEvent(on=day, sell="G", shares=1)
    exercise = ExerciseEvent(on=day, exercise="G", shares=1)
    before = SaleEvent(on=date(2026, 1, 1), sell="G", shares=1)
    ordered = in_order({0: sale, 1: exercise, 4: before})
    assert [number for number, _ in ordered] == [4, 1, 0]
