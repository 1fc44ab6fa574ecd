"""`isoplan plan --firm`, `--quick` and `--fall-to`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from firm_household import short_of_cash
from isoplan.cli.main import main
from isoplan.models.results.plan import Plan
from isoplan.optimizer.firmness import facts, firmness


@pytest.fixture
def household(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small household's file; each ladder has one value."""
    for name in ("PRICES", "MORE_PRICES", "WAGES", "RATES"):
        monkeypatch.setattr(facts, f"{name}_DOWN", (80,))
        monkeypatch.setattr(facts, f"{name}_UP", (130,))
    monkeypatch.setattr(firmness, "cores", lambda: 1)
    monkeypatch.setattr(facts, "GROWTH", (50,))
    monkeypatch.setattr(facts, "MONTHS", (6,))
    file = tmp_path / "household.json"
    file.write_text(json.dumps(short_of_cash().to_dict()), encoding="utf-8")
    return file


def run(*arguments: object) -> tuple[int, str, str]:
    """Run the command, and return exit code, stdout and stderr."""
    done = CliRunner().invoke(main, ["plan", *(str(each) for each in arguments)])
    return done.exit_code, done.stdout, done.stderr


def test_by_itself_a_plan_says_what_a_fall_costs_and_the_exit_price(
    household: Path,
) -> None:
    """After the answer; solved again in this process, for the plan is a small one."""
    code, out, err = run(household)
    assert (code, err) == (0, "")
    first, *_ = out.split("\n\n")
    assert "\nRISK   If the share falls to nothing in 2027" in first
    assert "The same first step, within $25 of the best, for any exit price" in first


def test_firm_works_everything_out(household: Path) -> None:
    """In JSON, with a fall to another price."""
    code, out, _ = run(household, "--firm", "--fall-to", "4", "--json")
    assert code == 0
    firm = Plan.model_validate(json.loads(out)).firmness
    assert firm is not None
    assert (firm.depth, len(firm.ranges)) == ("all", 5)
    assert firm.falls[0].price == 4.0
    assert {each.limit for each in firm.limits} == {"cash"}
    assert firm.left_out == ()


def test_quick_leaves_it_out(household: Path) -> None:
    """The plan alone."""
    code, out, err = run(household, "--quick", "--json")
    assert code == 0
    assert Plan.model_validate(json.loads(out)).firmness is None
    assert err == ""


@pytest.mark.parametrize("asked", [["--firm"], ["--fall-to", "2"]])
def test_quick_and_what_it_leaves_out_contradict(
    asked: list[str], household: Path
) -> None:
    """Wrong usage, with the remedy."""
    code, out, err = run(household, "--quick", *asked)
    assert (code, out) == (2, "")
    assert (
        "--quick leaves out what --firm and --fall-to ask for; give one of them" in err
    )


@pytest.mark.parametrize("price", ["0", "-1", "nan"])
def test_a_fall_is_to_a_price(price: str, household: Path) -> None:
    """That to nothing is always shown."""
    assert run(household, "--fall-to", price)[0] == 2
