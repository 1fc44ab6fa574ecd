"""The scenario of preferences: what docs/scenarios.md says they cost."""

import re
from collections import Counter
from pathlib import Path

import pytest

from isoplan.cli.render.preferences import preference_sentences
from isoplan.models.scenario import load_scenario
from isoplan.optimizer.recommend import recommend

NUMBER = re.compile(r"\$([\d,]+)")


@pytest.mark.slow
def test_the_costs_are_those_of_the_document(root: Path) -> None:
    """The same words; dollars to a few, for whole shares may fall otherwise."""
    text = (root / "docs" / "scenarios.md").read_text(encoding="utf-8")
    shown = text.split("In `few_trades.toml`:")[1].split("```")[1].strip()
    plan = recommend(load_scenario(root / "scenarios" / "few_trades.toml"))
    said = preference_sentences(plan.preference_costs)
    assert NUMBER.sub("#", said) == NUMBER.sub("#", shown)
    for ours, theirs in zip(NUMBER.findall(said), NUMBER.findall(shown), strict=True):
        one, other = (float(each.replace(",", "")) for each in (ours, theirs))
        assert one == pytest.approx(other, abs=10)
    assert max(Counter(action.date.year for action in plan.actions).values()) == 3
    assert min(action.shares for action in plan.actions) == 1_800
