"""The page in a real browser: from an empty form to a report in one's own folder."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launched_chromium import chromium
from served_page import SCENARIOS, Server

sync_api = pytest.importorskip("playwright.sync_api", reason="for the browser tests")
axe_module = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="as for playwright"
)
expect = sync_api.expect
pytestmark = pytest.mark.slow

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
NARROWEST = {"width": 320, "height": 600}
LONG_MS = 60_000
EXAMPLE = "amt_credit_timeline"
FILLED = {
    "name": "From an empty form",
    "plan.start": "2026-01-15",
    "plan.last_year": "2029",
    "plan.inflation": "2.5",
    "household.wages": "190,000",
    "grants[0].name": "G1",
    "grants[0].granted_on": "2024-03-01",
    "grants[0].expires_on": "2034-02-28",
    "grants[0].shares": "4,000",
    "grants[0].strike": "1.80",
}
COMPLETE = "The scenario is complete. Plan it."


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as launched:
        yield launched


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def page(request: Any, browser: Any, server: Server) -> Iterator[Any]:
    yield from opened(browser, server, viewport=request.param)


@pytest.fixture
def desk(browser: Any, server: Server) -> Iterator[Any]:
    yield from opened(browser, server, viewport=DESK)


def opened(browser: Any, server: Server, **options: Any) -> Iterator[Any]:
    """The page, ready; at the end nothing was said on its console.

    Nor was anything asked of anybody else.
    """
    context = browser.new_context(**options)
    context.set_default_timeout(LONG_MS)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda each: said.append(each.text))
    page.on("pageerror", lambda each: said.append(str(each)))
    page.on("request", lambda each: asked.append(each.url))
    page.goto(server.address)
    page.wait_for_selector("body[data-ready]")
    yield page
    context.close()
    own = (f"http://127.0.0.1:{server.port}/", "data:", "blob:", "about:")
    assert [url for url in asked if not url.startswith(own)] == []
    assert said == []


def go(page: Any, name: str) -> None:
    """Show a part of the page, where not all are shown."""
    button = page.locator(f"nav button[data-to={name}]")
    if button.is_visible():
        button.click()


def at(page: Any, path: str) -> Any:
    return page.locator(f'[data-at="{path}"]')


def example(page: Any, name: str = EXAMPLE) -> None:
    page.select_option("#example", name)
    expect(page.locator("#status")).to_have_text(COMPLETE, timeout=LONG_MS)


def fill(page: Any, path: str, text: str) -> None:
    """Fill in a field, and see that the text holds it."""
    at(page, path).fill(text)
    page.wait_for_timeout(200)


def planned(page: Any) -> None:
    go(page, "plan")
    page.click("#plan")
    expect(page.locator("#progress")).to_have_text(
        "Done. The report is below.", timeout=LONG_MS
    )


def test_from_an_empty_form_to_a_report(page: Any, tmp_path: Path) -> None:
    """Field by field, each missing one said at its place; then it is saved."""
    expect(page.locator("#problems li")).to_have_count(3, timeout=LONG_MS)
    page.get_by_role("button", name="Add: grant").click()
    at(page, "grants[0].name").wait_for()
    for path, value in FILLED.items():
        fill(page, path, value)
    at(page, "household.filing_status").select_option("single")
    prices = page.get_by_label("Prices: a further day")
    prices.fill("2026-01-15")
    prices.locator("..").get_by_role("button", name="Add").click()
    fill(page, "market.prices.2026-01-15", "12")
    page.get_by_role("button", name="Add: vesting").click()
    expect(page.locator("#problems")).to_be_hidden(timeout=LONG_MS)
    expect(page.locator("#status")).to_have_text(COMPLETE, timeout=LONG_MS)
    text = page.input_value("#text")
    assert "wages = 190000" in text
    assert "inflation = 0.025" in text
    planned(page)
    with page.expect_download() as download:
        page.click("#downloads button[data-ending='.html']")
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    assert saved.name == "plan.html"
    report = saved.read_text(encoding="utf-8")
    assert "<h1>From an empty form</h1>" in report
    frame = page.frame_locator("#report iframe")
    expect(frame.locator("h1")).to_have_text("From an empty form")
    figure = frame.locator(".tile .figure").first.inner_text()
    assert page.locator("#answer .figure").first.inner_text() == figure


def test_the_keyboard_alone(desk: Any) -> None:
    """Each control is reached, seen and used without a mouse."""
    reached: list[str] = []

    def tab_to(selector: str) -> None:
        for _ in range(400):
            desk.keyboard.press("Tab")
            reached.append(desk.evaluate("document.activeElement.id"))
            if desk.evaluate(f"document.activeElement.matches({selector!r})"):
                return
        raise AssertionError(reached[-20:])

    tab_to("#example")
    desk.keyboard.type("amt credit")
    desk.keyboard.press("Enter")
    expect(desk.locator("#status")).to_have_text(COMPLETE, timeout=LONG_MS)
    tab_to("[data-at='plan.last_year']")
    tab_to("#text")
    tab_to("#plan")
    desk.keyboard.press("Enter")
    expect(desk.locator("#downloads")).to_be_visible(timeout=LONG_MS)
    tab_to("#slider-exit_price")
    desk.keyboard.press("ArrowRight")
    expect(desk.locator("#slid")).to_contain_text("Planned anew", timeout=LONG_MS)
    tab_to("#downloads button")
    with desk.expect_download() as download:
        desk.keyboard.press("Enter")
    assert download.value.suggested_filename == "plan.html"


def test_a_mistake_is_said_at_its_field_and_on_its_line(page: Any) -> None:
    """In the words of isoplan check; a press leads there."""
    example(page)
    fill(page, "grants[0].shares", "-5")
    field = at(page, "grants[0].shares")
    expect(field).to_have_attribute("aria-invalid", "true", timeout=LONG_MS)
    described = field.get_attribute("aria-describedby").split()
    message = page.locator(f"#{described[0]}")
    expect(message).to_contain_text("is -5, which is not above 0; give a number above")
    number = int(page.locator("#gutter .wrong").text_content().split()[-1])
    line = page.input_value("#text").split("\n")[number - 1]
    assert line.startswith("shares = -5")
    expect(page.locator("#plan")).to_be_disabled()
    page.locator("#problems button").first.click()
    expect(field).to_be_focused()
    fill(page, "grants[0].shares", "10,000")
    expect(page.locator("#status")).to_have_text(COMPLETE, timeout=LONG_MS)
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_text_and_form_are_one(page: Any) -> None:
    """What is written in one stands in the other; comments stay."""
    example(page, "series_b_engineer")
    text = page.input_value("#text")
    go(page, "text")
    page.fill("#text", text.replace("cash = 85_000", "cash = 91_000"))
    go(page, "form")
    expect(at(page, "household.cash")).to_have_value("91,000", timeout=LONG_MS)
    fill(page, "household.cash", "92000.5")
    wanted = re.compile(r"cash = 92000\.5 +# for strikes")
    expect(page.locator("#text")).to_have_value(wanted, timeout=LONG_MS)
    go(page, "text")
    page.fill("#text", "name = ")
    expect(page.locator("#problems")).to_contain_text("line 1 is", timeout=LONG_MS)
    assert page.locator("#gutter .wrong").text_content().endswith("1")


def test_a_file_is_dropped(desk: Any) -> None:
    """It is read in the page; JSON becomes TOML; what is none is refused in words."""
    drop = """([name, text]) => {
        const given = new DataTransfer();
        given.items.add(new File([text], name));
        dispatchEvent(new DragEvent("drop", {dataTransfer: given, cancelable: true}));
    }"""
    text = (SCENARIOS / f"{EXAMPLE}.toml").read_text(encoding="utf-8")
    desk.evaluate(drop, ["me.toml", text])
    expect(desk.locator("#text")).to_have_value(text, timeout=LONG_MS)
    desk.evaluate(drop, ["me.json", '{"name": "of JSON"}'])
    expect(desk.locator("#text")).to_have_value('name = "of JSON"\n', timeout=LONG_MS)
    desk.evaluate(drop, ["me.png", "\u2029PNG\r\n"])
    expect(desk.locator("#status")).to_contain_text("not TOML", timeout=LONG_MS)
    expect(desk.locator("#text")).to_have_value('name = "of JSON"\n')


def test_a_plan_is_canceled(desk: Any, server: Server) -> None:
    """Its process is ended; the next plan is found by another."""
    example(desk, "all_kinds_of_equity")
    before = server.processes()
    desk.click("#plan")
    expect(desk.locator("#progress")).to_contain_text("s: ", timeout=LONG_MS)
    desk.click("#cancel")
    expect(desk.locator("#progress")).to_have_text("Canceled: there is no plan.")
    expect(desk.locator("#answer")).to_be_hidden()
    for _ in range(200):
        if server.processes() - before and len(server.processes()) == len(before):
            break
        desk.wait_for_timeout(100)
    assert server.processes() - before
    example(desk)
    planned(desk)


def test_sliders_plan_anew_with_the_plan_behind(page: Any) -> None:
    """What was stands beside what is; back leads back."""
    example(page)
    planned(page)
    before = page.locator("#answer .figure").first.inner_text()
    slider = page.locator("#slider-exit_price")
    slider.focus()
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("#slid")).to_contain_text("Planned anew", timeout=LONG_MS)
    expect(page.locator("#answer .tile .was").first).to_have_text(f"before {before}")
    assert page.locator("#answer .figure").first.inner_text() != before
    page.get_by_role("button", name="Back to the scenario").click()
    expect(page.locator("#answer .figure").first).to_have_text(before)
    expect(page.locator("#answer .was")).to_have_count(0)


@pytest.mark.parametrize("is_planned", [False, True])
def test_a_slider_without_an_answer_shows_no_plan_of_another_place(
    is_planned: bool, desk: Any
) -> None:
    """The scenario's own comes back; one so far stays, and says that it is one."""
    example(desk)
    planned(desk)
    before = desk.locator("#answer .figure").first.inner_text()
    slider = desk.locator("#slider-exit_price")
    slider.focus()
    desk.keyboard.press("ArrowLeft")
    expect(desk.locator("#slid")).to_contain_text("Planned anew", timeout=LONG_MS)
    tile = {"name": "Worth", "figure": "$1", "under": ""}
    plan = {"verdict": "within $5", "proof": "", "year": 2026, "until": "", "days": []}
    said = [{"kind": "refused", "message": "it was ended", "problems": []}]
    if is_planned:
        so_far = plan | {"room": "", "tiles": [tile], "actions": []}
        said.insert(0, {"kind": "so_far", "answer": so_far})
    body = "".join(json.dumps(each) + "\n" for each in said)
    desk.route("**/api/slide", lambda route: route.fulfill(body=body))
    slider.focus()
    desk.keyboard.press("ArrowLeft")
    why = "This plan is not proven to be the best" if is_planned else "There is no plan"
    expect(desk.locator("#slid")).to_have_text(f"{why}: it was ended", timeout=LONG_MS)
    figure = desk.locator("#answer .figure").first
    expect(figure).to_have_text("$1" if is_planned else before)


def test_what_people_write_is_text(desk: Any) -> None:
    """Markup in a name runs nowhere: not in the form, not in the report."""
    example(desk)
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    fill(desk, "name", evil)
    expect(desk.locator("#text")).to_have_value(re.compile("onerror"), timeout=LONG_MS)
    desk.on("dialog", lambda _: pytest.fail("a script ran"))
    expect(desk.locator("#status")).to_have_text(COMPLETE, timeout=LONG_MS)
    planned(desk)
    frame = desk.frame_locator("#report iframe")
    expect(frame.locator("h1")).to_have_text(evil)
    assert frame.locator("script").count() == 0
