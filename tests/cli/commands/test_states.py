"""`isoplan states`: the list, one state, JSON, and wrong usage."""

import json

import pytest
from click.testing import CliRunner

from isoplan.cli.main import main
from isoplan.models.law.state_figures import STATES

pytestmark = pytest.mark.usefixtures("room_for_lines")


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["states", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_every_state_has_a_row() -> None:
    """The answer first: where an AMT reaches the spread."""
    code, text, _ = run()
    assert code == 0
    assert text.splitlines()[0].startswith("The fifty states and DC in 2026: 43 tax")
    assert "CA, CO, CT, MN." in " ".join(text.split("\n\n")[0].split())
    assert len(STATES) == 51
    assert all(f"\n  {state} " in text for state in STATES)


@pytest.mark.parametrize("state", STATES)
def test_one_state_shows_its_sources(state: str) -> None:
    code, text, _ = run(state.lower())
    assert code == 0
    assert "sources" in text
    assert max(map(len, text.splitlines()[0].split("; "))) < 120


def test_json_holds_figures_with_sources() -> None:
    code, text, _ = run("--json")
    assert code == 0
    found = {each["state"]: each for each in json.loads(text)}
    assert set(found) == set(STATES)
    assert all(
        figure["source"] and figure["confirmed_by"] >= 1
        for each in found.values()
        for figure in each["figures"].values()
    )
    assert "brackets" in found["CA"]["standing_in"]


def test_an_earlier_year_without_figures_is_named() -> None:
    code, text, error = run("KS", "--year", "2023")
    assert (code, text) == (1, "")
    assert "2023" in error
    assert "Kansas" in error


@pytest.mark.parametrize("arguments", [["XX"], ["CA", "--year", "2031"]])
def test_wrong_usage(arguments: list[str]) -> None:
    assert run(*arguments)[0] == 2
