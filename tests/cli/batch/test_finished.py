"""A finished batch read again: what it lists, what it opens, what it refuses."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from finished_batch import COUNT, MARKUP, finished_batch
from isoplan.cli.batch.finished import MOST_BYTES, FinishedBatch
from isoplan.cli.batch.households import BatchRefused
from isoplan.cli.batch.row import BatchRow
from isoplan.cli.batch.summary import summary_rows
from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.results.plan import Plan


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the clients and the results, for all tests to copy."""
    folder = tmp_path_factory.mktemp("made")
    finished_batch(folder)
    return folder


@pytest.fixture
def batch(made: Path, tmp_path: Path) -> FinishedBatch:
    """A copy of it, of this test alone."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True, copy_function=shutil.copy2)
    run = tmp_path / "results" / ".batch" / "run.json"
    text = run.read_text(encoding="utf-8").replace(str(made), str(tmp_path))
    run.write_text(text, encoding="utf-8")
    return FinishedBatch.in_folder(tmp_path / "results")


def told(batch: FinishedBatch, name: str) -> str:
    """What is told of a household."""
    return "\n".join(batch.opened(name).told)


def test_the_rows_are_those_of_the_summary(batch: FinishedBatch) -> None:
    """Failures first; what was written as text is a row again, in all its fields."""
    rows = batch.rows()
    assert len(rows) == COUNT
    assert [row.is_failed for row in rows] == [True] * 2 + [False] * (COUNT - 2)
    assert MARKUP in {row.household for row in rows}
    assert summary_rows(rows) == (batch.results / "summary.csv").read_bytes()
    assert batch.notice == ""


def test_a_text_that_looks_like_a_formula_comes_back(batch: FinishedBatch) -> None:
    """A quote stands in front of it in the file alone."""
    row = BatchRow(household="-=1+1", file="-=1+1.toml", status="failed", amt_change=-5)
    (batch.results / "summary.csv").write_bytes(summary_rows([row]))
    assert batch.rows() == (row,)


def test_each_household_opens_with_its_plan(batch: FinishedBatch) -> None:
    """Over outcomes too; one with changes says them, one without a plan says why."""
    one = batch.opened("h0")
    assert isinstance(one.plan, Plan)
    assert one.told == ()
    assert one.text == (batch.folder / "h0.json").read_text(encoding="utf-8")
    assert isinstance(batch.opened("sub/parts").plan, OutcomesPlan)
    richer = batch.opened("richer")
    assert richer.changes == {"household.wages": 250_000, "name": "Richer"}
    assert richer.plan is not None
    bad = batch.opened("bad")
    assert bad.plan is None
    assert bad.told[0].startswith("There is no plan: ")
    assert batch.opened("wrong").told[0].startswith("There is no plan: ")


def test_a_file_of_another_version_is_told(batch: FinishedBatch) -> None:
    """A comment or the order of fields is none."""
    file = batch.folder / "h0.json"
    text = file.read_text(encoding="utf-8")
    file.write_text(f" {text}", encoding="utf-8")
    assert told(batch, "h0") == ""
    file.write_text(text.replace("Household h0", "Other"), encoding="utf-8")
    assert "it was planned from another version of this file" in told(batch, "h0")
    file.write_text("{", encoding="utf-8")
    assert "it was planned from another version of this file" in told(batch, "h0")


def _removed(file: Path) -> None:
    file.unlink()


def _spoiled(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20])


def _edited(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\n")


@pytest.mark.parametrize(
    ("damage", "said", "has_plan"),
    [
        (_removed, ["h0.json, its result, is not there"], False),
        (_spoiled, ["changed by hand", "its result, cannot be read"], False),
        (_edited, ["h0.json, its result, was changed by hand"], True),
    ],
)
def test_a_result_that_is_gone_or_changed_is_told(
    damage: Callable[[Path], None],
    said: list[str],
    has_plan: bool,
    batch: FinishedBatch,
) -> None:
    """The scenario opens all the same."""
    damage(batch.results / "h0.json")
    found = batch.opened("h0")
    assert found.text
    assert (found.plan is not None) == has_plan
    assert all(words in "\n".join(found.told) for words in said)


def test_a_record_that_is_gone_is_told(batch: FinishedBatch) -> None:
    """Nobody can say then what the plan is of."""
    (batch.results / ".batch" / "households" / "h0.json").unlink()
    assert "It is not known what this was planned from" in told(batch, "h0")


def test_a_run_that_goes_on_is_told(batch: FinishedBatch) -> None:
    """The summary is written at its end."""
    run = batch.results / ".batch" / "run.json"
    run.write_text(run.read_text().replace("true", "false"), encoding="utf-8")
    assert batch.notice.startswith("A run of isoplan batch goes on, or was stopped")


@pytest.mark.parametrize(
    "name", ["none", "../clients/h0", "h0.json", "/etc/passwd", "", "H0", "sub\\parts"]
)
def test_what_is_not_listed_is_not_opened(name: str, batch: FinishedBatch) -> None:
    """No path is taken from whoever asks."""
    with pytest.raises(BatchRefused, match="no client is called"):
        batch.opened(name)


@pytest.mark.parametrize(
    ("household", "file", "words"),
    [
        ("h0", "../secret.toml", "leads out of"),
        ("h0", "/etc/hostname", "leads out of"),
        ("h0", "link.toml", "leads out of"),
        ("../../secret", "h0.json", "leads out of"),
        ("h0", "sub", "no longer in"),
        ("h0", "notes.txt", "no longer in"),
        ("h0", "gone.toml", "no longer in"),
        ("h0", "large.toml", "too large"),
    ],
)
def test_a_summary_that_was_forged_opens_nothing_else(
    household: str, file: str, words: str, batch: FinishedBatch, tmp_path: Path
) -> None:
    """Files of the two folders alone, wherever names and links lead."""
    (tmp_path / "secret.toml").write_text("a = 1\n", encoding="utf-8")
    (tmp_path / "secret.json").write_text("{}", encoding="utf-8")
    (batch.folder / "link.toml").symlink_to(tmp_path / "secret.toml")
    (batch.folder / "notes.txt").write_text("a note", encoding="utf-8")
    (batch.folder / "large.toml").write_bytes(b"#" * (MOST_BYTES + 1))
    row = BatchRow(household=household, file=file, status="optimal")
    (batch.results / "summary.csv").write_bytes(summary_rows([row]))
    with pytest.raises(BatchRefused, match=words):
        batch.opened(household)


@pytest.mark.parametrize(
    "content", [b"", b"household\nh0\n", b"\xff\xfe", b'a"b"c\n"', b"x" * 200_000]
)
def test_a_summary_that_is_none_is_refused(
    content: bytes, batch: FinishedBatch
) -> None:
    """At the start, with what to do; an empty one lists nobody only if it says so."""
    (batch.results / "summary.csv").write_bytes(content)
    with pytest.raises(BatchRefused, match=r"summary.csv: it cannot be read: .*; run"):
        FinishedBatch.in_folder(batch.results)


def test_a_batch_with_nobody_lists_nobody(batch: FinishedBatch) -> None:
    """Its headings are there."""
    (batch.results / "summary.csv").write_bytes(summary_rows([]))
    assert batch.rows() == ()


def test_a_folder_of_no_batch_is_refused(tmp_path: Path) -> None:
    """Or one that is not there."""
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(BatchRefused, match="it holds no results of isoplan batch"):
            FinishedBatch.in_folder(folder)
