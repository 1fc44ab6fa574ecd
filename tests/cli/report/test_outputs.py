"""Files of a report: refused before anything is solved, written whole or not at all."""

import os
from pathlib import Path

import pytest

from isoplan.cli.report import extra
from isoplan.cli.report.outputs import ENDINGS, checked_outputs, write_all
from isoplan.cli.report.refused import ReportRefused


def refused(*files: Path, force: bool = False, days: bool = True) -> str:
    """What is said of files that cannot be written."""
    with pytest.raises(ReportRefused) as error:
        checked_outputs(files, force=force, days=days)
    return str(error.value)


def test_known_endings_pass_in_any_case(tmp_path: Path) -> None:
    """Nothing is made by looking."""
    files = [tmp_path / f"plan{ending}" for ending in (*ENDINGS, ".HTML")]
    checked_outputs(files[:-1], force=False, days=True)
    checked_outputs(files[-1:], force=False, days=True)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_ending_names_those_that_there_are(tmp_path: Path) -> None:
    """With the ending that was given."""
    file = tmp_path / "plan.pdf"
    assert refused(file) == (
        f"{file}: '.pdf' is no kind of report; end it with one of .html, .xlsx, .ics, "
        ".csv, .json"
    )
    assert "it has no ending; end it with one of .html" in refused(tmp_path / "plan")


def test_a_file_is_not_overwritten_unless_forced(tmp_path: Path) -> None:
    """The remedy is said; what was there stays."""
    file = tmp_path / "plan.html"
    file.write_text("precious", encoding="utf-8")
    assert refused(file) == (
        f"{file}: it exists already, and is not overwritten; name another file, or add "
        "--force"
    )
    with pytest.raises(ReportRefused, match="it has come into being meanwhile"):
        write_all({file: b"new"}, force=False)
    assert file.read_text(encoding="utf-8") == "precious"
    checked_outputs([file], force=True, days=True)
    write_all({file: b"new"}, force=True)
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


def test_folders_and_names_given_twice(tmp_path: Path) -> None:
    """All that is wrong comes at once, a line each."""
    folder = tmp_path / "x.html"
    folder.mkdir()
    lost = tmp_path / "no" / "x.csv"
    twice = tmp_path / "x.xlsx"
    said = refused(folder, lost, twice, twice).splitlines()
    assert said == [
        f"{folder}: it is a folder; name a file in it",
        f"{lost}: there is no folder {lost.parent}; create it first",
        f"{twice}: it is named twice; name another file",
    ]


def test_a_folder_that_takes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said before the plan is made, not after."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    file = tmp_path / "x.html"
    assert refused(file) == (
        f"{file}: nothing may be written in {tmp_path}; name another folder"
    )


@pytest.mark.parametrize("ending", [".html", ".xlsx", ".ics"])
def test_a_missing_package_is_named_with_its_remedy(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has installed isoplan alone reads what to install, and at once."""

    def missing(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}")

    monkeypatch.setattr(extra, "import_module", missing)
    package = extra.PACKAGES[ending]
    assert refused(tmp_path / f"x{ending}") == (
        f"a {ending} file needs the package {package}, which is not installed or "
        f"cannot be loaded: No module named {package!r}; run pip install "
        "'isoplan[report]'"
    )
    checked_outputs([tmp_path / "x.csv"], force=False, days=True)


def test_a_comparison_has_no_calendar(tmp_path: Path) -> None:
    """Its schedules are alternatives, not days to keep."""
    assert "has no days of its own" in refused(tmp_path / "c.ics", days=False)


def test_a_full_disk_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second file fails, so the first one is not there either."""
    written = os.fsync

    def full(number: int) -> None:
        if any(tmp_path.glob(".b.csv*")):
            raise OSError(28, "No space left on device")
        written(number)

    monkeypatch.setattr(os, "fsync", full)
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    with pytest.raises(ReportRefused) as error:
        write_all({first: b"1", second: b"2"}, force=False)
    assert str(error.value) == (
        f"{second}: it cannot be written: No space left on device; name another file"
    )
    assert list(tmp_path.iterdir()) == []
