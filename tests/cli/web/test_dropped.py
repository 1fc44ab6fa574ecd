"""Spreadsheets dropped on the page, in a real browser."""

import io
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launched_chromium import chromium
from served_page import Server

sync_api = pytest.importorskip("playwright.sync_api", reason="for the browser tests")
axe_module = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="as for playwright"
)
expect = sync_api.expect
pytestmark = pytest.mark.slow

LONG_MS = 60_000
FILES = Path(__file__).parents[1] / "imports" / "files"
LIST, FORMS = FILES / "grant_list.csv", FILES / "form_3921.csv"
DROP = """(files) => {
    const given = new DataTransfer();
    for (const [name, content] of files) {
        const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
        given.items.add(new File([bytes], name));
    }
    dispatchEvent(new DragEvent("drop", {dataTransfer: given, cancelable: true}));
}"""
TAGS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as launched:
        yield launched


@pytest.fixture
def page(browser: Any, server: Server) -> Iterator[Any]:
    """The page with an empty scenario."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(LONG_MS)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda each: said.append(each.text))
    page.on("pageerror", lambda each: said.append(str(each)))
    page.goto(server.address)
    page.wait_for_selector("body[data-ready]")
    yield page
    context.close()
    assert said == []


def drop(page: Any, **files: bytes) -> None:
    """Drop files, whose names have a point where the arguments have two lines."""
    page.evaluate(
        DROP,
        [
            [name.replace("__", "."), b64encode(content).decode()]
            for name, content in files.items()
        ],
    )


def test_files_are_tied_and_imported(page: Any) -> None:
    """The text holds them, the form shows them, the summary says what is missing."""
    drop(page, list__csv=LIST.read_bytes(), form__csv=FORMS.read_bytes())
    told = page.locator("#imported")
    expect(told).to_contain_text("lot 2023 hire 2025-11-14: 500 shares")
    expect(told).to_contain_text(
        "grant 2025 bonus: vesting: the files say 'at the next"
    )
    text = page.input_value("#text")
    assert text.startswith('name = "My options"\n\n[[grants]]\nname = "2023 hire"\n')
    assert "# vesting: not in the files" in text
    expect(page.locator('[data-at="grants[0].strike"]')).to_have_value("1.8")
    expect(page.locator("#problems")).to_contain_text("grants[2].vesting")
    told.get_by_role("button", name="Close").click()
    expect(told).to_be_hidden()


def test_a_contradiction_is_shown_and_nothing_changes(page: Any) -> None:
    """With its file, line and column."""
    before = page.input_value("#text")
    drop(page, form__csv=FORMS.read_bytes())
    told = page.locator("#imported")
    expect(told).to_contain_text("Nothing was imported")
    expect(told).to_contain_text("form.csv: line 2, column 'Box 1 Date option granted'")
    expect(page.locator("#status")).to_contain_text("Nothing was imported")
    assert page.input_value("#text") == before
    found = axe_module.Axe().run(page, options={"runOnly": TAGS}).response
    assert found["violations"] == []


def test_a_workbook_is_opened(page: Any, tmp_path: Path) -> None:
    """By the button, as a scenario is; dropped with a scenario it is refused."""
    openpyxl = pytest.importorskip("openpyxl", reason="pip install 'isoplan[import]'")
    book = openpyxl.Workbook()
    for row in (["Grant", "Grant Date", "Granted"], ["a", "2023-03-01", 500]):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    file = tmp_path / "grants.xlsx"
    file.write_bytes(content.getvalue())
    page.set_input_files("#file", str(file))
    expect(page.locator("#imported")).to_contain_text("grant a: 500 options")
    assert "shares = 500\n" in page.input_value("#text")
    drop(page, a__csv=LIST.read_bytes(), me__toml=b"")
    expect(page.locator("#status")).to_contain_text("Drop one scenario, or spread")
    page.select_option("#example", "amt_credit_timeline")
    expect(page.locator("#imported")).to_be_hidden()


def test_what_is_too_large_is_not_sent(page: Any) -> None:
    """It is said what to do instead."""
    drop(page, a__csv=b"a,b\n" * 200_000)
    expect(page.locator("#status")).to_contain_text("Use isoplan import on a terminal")


def test_a_slider_s_place_is_kept(page: Any) -> None:
    """The text holds it, comments stay, and the plan has to be found again."""
    page.select_option("#example", "amt_credit_timeline")
    expect(page.locator("#status")).to_contain_text("is complete", timeout=LONG_MS)
    page.click("#plan")
    expect(page.locator("#downloads")).to_be_visible(timeout=LONG_MS)
    keep = page.locator("#keep")
    expect(keep).to_be_disabled()
    page.locator("#slider-last_year").focus()
    page.keyboard.press("ArrowRight")
    expect(keep).to_be_enabled()
    expect(page.locator("#slid")).to_contain_text("Planned anew", timeout=LONG_MS)
    value = page.locator("#answer .figure").first.inner_text()
    before = page.input_value("#text")
    keep.click()
    expect(page.locator("#sliders")).to_be_hidden()
    after = page.input_value("#text")
    changed = set(after.split("\n")) - set(before.split("\n"))
    assert len(changed) == 1
    assert changed.pop().startswith("last_year = ")
    page.click("#plan")
    expect(page.locator("#downloads")).to_be_visible(timeout=LONG_MS)
    assert page.locator("#answer .figure").first.inner_text() == value
