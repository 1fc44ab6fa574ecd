"""``isoplan frontier``: the table, the chart, JSON, and every refusal."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from fitting import WIDTHS, check_fits, check_shows
from fuzzing.files import toml_text
from isoplan.cli.main import main
from isoplan.cli.outcomes.frontier_report import frontier_report
from isoplan.cli.report.frontier_chart import frontier_svg
from isoplan.models.outcomes.frontier import Frontier
from isoplan.models.results.number_text import dollars, whole
from uncertain_household import FAILS, LISTS, RISKY_MARKET, uncertain_fields

if TYPE_CHECKING:
    from scenario_builder import Fields

pytestmark = pytest.mark.usefixtures("room_for_lines")

SVG = "{http://www.w3.org/2000/svg}"


def written(path: Path, **sections: object) -> Path:
    """Write the file of the risky household, with other sections."""
    fields: Fields = uncertain_fields(LISTS, FAILS, market=RISKY_MARKET, **sections)
    path.write_text(toml_text(fields), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file whose future parts."""
    return written(tmp_path_factory.mktemp("frontier") / "risky.toml")


def run(*arguments: str | Path | float) -> Result:
    """Run the command."""
    given = [str(each) for each in arguments]
    return CliRunner().invoke(main, ["frontier", *given])


@pytest.fixture(scope="module")
def done(file: Path) -> Result:
    """Return what the command prints as JSON, with a chart and a page written."""
    chart, page = file.with_name("a.svg"), file.with_name("a.html")
    options = ("--part", 0.6, "--points", 3, "--json", "-o", chart, "-o", page)
    result = run(file, *options)
    assert result.exit_code == 0, result.stderr
    return result


@pytest.fixture(scope="module")
def found(done: Result) -> Frontier:
    """Return the frontier that it printed."""
    return Frontier.model_validate(json.loads(done.stdout))


def test_the_answer_comes_first(found: Frontier) -> None:
    """What the safest plan costs on average, and what it brings."""
    text = frontier_report(found)
    less, more = dollars(found.safest.costs), found.safest.tail - found.best_mean.tail
    said = f"For {less} less on average the worst 0.6 of the outcomes is worth"
    assert found.answer() == f"{said} {dollars(more)} more."
    assert text.startswith("uncertain: 2 outcomes. For $")
    for point in found.points:
        assert whole(point.expected) in text
    places = [text.index(each) for each in ("plan 1, best mean", "plan 3, safest")]
    assert places == sorted(places)
    for each in found.beside:
        assert each.name in text
    assert "plan 1: 2026-" in text


@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_and_cuts_no_amount(found: Frontier, width: int) -> None:
    """In every width of a terminal."""
    text = frontier_report(found, width)
    check_fits(text, width)
    amounts = [each for p in found.points for each in (p.expected, p.tail, p.worst)]
    check_shows(text, map(whole, amounts))


def with_points(found: Frontier, count: int, **changes: object) -> Frontier:
    """Return a frontier with its first few plans, and other fields."""
    return found.model_copy(update={"points": found.points[:count], **changes})


def test_one_plan_alone_is_called_what_it_is(found: Frontier) -> None:
    """The safest only where nothing safer is possible."""
    tail = found.best_mean.tail
    assert "is the safest too" in with_points(found, 1, safest_bound=tail).answer()
    for bound in (None, tail + 1_000.0):
        said = with_points(found, 1, safest_bound=bound).answer()
        assert said.startswith("No safer plan was found than that of the best mean: ")


def test_what_time_cut_off_is_told(found: Frontier) -> None:
    """Which plan, and how safe one may be at most."""
    first, second, last = found.points
    cut = second.model_copy(update={"status": "feasible"})
    report = frontier_report(
        found.model_copy(
            update={"points": (first, cut, last), "safest_bound": last.tail + 900.0}
        )
    )
    words = " ".join(report.split())
    assert "Time cut off plan 2: a better one may exist" in words
    assert f"worth more than {dollars(last.tail + 900.0)}." in words


def test_the_chart_shows_every_plan_and_habit(found: Frontier, file: Path) -> None:
    """A file of its own: a dot a plan, in order, and a square for each other way."""
    chart = file.with_name("a.svg").read_text(encoding="utf-8")
    assert chart == frontier_svg(found)
    root = ElementTree.fromstring(chart)
    dots = [each for each in root.iter(f"{SVG}circle") if each.get("class") == "plan"]
    across = [float(each.get("cx", "")) for each in dots]
    assert len(dots) == len(found.points)
    assert across == sorted(across)
    squares = [each for each in root.iter(f"{SVG}rect") if each.get("class")]
    assert len(squares) == len(found.beside)
    text = [each.text for each in root.iter(f"{SVG}text")]
    assert {"1", "2", "3", "a", "worth on average"} <= {*text}
    page = file.with_name("a.html").read_text(encoding="utf-8")
    assert found.answer() in page
    assert chart in page
    assert "http://" not in page.replace(SVG.strip("{}"), "")


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--part", 0), 2, "Invalid value for '--part'"),
        (("--part", 1), 2, "Invalid value for '--part'"),
        (("--part", "nan"), 2, "not a finite number"),
        (("--points", 1), 2, "Invalid value for '--points'"),
        (("-o", "chart.png"), 1, "'.png' is no kind of report; end it with one of "),
    ],
)
def test_what_cannot_be_asked(
    file: Path, options: Sequence[str | float], code: int, said: str
) -> None:
    """Before anything is solved."""
    result = run(file, *options)
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stdout == ""


def test_a_file_that_exists_is_not_overwritten(file: Path, done: Result) -> None:
    """Unless it is asked for."""
    assert done.exit_code == 0
    chart = file.with_name("a.svg")
    before = chart.read_bytes()
    result = run(file, "-o", chart)
    assert result.exit_code == 1
    assert "it exists already, and is not overwritten" in result.stderr
    assert chart.read_bytes() == before


def test_one_path_and_floors_that_nothing_keeps(tmp_path: Path) -> None:
    """Exit codes as everywhere: a known error, and no plan."""
    one = written(tmp_path / "one.toml", branches=[])
    result = run(one)
    assert result.exit_code == 1
    assert "the future of 'uncertain' does not part" in result.stderr
    asked = written(tmp_path / "asked.toml", preferences={"worst_outcome": 50_000.0})
    for command in ("frontier", "plan"):
        result = CliRunner().invoke(main, [command, str(asked)])
        assert result.exit_code == 3, result.stderr
        assert "the most that is possible is $0; write" in result.stderr


def test_check_names_the_floors(tmp_path: Path) -> None:
    """Beside the outcomes that they limit; other preferences stand with the path."""
    asked: Fields = {"worst_outcome": -5_000, "no_amt": True}
    file = written(tmp_path / "asked.toml", preferences=asked)
    result = CliRunner().invoke(main, ["check", str(file)])
    assert result.exit_code == 0, result.stderr
    assert "    preference: never being worth less than -$5,000" in result.stdout
    assert result.stdout.count("preference") == 2
    assert "Warning" not in result.stderr
