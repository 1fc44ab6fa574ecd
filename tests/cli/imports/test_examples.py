"""One believable file a source: what comes in, and what is named as missing."""

import tomllib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from isoplan.cli.imports.importing import Imported
from isoplan.cli.imports.mapping import bundled
from isoplan.cli.imports.summary import before_check
from isoplan.models.scenario import scenario_of_text

Texts = Callable[..., dict[str, str]]
Import = Callable[..., Imported]


@pytest.fixture
def held(run: Import, example_texts: Texts) -> Callable[..., dict[str, Any]]:
    """What the scenario holds of some example files."""
    return lambda *names: tomllib.loads(run(example_texts(*names)).text)


def test_a_list_and_form_3921(held: Callable[..., dict[str, Any]]) -> None:
    """Lots come from the forms, tied by day of grant and price."""
    found = held("grant_list.csv", "form_3921.csv")
    hire, refresh, bonus = found["grants"]
    assert hire == {
        "name": "2023 hire",
        "kind": "iso",
        "granted_on": date(2023, 3, 1),
        "expires_on": date(2033, 2, 28),
        "shares": 24_000,
        "strike": 1.80,
        "vesting": {
            "start": date(2023, 2, 15),
            "months": 48,
            "cliff_months": 12,
            "every_months": 1,
        },
    }
    assert refresh["vesting"]["every_months"] == 3
    assert (bonus["kind"], bonus["shares"]) == ("nso", 800)
    assert "vesting" not in bonus
    assert found["lots"] == [
        {
            "grant": "2023 hire",
            "exercised_on": date(2025, 4, 15),
            "shares": 2_000,
            "value_at_exercise": 6.00,
        },
        {
            "grant": "2023 hire",
            "exercised_on": date(2025, 11, 14),
            "shares": 500,
            "value_at_exercise": 7.35,
        },
    ]
    assert found["restricted_units"] == [
        {"name": "units", "granted_on": date(2025, 9, 2), "shares": 400}
    ]


def test_etrade(held: Callable[..., dict[str, Any]]) -> None:
    """Days of vesting row by row; shares that were sold are no lot."""
    found = held("etrade.csv", "etrade_gains.csv", "etrade_3921.csv")
    old, new = found["grants"]
    assert (old["name"], old["exercised"]) == ("OP00417", 300)
    assert [step["shares"] for step in old["vesting"]] == [1_000] * 3
    assert new["kind"] == "nso"
    assert found["lots"][0]["shares"] == 200
    assert found["lots"][0]["value_at_exercise"] == 41.00


def test_schwab(run: Import, example_texts: Texts) -> None:
    """A row for the transaction, and below it one an award; no value is made up."""
    done = run(example_texts("schwab.csv", "schwab_grants.csv"))
    found = tomllib.loads(done.text)
    assert found["grants"][0]["exercised"] == 350
    assert found["lots"] == [
        {"grant": "C10452", "exercised_on": date(2025, 2, 12), "shares": 300}
    ]
    missing = [each for each in done.missing if "value_at_exercise" in each]
    assert len(missing) == 1
    assert "box 4 of Form 3921" in missing[0]


def test_carta(run: Import, example_texts: Texts) -> None:
    """A schedule comes in by words that a mapping translates, and no other."""
    done = run(example_texts("carta.csv", "carta_exercises.csv"))
    first, second = tomllib.loads(done.text)["grants"]
    assert first["vesting"]["cliff_months"] == 12
    assert "vesting" not in second
    assert "'Milestone', from 2025-06-01, which no mapping translates" in done.text
    assert any("grant ES-87: vesting" in each for each in done.missing)


def test_shareworks_and_fidelity(held: Callable[..., dict[str, Any]]) -> None:
    """Separated by semicolons; without vesting nothing is taken for granted."""
    found = held("shareworks.csv", "shareworks_vesting.csv", "fidelity.csv")
    first, second, third = found["grants"]
    assert first["shares"] == sum(step["shares"] for step in first["vesting"])
    assert [second["kind"], third["kind"]] == ["iso", "nso"]
    assert "vesting" not in second


REST = """\
name = "Nothing is missing"
[plan]
start = 2026-01-15
last_year = 2028
inflation = 0.025
[household]
filing_status = "single"
wages = 150_000
[market]
prices = { 2025-12-31 = 60.00 }
growth = 0.05
"""


def test_with_the_rest_beside_it_check_is_content(
    run: Import, example_texts: Texts
) -> None:
    """What came in is a scenario's part as it stands."""
    files = example_texts("etrade.csv", "etrade_gains.csv", "etrade_3921.csv")
    done = run(files, REST)
    assert before_check(done.text) == ["isoplan check has nothing to correct."]
    scenario = scenario_of_text(done.text)
    assert scenario.grants[0].vested(scenario.plan.start) == 3_000
    assert scenario.lots[0].value_at_exercise == 41.00


def test_every_source_has_an_example(run: Import, example_texts: Texts) -> None:
    """Each mapping that comes along is tried by a file."""
    assert set(bundled()) == {
        "carta", "etrade", "fidelity", "form_3921", "grant_list", "schwab",
        "shareworks",
    }  # fmt: skip
    done = run(example_texts("grant_list.csv", "form_3921.csv"))
    assert done.read == (
        "grant_list.csv: 4 rows, as A list of grants: Grants",
        "form_3921.csv: 2 rows, as Form 3921: Form 3921",
    )
