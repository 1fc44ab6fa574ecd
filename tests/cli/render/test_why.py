"""Reasons and room as the terminal shows them."""

from pathlib import Path

import pytest

import isoplan
from isoplan.cli.layout.width import USUAL
from isoplan.cli.render.first_screen import first_screen
from isoplan.cli.render.why import why_lines


@pytest.fixture(scope="module")
def plan() -> isoplan.Plan:
    """The plan of a small scenario."""
    return isoplan.plan(isoplan.examples()["amt_credit_timeline"])


def test_each_action_has_its_reason(plan: isoplan.Plan) -> None:
    """By its day, wrapped to 80 columns or to 60."""
    for width in (USUAL, 60):
        text = why_lines(plan, width)
        assert max(map(len, text.splitlines())) <= width
        assert text.startswith("Why:\n")
        words = " ".join(text.split())
        for action in plan.actions:
            assert f"{action.date} {action.why}" in words


def test_nothing_is_shown_where_nothing_was_worked_out(plan: isoplan.Plan) -> None:
    """As of a plan of an earlier version."""
    actions = [each.model_copy(update={"why": ""}) for each in plan.actions]
    bare = plan.model_copy(update={"actions": tuple(actions), "room": None})
    assert why_lines(bare) == ""
    assert "without AMT" not in first_screen(bare)


def test_the_room_of_the_first_year(plan: isoplan.Plan) -> None:
    """The sentence with which `isoplan room` begins."""
    room = isoplan.room(isoplan.examples()["amt_credit_timeline"])
    assert plan.room is not None
    assert plan.room.sentence() == room.sentence()
    assert room.answer().startswith(room.sentence())
    assert room.sentence() in " ".join(first_screen(plan).split())


def test_an_earlier_plan_without_them_is_read(root: Path) -> None:
    """Its JSON has neither field."""
    text = (root / "scenarios" / "earlier" / "series_b_engineer.json").read_text(
        encoding="utf-8"
    )
    earlier = isoplan.Plan.model_validate_json(text)
    assert earlier.room is None
    assert {action.why for action in earlier.actions} == {""}
