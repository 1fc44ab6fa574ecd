"""The page in a real browser: what people see is what the JSON holds."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from isoplan.cli.report.letterhead import Letterhead
from isoplan.cli.report.page import comparison_page, plan_page
from isoplan.cli.tree_report.page import outcomes_page
from launched_chromium import chromium
from made_report import SMALL, made_report
from made_tree_report import MAY_FAIL, made_tree

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="pip install 'isoplan[dev]' for the browser tests"
)
axe_module = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="as for playwright"
)

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
NARROWEST = {"width": 320, "height": 600}
"""The width at which nothing may need scrolling sideways (WCAG 2.2, 1.4.10)."""
WITH_STATE = "leaving_town"
"""Least tax is its aim, two states tax it, and its plan sells all at once."""
EVERY_CELL = """() => [...document.querySelectorAll("data, time")].map(each => [
    each.getAttribute("value") ?? each.getAttribute("datetime"),
    each.dataset.of, each.textContent])"""
BARE = """() => [...document.querySelectorAll("tbody td.n")]
    .filter(each => /[0-9]/.test(each.textContent))
    .filter(each => !each.closest(".year") && !each.querySelector("data, time"))
    .map(each => each.textContent)"""
TREE = MAY_FAIL
"""A plan over outcomes, its branches open, each outcome folded."""
DISCLAIMER = "For discussion with your tax preparer."


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files by name: two plans, a comparison and a plan over outcomes."""
    folder = tmp_path_factory.mktemp("pages")
    small, other = made_report(SMALL), made_report(WITH_STATE)
    assert small.report.comparison is not None
    head = Letterhead("A. Planner & Partners", disclaimer=DISCLAIMER)
    written = {
        SMALL: plan_page(small.report, small.forms, head, "1.0"),
        WITH_STATE: plan_page(other.report, other.forms),
        "comparison": comparison_page(small.report.comparison, head),
        TREE: outcomes_page(made_tree(TREE).report, made_tree(TREE).forms, head),
    }
    for name, content in written.items():
        (folder / f"{name}.html").write_bytes(content)
    return {name: folder / f"{name}.html" for name in written}


@pytest.fixture(scope="module")
def desk(browser: Any, pages: dict[str, Path]) -> Iterator[dict[str, Any]]:
    """Each page on a desk, once loaded; what it asked for and complained of with it."""
    context = browser.new_context(viewport=DESK, color_scheme="light")
    opened = {}
    for name, path in pages.items():
        page = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda each, asked=asked: asked.append(each.url))
        page.on("console", lambda each, said=said: said.append(each.text))
        page.on("pageerror", lambda each, said=said: said.append(str(each)))
        page.goto(path.as_uri())
        opened[name] = (page, asked, said)
    yield opened
    context.close()


def looked_up(found: Any, of: str) -> Any:
    """What stands in JSON at ``plan.years[2].amt``; or a product of two such places."""
    if " * " in of:
        one, other = of.split(" * ")
        return looked_up(found, one) * looked_up(found, other)
    for name, place in re.findall(r"(\w+)|\[(\d+)\]", of):
        found = found[name] if name else found[int(place)]
    return found


def number_in(text: str) -> float:
    """The number that a person reads."""
    shown = re.search(r"(-?)\$?([\d,]+(?:\.\d+)?)", text)
    assert shown, text
    return float(shown[1] + shown[2].replace(",", ""))


@pytest.mark.parametrize("name", [SMALL, WITH_STATE, "comparison", TREE])
def test_nothing_is_asked_for_and_nothing_is_wrong(
    name: str, desk: dict[str, Any], pages: dict[str, Path]
) -> None:
    """No request but the file's own, and not a word on the console."""
    _, asked, said = desk[name]
    assert [url for url in asked if not url.startswith("data:")] == [
        pages[name].as_uri()
    ]
    assert said == []


@pytest.mark.parametrize("name", [SMALL, WITH_STATE, "comparison", TREE])
def test_every_number_is_that_of_the_json(name: str, desk: dict[str, Any]) -> None:
    """The exact value in the markup, and the rounded one that is read."""
    if name == TREE:
        report: Any = made_tree(TREE).report
    else:
        report = made_report(SMALL if name == "comparison" else name).report
    held = json.loads(report.model_dump_json())
    cells = desk[name][0].evaluate(EVERY_CELL)
    assert len(cells) > 100
    for value, of, text in cells:
        expected = looked_up(held, of)
        if isinstance(expected, str):
            assert value == expected
            assert text == f"{text[:3]} {int(value[8:])}, {value[:4]}"
            continue
        assert float(value) == pytest.approx(expected, abs=1e-9)
        cents = 0.00501 if "." in text else 0.501
        assert number_in(text) == pytest.approx(expected, abs=cents), (of, text)
    assert desk[name][0].evaluate(BARE) == []


def test_the_forms_are_those_of_the_plan(desk: dict[str, Any]) -> None:
    """Every line of every year shown, in order."""
    shown = desk[SMALL][0].evaluate(
        """() => [...document.querySelectorAll("table.form")].map(form =>
        [form.caption.textContent, [...form.rows].map(row =>
         [...row.cells].map(cell => cell.textContent.trim()))])"""
    )
    assert shown == [
        [
            form.title,
            [[line.number, line.what, f"{line.amount:,.2f}"] for line in form.lines],
        ]
        for year in made_report().forms
        for form in year.forms
    ]


