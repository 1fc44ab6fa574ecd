"""Files written whole or not at all, whatever happens on the way."""

from pathlib import Path

import pytest

from isoplan.cli.process import whole_files
from isoplan.cli.process.whole_files import write_anew, write_new


def fail(*_: object, **__: object) -> None:
    raise OSError("No space left on device")


def test_a_new_file_is_new(tmp_path: Path) -> None:
    """Lines end as they are given; one that exists stays."""
    file = tmp_path / "a"
    write_new(file, "1\r\n")
    assert file.read_bytes() == b"1\r\n"
    with pytest.raises(FileExistsError):
        write_new(file, "2")
    assert file.read_bytes() == b"1\r\n"


def test_a_file_is_the_old_one_until_the_new_one_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk leaves it, and nothing beside it."""
    file = tmp_path / "a"
    file.write_text("old")
    monkeypatch.setattr(whole_files.os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_anew(file, "new")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]
    monkeypatch.undo()
    write_anew(file, "new\r\n")
    assert file.read_bytes() == b"new\r\n"
    with pytest.raises(FileNotFoundError):
        write_anew(tmp_path / "b", "new")
    assert list(tmp_path.iterdir()) == [file]
