"""The documents name what there is, and quote it as it stands."""

import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from isoplan.cli.main import COMMANDS
from isoplan.models.branching.outcomes import outcomes_of
from isoplan.models.filing.filed_forms import (
    FiledForm,
    FiledForms,
    Form3921,
    FormLine,
    FormsOfYear,
    GiftIncome,
    Sale8949,
)
from isoplan.models.inputs.events import ExerciseEvent, SaleEvent, SplitEvent
from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.holdings import Holding
from isoplan.models.inputs.household import Household
from isoplan.models.inputs.market import Market
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.outcomes.frontier import BesideFrontier, Frontier, FrontierPoint
from isoplan.models.outcomes.outcomes_plan import (
    Beside,
    Between,
    FloorOfPlan,
    NodeOfPlan,
    OutcomeOfPlan,
    OutcomesPlan,
    PieceOfPlan,
    WorthOfIt,
)
from isoplan.models.outcomes.outcomes_report import (
    Fan,
    OutcomeFacts,
    OutcomesReport,
    WealthOnDay,
)
from isoplan.models.outcomes.stress import (
    FailedPath,
    SimulatedMarket,
    Stress,
    StressedSchedule,
)
from isoplan.models.results.changes import ActionChange, Changes, Outlook
from isoplan.models.results.comparison import (
    Causes,
    ComparedSchedule,
    Comparison,
    WithoutPriceView,
)
from isoplan.models.results.firmness import (
    Elsewhere,
    Fall,
    Firmness,
    FirmRange,
    FirstStep,
    LimitPrice,
    StepAction,
)
from isoplan.models.results.plan import (
    Action,
    CashNeeded,
    LoanUse,
    Objective,
    Plan,
    PreferenceCost,
    Proof,
    SafeHarbor,
    SetAside,
)
from isoplan.models.results.plan_years import PlanYear, Totals
from isoplan.models.results.report import CashOnDay, KeyDay, Report, SharesOnDay
from isoplan.models.results.room import (
    CreditRoom,
    Room,
    RoomBatch,
    RoomDeduction,
    RoomOfGrant,
    RoomSummary,
    Stretch,
)
from isoplan.models.results.scenario_comparison import (
    ChangedField,
    ComparedScenario,
    FirstDifference,
    PlannedScenario,
    ScenarioComparison,
)
from isoplan.models.results.why import StoppedBy, Why
from isoplan.models.scenario import checked_scenario
from uncertain_household import uncertain_fields

