"""Which files of a folder are households, and which batches cannot begin."""

from pathlib import Path

import pytest

from batch_folder import write_household
from isoplan.cli.batch.changes_file import Change, ChangedHousehold
from isoplan.cli.batch.households import BatchRefused, files_in, households_of


def touched(folder: Path, *names: str) -> Path:
    """Return a folder with empty files of these names."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def test_files_of_all_folders_are_found_in_order(tmp_path: Path) -> None:
    """None that is hidden, and no result."""
    folder = touched(
        tmp_path,
        *("b.toml", "a/c.json", "a/D.TOML", "notes.txt", ".hidden.toml"),
        *(".git/x.toml", "results/b.json", "a/results/e.json"),
    )
    found = files_in(folder, folder / "results")
    assert found == ["a/D.TOML", "a/c.json", "a/results/e.json", "b.toml"]


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    """With what would help."""
    results = tmp_path / "results"
    with pytest.raises(BatchRefused, match="there is no scenario file in it"):
        files_in(tmp_path, results)
    with pytest.raises(BatchRefused, match="is not there; name a folder"):
        files_in(tmp_path / "none", results)
    file = write_household(tmp_path, "a")
    with pytest.raises(BatchRefused, match="is a file, not a folder"):
        files_in(file, results)
    with pytest.raises(BatchRefused, match="would stand among the scenario files"):
        files_in(tmp_path, tmp_path / "x" / "..")


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (["a.json", "a.toml"], "a.toml and a.json would both have the result a.json"),
        (["A.json", "a.json"], "would both have the result a.json"),
        (["a.error.json", "a.toml"], "would both have the result a.error.json"),
    ],
)
def test_households_with_the_same_result_are_refused(
    files: list[str], told: str, tmp_path: Path
) -> None:
    """On any system, whether it tells A from a or not; neither wins in silence."""
    with pytest.raises(BatchRefused, match=told):
        households_of(touched(tmp_path, *files), files, ())


def test_a_file_that_rows_name_is_planned_as_they_say(tmp_path: Path) -> None:
    """Once for each of them, and not as it stands; the others are as they are."""
    for name in ("a", "b"):
        write_household(tmp_path, name, wages=1_000)
    rows = [
        ChangedHousehold(
            "b.json", name, (Change("household.wages", wages, f"line {line}"),), line
        )
        for name, wages, line in (("x", 2_000, 2), ("", 3_000, 3))
    ]
    found = households_of(tmp_path, ["a.json", "b.json"], rows)
    wages = [
        (each.name, each.file, (each.fields or {})["household"]["wages"])
        for each in found
    ]
    assert wages == [
        ("a", "a.json", 1_000),
        ("b", "b.json", 3_000),
        ("x", "b.json", 2_000),
    ]


def test_a_file_that_cannot_be_read_is_a_household_with_an_error(
    tmp_path: Path,
) -> None:
    """It stops nobody else."""
    (tmp_path / "a.toml").write_text("a = [", encoding="utf-8")
    write_household(tmp_path, "b")
    first, second = households_of(tmp_path, ["a.toml", "b.json"], ())
    assert "which is not TOML" in str(first.error)
    assert first.fields is None
    assert second.error is None
