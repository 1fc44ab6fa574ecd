"""Finished work as files, each whole or not at all, named after what it depends on."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from isoplan.models.base.errors import IsoPlanError


class FolderRefused(IsoPlanError):
    """Finished work cannot be kept in a folder."""


def made_folder(folder: Path, what: str) -> None:
    """Make a folder, if it is not there.

    Args:
        folder: Where.
        what: Is to be kept in it, in a word.

    Raises:
        FolderRefused: If it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderRefused(
            f"{folder}: no {what} can be kept in it: {error.strerror}; name another "
            "folder"
        ) from error


def write_whole(file: Path, content: bytes, draft: Path) -> None:
    """Write a file that takes its name once it is complete.

    Args:
        file: The file; one that stands there is replaced.
        content: All of it.
        draft: Where it is written first, on the same disk; nobody else's.

    Raises:
        FolderRefused: If it cannot be written. What stood there before still does.
    """
    try:
        draft.write_bytes(content)
        draft.replace(file)
    except OSError as error:
        raise FolderRefused(
            f"{file}: it cannot be written: {error.strerror}"
        ) from error


def key_of(told: Mapping[str, object]) -> str:
    """Return a key of fields that may hold dates: equal fields, equal keys."""
    text = json.dumps(told, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
