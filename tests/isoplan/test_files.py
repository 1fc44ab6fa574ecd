"""``isoplan.report`` and ``isoplan.batch``: what they write, and what they refuse."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import isoplan
from batch_folder import BAD, small_folder
from isoplan.models.base.errors import IsoPlanError

EXAMPLE = isoplan.examples()["amt_credit_timeline"]


def refused(call: Callable[[], object], kind: type[Exception], words: str) -> None:
    """Check that a call is refused in these words."""
    with pytest.raises(kind) as error:
        call()
    assert words in str(error.value)


def test_a_report_is_written_file_by_file(tmp_path: Path) -> None:
    """As the command does; a file that stands there is not overwritten."""
    files = [tmp_path / "plan.html", tmp_path / "plan.json"]
    said: list[str] = []
    given = {"part": "plan", "name": "A. Planner", "progress": said.append}
    assert isoplan.report(EXAMPLE, *files, **given) == tuple(files)  # type: ignore[arg-type]
    assert "A. Planner" in files[0].read_text(encoding="utf-8")
    assert files[1].read_text(encoding="utf-8").startswith("{")
    assert said
    again = "it exists already, and is not overwritten"
    refused(lambda: isoplan.report(EXAMPLE, files[0]), IsoPlanError, again)
    comparison = tmp_path / "comparison.csv"
    assert isoplan.report(EXAMPLE, comparison, part="comparison") == (comparison,)


@pytest.mark.parametrize(
    ("files", "more", "kind", "words"),
    [
        ([], {}, ValueError, "no file is named; name one, such as plan.html"),
        (["a.html"], {"part": "half"}, ValueError, "part is 'half'; known words"),
        (["a.html"], {"gap": -1.0}, ValueError, "gap is -1.0; give dollars"),
        (["a.pdf"], {}, IsoPlanError, "a.pdf: '.pdf' is no kind of report"),
        (["a.html"], {"logo": "none.png"}, IsoPlanError, "none.png"),
    ],
)
def test_a_wrong_report_is_refused(
    files: list[str],
    more: dict[str, Any],
    kind: type[Exception],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before anything is solved; nothing is written."""
    monkeypatch.chdir(tmp_path)
    refused(lambda: isoplan.report(EXAMPLE, *files, **more), kind, words)
    assert list(tmp_path.iterdir()) == []


def test_a_batch_says_what_came_of_each(tmp_path: Path) -> None:
    """Failures first, and none is raised; a notebook shows them as text."""
    folder, results = small_folder(tmp_path / "clients", 1), tmp_path / "results"
    (folder / "<b>bad.toml").write_text(BAD, encoding="utf-8")
    done = isoplan.batch(folder, results, workers=1, time_limit=20.0)
    assert repr(done) == "<BatchSummary: 2 households, 1 without a plan>"
    assert str(done).startswith("2 households: 1 with a plan, 1 without. The next")
    assert [row.household for row in done.failed] == ["<b>bad"]
    assert [row["household"] for row in done.to_rows()] == ["<b>bad", "h0"]
    assert done.files[0] == results / "summary.csv"
    assert done.planned == 2
    html = done._repr_html_()
    assert "&lt;b&gt;bad" in html
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("more", "kind", "words"),
    [
        ({"workers": 0}, ValueError, "workers is 0; give a number, 1 or more"),
        ({"workers": 1, "scheduler": "tcp://a"}, ValueError, "give one"),
        ({"solver": "none"}, ValueError, "solver is 'none'; known solvers"),
        ({"changes": "none.csv"}, IsoPlanError, "none.csv"),
        ({}, IsoPlanError, "name a folder of scenario files"),
    ],
)
def test_a_wrong_batch_is_refused(
    more: dict[str, Any], kind: type[Exception], words: str, tmp_path: Path
) -> None:
    """In the words of the command line."""
    folder = tmp_path / "none"
    if "changes" in more:
        small_folder(folder, 1)
    results = tmp_path / "results"
    refused(lambda: isoplan.batch(folder, results, **more), kind, words)
    assert not results.exists()
