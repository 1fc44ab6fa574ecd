"""The documents name what there is."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from isoplan.models.results.changes import ActionChange, Changes, Outlook
from isoplan.models.results.comparison import Causes, ComparedSchedule, Comparison
from isoplan.models.results.plan import (
    Action,
    LoanUse,
    Objective,
    Plan,
    PlanYear,
    PreferenceCost,
    Proof,
    SafeHarbor,
    SetAside,
    Totals,
)

RESULTS = (
    Plan, Objective, Action, SetAside, SafeHarbor, LoanUse, PlanYear, Totals, Proof,
    PreferenceCost, Changes, ActionChange, Outlook,
    Comparison, ComparedSchedule, Causes,
)  # fmt: skip


@pytest.mark.parametrize("model", RESULTS, ids=lambda model: model.__name__)
def test_every_field_of_a_result_is_documented(
    model: type[BaseModel], root: Path
) -> None:
    """docs/json.md has a section for each part, with a row for each field alone."""
    text = (root / "docs" / "json.md").read_text(encoding="utf-8")
    section = text.split(f"### {model.__name__}\n")[1].split("\n#")[0]
    rows = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert rows == list(model.model_fields)


def test_every_scenario_is_in_its_document(root: Path) -> None:
    """docs/scenarios.md speaks of each shipped file."""
    text = (root / "docs" / "scenarios.md").read_text(encoding="utf-8")
    for path in (root / "scenarios").glob("*.toml"):
        assert path.name in text
