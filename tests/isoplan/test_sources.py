"""What the public functions take: a path, a dict, a scenario; and how they refuse."""

import json
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import isoplan
from isoplan.cli.main import main

EXAMPLES = isoplan.examples()

Fields = dict[str, Any]


@pytest.fixture
def fields() -> Fields:
    """The fields of a small scenario, as its file holds them."""
    return tomllib.loads(EXAMPLES["amt_credit_timeline"].read_text(encoding="utf-8"))


def printed(*arguments: str) -> str:
    """Return what the command line prints on standard error."""
    done = CliRunner().invoke(main, list(arguments))
    assert done.exit_code == 1
    return done.stderr


def test_a_scenario_from_everything_that_holds_one(fields: Fields) -> None:
    """Path as text or not, dict, scenario: the same scenario."""
    path = EXAMPLES["amt_credit_timeline"]
    expected = isoplan.load_scenario(path)
    assert isoplan.load_scenario(str(path)) == expected
    assert isoplan.load_scenario(fields) == expected
    assert isoplan.load_scenario(expected) == expected


@pytest.mark.parametrize("name", EXAMPLES)
def test_fields_go_out_and_come_in_again(name: str) -> None:
    """Of every shipped scenario, also through JSON."""
    scenario = isoplan.load_scenario(EXAMPLES[name])
    given = scenario.to_dict()
    assert isoplan.load_scenario(given) == scenario
    assert isoplan.load_scenario(json.loads(json.dumps(given))) == scenario


def test_values_that_only_python_has(fields: Fields) -> None:
    """Years as numbers, days as dates, tuples, NumPy's scalars."""
    expected = isoplan.load_scenario(fields | {"schedules": []})
    given = fields | {"schedules": (), "grants": tuple(fields["grants"])}
    given["household"] = dict(given["household"], wages={2026: np.float64(120_000)})
    given["grants"][0]["shares"] = np.int64(given["grants"][0]["shares"])
    given["market"]["prices"] = {
        date.fromisoformat(str(day)): price
        for day, price in given["market"]["prices"].items()
    }
    found = isoplan.load_scenario(given)
    assert found.grants == expected.grants
    assert found.market == expected.market
    assert found.household.wages.at(2026) == 120_000


def test_the_dict_that_was_given_stays_as_it_is(fields: Fields) -> None:
    """Planning changes nothing of the caller's."""
    before = json.dumps(fields, default=str)
    isoplan.plan(fields)
    assert json.dumps(fields, default=str) == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda given: given["grants"][0].update(strike=-1.0),
        lambda given: given["household"].update(wagse=1.0),
        lambda given: given.pop("market"),
        lambda given: given["grants"][0].update(expires_on="2099-01-01", shares="x"),
        lambda given: given["schedules"][0]["actions"][0].update(shares=10**9),
    ],
    ids=["value", "name", "missing", "two", "between-fields"],
)
@pytest.mark.parametrize("call", ["load_scenario", "plan", "compare"])
def test_a_wrong_dict_in_the_words_of_the_command_line(
    spoil: Callable[[Fields], object], call: str, fields: Fields, tmp_path: Path
) -> None:
    """Line by line; where a file would be named, ``the scenario`` is."""
    spoil(fields)
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(fields, default=str), encoding="utf-8")
    given = json.loads(file.read_text(encoding="utf-8"))
    with pytest.raises(isoplan.ScenarioErrors) as caught:
        getattr(isoplan, call)(given)
    expected = printed("check", str(file)).replace(f"{file}: ", "the scenario: ")
    assert f"{caught.value}\n" == expected
    assert len(caught.value.problems) == len(expected.splitlines())
    with pytest.raises(isoplan.ScenarioErrors) as of_file:
        getattr(isoplan, call)(file)
    assert f"{of_file.value}\n" == printed("check", str(file))


def test_tuples_hide_no_problem(fields: Fields) -> None:
    """Problems between fields are found in a tuple as in a list."""
    fields["grants"].append(dict(fields["grants"][0]))
    fields["household"]["wages"] = -1.0
    with pytest.raises(isoplan.ScenarioErrors) as of_list:
        isoplan.plan(fields)
    fields["grants"] = tuple(fields["grants"])
    with pytest.raises(isoplan.ScenarioErrors) as of_tuple:
        isoplan.plan(fields)
    assert str(of_tuple.value) == str(of_list.value)
    assert len(of_list.value.problems) == 2


def test_a_key_as_number_and_as_text(fields: Fields) -> None:
    """Neither wins in silence."""
    fields["household"]["wages"] = {"2026": 100_000.0, 2026: 200_000.0}
    with pytest.raises(isoplan.ScenarioErrors) as caught:
        isoplan.plan(fields)
    expected = "the scenario: has the key '2026' twice in one table; remove one"
    assert str(caught.value) == expected


def test_a_table_that_contains_itself(fields: Fields) -> None:
    """An error like any other."""
    fields["household"]["wages"] = fields
    with pytest.raises(isoplan.ScenarioErrors, match="is nested too deeply"):
        isoplan.load_scenario(fields)
    with pytest.raises(isoplan.ScenarioErrors, match="the household: is nested"):
        isoplan.tax(fields)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """As the command line says it."""
    file = str(tmp_path / "none.toml")
    with pytest.raises(isoplan.ScenarioErrors) as caught:
        isoplan.plan(file)
    assert printed("plan", file) == f"Error: {caught.value}\n"


