"""The page for everybody: screen readers, narrow screens, offline, an office."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launched_chromium import chromium
from served_page import Server, served

sync_api = pytest.importorskip("playwright.sync_api", reason="for the browser tests")
axe_module = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="as for playwright"
)
expect = sync_api.expect
pytestmark = pytest.mark.slow

WIDTHS = (320, 390, 1280)
LONG_MS = 60_000
COMPLETE = "The scenario is complete. Plan it."
PASSWORD = "correct horse battery"
OVER_THE_EDGE = """() => {
    const width = document.documentElement.clientWidth;
    return [...document.querySelectorAll("body *")]
        .filter(each => each.checkVisibility())
        .filter(each => !each.closest(".editor, pre, .unseen"))
        .filter(each => each.getBoundingClientRect().right > width + 1)
        .map(each => each.outerHTML.slice(0, 120));
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module", params=["light", "dark"])
def planned(request: Any, browser: Any, server: Server) -> Iterator[Any]:
    """The page with a plan."""
    context = browser.new_context(color_scheme=request.param)
    context.set_default_timeout(LONG_MS)
    page = context.new_page()
    page.goto(server.address)
    page.wait_for_selector("body[data-ready]")
    page.select_option("#example", "amt_credit_timeline")
    expect(page.locator("#status")).to_have_text(COMPLETE, timeout=LONG_MS)
    page.click("#plan")
    expect(page.locator("#downloads")).to_be_visible(timeout=LONG_MS)
    yield page
    context.close()


def views(page: Any, width: int) -> Iterator[str]:
    """Each part of the page in turn, where not all are shown."""
    page.set_viewport_size({"width": width, "height": 844})
    for name in ("form", "text", "own", "plan"):
        button = page.locator(f"nav button[data-to={name}]")
        if not button.is_visible():
            yield "all"
            return
        button.click()
        yield name


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(width: int, planned: Any) -> None:
    """Names for screen readers, contrast, order, sizes: on a phone and on a desk."""
    axe = axe_module.Axe()
    for view in views(planned, width):
        said = axe.run(planned, options={"runOnly": TAGS}).response
        found = [(e["id"], e["nodes"][0]["html"][:200]) for e in said["violations"]]
        assert (view, found) == (view, [])
        assert len(said["passes"]) > 20


TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_stands_over_the_edge(width: int, planned: Any) -> None:
    """No page has to be moved sideways (WCAG 2.2, 1.4.10)."""
    for view in views(planned, width):
        assert (view, planned.evaluate(OVER_THE_EDGE)) == (view, [])


def test_each_control_has_a_name(planned: Any) -> None:
    """As a screen reader says it; no two fields of a group the same by mistake."""
    planned.set_viewport_size({"width": 1280, "height": 900})
    names = planned.evaluate("""() => [...document.querySelectorAll(
        "button, select, input, textarea")].filter(each => each.checkVisibility())
        .map(each => each.getAttribute("aria-label") || each.labels?.[0]?.textContent
            || each.textContent)""")
    assert len(names) > 40
    assert all(name.strip() for name in names)


def test_without_a_network_all_of_it_works(browser: Any, server: Server) -> None:
    """Whatever leads away from this computer leads nowhere."""
    context = browser.new_context()
    context.set_default_timeout(LONG_MS)
    asked: list[str] = []

    def only_here(route: Any) -> None:
        if f"http://127.0.0.1:{server.port}/" in route.request.url:
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort("internetdisconnected")

    context.route("http*://**", only_here)
    page = context.new_page()
    page.goto(server.address)
    page.select_option("#example", "amt_credit_timeline")
    page.click("#plan")
    expect(page.locator("#downloads")).to_be_visible(timeout=LONG_MS)
    with page.expect_download() as download:
        page.click("#save")
    assert download.value.suggested_filename == "scenario.toml"
    assert asked == []
    assert context.cookies() == []
    context.close()


def test_a_wrong_address_says_what_to_do(browser: Any, server: Server) -> None:
    """As where a bookmark is of yesterday's start."""
    page = browser.new_page()
    page.goto(server.address.partition("#")[0] + "#yesterday")
    expect(page.locator("#status")).to_contain_text(
        "open the address that", timeout=LONG_MS
    )
    page.close()


def test_another_site_is_told_nothing(browser: Any, server: Server) -> None:
    """Not by a request, not by a frame, not by a picture or a script."""
    with served("--time-limit", "5") as other:
        page = browser.new_page()
        page.goto(other.address.partition("#")[0])
        address = server.address.partition("#")[0]
        read = f"fetch('{address}api/start').then(e => e.status, e => 'refused')"
        assert page.evaluate(read) == "refused"
        page.close()
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto("data:text/html,<title>another site</title>")
    assert page.evaluate(read) == "refused"
    page.set_content(f"<iframe src='{address}'></iframe>")
    page.wait_for_timeout(500)
    assert "isoplan" not in page.frames[-1].content()
    context.close()


def test_an_office_asks_for_its_password(browser: Any, tmp_path: Path) -> None:
    """Typed once in a tab; a wrong one is asked for again."""
    file = tmp_path / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    options = ("--listen", "127.0.0.2", "--password-file", str(file))
    with served(*options, host="127.0.0.2") as office:
        page = browser.new_page()
        page.goto(office.address)
        for word in ("a wrong one", PASSWORD):
            page.wait_for_selector("#password[open]")
            page.fill("#password-field", word)
            page.keyboard.press("Enter")
        page.wait_for_selector("body[data-ready]", timeout=LONG_MS)
        expect(page.locator("#where")).to_contain_text("not kept there")
        page.reload()
        page.wait_for_selector("body[data-ready]", timeout=LONG_MS)
        page.close()


def test_a_future_that_parts_is_planned(browser: Any, server: Server) -> None:
    """Its report is that of isoplan report; the probability of a branch is moved."""
    page = browser.new_page()
    page.goto(server.address)
    page.select_option("#example", "ipo_that_may_fail")
    expect(page.locator("#status")).to_have_text(COMPLETE, timeout=LONG_MS)
    page.click("#plan")
    expect(page.locator("#downloads")).to_be_visible(timeout=4 * LONG_MS)
    expect(page.locator("#answer")).to_contain_text("whatever comes")
    frame = page.frame_locator("#report iframe")
    expect(frame.locator("h1")).to_have_text("An IPO that may fail")
    before = page.locator("#answer .figure").first.inner_text()
    assert frame.locator(".tile .figure").first.inner_text() == before
    page.locator("#slider-probability-IPO").focus()
    page.keyboard.press("PageDown")
    said = page.locator("#slid")
    expect(said).to_contain_text("Planned anew", timeout=4 * LONG_MS)
    assert page.locator("#answer .figure").first.inner_text() != before
    page.get_by_role("button", name="Back to the scenario").click()
    expect(page.locator("#answer .figure").first).to_have_text(before)
    page.close()
