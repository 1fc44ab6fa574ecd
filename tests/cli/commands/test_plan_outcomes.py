"""``isoplan plan`` of a file with branches, and the commands that go along one path."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fitting import WIDTHS, check_fits, check_shows
from fuzzing.files import toml_text
from isoplan.cli.main import main
from isoplan.cli.outcomes.outcomes_report import SHOWN_ON_REQUEST, outcomes_report
from isoplan.cli.render.firmness import firmness_report
from isoplan.models.filing.filed_forms import FiledForms
from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.outcomes.outcomes_report import OutcomesReport
from isoplan.models.results.number_text import whole
from isoplan.models.scenario import checked_scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.explaining.room import room_in_full
from isoplan.optimizer.firmness import branch_facts, branch_firmness, firmness
from scenario_builder import grant
from uncertain_household import BAD, GOOD, uncertain_fields

pytestmark = pytest.mark.usefixtures("room_for_lines")

SMALL = [grant(shares=600, strike=4.0)]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with four branches."""
    path = tmp_path_factory.mktemp("branches") / "branches.toml"
    fields = uncertain_fields(grants=SMALL, household={"wages": 150_000, "cash": 9_000})
    path.write_text(toml_text(fields), encoding="utf-8")
    return path


def run(*arguments: str | Path) -> Result:
    """Run a command."""
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture(scope="module")
def printed(file: Path) -> OutcomesPlan:
    """Return the plan that the command prints as JSON."""
    result = run("plan", file, "--quick", "--json")
    assert result.exit_code == 0, result.stderr
    return OutcomesPlan.model_validate(json.loads(result.stdout))


def test_json_holds_nodes_and_outcomes(printed: OutcomesPlan) -> None:
    """Under a version of its own."""
    assert printed.version == 1
    assert [each.name for each in printed.outcomes] == ["better", "worse", "bad"]
    assert {node.piece for node in printed.nodes} == {0, 1, 2, 3, 4}
    assert printed.nodes[0].parent is None