def test_no_schedule_keeps_all_limits(fields: Fields, tmp_path: Path) -> None:
    """The other errors too carry the command line's words."""
    fields["household"] |= {"cash": 100.0, "cash_floor": 1_000_000.0}
    file = tmp_path / "poor.json"
    file.write_text(json.dumps(fields, default=str), encoding="utf-8")
    with pytest.raises(isoplan.InfeasiblePlan) as caught:
        isoplan.plan(file)
    done = CliRunner().invoke(main, ["plan", str(file)])
    assert done.exit_code == 3
    assert done.stderr.splitlines()[-1] == f"Error: {caught.value}"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (None, "from None;"),
        (3, "from 3, of type int;"),
        ([{"name": "x"}], "from a list of 1, of type list;"),
        (b"x.toml", "from b'x.toml', of type bytes;"),
    ],
)
def test_what_is_no_source_of_a_scenario(source: object, words: str) -> None:
    """It is named, with what would be right."""
    for call in (isoplan.load_scenario, isoplan.plan, isoplan.compare):
        with pytest.raises(TypeError) as caught:
            call(source)  # type: ignore[operator]
        assert words in str(caught.value)
        assert str(caught.value).endswith("a dict of its fields, or a Scenario")


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ({"time_limit": 0}, "time_limit is 0; give seconds above 0"),
        ({"time_limit": float("nan")}, "time_limit is nan; give seconds above 0"),
        ({"gap": -1}, "gap is -1; give dollars, 0 or more"),
        ({"gap": float("inf")}, "gap is inf; give dollars, 0 or more"),
        (
            {"solver": "glpk"},
            "solver is 'glpk'; known solvers: auto, cbc, highs, priced",
        ),
    ],
)
def test_a_wrong_argument(argument: dict[str, Any], words: str) -> None:
    """Refused before anything is read or solved."""
    for call in (isoplan.plan, isoplan.compare):
        with pytest.raises(ValueError, match=r"give|known") as caught:
            call("none.toml", **argument)
        assert str(caught.value) == words


@pytest.mark.parametrize("paths", [0, -1])
def test_no_paths_are_not_taken_for_the_usual_number(paths: int) -> None:
    """Refused before anything is read, as the command line refuses it."""
    with pytest.raises(ValueError, match=f"paths is {paths}; give a number from 1 to"):
        isoplan.stress("none.toml", paths=paths)


def test_progress_is_told_and_nothing_printed(
    fields: Fields, capfd: pytest.CaptureFixture[str]
) -> None:
    """Who wants lines passes a function; without one there are none."""
    told: list[str] = []
    assert isoplan.plan(fields, progress=told.append).status != "feasible"
    assert any("solving" in line for line in told)
    isoplan.compare(fields)
    assert capfd.readouterr() == ("", "")


HOUSEHOLD = {"year": 2026, "filing_status": "single", "wages": 250_000}
CHAIN = {
    "id": "c",
    "filing_status": "single",
    "years": [
        {"year": 2025, "wages": 250_000, "iso_bargain_element": 100_000},
        {"year": 2026, "wages": 250_000},
    ],
}


@pytest.mark.parametrize(
    "data",
    [
        HOUSEHOLD,
        {"inputs": HOUSEHOLD},
        [HOUSEHOLD, {"id": "b", "inputs": HOUSEHOLD | {"state": "CA"}}],
        {"cases": [HOUSEHOLD | {"minimum_tax_credit": 5_000}]},
        {"chains": [CHAIN, CHAIN | {"id": "d"}]},
    ],
    ids=["inputs", "inputs-key", "list", "cases", "chains"],
)
def test_tax_is_what_the_command_prints(data: Any, tmp_path: Path) -> None:
    """From a path and from what it holds."""
    file = tmp_path / "homes.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    done = CliRunner().invoke(main, ["tax", str(file), "--json"])
    for source in (data, file, str(file)):
        returns = isoplan.tax(source)
        assert returns.to_dicts() == json.loads(done.stdout)
        years = [year for e in returns.to_dicts() for year in e.get("years", [e])]
        assert [each.inputs for each in returns] == [year["inputs"] for year in years]
        for one, year in zip(returns, years, strict=True):
            assert year["outputs"].items() <= one.outputs.items()


def test_a_wrong_household_in_the_words_of_the_command_line(tmp_path: Path) -> None:
    """All problems at once."""
    data = [HOUSEHOLD | {"wages": -1}, HOUSEHOLD | {"yaer": 1}]
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(isoplan.ScenarioErrors) as caught:
        isoplan.tax(data)
    expected = printed("tax", str(file)).replace(f"{file}: ", "the household: ")
    assert f"{caught.value}\n" == expected
    assert len(caught.value.problems) == 2


def test_what_is_no_source_of_a_household() -> None:
    """It is named, with what would be right."""
    with pytest.raises(TypeError, match="from 3, of type int; give the path"):
        isoplan.tax(3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"grants": [{"strike": -1.0}]}, "grants"),
        ({"household": {"filing_status": "widowed"}}, "household.filing_status"),
    ],
)
def test_a_scenario_that_was_changed_is_checked_again(
    changed: dict[str, Any], words: str
) -> None:
    """A copy checks nothing by itself; a plan of it would be none."""
    scenario = isoplan.load_scenario(isoplan.examples()["series_b_engineer"])
    with pytest.raises(isoplan.ScenarioErrors, match=words):
        isoplan.plan(scenario.model_copy(update=changed))
