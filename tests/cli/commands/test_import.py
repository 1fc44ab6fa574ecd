"""`isoplan import`: a file whole or not at all, and words for what is missing."""

import stat
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from isoplan.cli.main import main

FILES = Path(__file__).parents[1] / "imports" / "files"
LIST, FORMS = str(FILES / "grant_list.csv"), str(FILES / "form_3921.csv")


def run(*words: str, text: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["import", *words], input=text)


def test_it_is_printed_where_no_file_is_named() -> None:
    """The scenario alone on standard output, the words beside it."""
    done = run(LIST, FORMS)
    assert done.exit_code == 0
    assert len(tomllib.loads(done.stdout)["grants"]) == 3
    assert "Came in:" in done.stderr
    assert "household is missing" in done.stderr


def test_a_new_file_is_written_and_never_overwritten(tmp_path: Path) -> None:
    """Its end says what is missing."""
    file = tmp_path / "new.toml"
    done = run(LIST, FORMS, "-o", str(file))
    assert done.exit_code == 0, done.stderr
    text = file.read_text(encoding="utf-8")
    assert "# isoplan check FILE says what is missing" in text
    assert "The files do not say:" in done.stdout
    assert "Before isoplan check is content:" in done.stdout
    again = run(LIST, "-o", str(file))
    assert again.exit_code == 1
    assert "it exists already, and is not overwritten; name another" in again.stderr
    assert file.read_text(encoding="utf-8") == text
    assert run(LIST, "-o", str(tmp_path / "x.json")).exit_code == 1
    assert "No such file" in run(LIST, "-o", str(tmp_path / "no" / "x.toml")).stderr


def test_into_a_scenario_that_is_there(tmp_path: Path, root: Path) -> None:
    """All its lines stay, its mode and its links; a second time nothing changes."""
    sample = root / "cli" / "starter.toml"
    file, link = tmp_path / "me.toml", tmp_path / "link.toml"
    file.write_bytes(sample.read_bytes())
    file.chmod(0o640)
    link.symlink_to(file)
    carta = str(FILES / "carta.csv")
    done = run(carta, str(FILES / "carta_exercises.csv"), "--into", str(link))
    assert done.exit_code == 1  # the starter has a grant of that day and strike
    assert "grants[0].vesting of '2023 hire' is other days" in done.stderr
    assert file.read_bytes() == sample.read_bytes()
    done = run(str(FILES / "fidelity.csv"), "--into", str(link))
    assert done.exit_code == 0, done.stderr
    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    lines = iter(file.read_text(encoding="utf-8").split("\n"))
    assert all(each in lines for each in sample.read_text(encoding="utf-8").split("\n"))
    again = run(str(FILES / "fidelity.csv"), "--into", str(file)).stdout
    assert "stays as it is." in " ".join(again.split())
    assert {each.name for each in tmp_path.iterdir()} == {file.name, link.name}


def test_nothing_is_written_where_something_contradicts(tmp_path: Path) -> None:
    """All of it is told, and the exit code is that of a known error."""
    file = tmp_path / "new.toml"
    done = run(FORMS, "-o", str(file))
    assert done.exit_code == 1
    assert done.stderr.count("of which no file has a grant; import the list") == 2
    assert not file.exists()


def test_a_list_comes_from_standard_input() -> None:
    """As other commands take a file."""
    done = run("-", text=Path(LIST).read_bytes())
    assert done.exit_code == 0, done.stderr
    assert "standard input: 4 rows" in done.stderr


@pytest.mark.parametrize(
    ("words", "message", "code"),
    [
        (["no.csv"], "no.csv: cannot be read: No such file", 1),
        ([LIST, LIST], "is given twice; name it once", 1),
        ([LIST, "--into", "no.toml"], "no.toml: there is no such file", 1),
        ([LIST, "--into", "x.json"], "x.json: cannot be written into", 1),
        ([LIST, "--mapping", "no.toml"], "no.toml: there is no such file", 1),
        ([LIST, "--into", "a", "-o", "b"], "--into and -o exclude each other", 2),
        ([LIST, "--from", "carta", "--mapping", "b"], "exclude each other", 2),
        ([LIST, "--from", "schwap"], "Invalid value for '--from'", 2),
        ([], "Missing argument 'FILES...'", 2),
    ],
)
def test_what_cannot_be_done_is_said(words: list[str], message: str, code: int) -> None:
    """In one message, with the documented exit code."""
    done = run(*words)
    assert message in done.stderr
    assert done.exit_code == code
