"""Files written whole or not at all."""

import os
import shutil
import tempfile
from pathlib import Path


def write_new(file: Path, text: str) -> None:
    """Write a file that does not exist; one that does stays as it is.

    Raises:
        FileExistsError: If it exists.
        OSError: If it cannot be written; no half of it stays.
    """
    with file.open("x", encoding="utf-8", newline="") as opened:
        try:
            opened.write(text)
            opened.flush()
        except BaseException:  # a full disk, a signal: no half of a file stays
            file.unlink()
            raise


def write_anew(file: Path, text: str) -> None:
    """Write a file that exists anew; it is the old one until the new one is whole.

    A link stays a link, and the file keeps its permissions.

    Raises:
        OSError: If it cannot be written; the old one stays.
    """
    file = file.resolve(strict=True)
    number, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    made = Path(name)
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        shutil.copymode(file, made)
        made.replace(file)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
