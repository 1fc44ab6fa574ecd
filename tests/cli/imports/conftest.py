"""Files of words, imported as the command and the page import them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from isoplan.cli.imports.importing import Imported, imported

Import = Callable[..., Imported]


@pytest.fixture
def examples() -> Path:
    """The believable files, one or more a source."""
    return Path(__file__).parent / "files"


@pytest.fixture
def example_texts(examples: Path) -> Callable[..., dict[str, str]]:
    return lambda *names: {
        name: (examples / name).read_text(encoding="utf-8") for name in names
    }


@pytest.fixture
def run() -> Import:
    """Import texts by the names of their files."""

    def imported_texts(files: dict[str, str], into: str = "") -> Imported:
        contents = {name: text.encode() for name, text in files.items()}
        return imported(contents, None, into, "me.toml")

    return imported_texts
