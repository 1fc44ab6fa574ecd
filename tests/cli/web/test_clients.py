"""The page lists a batch's clients: what may be asked of it, and what people see."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from finished_batch import COUNT, MARKUP, finished_batch
from isoplan.cli.batch.summary import summary_rows
from launched_chromium import chromium
from served_page import Server, served

sync_api = pytest.importorskip("playwright.sync_api", reason="for the browser tests")
axe_module = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="as for playwright"
)
expect = sync_api.expect
pytestmark = pytest.mark.slow

LONG_MS = 60_000
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OVER_THE_EDGE = """() => {
    const width = document.documentElement.clientWidth;
    return [...document.querySelectorAll("body *")]
        .filter(each => each.checkVisibility() && !each.closest(".unseen"))
        .filter(each => each.getBoundingClientRect().right > width + 1)
        .map(each => each.outerHTML.slice(0, 120));
}"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Folders of the clients and of the results."""
    return finished_batch(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def listing(made: tuple[Path, Path]) -> Iterator[Server]:
    """A server that lists them."""
    with served("--clients", str(made[1])) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as launched:
        yield launched


def opened(browser: Any, server: Server, **options: Any) -> Iterator[Any]:
    """The page, ready; at the end nothing was said on its console."""
    context = browser.new_context(**options)
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


@pytest.fixture
def page(browser: Any, listing: Server) -> Iterator[Any]:
    yield from opened(browser, listing, viewport={"width": 1280, "height": 900})


@pytest.fixture(params=["light", "dark"])
def colored(request: Any, browser: Any, listing: Server) -> Iterator[Any]:
    yield from opened(browser, listing, color_scheme=request.param)


def names(page: Any) -> list[str]:
    """The clients that are shown, in their order."""
    buttons = page.locator("#clients-rows tr:not([hidden]) th button")
    return list(buttons.all_text_contents())


def content(folders: tuple[Path, ...]) -> dict[str, str]:
    """A digest of each file of folders."""
    return {
        str(file): hashlib.sha256(file.read_bytes()).hexdigest()
        for folder in folders
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_who_needs_attention_is_listed_first(page: Any) -> None:
    """The first view is the table; its figures are those of the summary."""
    expect(page.locator("#clients-h")).to_be_visible()
    expect(page.locator("#form-part")).to_be_hidden()
    expect(page.locator("#clients-answer")).to_contain_text(f"{COUNT} households: 5")
    assert names(page)[:2] == ["bad", "wrong"]
    bad = page.locator("#clients-rows tr").first
    expect(bad).to_contain_text("No plan: ")
    assert MARKUP in names(page)
    assert page.locator("img").count() == 0


def test_the_table_is_sorted_and_filtered(page: Any) -> None:
    """By a heading, the other way at the second press; failures stay first."""
    heading = page.get_by_role("columnheader", name="worth or tax")
    worth = {name: index for index, name in enumerate(names(page))}
    for direction in ("ascending", "descending"):
        heading.get_by_role("button").click()
        expect(heading).to_have_attribute("aria-sort", direction)
        cells = page.locator("#clients-rows td:nth-child(6)").all_text_contents()
        amounts = [
            float(each.split()[0].strip("$").replace(",", "")) for each in cells[2:]
        ]
        assert amounts == sorted(amounts, reverse=direction == "descending")
        assert set(names(page)[:2]) == {"bad", "wrong"}
    page.click("#attention")
    assert {name: index for index, name in enumerate(names(page))} == worth
    page.fill("#filter", "RICHER exercise")
    assert names(page) == ["richer"]
    expect(page.locator("#clients-status")).to_have_text(f"1 of {COUNT} clients.")
    page.fill("#filter", "nobody is called so")
    assert names(page) == []
    page.fill("#filter", "")
    assert len(names(page)) == COUNT


def test_a_client_opens_with_its_scenario_and_the_batch_s_plan(
    page: Any, made: tuple[Path, Path]
) -> None:
    """The form, the text, the answer; it is planned further as any other."""
    plan = json.loads((made[1] / "h0.json").read_text(encoding="utf-8"))
    page.get_by_role("button", name="h0", exact=True).click()
    expect(page.locator("#answer .tile .figure").first).to_have_text(
        f"${plan['totals']['after_tax_value']:,.0f}", timeout=LONG_MS
    )
    expect(page.locator("#progress")).to_contain_text(
        "h0: the plan that the batch found"
    )
    expect(page.locator("#told")).to_be_hidden()
    expect(page.locator("#plan-h")).to_be_focused()
    expect(page.locator("#status")).to_have_text("The scenario is complete. Plan it.")
    assert page.locator('[data-at="name"]').input_value() == "Household h0"
    assert 'name = "Household h0"' in page.input_value("#text")
    expect(page.locator("#sliders")).to_be_visible()
    page.click("#plan")
    expect(page.locator("#downloads")).to_be_visible(timeout=LONG_MS)
    page.click("#to-clients")
    expect(page.locator("#clients-h")).to_be_visible()


def test_a_client_over_outcomes_and_one_of_a_row_open(page: Any) -> None:
    """What is done whatever comes; what the row changed stands in the text."""
    page.get_by_role("button", name="sub/parts", exact=True).click()
    expect(page.locator("#answer")).to_contain_text("whatever comes")
    page.click("#to-clients")
    page.get_by_role("button", name="richer", exact=True).click()
    expect(page.locator("#told")).to_contain_text(
        "The batch changed base.json, as the text has it: household.wages = 250000, "
        'name = "Richer".'
    )
    text = page.input_value("#text")
    assert "wages = 250000" in text
    assert 'name = "Richer"' in text


def test_a_client_without_a_plan_opens_to_be_corrected(page: Any) -> None:
    """Why it failed stands there, and each problem at its field."""
    page.get_by_role("button", name="bad", exact=True).click()
    expect(page.locator("#told")).to_contain_text("There is no plan: ")
    expect(page.locator("#answer")).to_be_hidden()
    expect(page.locator("#problems li")).not_to_have_count(0)
    assert page.input_value("#text") == "name = 1\n"


def test_changes_that_are_not_saved_are_not_lost_unasked(page: Any) -> None:
    """Whoever says no stays with the list, and with the changes."""
    page.get_by_role("button", name="h0", exact=True).click()
    expect(page.locator("#answer")).to_be_visible(timeout=LONG_MS)
    page.fill("#text", page.input_value("#text") + "\n# mine\n")
    page.click("#to-clients")
    asked: list[str] = []

    def dismiss(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", dismiss)
    page.get_by_role("button", name="h1", exact=True).click()
    assert "changes which are not saved. Open h1 all the same?" in asked[0]
    page.click("#to-clients")
    assert page.input_value("#text").endswith("# mine\n")


def test_a_client_that_is_opened_ends_the_plan_of_another(page: Any) -> None:
    """Nothing says any more that a plan is looked for."""
    page.get_by_role("button", name="h0", exact=True).click()
    expect(page.locator("#answer")).to_be_visible(timeout=LONG_MS)
    page.route("**/api/plan", lambda _: None)  # nobody answers
    page.click("#plan")
    expect(page.locator("#cancel")).to_be_visible()
    page.click("#to-clients")
    page.get_by_role("button", name="h1", exact=True).click()
    expect(page.locator("#progress")).to_contain_text("h1: the plan that the batch")
    expect(page.locator("#cancel")).to_be_hidden()
    assert page.locator("#plan-part").get_attribute("aria-busy") is None


def test_the_keyboard_is_enough(page: Any) -> None:
    """From the filter to a client that is open."""
    page.focus("#filter")
    page.keyboard.type("h1")
    page.keyboard.press("Tab")
    for _ in range(9):
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.textContent")
    assert focused == "h1"
    page.keyboard.press("Enter")
    expect(page.locator("#progress")).to_contain_text("h1: ", timeout=LONG_MS)


@pytest.mark.parametrize("width", [320, 390, 1024, 1280])
def test_axe_finds_nothing_and_nothing_is_cut(width: int, colored: Any) -> None:
    """The list, and a client that is open; on a phone and on a desk."""
    colored.set_viewport_size({"width": width, "height": 844})
    for name in ("", "wrong"):
        if name:
            colored.get_by_role("button", name=name, exact=True).click()
            expect(colored.locator("#told")).to_be_visible(timeout=LONG_MS)
        else:
            assert colored.evaluate(OVER_THE_EDGE) == []
        said = axe_module.Axe().run(colored, options={"runOnly": TAGS}).response
        found = [(e["id"], e["nodes"][0]["html"][:200]) for e in said["violations"]]
        assert (name, found) == (name, [])


def test_a_client_is_asked_for_by_its_name_alone(
    listing: Server, made: tuple[Path, Path]
) -> None:
    """Not by a path; and nothing is written, whatever is asked."""
    before = content(made)
    assert listing.said("client", name="h0")[-1]["kind"] == "checked"
    for name in ("../clients/h0", "/etc/passwd", "h0.json", "", "../results/h0"):
        [said] = listing.said("client", name=name)
        assert said["kind"] == "refused"
        assert said["message"].startswith("no client is called")
    for given in ({}, {"name": 1}, {"name": "h0", "path": "/"}, {"path": "h0"}):
        assert listing.request("/api/client", given).status == 400
    refused = listing.request("/api/clients", {}, {"Authorization": ""})
    assert refused.status == 401
    assert "h0" not in refused.body.decode()
    assert content(made) == before


def test_a_summary_that_leads_elsewhere_opens_nothing(
    made: tuple[Path, Path], tmp_path: Path
) -> None:
    """Forged, or a link; what changed since is told."""
    clients, results = (tmp_path / each.name for each in made)
    for old, new in zip(made, (clients, results), strict=True):
        shutil.copytree(old, new)
    run = results / ".batch" / "run.json"
    text = run.read_text(encoding="utf-8").replace(str(made[0]), str(clients))
    run.write_text(text, encoding="utf-8")
    (tmp_path / "secret.toml").write_text('name = "secret"\n', encoding="utf-8")
    with served("--clients", str(results)) as server:
        file = clients / "h0.json"
        good = file.read_text(encoding="utf-8")
        file.write_text(good.replace("Household h0", "Other"), encoding="utf-8")
        said = server.said("client", name="h0")[-1]
        assert "planned from another version of this file" in said["told"][0]
        assert said["answer"]["tiles"]
        file.unlink()
        file.symlink_to(tmp_path / "secret.toml")
        [said] = server.said("client", name="h0")
        assert "leads out of" in said["message"]
        file.unlink()
        [said] = server.said("client", name="h0")
        assert "is no longer in" in said["message"]
        (results / "summary.csv").write_bytes(summary_rows([]))
        assert server.said("clients")[-1]["rows"] == []


def test_a_page_without_clients_has_none(server: Server) -> None:
    """Neither the list nor anybody's file."""
    for name, given in (("clients", {}), ("client", {"name": "h0"})):
        [said] = server.said(name, **given)
        assert said["message"].startswith("no clients are listed: start the page with")
