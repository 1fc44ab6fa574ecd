"""Text with separators and workbooks: rows with their numbers, or what is wrong."""

import io
import re
import tomllib
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from isoplan.cli.imports import sheets
from isoplan.cli.imports.importing import Imported, imported
from isoplan.cli.imports.mapping import mapping_named
from isoplan.cli.imports.sheets import NoWorkbooks, readings
from isoplan.models.base.errors import ScenarioErrors

openpyxl = pytest.importorskip("openpyxl", reason="pip install 'isoplan[import]'")
Import = Callable[..., Imported]
HEADERS = ["Grant", "Type", "Grant Date", "Granted", "Strike"]


def workbook(*rows: list[object], title: str = "Options") -> bytes:
    """A workbook of one sheet, behind one of no use."""
    book = openpyxl.Workbook()
    book.active.title = "About"
    book.active.append(["nothing", "of use"])
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def problem(content: bytes) -> str:
    with pytest.raises(ScenarioErrors) as caught:
        readings("f", content)
    return str(caught.value)


def run(content: bytes) -> Imported:
    return imported({"g.xlsx": content}, None, "", "me.toml")


def test_a_workbook_reads_as_a_list_does() -> None:
    """Days and numbers are those of the cells; other sheets are named."""
    row = ["a", "ISO", datetime(2023, 3, 1), 24_000, 1.8]
    done = run(workbook(HEADERS, [], row, ["Total", None, None, 24_000]))
    assert "granted_on = 2023-03-01\nshares = 24_000\nstrike = 1.80\n" in done.text
    assert done.unread == ("g.xlsx, sheet 'About'",)


def test_a_workbook_that_belies_its_size_reads_whole() -> None:
    """Some programs write that a sheet has one cell."""
    packed, changed = (
        io.BytesIO(workbook(HEADERS, ["a", "ISO", "2023-03-01", 5, 1])),
        io.BytesIO(),
    )
    with zipfile.ZipFile(packed) as parts, zipfile.ZipFile(changed, "w") as made:
        for part in parts.infolist():
            content = parts.read(part)
            made.writestr(
                part, re.sub(rb'dimension ref="[^"]*"', b'dimension ref="A1"', content)
            )
    assert "shares = 5\n" in run(changed.getvalue()).text


def test_a_number_keeps_as_many_digits_as_a_workbook() -> None:
    """Arithmetic of a workbook leaves no dust in a price."""
    done = run(workbook(HEADERS, ["a", "ISO", date(2023, 3, 1), 5, 0.1 + 0.2]))
    assert "strike = 0.30\n" in done.text


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["a", "ISO", 44986, 5, 1], "which is a number, not a day"),
        (["a", "ISO", datetime(2023, 3, 1, 9), 5, 1], "which has a time of day"),
        (["a", "ISO", date(2023, 3, 1), True, 1], "which is no number"),
        (["a", "ISO", date(2023, 3, 1), 5, -1], "which is no price of a share"),
    ],
)
def test_a_cell_of_another_kind_is_refused(row: list[object], message: str) -> None:
    """With its sheet and row."""
    with pytest.raises(ScenarioErrors, match=message) as caught:
        run(workbook(HEADERS, row))
    assert "g.xlsx: sheet 'Options', row 2, column" in str(caught.value)


def test_what_is_no_table_is_said() -> None:
    """By what it is, as far as that can be told."""
    assert "cannot be read as a workbook" in problem(b"PK\x03\x04 and no more")
    assert "of before 2007" in problem(b"\xd0\xcf\x11\xe0 and more")
    assert "is not UTF-8 text (byte 1)" in problem(b"a\xff")
    assert "NUL" in problem(b"a\0,b")
    assert "is empty" in problem(b"")


def test_sizes_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file, of what it unpacks to, of its rows."""
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    with pytest.raises(ScenarioErrors, match="more than 3 rows"):
        run(workbook(*([HEADERS] * 9)))
    assert "more than 3 rows" in str(readings("f", b"a,b\n" * 9)[1][0])
    monkeypatch.setattr(sheets, "MOST_UNPACKED_BYTES", 100)
    with pytest.raises(ScenarioErrors, match="unpacks to more than 0 megabytes"):
        run(workbook(HEADERS))
    monkeypatch.setattr(sheets, "MOST_BYTES", 2)
    assert "holds more than 0 megabytes" in problem(b"abc")


def test_without_openpyxl_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A list as text needs nothing."""
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(NoWorkbooks, match=r"pip install 'isoplan\[import\]'"):
        run(workbook(HEADERS))
    readings("f", b"a,b\n")


def test_a_workbook_of_windows_in_utf_16_reads(examples: Path) -> None:
    """As some programs save text, with a mark at its beginning."""
    text = (examples / "grant_list.csv").read_text(encoding="utf-8")
    way = readings("f", text.encode("utf-16"))[0][0]
    assert way == readings("f", text.encode())[0][0]
    assert mapping_named("grant_list").last_resort


def test_two_sheets_that_tell_of_one_exercise_add_nothing_up() -> None:
    """They must agree, as two files must."""
    rows: dict[str, list[list[object]]] = {
        "Grants": [
            ["Grant", "Type", "Grant Date", "Granted", "Strike"],
            ["ES-1", "ISO", "2023-03-01", 1000, 1.8],
        ],
        "Exercises": [
            ["Grant", "Exercise Date", "Shares", "Strike"],
            ["ES-1", "2025-04-15", 50, 1.8],
        ],
        "Form 3921": [
            ["Box 1", "Box 2", "Box 3", "Box 4", "Box 5"],
            ["03/01/2023", "04/15/2025", 1.8, 6, 50],
        ],
    }

    def written() -> bytes:
        book = openpyxl.Workbook()
        for title, of_sheet in rows.items():
            sheet = book.create_sheet(title)
            for row in of_sheet:
                sheet.append(row)
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    (lot,) = tomllib.loads(run(written()).text)["lots"]
    assert (lot["shares"], lot["value_at_exercise"]) == (50, 6)
    rows["Form 3921"][1][-1] = 60
    with pytest.raises(ScenarioErrors, match=r"sheet 'Form 3921': has 60 shares"):
        run(written())