RESULTS = (
    Plan, Objective, Action, Why, SetAside, SafeHarbor, LoanUse, PlanYear, Totals,
    Proof, PreferenceCost, Changes, ActionChange, Outlook,
    Firmness, FirstStep, StepAction, FirmRange, Elsewhere, Fall, LimitPrice,
    OutcomesPlan, PieceOfPlan, NodeOfPlan, OutcomeOfPlan, Beside, WorthOfIt, Between,
    FloorOfPlan, Frontier, FrontierPoint, BesideFrontier,
    OutcomesReport, OutcomeFacts, WealthOnDay, Fan,
    Stress, StressedSchedule, SimulatedMarket, FailedPath,
    Comparison, ComparedSchedule, Causes, WithoutPriceView, CashNeeded,
    ScenarioComparison, ComparedScenario, PlannedScenario, ChangedField,
    FirstDifference,
    FiledForms, FormsOfYear, Form3921, Sale8949, GiftIncome, FiledForm, FormLine,
    RoomSummary, RoomDeduction, RoomOfGrant, RoomBatch, Room, CreditRoom, Stretch,
    Report, CashOnDay, SharesOnDay, KeyDay,
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


def test_every_reason_of_an_action_is_documented(root: Path) -> None:
    """docs/room.md has a row for each, in any order."""
    text = (root / "docs" / "room.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert sorted(rows) == sorted(["stopped_by", *get_args(StoppedBy)])


def test_every_scenario_is_in_its_document(root: Path) -> None:
    """docs/scenarios.md speaks of each shipped file."""
    text = (root / "docs" / "scenarios.md").read_text(encoding="utf-8")
    for path in (root / "scenarios").rglob("*.toml"):
        assert path.name in text


BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r"`([\w/.]+\.(?:py|toml))`")
TABLES: dict[str, tuple[type[BaseModel], ...]] = {
    "events": (ExerciseEvent, SaleEvent, SplitEvent),
    "grants": (Grant,),
    "holdings": (Holding,),
    "household": (Household,),
    "market": (Market,),
    "markets": (Market,),
    "preferences": (Preferences,),
}


def test_every_excerpt_stands_in_the_file_that_it_names(root: Path) -> None:
    """Of docs/house-style.md: the block is text of the file named last before it."""
    page = (root / "docs" / "house-style.md").read_text(encoding="utf-8")
    compared = 0
    for block in BLOCK.finditer(page):
        if block[1]:
            name = QUOTED.findall(page[: block.start()])[-1]
            source = (root / name).read_text(encoding="utf-8")
            for part in block[2].split("\n\n\n"):
                assert part.strip("\n") in source, name
            compared += 1
    assert compared >= 12


def test_the_way_of_a_strike_leads_through_the_files_named(root: Path) -> None:
    """Of docs/house-style.md: each step's name stands in its file."""
    page = (root / "docs" / "house-style.md").read_text(encoding="utf-8")
    section = page.split("From a grant's strike")[1].split("A federal bracket")[0]
    steps = re.findall(r"^\|[^|]+\| `([^`]+)` \| `([^`]+)` \|$", section, re.MULTILINE)
    assert len(steps) == 11
    for file, name in steps:
        assert name in (root / file).read_text(encoding="utf-8"), file


OF_SCENARIOS = (
    "equity.md",
    "liquidity.md",
    "prices-and-days.md",
    "replanning.md",
    "scenarios.md",
    "small_business_stock.md",
)
"""Documents that show parts of a scenario file."""


@pytest.mark.parametrize("name", OF_SCENARIOS)
def test_parts_of_a_scenario_have_fields_that_there_are(name: str, root: Path) -> None:
    """Each key of a table shown is a field of that table."""
    page = (root / "docs" / name).read_text(encoding="utf-8")
    blocks = [text for kind, text in BLOCK.findall(page) if kind == "toml"]
    assert blocks
    for block in blocks:
        shown = tomllib.loads(block.replace("\n...\n", "\n"))
        for table, given in shown.items():
            rows = list(given.values()) if table == "markets" else given
            for row in rows if isinstance(rows, list) else [rows]:
                kinds = TABLES[table]
                assert any(row.keys() <= kind.model_fields.keys() for kind in kinds)


def test_branches_shown_make_a_right_file(root: Path) -> None:
    """docs/uncertain_prices.md: each block in a household of its years."""
    page = (root / "docs" / "uncertain_prices.md").read_text(encoding="utf-8")
    blocks = [tomllib.loads(text) for kind, text in BLOCK.findall(page) if kind]
    shown = [["branches"], ["uncertainty"], ["preferences"]]
    assert [list(block) for block in blocks] == shown
    blocks[2]["branches"] = blocks[0]["branches"]
    for block in blocks:
        fields = uncertain_fields(plan={"start": date(2026, 1, 2), "last_year": 2030})
        del fields["branches"]
        assert outcomes_of(checked_scenario(fields | block))


def test_command_lines_of_documents_name_commands_and_files(root: Path) -> None:
    """The README's are run; those of the other documents are read."""
    lines = [
        line.split("#")[0].split()
        for path in sorted((root / "docs").glob("*.md"))
        for _, block in BLOCK.findall(path.read_text(encoding="utf-8"))
        for line in block.splitlines()
        if line.startswith("isoplan ")
    ]
    assert lines
    for _, command, *words in lines:
        assert command in COMMANDS
        for word in words:
            assert not word.startswith("scenarios/") or (root / word).is_file()


def test_the_settings_of_clients_start_the_server(root: Path) -> None:
    """docs/agents.md: JSON that names the command and a folder."""
    page = (root / "docs" / "agents.md").read_text(encoding="utf-8")
    settings = [json.loads(text) for kind, text in BLOCK.findall(page) if kind]
    assert [list(each) for each in settings] == [["mcpServers"], ["servers"]]
    for each in settings:
        (servers,) = each.values()
        assert servers["isoplan"]["command"] == "isoplan"
        assert servers["isoplan"]["args"][0] == "mcp"


def test_every_kind_of_block_is_looked_at(root: Path) -> None:
    """A document with code of a new kind asks for a test of it."""
    with_code = {
        path.name
        for path in [root / "README.md", *(root / "docs").glob("*.md")]
        if any(kind for kind, _ in BLOCK.findall(path.read_text(encoding="utf-8")))
    }
    run = {"README.md", "api.md"}  # tests/isoplan/test_documents.py
    run |= {"tax-inputs.md"}  # tests/test_tax_inputs.py
    compared = {"house-style.md", "adding-a-kind-of-equity.md"}
    checked = {"uncertain_prices.md", "agents.md"}
    checked |= {"importing.md"}  # tests/cli/imports/test_mapping.py
    assert with_code == run | compared | checked | {*OF_SCENARIOS}
