"""`isoplan compare`: what it prints, and its JSON."""

import json
from pathlib import Path

from click.testing import CliRunner

from isoplan.cli.main import main
from isoplan.models.results.comparison import COMPARISON_VERSION, Comparison


def run(*arguments: object) -> tuple[int, str]:
    """Run the command where there is room for all, and return exit code and stdout."""
    words = [str(each) for each in arguments]
    done = CliRunner(env={"COLUMNS": "240"}).invoke(main, words)
    return done.exit_code, done.stdout


def test_the_answer_comes_first(root: Path) -> None:
    """A sentence with the gain, then every schedule, then the causes."""
    code, out = run("compare", root / "scenarios" / "amt_credit_timeline.toml")
    assert code == 0
    text = " ".join(out.split())
    assert text.startswith("The plan is worth $")
    assert "more than the best other" in text.split(" schedule ")[0]
    for name in ("do nothing", "even split", "AMT line", "same-day sale at expiry"):
        assert name in text
    for name in ("a fifth a year", "to the AMT line, rest", "AMT-free mix"):
        assert name in text
    assert "price and timing" in text
    assert "The plan: Proven " in text
    assert "without a view on the price" in text


def test_least_tax_is_judged_by_tax(root: Path) -> None:
    """Under least_tax the answer is in tax, among schedules that sell everything."""
    code, out = run("compare", root / "scenarios" / "leaving_town.toml")
    assert code == 0
    assert out.startswith("The plan causes $")
    answer = " ".join(out.split("\n\n")[0].split())
    assert "less than the best other that does" in answer


def test_json_is_the_documented_comparison(root: Path) -> None:
    """One object, the plan first, with the fields that scripts rely on."""
    path = root / "scenarios" / "amt_credit_timeline.toml"
    code, out = run("compare", path, "--json")
    assert code == 0
    found = Comparison.model_validate(json.loads(out))
    assert found.version == COMPARISON_VERSION
    assert found.schedules[0].name == "plan"
    assert found.schedules[0].worse_by == 0
    for each in json.loads(out)["schedules"]:
        assert {
            "name", "after_tax_value", "total_tax", "amt", "credit_used",
            "credit_carryforward_out", "actions",
        } <= each.keys()  # fmt: skip


def test_a_missing_file_exits_1() -> None:
    """A message, no traceback."""
    code, out = run("compare", "no_such_file.toml")
    assert (code, out) == (1, "")


def test_a_state_has_columns_of_its_own(root: Path, tmp_path: Path) -> None:
    """State AMT and tax beside the federal ones; none without a state."""
    sample = root / "scenarios" / "amt_credit_timeline.toml"
    text = sample.read_text(encoding="utf-8")
    file = tmp_path / "mn.toml"
    file.write_text(
        text.replace("[household]\n", '[household]\nstate = "MN"\n'), encoding="utf-8"
    )
    _, without = run("compare", sample)
    code, out = run("compare", file, "--wide")
    assert code == 0
    assert "state AMT $  state tax $" in out
    assert "state" not in without.split("No state is given")[0]
    _, as_json = run("compare", file, "--json")
    found = Comparison.model_validate_json(as_json)
    for each in found.schedules:
        assert each.state_tax_after_credit > 0
        assert abs(sum(each.causes.model_dump().values()) - each.worse_by) < 0.05
    assert any(each.causes.state_tax_after_credit for each in found.schedules)
