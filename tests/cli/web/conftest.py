"""One server for all tests of the page that do not end it."""

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from served_page import Server, served

NEEDED = ("starlette", "uvicorn", "tomlkit")
"""Of the extra ``web``."""
if any(find_spec(name) is None for name in NEEDED):
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with served() as running:
        yield running