def test_the_report_says_now_then_if_the_bet_and_its_worth(
    printed: OutcomesPlan,
) -> None:
    """In this order."""
    text = outcomes_report(printed, 60.0)
    places = [
        text.index(heading)
        for heading in (
            "uncertain: 3 outcomes",
            "NOW, whatever comes, up to 2027-02-28",
            "THEN, IF 'good'",
            "THEN, IF 'better', after 'good'",
            "THE BET",
            "BESIDE IT",
            "Adapting is worth",
            "(VSS)",
            "(EVPI)",
            "More: --actions, --wide, --cash, --assumptions, --proof, --full, --firm,",
        )
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("sections", [(), SHOWN_ON_REQUEST])
def test_it_fits_and_cuts_no_amount(
    printed: OutcomesPlan, sections: Sequence[str], width: int
) -> None:
    """At each width, with all that is shown on request."""
    text = outcomes_report(printed, 60.0, width, sections)
    check_fits(text, width)
    check_shows(text, [whole(each.value) for each in printed.outcomes])
    check_shows(text, [whole(each.worst) for each in printed.beside])


@pytest.mark.parametrize(
    "options",
    [
        ["--forms"],
        ["--fall-to", "5"],
        ["--against", "FILE"],
    ],
    ids=lambda options: options[0],
)
def test_options_of_one_path_are_refused(file: Path, options: list[str]) -> None:
    """With exit code 1, in a message that names the option; never passed over."""
    if options[0] == "--against":
        options = ["--against", str(file)]
    result = run("plan", file, *options)
    assert result.exit_code == 1
    assert f"by [[branches]] or [uncertainty], and {options[0]} goes along" in (
        " ".join(result.stderr.split())
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["compare", "FILE", "FILE"],
        ["forms", "FILE"],
        ["forms", "FILE", "--schedule", "mine"],
        ["room", "FILE", "--year", "2027"],
        ["report", "FILE", "--output", "out.html", "--part", "comparison"],
    ],
    ids=" ".join,
)
def test_commands_of_one_path_refuse_branches(
    arguments: list[str], file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With exit code 1 and one message; nothing is planned in silence."""
    monkeypatch.chdir(tmp_path)
    given = [str(file) if each == "FILE" else each for each in arguments]
    result = run(*given)
    assert result.exit_code == 1, result.output
    assert "the future of this scenario parts" in " ".join(result.stderr.split())


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file with two branches; one probability above and below is tried."""
    path = tmp_path / "two.toml"
    fields = uncertain_fields(
        GOOD, BAD, grants=SMALL, plan={"last_year": 2027, "decision_dates": "yearly"}
    )
    path.write_text(toml_text(fields), encoding="utf-8")
    monkeypatch.setattr(branch_facts, "FINE", (40, 80))
    monkeypatch.setattr(branch_facts, "COARSE", (40, 80))
    monkeypatch.setattr(branch_facts, "MORE_PRICES_DOWN", (90,))
    monkeypatch.setattr(branch_facts, "MORE_PRICES_UP", (110,))
    monkeypatch.setattr(firmness, "cores", lambda: 1)
    monkeypatch.setattr(branch_firmness, "QUICK_S", 60.0)
    return path


def test_by_itself_a_plan_says_how_firm_its_first_step_is(two: Path) -> None:
    """In the probability of the branch that parts first."""
    result = run("plan", two, "--time-limit", "400")
    assert result.exit_code == 0, result.stderr
    said = " ".join(result.stdout.split())
    assert "probability of 'good'" in said
    assert "hangs on" in said or "The same first step" in said


def test_firm_works_out_all_of_it(two: Path) -> None:
    """In JSON, and as text with what is not tried."""
    result = run("plan", two, "--firm", "--json")
    assert result.exit_code == 0, result.stderr
    firm = OutcomesPlan.model_validate(json.loads(result.stdout)).firmness
    assert firm is not None
    assert firm.depth == "all"
    assert [(each.fact, each.of) for each in firm.ranges] == [
        ("probability", "good"),
        ("exit_price", "good"),
    ]
    text = firmness_report(firm)
    assert "probability of 'good'" in text
    assert "The exit price in 'bad' was not tried" in " ".join(text.split())


def test_quick_leaves_it_out(two: Path) -> None:
    """The plan alone."""
    result = run("plan", two, "--quick", "--json")
    assert result.exit_code == 0, result.stderr
    plan = OutcomesPlan.model_validate(json.loads(result.stdout))
    assert plan.firmness is None


def test_report_writes_every_kind_of_file(two: Path, tmp_path: Path) -> None:
    """Of a file with branches too; the JSON is that of the page."""
    endings = ("html", "xlsx", "ics", "csv", "json")
    files = [tmp_path / f"plan.{ending}" for ending in endings]
    asked = [each for file in files for each in ("-o", str(file))]
    result = run("report", two, *asked)
    assert result.exit_code == 0, result.stderr
    assert all(file.stat().st_size > 100 for file in files)
    held = OutcomesReport.model_validate_json(files[-1].read_text(encoding="utf-8"))
    assert [each.name for each in held.outcomes] == ["good", "bad"]
    assert held.plan.firmness is not None
    assert "Do now, whatever comes" in files[0].read_text(encoding="utf-8")


def test_cash_and_years_are_shown_by_outcome(printed: OutcomesPlan) -> None:
    """Cash that is the same in every outcome once; the years of each."""
    text = outcomes_report(printed, 60.0, 100, ["cash", "wide"])
    if printed.outcomes[0].set_aside:
        assert text.count("Cash to set aside for 2026") == 1
        assert "IN EVERY OUTCOME" in text
    for outcome in printed.outcomes:
        assert f"YEARS OF {outcome.name!r}" in text
    other = printed.outcomes[0].model_copy(
        update={"set_aside": (), "safe_harbor": None}
    )
    apart = printed.model_copy(update={"outcomes": (other, *printed.outcomes[1:])})
    assert "IN 'worse' and 'bad'" in outcomes_report(apart, 60.0, 100, ["cash"])


def test_compare_shows_habits_by_outcome(two: Path) -> None:
    """A column an outcome, beside the plan; JSON is that of the plan."""
    result = run("compare", two)
    assert result.exit_code == 0, result.stderr
    assert "VALUE BY OUTCOME, $" in result.stdout
    assert "a fifth a year, hold" in result.stdout
    held = run("compare", two, "--json")
    assert OutcomesPlan.model_validate(json.loads(held.stdout)).beside


def test_forms_of_an_outcome(two: Path) -> None:
    """Those of the year before the future parts are the same in every one."""
    shown = [
        run("forms", two, "--outcome", name, "--year", "2026", "--json")
        for name in ("good", "bad")
    ]
    assert [each.exit_code for each in shown] == [0, 0], shown[0].stderr
    years = [json.loads(each.stdout)["years"] for each in shown]
    assert years[0] == years[1]
    assert years[0][0]["year"] == 2026
    assert [json.loads(each.stdout)["outcome"] for each in shown] == ["good", "bad"]
    found = FiledForms.model_validate(json.loads(shown[1].stdout))
    assert found.answer().startswith(
        "uncertain: the forms of the plan in the outcome 'bad', 2026. AMT $"
    )


def test_what_was_done_is_of_no_outcome(two: Path) -> None:
    """It lies before the future parts: wrong usage, told as such."""
    result = run("forms", two, "--outcome", "bad", "--done")
    assert result.exit_code == 2
    assert "--done and --outcome ask for different forms" in result.stderr


def test_an_outcome_that_is_not_there(two: Path) -> None:
    """Wrong usage, with the names that are known; nothing is solved."""
    result = run("forms", two, "--outcome", "best")
    assert result.exit_code == 2
    assert "'best' is no outcome; known: good, bad" in " ".join(result.stderr.split())


def test_the_room_of_a_year_before_the_future_parts(file: Path) -> None:
    """Is that of the file without branches, whatever comes."""
    result = run("room", file, "--year", "2026", "--json")
    assert result.exit_code == 0, result.stderr
    fields = uncertain_fields(grants=SMALL, household={"wages": 150_000, "cash": 9_000})
    plain = checked_scenario(fields | {"branches": []})
    room = room_in_full(situation_of(plain), 2026)
    assert json.loads(result.stdout) == json.loads(room.model_dump_json())


def test_the_room_of_a_later_year_says_what_to_ask(file: Path) -> None:
    """The day on which the future parts, and a year before it."""
    result = run("room", file, "--year", "2027")
    assert result.exit_code == 1
    assert "the future parts on 2027-03-01: ask for the room of a year before it" in (
        " ".join(result.stderr.split())
    )


def test_the_room_where_the_first_year_parts(tmp_path: Path) -> None:
    """No year is before it; without a file nothing parts."""
    soon = [{**each, "from": "2026-03-02"} for each in (GOOD, BAD)]
    path = tmp_path / "soon.toml"
    path.write_text(toml_text(uncertain_fields(*soon)), encoding="utf-8")
    result = run("room", path)
    assert result.exit_code == 1
    said = " ".join(result.stderr.split())
    assert "parts on 2026-03-02: ask for the room without a file" in said


def test_check_lists_the_outcomes(file: Path) -> None:
    """Beside the one path."""
    result = run("check", file)
    assert result.exit_code == 0
    assert "outcomes   3; above is the one path without branches" in result.stdout
    assert "better: probability 0.3, $90.00 at the end" in result.stdout


def test_one_branch_that_is_sure_is_planned_as_one_path(tmp_path: Path) -> None:
    """The ordinary report, with all its options."""
    path = tmp_path / "sure.toml"
    sure = {**GOOD, "probability": 1.0}
    path.write_text(toml_text(uncertain_fields(sure, grants=SMALL)), encoding="utf-8")
    result = run("plan", path, "--quick", "--proof")
    assert result.exit_code == 0, result.stderr
    assert "NOW    " in result.stdout
    assert BAD["name"] not in result.stdout


def test_the_command_prints_the_report(tmp_path: Path) -> None:
    """With what was asked for."""
    path = tmp_path / "two.toml"
    fields = uncertain_fields(
        GOOD, BAD, grants=SMALL, plan={"last_year": 2027, "decision_dates": "yearly"}
    )
    path.write_text(toml_text(fields), encoding="utf-8")
    result = run("plan", path, "--quick", "--proof", "--solver", "highs")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("uncertain: 2 outcomes, which part on 2027-03-01")
    assert "The forms of every outcome tie to the program" in " ".join(
        result.stdout.split()
    )
