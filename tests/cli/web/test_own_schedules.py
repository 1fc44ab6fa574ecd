"""One's own schedules, drawn on a line of time: added, moved, put beside the plan."""

from collections.abc import Iterator
from typing import Any

import pytest

from launched_chromium import chromium
from served_page import Server

sync_api = pytest.importorskip("playwright.sync_api", reason="for the browser tests")
expect = sync_api.expect
pytestmark = pytest.mark.slow

LONG_MS = 60_000
COMPLETE = "The scenario is complete. Plan it."
SALE = '[data-mark="0.1"]'
"""Of 200 shares on 2027-02-16."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as launched:
        yield launched


@pytest.fixture
def page(browser: Any, server: Server) -> Iterator[Any]:
    """The page with a scenario that has a schedule of three actions."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(LONG_MS)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda each: said.append(each.text))
    page.on("pageerror", lambda each: said.append(str(each)))
    page.goto(server.address)
    page.wait_for_selector("body[data-ready]")
    page.select_option("#example", "amt_credit_timeline")
    expect(page.locator("#status")).to_have_text(COMPLETE, timeout=LONG_MS)
    yield page
    context.close()
    assert said == []


def holds(page: Any, text: str) -> None:
    """Wait until the scenario's text holds a piece."""
    for _ in range(300):
        if text in page.input_value("#text"):
            return
        page.wait_for_timeout(100)
    raise AssertionError((text, page.input_value("#text")))


def test_an_action_is_moved_by_keys(page: Any) -> None:
    """By a month, by a day; it stays in focus, and Delete removes it."""
    assert "2027-02-16: sell 200" in page.locator(SALE).get_attribute("aria-label")
    page.locator(SALE).focus()
    page.keyboard.press("ArrowRight")
    holds(page, "on = 2027-03-16, sell")
    expect(page.locator(SALE)).to_be_focused()
    page.keyboard.press("Shift+ArrowLeft")
    holds(page, "on = 2027-03-15, sell")
    expect(page.locator(SALE)).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.locator(".own .mark")).to_have_count(2)
    assert "2027-03-15" not in page.input_value("#text")
    expect(page.locator("#problems")).to_be_hidden()


def test_an_action_is_dragged(page: Any) -> None:
    """A quarter of the line is a year of four."""
    mark, lane = page.locator(SALE), page.locator(".own svg")
    mark.scroll_into_view_if_needed()
    box, line = mark.bounding_box(), lane.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + line["width"] * 0.24, y, steps=5)
    page.mouse.up()
    holds(page, "on = 2028-02-1")


def test_a_schedule_is_added_and_a_mistake_is_said_there(page: Any) -> None:
    """In the words of isoplan check, at the schedule that has it."""
    page.get_by_role("button", name="Add a schedule").click()
    holds(page, 'name = "My schedule"')
    page.get_by_role("button", name="Add to My schedule").click()
    holds(page, 'exercise = "2025 grant", shares = 100')
    lane = page.locator(".lane", has_text="My schedule")
    expect(lane.locator(".message")).to_contain_text("before the first options")
    page.get_by_role("button", name="Remove My schedule").click()
    expect(page.locator("#problems")).to_be_hidden(timeout=LONG_MS)
    assert "My schedule" not in page.input_value("#text")


def test_the_plan_as_one_s_own_schedule_is_worth_the_same(page: Any) -> None:
    """All schedules stand beside the plan, each with what it is worth less."""
    page.click("#plan")
    expect(page.locator("#downloads")).to_be_visible(timeout=LONG_MS)
    page.get_by_role("button", name="Add one like the plan").click()
    holds(page, 'name = "Like the plan"')
    expect(page.locator("#status")).to_have_text(COMPLETE, timeout=LONG_MS)
    page.click("#plan")
    expect(page.locator("#downloads")).to_be_visible(timeout=LONG_MS)
    row = page.locator("#compared tr", has_text="Like the plan")
    expect(row.locator("td").last).to_have_text("$0")
    other = page.locator("#compared tr", has_text="sell some early")
    assert other.locator("td").last.inner_text() not in {"$0", ""}
    expect(page.locator(".lane h3").first).to_have_text("The plan")
