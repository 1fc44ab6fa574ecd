"""The sample with preferences: what docs/scenarios.md says each of them costs."""

import re
from pathlib import Path

import pytest

from isoplan.cli.render.preferences import preference_sentences
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.scenario import load_scenario
from isoplan.optimizer.recommend import recommend

NUMBER = re.compile(r"costs \$([\d,]+)")
ASKED: list[dict[str, object]] = [
    {"no_amt": True},
    {"most_amt": {"federal": 10_000}},
    {"no_disqualifying_sales": True},
]


@pytest.mark.slow
def test_each_costs_what_the_document_says(root: Path) -> None:
    """The same words; dollars to a few, for whole shares may fall otherwise."""
    text = (root / "docs" / "scenarios.md").read_text(encoding="utf-8")
    block = text.split("each preference alone:")[1].split("```")[1].strip()
    sample = load_scenario(root / "scenarios" / "series_b_engineer.toml")
    for asked, shown in zip(ASKED, block.splitlines(), strict=True):
        preferences = Preferences.model_validate(asked)
        plan = recommend(sample.model_copy(update={"preferences": preferences}))
        said = preference_sentences(plan.preference_costs)
        assert NUMBER.sub("#", said) == NUMBER.sub("#", shown)
        for ours, theirs in zip(
            NUMBER.findall(said), NUMBER.findall(shown), strict=True
        ):
            one, other = (float(each.replace(",", "")) for each in (ours, theirs))
            assert one == pytest.approx(other, abs=10)
