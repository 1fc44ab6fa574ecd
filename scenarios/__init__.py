"""The shipped examples: complete scenario files, each telling a story.

Data alone, which a wheel carries too: knows nothing of what reads it.
"""

import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent


def examples() -> dict[str, Path]:
    """Return the file of each example, by its name.

    A name is a file's own without ``.toml``, as in ``series_b_engineer``. Those whose
    future parts come last.
    """
    found = [*sorted(FOLDER.glob("*.toml")), *sorted(FOLDER.glob("uncertain/*.toml"))]
    return {path.stem: path for path in found}


def story(path: Path) -> str:
    """Return in a line what an example is about."""
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return str(found["story"])
