"""Which isoplan works here: its version, and a digest of its source.

A version says too little of a checkout, which is changed without a new one.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("models", "optimizer", "cli")
"""Whose source a result hangs on, in this order."""
OF_SOURCE = {".py", ".toml"}
"""Endings of code, and of the figures of the law."""
DIGITS = 12
"""Of a digest, as it is shown."""


@dataclass(frozen=True, slots=True)
class Installed:
    """An isoplan.

    Attributes:
        version: Empty where there is no isoplan.
        digest: Of its source; empty where it is not known.
    """

    version: str
    digest: str

    @property
    def in_words(self) -> str:
        """Return what it is, short enough for a line."""
        if not self.version:
            return "no isoplan"
        source = f"source {self.digest[:DIGITS]}" if self.digest else "other source"
        return f"isoplan {self.version} ({source})"


@cache
def installed() -> Installed:
    """Return the isoplan that works in this process, looked at once."""
    return Installed(version("isoplan"), source_digest(_folders()))


def source_digest(folders: dict[str, Path]) -> str:
    """Return a digest of the code and the figures in folders, by their contents.

    Where a folder stands does not count, nor how a system ends lines.

    Args:
        folders: By the name that they have wherever they stand.
    """
    digest = hashlib.sha256()
    for name, folder in folders.items():
        for file in _source(folder):
            content = file.read_bytes().replace(b"\r\n", b"\n")
            path = f"{name}/{file.relative_to(folder).as_posix()}"
            digest.update(f"{path}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def _folders() -> dict[str, Path]:
    """Return where each package stands."""
    found = {}
    for name in PACKAGES:
        spec = find_spec(f"isoplan.{name}")
        for place in (spec and spec.submodule_search_locations) or ():
            found[name] = Path(place)
    return found


def _source(folder: Path) -> Iterator[Path]:
    """Yield the files of source in a folder and those in it, in one order anywhere."""
    files = [
        file
        for file in folder.rglob("[!.]*")  # what an editor hides is no source
        if file.suffix in OF_SOURCE and file.is_file()
    ]
    yield from sorted(files, key=lambda file: file.relative_to(folder).as_posix())
