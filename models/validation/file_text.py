"""The text of a file: from a path, a pipe or standard input, whatever wrote it."""

import codecs
import sys
from pathlib import Path
from typing import BinaryIO

from isoplan.models.base.problems import WrongValue

STANDARD_INPUT = Path("-")
"""Stands for standard input, as with other commands; a file of that name is ./-."""
MOST_BYTES = 500_000_000
"""Of one file: beyond all that people write, and within what a computer has."""
PART = 1 << 20

MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""What a file in UTF-16 begins with, as some editors and shells of Windows write it."""


def source_name(path: Path) -> str:
    """Return what messages call a file."""
    return "standard input" if path == STANDARD_INPUT else str(path)


def text_of(path: Path) -> str:
    """Return the text of a file; a byte order mark is no part of it.

    Raises:
        WrongValue: If it is no text, or too long.
        OSError: If it cannot be read.
    """
    if path == STANDARD_INPUT:
        if sys.stdin is None:
            raise WrongValue("is closed", "redirect a file to it, or name the file")
        return _text(sys.stdin.buffer)
    with path.open("rb") as opened:
        return _text(opened)


def _text(opened: BinaryIO) -> str:
    """Read part by part, so that what is no text ends early, be it endless."""
    part = opened.read(PART)
    encoding = "utf-16" if part.startswith(MARKS) else "utf-8-sig"
    decoder = codecs.getincrementaldecoder(encoding)()
    parts, bytes_read = [], 0
    while True:
        try:
            text = decoder.decode(part, final=not part)
        except UnicodeDecodeError as error:
            place = max(bytes_read - len(error.object) + len(part), 0) + error.start
            raise WrongValue(
                f"is not UTF-8 text (byte {place})", "save it as UTF-8"
            ) from None
        if "\0" in text:
            raise WrongValue("holds NUL characters", "save it as text, in UTF-8")
        parts.append(text)
        bytes_read += len(part)
        if bytes_read > MOST_BYTES:
            raise WrongValue(
                f"holds more than {MOST_BYTES // 10**6:,} megabytes",
                "split it into files of fewer households",
            )
        if not part:
            return "".join(parts)
        part = opened.read(PART)
