"""docs/tax-inputs.md: every input with its line, and examples that work."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from isoplan.models.inputs.household import LossCarryovers
from isoplan.models.returns.chains import case_outputs, chain_outputs
from isoplan.models.returns.file import HouseholdFile, checked_households
from isoplan.models.returns.input_tables import (
    Deductions,
    Form6251Lines,
    Section1244Loss,
    SmallBusinessGain,
)
from isoplan.models.returns.inputs import HouseholdYear

SECTIONS: dict[str, type[BaseModel]] = {
    "## One year": HouseholdYear,
    "### Itemized deductions": Deductions,
    "### Lines of Form 6251": Form6251Lines,
    "### Losses carried in": LossCarryovers,
    "### Gain on small business stock": SmallBusinessGain,
    "### Losses on section 1244 stock": Section1244Loss,
}
NO_LINE = {"year", "state", "used", "amt_used"}
"""Inputs that no form asks for."""

ROW = re.compile(r"^\| `(\w+)` \| (.*?) ?\| (.+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    """Return the document."""
    return (root / "docs" / "tax-inputs.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("heading", SECTIONS)
def test_every_input_has_a_row_with_its_line(heading: str, page: str) -> None:
    """In the order of the model, each with a meaning."""
    section = page.split(f"{heading}\n")[1].split("\n#")[0]
    rows = ROW.findall(section)
    assert [name for name, _, _ in rows] == list(SECTIONS[heading].model_fields)
    assert {name for name, line, _ in rows if not line} <= NO_LINE


def test_every_table_inside_has_a_section(page: str) -> None:
    """As many tables as the inputs have, and each link leads to a heading."""
    headings = re.findall(r"^#+ (.*)$", page, re.MULTILINE)
    names = {heading.lower().replace(" ", "-") for heading in headings}
    links = re.findall(r"\]\(#([\w-]+)\)", page)
    assert len(links) == len(SECTIONS)
    assert set(links) <= names


def test_only_year_and_status_are_needed() -> None:
    """As the page says."""
    needed = {
        name
        for name, field in HouseholdYear.model_fields.items()
        if field.is_required()
    }
    assert needed == {"year", "filing_status"}


def examples(page: str) -> list[HouseholdFile]:
    """Return the files that the page shows, read."""
    blocks = re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    data: list[dict[str, Any]] = [tomllib.loads(block) for block in blocks]
    return [checked_households(each, "example") for each in data]


def test_the_examples_work(page: str) -> None:
    """One household, a quick question, two cases, one chain of three years."""
    found = examples(page)
    assert [len(each.cases) for each in found] == [1, 1, 2, 0]
    one, asked, two = (case_outputs(each.cases) for each in found[:3])
    assert one["credit_carryforward_in"] == [8_000]
    assert one["itemizes"] == [1.0]
    assert asked["taxable_income"] == pytest.approx([180_000])
    assert two["amt"][0] > 0 == two["amt"][1]


def test_the_chain_carries_what_the_page_says(page: str) -> None:
    """Credit and losses; the last year is lived in a state without tax."""
    outputs = chain_outputs(examples(page)[-1].chains)
    assert outputs["credit_carryforward_in"][0] == 0
    assert outputs["credit_carryforward_in"][1] == outputs["amt"][0] > 0
    assert outputs["credit_used"][2] > 0
    losses = outputs["capital_loss_carryforward_out_regular"]
    assert losses.tolist() == [6_000, 3_000, 0]
    assert [tax > 0 for tax in outputs["state_total_tax"]] == [True, True, False]
