"""The page's own files: small, typed, and nothing in them from elsewhere."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

MOST_LINES = 400
MARKUP_OF_TEXT = r"innerHTML|outerHTML|insertAdjacentHTML|eval\(|document\.write"
SVG = "http://www.w3.org/2000/svg"
"""A name, not an address: nothing is fetched from it."""


@pytest.fixture(scope="module")
def static(root: Path) -> dict[str, str]:
    """Each file's text by its name."""
    folder = root / "cli" / "web" / "static"
    return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}


def test_each_module_is_typed_and_says_what_it_is(static: dict[str, str]) -> None:
    """The checker of an editor reads the types in its comments."""
    modules = {name: text for name, text in static.items() if name.endswith(".js")}
    assert len(modules) > 5
    for name, text in modules.items():
        assert text.startswith("// @ts-check\n/** "), name
        assert len(text.splitlines()) <= MOST_LINES, name


@pytest.mark.skipif(shutil.which("tsc") is None, reason="npm install -g typescript")
def test_the_types_hold(root: Path) -> None:
    """As TypeScript's checker sees them."""
    options = "--noEmit --allowJs --checkJs --strict --target es2022 --module es2022"
    more = "--moduleResolution bundler --lib es2022,dom,dom.iterable"
    call = ["tsc", *options.split(), *more.split(), "cli/web/static/main.js"]
    done = subprocess.run(call, cwd=root, capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert done.returncode == 0


def test_nothing_comes_from_elsewhere_and_nothing_is_inline(
    static: dict[str, str],
) -> None:
    """No address, no script or style in the markup, no way to make markup of text."""
    for name, text in static.items():
        assert not re.search(r"(?:https?:)?//[a-z]", text.replace(SVG, "")), name
        for sink in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "eval(",
            "document.write",
        ):
            assert sink not in text, name
    page = static["index.html"]
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)
    assert re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL) == [""]


def test_each_element_that_is_asked_for_is_there(static: dict[str, str]) -> None:
    """By its id: in the page, or made by a module."""
    everything = "".join(static.values())
    asked = set(re.findall(r'byId\("([\w-]+)"\)', everything))
    assert len(asked) > 20
    for name in asked:
        assert f'id="{name}"' in static["index.html"] or f'id: "{name}"' in everything


def test_each_file_that_is_asked_for_is_there(static: dict[str, str]) -> None:
    """Modules, style; and no file that nobody asks for."""
    asked = set(
        re.findall(r'(?:from "\./|src="|href=")([\w.]+)"', "".join(static.values()))
    )
    assert asked | {"index.html"} == set(static)
