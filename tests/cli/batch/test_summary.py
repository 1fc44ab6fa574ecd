"""The summary: who needs attention first, in rows, a workbook, a page and text."""

import csv
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from batch_folder import BAD, run, small_folder
from fitting import check_fits
from isoplan.cli.batch.row import BatchRow, by_attention, with_changes
from isoplan.cli.batch.summary import (
    BatchSummary,
    summary_files,
    summary_page,
    summary_rows,
    summary_text,
)


def row(household: str, on: date | None = None, **fields: object) -> BatchRow:
    """A row of a household with a plan."""
    given = {
        "household": household,
        "file": f"{household}.toml",
        "status": "optimal",
        "next_date": on,
        "next_step": "exercise 100 of G" if on else "nothing",
        "measured_by": "worth",
        "value": 1_000.0,
        "amt_this_year": 0.0,
        "credit_left": 5.5,
        "gap": 0.01,
        "start": date(2026, 1, 2),
    }
    return BatchRow.model_validate(given | fields)


def failure(household: str, **fields: object) -> BatchRow:
    """A row of a household without one."""
    return BatchRow.model_validate(
        {
            "household": household,
            "file": f"{household}.toml",
            "status": "failed",
            "exit_code": 3,
            "failure": "Nothing suits; more",
        }
        | fields
    )


ROWS = by_attention(
    [
        row("idle"),
        row("late", date(2027, 3, 1)),
        failure("broken"),
        row("b", date(2026, 3, 1), changed="new"),
        row("a", date(2026, 3, 1)),
        failure("=1+1"),
    ]
)


def test_failures_come_first_then_the_next_date() -> None:
    """Then names; who does nothing comes last."""
    names = [each.household for each in ROWS]
    assert names == ["=1+1", "broken", "a", "b", "late", "idle"]


def test_rows_are_the_fields_and_no_formula_of_a_spreadsheet() -> None:
    """UTF-8 with its mark; what is not there is empty."""
    text = summary_rows(ROWS).decode("utf-8-sig")
    found = list(csv.DictReader(StringIO(text)))
    assert list(found[0]) == list(BatchRow.model_fields)
    assert found[0]["household"] == "'=1+1"
    assert found[1]["failure"] == "Nothing suits; more"
    assert found[2]["next_date"] == "2026-03-01"
    assert found[5]["next_date"] == ""


def test_the_workbook_and_the_page_hold_the_same(tmp_path: Path) -> None:
    """Numbers as numbers, days as days; the same rows make the same bytes."""
    files = summary_files(tmp_path, ROWS, "1")
    assert files == summary_files(tmp_path, ROWS, "1")
    assert [each.name for each in files] == [
        "summary.csv",
        "summary.xlsx",
        "summary.html",
    ]
    book = openpyxl.load_workbook(BytesIO(files[tmp_path / "summary.xlsx"]))
    lines = list(book["Households"].iter_rows(values_only=True))
    names = list(BatchRow.model_fields)
    assert len(lines) == len(ROWS) + 1
    cell = dict(zip(names, lines[3], strict=True))
    assert cell["next_date"].date() == date(2026, 3, 1)  # type: ignore[union-attr]
    assert cell["credit_left"] == 5.5
    page = files[tmp_path / "summary.html"].decode()
    for each in ROWS:
        assert each.household in page
    assert page.index("broken") < page.index(">late<")
    assert "Nothing suits; more" in page


def test_a_name_is_no_part_of_the_page() -> None:
    """It is escaped."""
    page = summary_page([row("<script>alert(1)</script>")], "1").decode()
    assert "<script>" not in page


@pytest.mark.parametrize("width", [60, 80, 140])
def test_the_terminal_shows_the_first_ten(width: int) -> None:
    """And how many there are beyond; in its width."""
    many = [*ROWS, *(row(f"h{n}", date(2026, 5, 1)) for n in range(1_200))]
    text = summary_text(BatchSummary(tuple(many)), width)
    check_fits(text, width)
    assert text.endswith("... and 1,196 more")
    assert "... and" not in summary_text(BatchSummary(tuple(ROWS)), width)
    assert BatchSummary(tuple(many)).answer() == (
        "1,206 households: 1,204 with a plan, 2 without. The next date is 2026-03-01."
    )
    assert (
        BatchSummary((failure("x"),)).answer()
        == "1 household: 0 with a plan, 1 without."
    )


@pytest.mark.parametrize(
    ("now", "before", "plan_before", "told"),
    [
        (row("a"), None, None, "new"),
        (failure("a"), None, None, "new"),
        (row("a"), row("a"), row("a"), ""),
        (failure("a"), row("a"), row("a"), "has no plan"),
        (failure("a"), failure("a"), row("a"), ""),
        (row("a"), failure("a"), None, "has a plan again"),
        (
            row("a", value=2_000.6, amt_this_year=10.0),
            row("a", value=1_000.0, amt_this_year=50.4),
            row("a", value=1_000.0, amt_this_year=50.4),
            "worth +$1,001; AMT this year -$40",
        ),
        (row("a", value=1_000.4), row("a"), row("a"), ""),
        (
            row("a", date(2026, 5, 1)),
            row("a", date(2026, 3, 1)),
            row("a", date(2026, 3, 1)),
            "first step was exercise 100 of G on 2026-03-01",
        ),
        (
            row("a", next_step="sell 5 of G"),
            failure("a"),
            row("a", date(2026, 3, 1), value=900.0),
            (
                "has a plan again; first step was exercise 100 of G on 2026-03-01; "
                "worth +$100"
            ),
        ),
        (
            row("a", measured_by="tax", value=5.0),
            row("a"),
            row("a"),
            "measured by tax",
        ),
    ],
)
def test_what_has_changed_is_told(
    now: BatchRow, before: BatchRow | None, plan_before: BatchRow | None, told: str
) -> None:
    """Against the last plan; what is less than half a dollar is no change."""
    assert with_changes(now, before, plan_before).changed == told


def test_the_guide_tells_each_field(root: Path) -> None:
    """docs/batch.md, its table of the summary."""
    page = (root / "docs" / "batch.md").read_text(encoding="utf-8")
    table = page.split("The summary, field by field")[1].split("\n\n")[1]
    cells = [line.split("|")[1] for line in table.split("\n")[2:]]
    told = [name.strip(" `") for cell in cells for name in cell.split(",")]
    assert sorted(told) == sorted(BatchRow.model_fields)


def test_a_batch_writes_its_summary(tmp_path: Path) -> None:
    """Of all households, the ones that stood already too."""
    folder, results = small_folder(tmp_path / "clients", 2), tmp_path / "results"
    run(folder, results)
    (folder / "bad.toml").write_text(BAD, encoding="utf-8")
    done = run(folder, results)
    assert [each.name for each in done.files] == [
        "summary.csv",
        "summary.xlsx",
        "summary.html",
    ]
    text = (results / "summary.csv").read_text(encoding="utf-8-sig")
    found = [each["household"] for each in csv.DictReader(StringIO(text))]
    assert found == ["bad", "h0", "h1"]
