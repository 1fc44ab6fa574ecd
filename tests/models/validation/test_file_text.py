"""Files that are no files, no text, or without end: one clear message each."""

import io
import json
import os
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from isoplan.cli.main import main
from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.base.problems import MOST_PROBLEMS, WrongValue
from isoplan.models.scenario import load_scenario
from isoplan.models.validation import file_text
from isoplan.models.validation.reading import read_data

POSIX = pytest.mark.skipif(os.name != "posix", reason="FIFOs and /dev are POSIX's")


def said_of(path: Path) -> str:
    """Return the one message on a file."""
    with pytest.raises(ScenarioErrors) as caught:
        read_data(path)
    (problem,) = caught.value.problems
    return f"{problem.reason}; {problem.remedy}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty; write a starter with isoplan init"),
        (b'name = "\0"', "holds NUL characters; save it as text, in UTF-8"),
        ("a = 1".encode("utf-16-be"), "holds NUL characters; save it as text, in"),
        (b'name = "\xe9"', "is not UTF-8 text (byte 8); save it as UTF-8"),
        (b"a" * (1 << 20) + b"\xe9", "is not UTF-8 text (byte 1048576); save it as"),
        (b"a = " + b"[" * 10**5, "is nested too deeply; use fewer brackets"),
        (b".".join([b"a"] * 50_000) + b" = 1", "is nested too deeply; use"),
        (b"a = " + b"9" * 5_000, "holds a number of thousands of digits; correct it"),
        (b'{"a": 1' + b', "b": 1' * 10**5 + b"}", "has the key 'b' twice in one table"),
    ],
    ids=["empty", "nul", "utf-16 without mark", "latin-1", "latin-1 late", "brackets",
         "keys", "digits", "twice"],
)  # fmt: skip
def test_what_is_no_text(content: bytes, message: str, tmp_path: Path) -> None:
    """The first fault ends the reading, and is named."""
    path = tmp_path / "file.toml"
    path.write_bytes(content)
    assert said_of(path).startswith(message)


def test_lines_with_many_points_that_are_no_keys(tmp_path: Path) -> None:
    """Lists of numbers, and comments."""
    path = tmp_path / "file.toml"
    path.write_text(f"# {'.' * 200}\na = [\n{'1.5, ' * 200}\n]\n", encoding="utf-8")
    assert read_data(path) == {"a": [1.5] * 200}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_says_the_encoding(encoding: str, tmp_path: Path) -> None:
    """As editors of Windows write it, and its shell with > file."""
    path = tmp_path / "file.toml"
    path.write_text('name = "Zoë"\n', encoding=encoding)
    assert read_data(path) == {"name": "Zoë"}


@POSIX
def test_what_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device of zeros is no text; endless text is too long."""
    assert said_of(Path("/dev/zero")).startswith("holds NUL characters")
    monkeypatch.setattr(file_text, "MOST_BYTES", 2_000_000)
    with pytest.raises(WrongValue, match="holds more than 2 megabytes"):
        file_text._text(_Endless())
    assert said_of(tmp_path).startswith("is a folder, not a file")


class _Endless(io.RawIOBase):
    def read(self, size: int = -1) -> bytes:
        return b"a = 1\n" * (size // 6)


def test_a_file_that_may_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs the tests may read everything."""

    def refused(path: Path, mode: str) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refused)
    assert said_of(tmp_path / "mine.toml") == (
        "cannot be read: Permission denied; check the path and its permissions"
    )


@POSIX
def test_a_fifo_is_read_to_its_end(root: Path, tmp_path: Path) -> None:
    """As of a shell's <(...)."""
    text = (root / "scenarios" / "leaving_town.toml").read_bytes()
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    writer = threading.Thread(target=fifo.write_bytes, args=[text])
    writer.start()
    scenario = load_scenario(fifo)
    writer.join()
    assert scenario.grants


@pytest.mark.parametrize("command", ["plan", "compare", "check"])
def test_standard_input_is_a_file_by_the_name_of_a_dash(
    command: str, root: Path
) -> None:
    """For every command that reads a scenario."""
    text = (root / "scenarios" / "leaving_town.toml").read_text(encoding="utf-8")
    quick = ["--quick"] if command == "plan" else []
    done = CliRunner().invoke(main, [command, "-", *quick], input=text)
    assert done.exit_code == 0, done.stderr
    wrong = CliRunner().invoke(main, [command, "-"], input="a = 1\n")
    assert wrong.exit_code == 1
    assert "standard input: a is not a field of the scenario file" in wrong.stderr


def test_households_come_from_standard_input_too() -> None:
    """And a list of them in JSON."""
    given = {"year": 2026, "filing_status": "single", "wages": 100_000}
    done = CliRunner().invoke(main, ["tax", "-", "--json"], input=json.dumps([given]))
    assert done.exit_code == 0, done.stderr
    assert len(json.loads(done.stdout)) == 1


def test_standard_input_that_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python has none then."""
    monkeypatch.setattr(sys, "stdin", None)
    assert said_of(Path("-")).startswith("is closed; redirect a file to it")


@pytest.mark.parametrize(
    ("content", "more"),
    [
        ("\n".join(f"key_{n} = {n}" for n in range(20_000)), 20_000),
        ("[household]\n" + "\n".join(f"k{n} = {n}" for n in range(20_000)), 20_000),
    ],
)
def test_very_many_problems_are_counted(
    content: str, more: int, tmp_path: Path
) -> None:
    """The first hundred are told, and how many there are beyond: in seconds."""
    path = tmp_path / "file.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario(path)
    *told, rest = caught.value.problems
    assert len(told) == MOST_PROBLEMS
    counted = MOST_PROBLEMS + rest.stands_for
    assert more <= counted <= more + 10
    assert str(rest) == (
        f"{path}: has {rest.stands_for:,} more problems; correct these first"
    )


def test_very_many_households_with_problems_are_counted(tmp_path: Path) -> None:
    """A hundred are told, of a file for isoplan tax."""
    path = tmp_path / "file.json"
    wrong = {"year": 2026, "filing_status": "single", "wagez": 1}
    path.write_text(json.dumps([{"inputs": wrong}] * 2_000), encoding="utf-8")
    done = CliRunner().invoke(main, ["tax", str(path)])
    assert done.exit_code == 1
    lines = done.stderr.splitlines()
    assert len(lines) == MOST_PROBLEMS + 1
    assert lines[-1].endswith("has 1,900 more problems; correct these first")