@pytest.mark.parametrize("name", [SMALL, "comparison", TREE])
@pytest.mark.parametrize("size", [NARROWEST, PHONE, DESK], ids=["320", "390", "1280"])
def test_nothing_goes_over_the_edge(
    name: str, size: dict[str, int], desk: dict[str, Any]
) -> None:
    """No page scrolls sideways, and one drawing of each chart is seen."""
    page = desk[name][0]
    page.set_viewport_size(size)
    wide = page.evaluate("document.documentElement.scrollWidth")
    drawn = page.evaluate(
        """() => [...document.querySelectorAll("figure")]
        .filter(each => !each.closest("details:not([open])")).map(each =>
        [...each.querySelectorAll("svg")].filter(svg => svg.checkVisibility()).length)
        """
    )
    page.set_viewport_size(DESK)
    assert wide <= size["width"]
    assert drawn
    assert set(drawn) == {1}


def violations(page: Any, where: str | None = None, **options: Any) -> list[list[str]]:
    """What axe finds, as rule and first place; a check of nothing is no check."""
    found = axe_module.Axe().run(page, where, options).response
    assert found["passes"] or found["violations"]
    return [[each["id"], each["nodes"][0]["html"]] for each in found["violations"]]


OPENED = (
    "document.querySelectorAll('#chart-amt .data, #tree .data, .year, .actions, "
    ".outcome')"
)
WITHOUT_COLORS = {"color-contrast": {"enabled": False}}
"""The slowest rule, once a page; `test_style.py` has the contrast of every color."""


@pytest.mark.parametrize("name", [SMALL, "comparison", TREE])
def test_axe_finds_nothing(name: str, desk: dict[str, Any]) -> None:
    """Names, roles, headings, tables, contrast; with details open, and in the dark."""
    page = desk[name][0]
    found = violations(page) if name == SMALL else []
    page.evaluate(f"[...{OPENED}].slice(0, 2).forEach(each => each.open = true)")
    found += violations(page, rules=WITHOUT_COLORS)
    page.evaluate(f"[...{OPENED}].forEach(each => each.open = false)")
    page.emulate_media(color_scheme="dark")
    found += violations(page, ".now", runOnly=["color-contrast"])
    page.emulate_media(color_scheme="light")
    assert found == []


def test_axe_would_find_something(desk: dict[str, Any]) -> None:
    """A check that sees nothing would pass every page."""
    page = desk[WITH_STATE][0]
    page.evaluate("document.querySelector('.lead').innerHTML += '<img src=\"data:,\">'")
    found = violations(page, ".lead", runOnly=["image-alt"])
    page.evaluate("document.querySelector('.lead img').remove()")
    assert [rule for rule, _ in found] == ["image-alt"]


@pytest.mark.parametrize("name", [SMALL, "comparison", TREE])
def test_paper_is_white_and_holds_what_is_open(name: str, desk: dict[str, Any]) -> None:
    """Also for those whose screen is dark."""
    page = desk[name][0]
    page.emulate_media(media="print", color_scheme="dark")
    color = page.evaluate("getComputedStyle(document.body).backgroundColor")
    seen = page.evaluate(
        """() => [...document.querySelectorAll("details")]
        .filter(each => !each.open && each.checkVisibility()).length"""
    )
    page.evaluate("document.querySelectorAll('details')[0].open = true")
    paper = page.pdf(prefer_css_page_size=True)
    page.evaluate("document.querySelectorAll('details')[0].open = false")
    page.emulate_media(media="screen", color_scheme="light")
    assert color == "rgb(255, 255, 255)"
    assert seen == 0
    assert paper.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) <= 8


def test_it_works_without_scripts(browser: Any, pages: dict[str, Path]) -> None:
    """Details open by a click on their summary, without any script."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(pages[SMALL].as_uri())
    assert page.locator("script").count() == 0
    table = page.locator("#chart-amt table")
    assert not table.is_visible()
    page.locator("#chart-amt summary").click()
    assert table.is_visible()
    assert "A. Planner & Partners" in page.locator("header").inner_text()
    assert DISCLAIMER in page.locator("footer").inner_text()
    context.close()


def test_the_policy_keeps_the_page_from_asking(
    browser: Any, pages: dict[str, Path], tmp_path: Path
) -> None:
    """A picture smuggled in stays unasked for; without the policy it would be."""
    picture = '<img alt="" src="http://127.0.0.1:9/x.png"></main>'
    smuggled = pages[SMALL].read_text(encoding="utf-8").replace("</main>", picture)
    policy = re.compile(r"<meta http-equiv=[^>]*>")
    assert policy.search(smuggled)
    asked: dict[str, list[str]] = {}
    for name, text in (("with", smuggled), ("without", policy.sub("", smuggled))):
        file = tmp_path / f"{name}.html"
        file.write_text(text, encoding="utf-8")
        page = browser.new_page()
        asked[name] = []
        page.on("requestfailed", lambda each, urls=asked[name]: urls.append(each))
        refused: list[str] = []
        page.on("console", lambda each, refused=refused: refused.append(each.text))
        page.goto(file.as_uri())
        page.wait_for_load_state("load")
        asked[name] = [each for each in refused if "Content Security Policy" in each]
        page.close()
    assert len(asked["with"]) == 1
    assert asked["without"] == []
