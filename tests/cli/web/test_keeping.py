"""A slider's place becomes fields of the text: to the last digit, or not at all."""

import tomllib
from pathlib import Path

import pytest

from isoplan.cli.scenario_text.editing import NotEdited
from isoplan.cli.web import keeping
from isoplan.cli.web.keeping import kept
from isoplan.cli.web.sliders import moved, sliders_of
from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.scenario import Scenario, scenario_of_text
from isoplan.optimizer.firmness.by_hand import with_changes

SCENARIOS = Path(__file__).resolve().parents[3] / "scenarios"
FILES = [
    "series_b_engineer.toml",  # opens later: prices from then on
    "crash_after_exercise.toml",  # trades already: prices drift
    "tender_then_ipo.toml",
    "one_year_later.toml",  # a split, past actions
    "two_companies.toml",
    "uncertain/acquisition_for_stock.toml",
]


def elsewhere(scenario: Scenario) -> dict[str, float]:
    """A place for each slider that is not where the scenario is."""
    return {
        each["name"]: {
            "part": 70,
            "more": -200,
            "percent": 35,
            "year": each["now"] + 1,
        }[each["shows"]]
        for each in sliders_of(scenario)
    }


@pytest.mark.parametrize("file", FILES)
def test_the_text_then_holds_what_was_planned(file: str) -> None:
    """Each slider alone, and all together; comments stay."""
    text = (SCENARIOS / file).read_text(encoding="utf-8")
    scenario = scenario_of_text(text)
    places = elsewhere(scenario)
    for some in (*({name: place} for name, place in places.items()), places):
        changed = kept(text, some)
        assert with_changes(scenario_of_text(changed), ()) == moved(scenario, some)
        comments = [line for line in text.split("\n") if line.startswith("#")]
        assert [e for e in changed.split("\n") if e.startswith("#")] == comments


def test_what_it_writes_is_short() -> None:
    """Fields in their places, whole amounts without a point."""
    text = (SCENARIOS / FILES[0]).read_text(encoding="utf-8")
    changed = kept(text, {"wages": 125, "growth": 200})
    assert "wages = { 2026 = 240000, 2029 = 300000, growth = 0.03 }   # a" in changed
    assert "growth = 0.08                   # a year" in changed
    assert kept(text, {}) == text


def test_what_is_not_exact_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where fields would hold another scenario than the one that was planned."""
    text = (SCENARIOS / FILES[0]).read_text(encoding="utf-8")
    edits = keeping._edits
    monkeypatch.setattr(keeping, "_edits", lambda *given: [*edits(*given)][:1])
    with pytest.raises(NotEdited, match="to the last digit"):
        kept(text, {"wages": 125})


def test_a_scenario_that_cannot_be_like_that_is_refused() -> None:
    """Its own schedules count too: they stay in the file."""
    text = (SCENARIOS / "amt_credit_timeline.toml").read_text(encoding="utf-8")
    first = tomllib.loads(text)["plan"]["start"].year
    with pytest.raises(ScenarioErrors):
        kept(text, {"last_year": first})
