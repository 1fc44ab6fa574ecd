"""`isoplan forms` from outside: forms on stdout, errors that say what to do."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from isoplan.cli.main import main
from isoplan.models.filing.filed_forms import FORMS_VERSION, FiledForms

OWN = "Nothing more before the end of the lock-up"
NEARLY = "Nothing more before the lock-up"


@pytest.fixture(scope="module")
def file(root: Path) -> Path:
    """A shipped file with events and a schedule of its own."""
    return root / "scenarios" / "one_year_later.toml"


def run(*arguments: object) -> tuple[int, str, str]:
    """Run the command, and return exit code, stdout and stderr."""
    done = CliRunner().invoke(main, ["forms", *(str(each) for each in arguments)])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture(scope="module")
def done(file: Path) -> str:
    """What is printed of what was done."""
    code, out, err = run(file, "--done")
    assert (code, err) == (0, "")
    return out


def test_what_was_done_is_told_without_solving(done: str) -> None:
    """Forms in the order in which they are filled in, each with its title."""
    assert done.startswith("Series B engineer, one year later: the forms of what was")
    titles = [
        "Form 3921, exercises",
        "From Form 3921 to Form 6251 line 2i",
        "Form 8949, sales",
        "Form 8949, regular tax",
        "Form 8949, AMT",
        "Wages of these sales",
        "Form 1040",
        "Schedule D, regular tax",
        "Schedule D, AMT",
        "From the sales to Form 6251 line 2k",
        "Form 6251, Parts I and II",
        "Form 8801, filed with this return",
        "Form 8959",
        "Form 8960",
    ]
    places = [done.index(f"\n{title}") for title in titles]
    assert places == sorted(places)


def test_eighty_columns_are_enough(done: str, root: Path) -> None:
    """Of millions and of code Q, too."""
    code, out, _ = run(
        root / "scenarios" / "founders_engineer_qsbs.toml",
        *("--schedule", "exercise now and as it vests, hold"),
    )
    assert code == 0
    assert "Q    -" in out
    for text in (done, out):
        assert max(map(len, text.splitlines())) <= 80


def test_one_schedule_and_one_year(file: Path) -> None:
    """The household's own schedule, in the year of its sales alone."""
    code, out, err = run(file, "--schedule", OWN, "--year", 2029)
    assert (code, err) == (0, "")
    assert f"the forms of the schedule {OWN!r}" in " ".join(out.split())
    assert "\n2029 (projected)\n" in out
    assert "\n2028" not in out
    assert "Form 8801, filed with this return" in out


def test_json_is_the_documented_result(file: Path) -> None:
    """Standard output is one object that the model reads back."""
    code, out, _ = run(file, "--done", "--json", "--broker-reports", "proceeds")
    assert code == 0
    forms = FiledForms.model_validate(json.loads(out))
    assert (forms.version, forms.schedule) == (FORMS_VERSION, "done")
    assert forms.broker_reports == "proceeds"
    assert forms.years[0].sales[0].box == "B"
    assert forms.to_dict() == json.loads(out)


def test_a_year_outside_the_forms_is_wrong_usage(file: Path) -> None:
    """The message gives the years that there are."""
    code, out, err = run(file, "--done", "--year", 2031)
    assert (code, out) == (2, "")
    assert "'--year': 2031 is none of the years of these forms" in err
    assert "2026 to 2026" in err


def test_two_questions_at_once_are_wrong_usage(file: Path) -> None:
    """What was done follows no schedule."""
    code, _, err = run(file, "--done", "--schedule", OWN)
    assert code == 2
    assert "--done and --schedule ask for different forms; give one of them" in err


@pytest.mark.parametrize(
    ("name", "asked", "said"),
    [
        (
            "one_year_later",
            ["--schedule", NEARLY],
            (
                f"one_year_later.toml: schedules is {NEARLY!r}, which names none of "
                f"the schedules that isoplan compare shows; did you mean {OWN!r}?"
            ),
        ),
        (
            "series_b_engineer",
            ["--done"],
            (
                "series_b_engineer.toml: events are none, so nothing was done before "
                "the plan; add [[events]]"
            ),
        ),
        ("nowhere", [], "nowhere.toml"),
    ],
)
def test_known_errors_end_with_one(
    name: str, asked: list[str], said: str, root: Path
) -> None:
    """One line on stderr, with the remedy; nothing on stdout."""
    code, out, err = run(root / "scenarios" / f"{name}.toml", *asked)
    assert (code, out) == (1, "")
    assert said in err


def test_the_guide_shows_what_is_printed(done: str, file: Path, root: Path) -> None:
    """docs/forms.md: each block of output stands in that of a command named there."""
    page = (root / "docs" / "forms.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    shown = [block for block in blocks if not block.startswith("isoplan ")]
    assert len(shown) == 10
    own = run(file, "--schedule", OWN, "--year", 2029)[1]
    printed = f"{done}\n{own}"
    for block in shown:
        assert block in printed
    assert "--done" in blocks[0]
