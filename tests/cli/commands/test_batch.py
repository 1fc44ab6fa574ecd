"""`isoplan batch`: its answer, its exit codes, and what it refuses."""

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from batch_folder import BAD, small_folder
from isoplan.cli.main import main


def batch(*words: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["batch", *(str(word) for word in words)])


def test_the_answer_and_the_exit_codes(tmp_path: Path) -> None:
    """0 where all have a plan, 5 where some have none; the answer comes first."""
    folder, results = small_folder(tmp_path / "clients", 2), tmp_path / "results"
    done = batch(folder, "-o", results, "--workers", 1)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(
        "2 households: 2 with a plan, 0 without. The next date is "
    )
    assert "2 planned now, 0 stood already." in done.stdout.replace("\n", " ")
    assert done.stdout.rstrip().endswith(str(results / "summary.html"))
    assert done.stderr == ""
    (folder / "bad.toml").write_text(BAD, encoding="utf-8")
    again = batch(folder, "-o", results, "--workers", 1)
    assert again.exit_code == 5
    assert "3 households: 2 with a plan, 1 without." in again.stdout
    assert "1 planned now, 2 stood already." in again.stdout.replace("\n", " ")


def test_what_cannot_begin_is_a_known_error(tmp_path: Path) -> None:
    """One line, nothing written."""
    results = tmp_path / "results"
    done = batch(tmp_path, "-o", results)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"Error: {tmp_path}: there is no scenario file in it")
    assert not results.exists()


def test_options_that_exclude_each_other_are_wrong_usage(tmp_path: Path) -> None:
    """Exit code 2."""
    words = ["--workers", 2, "--scheduler", "tcp://127.0.0.1:1"]
    done = batch(tmp_path, "-o", tmp_path / "results", *words)
    assert done.exit_code == 2
    assert "give one" in done.stderr


@pytest.mark.parametrize("package", ["xlsxwriter", "jinja2"])
def test_a_missing_package_is_told_before_anything_is_planned(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to install."""
    monkeypatch.setitem(sys.modules, package, None)
    folder = small_folder(tmp_path / "clients", 1)
    done = batch(folder, "-o", tmp_path / "results")
    assert done.exit_code == 1
    assert "pip install 'isoplan[report]'" in done.stderr
    assert not (tmp_path / "results").exists()


def test_a_cluster_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the package for it."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    folder = small_folder(tmp_path / "clients", 1)
    words = ["--scheduler", "tcp://127.0.0.1:1"]
    done = batch(folder, "-o", tmp_path / "results", *words)
    assert done.exit_code == 1
    assert "pip install 'isoplan[dask]'" in done.stderr
